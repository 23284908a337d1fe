"""One reading of the local clocks, as a value. Does not read a clock."""

from __future__ import annotations

from typing import NamedTuple


class ClockReading(NamedTuple):
    """Both clocks, in seconds.

    Attributes:
        wall: Seconds since the epoch; the user can set this clock.
        monotonic: Seconds since an unspecified start; never goes back, may stop during sleep.
    """

    wall: float
    monotonic: float
