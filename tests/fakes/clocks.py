"""A clock that only moves when it is told to."""

from __future__ import annotations

import time

from desktop_login.domain.clock_reading import ClockReading


class HandClock:
    """`pass_time` moves both clocks, `sleep` only the wall clock, as a sleeping computer does."""

    def __init__(self, wall: float | None = None) -> None:
        self.wall = time.time() if wall is None else wall
        self.monotonic = 1000.0

    def now(self) -> ClockReading:
        return ClockReading(self.wall, self.monotonic)

    def epoch(self) -> float:
        return self.wall

    def pass_time(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds

    def sleep(self, seconds: float) -> None:
        self.wall += seconds
