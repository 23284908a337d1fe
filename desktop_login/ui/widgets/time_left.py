"""How long a step will stay open, as a small line. Ends nothing: the service decides."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel

from desktop_login.messages.pages import TIME_LEFT
from desktop_login.messages.translate import tr
from desktop_login.ui.translation import countdown


class TimeLeft(QLabel):
    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.setProperty("role", "small")
        self._seconds = seconds
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._show)
        self.begin()

    def begin(self) -> None:
        self._since.start()
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _show(self) -> None:
        left = self._seconds - self._since.elapsed() / 1000
        self.setText(tr(TIME_LEFT, t=countdown(left)))
