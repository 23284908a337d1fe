"""Counts down on a page until something may be sent again. How long that is decides domain/schedule."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRandomGenerator, QTimer, Signal

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.schedule import BLOCKS_SENDING, retry_wait
from desktop_login.ui.error_view import ErrorView


class RetryCountdown(QObject):
    """`ticked(view)` once a second with the seconds that are left, `over(problem)` at the end.

    A busy service is asked again when it says so, or after a random time that may be longer
    with every answer; a locked account when its lock may be over; and after too many attempts
    nothing is sent for a while.
    """

    ticked = Signal(object)
    over = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._view: ErrorView | None = None
        self._left = 0
        self._busy_answers = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    @property
    def blocking(self) -> ErrorView | None:
        """Why nothing may be sent now."""
        view = self._view
        if view is None or view.code not in BLOCKS_SENDING:
            return None
        return view.with_seconds(self._left)

    @property
    def blocks(self) -> bool:
        return self.blocking is not None

    def begin(self, view: ErrorView) -> None:
        """Does nothing where there is nothing to wait for."""
        seconds = self._seconds(view.error_info) if view.error_info is not None else None
        if seconds is None:
            return
        self._view, self._left = view, seconds
        self._timer.start()
        self.ticked.emit(view.with_seconds(seconds))

    def give_up_asking(self) -> None:
        """Stop asking again, because the user has done something else. A block stays in force."""
        if not self.blocks:
            self._view = None
            self._timer.stop()

    def _seconds(self, error_info: AuthErrorInfo) -> int | None:
        busy = error_info.code is ErrorCode.BUSY
        self._busy_answers = self._busy_answers + 1 if busy else 0
        random = QRandomGenerator.global_().generateDouble()
        return retry_wait(error_info, self._busy_answers, random)

    def _tick(self) -> None:
        view = self._view
        self._left -= 1
        if view is None or self._left <= 0:
            self._view = None
            self._timer.stop()
            self.over.emit(view.code if view is not None else None)
        else:
            self.ticked.emit(view.with_seconds(self._left))
