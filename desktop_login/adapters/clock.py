"""Reads the clocks, which no other module does, and compares them with a Date header."""

from __future__ import annotations

import time

from desktop_login.domain.clock_reading import ClockReading

_DATE_RESOLUTION_S = 1.5


class SystemClock:
    def now(self) -> ClockReading:
        return ClockReading(time.time(), time.monotonic())


def epoch_of(date: str) -> float | None:
    """Return the epoch seconds of a Date header (RFC 9110 6.6.1); None if it is not a date."""
    from email.utils import parsedate_to_datetime  # a command that asks no server needs no dates

    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None


def clock_skew(server_time: float, now: ClockReading) -> float:
    """Return server time minus local time in seconds; 0 below the resolution of a Date header."""
    # The header has whole seconds; half a second is the best estimate of the rest.
    seen = server_time + 0.5 - now.wall
    return seen if abs(seen) > _DATE_RESOLUTION_S else 0.0
