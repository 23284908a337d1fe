"""The link that asks for another code, and how long it waits. Sends nothing."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages.durations import duration
from desktop_login.messages.pages import RESEND_CODE, RESEND_IN
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.basics import button, sentence

RESEND_AFTER_S = 30


class ResendRow(QWidget):
    """Emits `asked()`, at most once in `RESEND_AFTER_S`."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.link = button(tr(RESEND_CODE), "link", "R")
        self.link.clicked.connect(self._clicked)
        self._waiting = sentence("", "small")
        row = self._row = QHBoxLayout()
        row.addWidget(self.link)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._waiting)
        self._wait_s = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)
        self.wait()

    def add_beside(self, other: QWidget) -> None:
        """Something else that can be done about a code that does not arrive, at the right."""
        other.setProperty("part", "right")
        self._row.addWidget(other)
        self.setTabOrder(self.link, other)

    def wait(self, seconds: int = RESEND_AFTER_S) -> None:
        """A code was just sent, or may not be sent now."""
        self._wait_s = max(self._wait_s, seconds)
        self._timer.start()
        self._show()

    def _clicked(self) -> None:
        if not self._wait_s:
            self.asked.emit()

    def _count_down(self) -> None:
        self._wait_s = max(0, self._wait_s - 1)
        if not self._wait_s:
            self._timer.stop()
        self._show()

    def _show(self) -> None:
        words = tr(RESEND_IN, t=duration(self._wait_s)) if self._wait_s else ""
        self._waiting.setText(words)
        self._waiting.setVisible(bool(words))
        self.link.setEnabled(not self._wait_s)
