"""How long a sign-in will wait for its code, as a small line. Ends nothing: the service decides."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QLabel

from desktop_login.messages.pages import TIME_LEFT
from desktop_login.messages.translate import tr
from desktop_login.ui.translation import countdown
from desktop_login.ui.widgets.basics import EachSecond


class TimeLeft(EachSecond, QLabel):
    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.setProperty("loginRole", "small")
        self._seconds = seconds
        self._since = QElapsedTimer()
        self.count_seconds(self._show)
        self.begin()

    def begin(self) -> None:
        self._since.start()
        self._show()

    def _show(self) -> None:
        left = self._seconds - self._since.elapsed() / 1000
        self.setText(tr(TIME_LEFT, t=countdown(left).removeprefix("0")))
