"""One reading of the clocks, as a value. Reads none."""

from __future__ import annotations

from typing import NamedTuple


class ClockReading(NamedTuple):
    """Both clocks in seconds: `wall` is the epoch, `monotonic` has no origin."""

    wall: float
    monotonic: float
