"""The only place that reads a clock, and what a Date header says about it."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from desktop_login.domain.clock_reading import ClockReading

_DATE_RESOLUTION_S = 1.5


class SystemClock:
    def now(self) -> ClockReading:
        return ClockReading(time.time(), time.monotonic())


def epoch_of(date: str) -> float | None:
    """Epoch seconds of a Date header (RFC 9110 6.6.1); None if it is no date."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None


def clock_skew(server_time: float, now: ClockReading) -> float:
    """Server time minus local time in seconds; less than a Date header can tell is none."""
    # The header has whole seconds; half of one is the best guess for the rest.
    seen = server_time + 0.5 - now.wall
    return seen if abs(seen) > _DATE_RESOLUTION_S else 0.0
