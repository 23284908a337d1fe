"""A large button: a picture, a title, a line below it. Says with its name and description what its labels show."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label
from desktop_login.ui.widgets.icons import CHEVRON, Icon

_LEAST = 8 * GRID


class BigRow(QPushButton):
    """As high as its words need at its width; a chevron says that it leads somewhere."""

    def __init__(self, picture: QWidget, title: str, line: str) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.title = label(title, "row-title", wrap=True)
        self.line = label(line, "small", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.line)
        words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        self._row.setSpacing(2 * GRID)
        self._row.addWidget(picture)
        self._row.addLayout(words, 1)
        self._row.addWidget(Icon(CHEVRON, 20, QPalette.ColorRole.PlaceholderText))
        for part in (self.title, self.line):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(_LEAST, self._row.totalHeightForWidth(width))

    def sizeHint(self) -> QSize:
        return QSize(self._row.sizeHint().width(), max(_LEAST, self._row.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * GRID, _LEAST)
