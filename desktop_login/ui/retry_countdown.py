"""How long a page waits before anything is sent again, and whether it may send meanwhile. Sends nothing itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QRandomGenerator, QTimer, Signal

from desktop_login.domain.errors import Fault, Problem

_PAUSE_S = 15
_LONGEST_RETRY_S = 30
# While these are waited for nothing may be sent: it would only make the wait longer.
_BLOCKS = frozenset({Problem.LOCKED_OUT, Problem.TOO_MANY_ATTEMPTS})


class Patience(QObject):
    """`ticked(fault)` once a second with the seconds that are left, `over(problem)` at the end.

    A busy service is asked again when it says so, or after a random time that may be longer
    with every answer; a locked account when its lock may be over; and after too many attempts
    nothing is sent for a while.
    """

    ticked = Signal(object)
    over = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._fault: Fault | None = None
        self._left = 0
        self._busy_answers = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    @property
    def blocking(self) -> Fault | None:
        """Why nothing may be sent now."""
        fault = self._fault
        if fault is None or fault.problem not in _BLOCKS:
            return None
        return replace(fault, seconds=self._left)

    @property
    def blocks(self) -> bool:
        return self.blocking is not None

    def begin(self, fault: Fault) -> None:
        """Does nothing where there is nothing to wait for."""
        seconds = self._seconds(fault)
        if seconds is None:
            return
        self._fault, self._left = fault, seconds
        self._timer.start()
        self.ticked.emit(replace(fault, seconds=seconds))

    def give_up_asking(self) -> None:
        """The person has done something else; what may not be sent still may not."""
        if not self.blocks:
            self._fault = None
            self._timer.stop()

    def _seconds(self, fault: Fault) -> int | None:
        if fault.problem is not Problem.BUSY:
            self._busy_answers = 0
        match fault.problem:
            case Problem.BUSY:
                self._busy_answers += 1
                longest = min(_LONGEST_RETRY_S, 2**self._busy_answers)
                return int(fault.seconds or 1 + QRandomGenerator.global_().bounded(longest))
            case Problem.LOCKED_OUT if fault.seconds:
                return max(1, round(fault.seconds))
            case Problem.TOO_MANY_ATTEMPTS:
                return _PAUSE_S
            case _:
                return None

    def _tick(self) -> None:
        fault = self._fault
        self._left -= 1
        if fault is None or self._left <= 0:
            self._fault = None
            self._timer.stop()
            self.over.emit(fault.problem if fault is not None else None)
        else:
            self.ticked.emit(replace(fault, seconds=self._left))
