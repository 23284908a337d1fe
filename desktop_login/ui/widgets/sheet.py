"""A page that a person opens over the others and leaves again: settings, shortcuts, about. Knows no state."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages.account import BACK
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import RING, accelerate, button, label, sentence

_WIDE = 528
_BESIDE = 2 * GRID  # as beside the dashboard, in line with the bar
_ALL = 10_000  # of the width, as against 1 at each side


class Sheet(QWidget):
    """A heading, then sections, each with a head of its own. Emits `back()`."""

    back = Signal()

    def __init__(self, heading: Message, *, wide: int = _WIDE) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr(heading))
        self.heading = sentence(tr(heading), "heading")
        self.leave = button(tr(BACK), "link", "B")
        self.leave.setProperty("part", "middle")
        self.leave.installEventFilter(self)
        self.leave.clicked.connect(self.back)
        column = QWidget()
        column.setMaximumWidth(wide + 2 * _BESIDE)
        self._above = QHBoxLayout()
        self._above.addWidget(self.leave)
        self._above.addStretch(1)
        self._above.setContentsMargins(_BESIDE - RING, 3 * GRID, _BESIDE, 0)
        self._column = QVBoxLayout()
        self._column.setSpacing(2 * GRID)
        self._column.setContentsMargins(_BESIDE, 0, _BESIDE, 3 * GRID)
        both = QVBoxLayout(column)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(2 * GRID)
        both.addLayout(self._above)
        both.addLayout(self._column, 1)
        self._column.addWidget(self.heading)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(column, _ALL)
        row.addStretch(1)

    def add_section(self, head: Message) -> QVBoxLayout:
        """A sheet with rows below a head."""
        self._column.addSpacing(GRID)
        self._column.addWidget(label(tr(head), "title"))
        sheet = QFrame()
        sheet.setObjectName("card")
        rows = QVBoxLayout(sheet)
        rows.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        rows.setSpacing(2 * GRID)
        self._column.addWidget(sheet)
        return rows

    def finish(self) -> None:
        """Called once, when all sections are there."""
        self._column.addStretch(1)
        accelerate(self)

    def start(self) -> None:
        """It has come on screen."""
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down scroll what is only read: from a button Qt would go on to another one."""
        scrolls = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if scrolls and event.type() == QEvent.Type.KeyPress:
            event.ignore()  # so it goes on to what the sheet scrolls in
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
            return
        super().keyPressEvent(event)
