"""A page that a person opens over the others and leaves again: settings, shortcuts, about. Knows no state."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.messages.account import BACK
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.basics import accelerate, button, sentence
from desktop_login.ui.widgets.wide_column import WIDE, WideColumn, add_section


class Sheet(QWidget):
    """A heading, then sections, each with a head of its own. Emits `back()`."""

    back = Signal()

    def __init__(self, heading: Message, *, wide: int = WIDE) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr(heading))
        self.heading = sentence(tr(heading), "heading")
        self.leave = button(tr(BACK), "link", "B")
        self.leave.installEventFilter(self)
        self.leave.clicked.connect(self.back)
        frame = self._frame = WideColumn(wide)
        frame.lead_back(self.leave)
        self._column = frame.rows
        self._column.addWidget(self.heading)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def add_section(self, head: Message) -> QVBoxLayout:
        """A sheet with rows below a head."""
        return add_section(self._column, head)

    def finish(self) -> None:
        """Called once, when all sections are there."""
        self._column.addStretch(1)
        accelerate(self)

    def stand_in(self, width: int, height: int) -> None:
        """How large the place is in which it is seen."""
        self._frame.stand_in(width, height)

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
