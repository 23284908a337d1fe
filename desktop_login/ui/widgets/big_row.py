"""A large button: a picture, a title, a line below it. Says with its name and description what its labels show."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label, sentence
from desktop_login.ui.widgets.elided import Elided
from desktop_login.ui.widgets.icons import CHEVRON, Icon

_LEAST = 8 * GRID
_CHEVRON = 20


class BigRow(QPushButton):
    """As high as its words need at its width; a chevron says that it leads somewhere. `one_line`
    cuts a name or an address instead of wrapping it."""

    def __init__(
        self, picture: QWidget, title: str, line: str, state: str = "", *, one_line: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self._line = line
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(filter(None, (line, state))))
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.title = _words(title, "row-title", one_line)
        self.line = _words(line, "small", one_line)
        self.state = label(state, "small")
        # what is made visible before it is in a window is a window of its own for a moment
        for shown, text in ((self.line, line), (self.state, state)):
            if not text:
                shown.hide()
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
        self._row.addWidget(self.state)
        self._row.addWidget(Icon(CHEVRON, _CHEVRON, QPalette.ColorRole.PlaceholderText))
        # margins, three gaps, what stands at both ends, and the border with some air
        self._around = 4 * GRID + 6 * GRID + picture.minimumWidth() + _CHEVRON + GRID
        for part in (self.title, self.line, self.state):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def whole(self) -> int:
        """The width in which its words and its state stand whole beside each other."""
        for shown in (self.title, self.line, self.state):
            shown.ensurePolished()
        words = max(
            shown.fontMetrics().horizontalAdvance(words)
            for shown, words in ((self.title, self.accessibleName()), (self.line, self._line))
        )
        state = self.state.fontMetrics().horizontalAdvance(self.state.text())
        return words + state + self._around

    def show_state(self, shown: bool) -> None:
        """Where there is room for it; the description says it in any case."""
        self.state.setVisible(shown and bool(self.state.text()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(_LEAST, self._row.totalHeightForWidth(width))

    def sizeHint(self) -> QSize:
        return QSize(self._row.sizeHint().width(), max(_LEAST, self._row.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * GRID, _LEAST)


def _words(text: str, role: str, one_line: bool) -> QLabel:
    if not one_line:
        return sentence(text, role)
    shown = Elided(role)
    shown.show_text(text, text)
    return shown
