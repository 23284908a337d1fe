"""The clock of the demo, which a test moves. Knows no server."""

from __future__ import annotations

import time
from datetime import datetime, timedelta


class Clock:
    """Runs like the computer's clock, as far ahead of it or behind it as a test has moved it.

    It decides what the demo thinks: when tokens, codes and sessions begin and end, and the `Date`
    of its answers. Your own code goes on reading the computer's clock. So sign in first and move
    the clock then: an SRP proof whose time is more than five minutes off is refused, as by the
    service.
    """

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def now(self) -> float:
        """Return the demo's time, in seconds since 1970."""
        return time.time() + self._ahead_s

    def advance(self, by: float | timedelta) -> None:
        """Let time pass.

        Args:
            by: Seconds, or a `timedelta`.
        """
        self._ahead_s += by.total_seconds() if isinstance(by, timedelta) else by

    def set(self, to: float | datetime) -> None:
        """Set the clock; it runs on from there.

        Args:
            to: Seconds since 1970, or a `datetime` with a time zone.

        Raises:
            ValueError: The `datetime` has no time zone.
        """
        if isinstance(to, datetime):
            if to.tzinfo is None:
                raise ValueError("the datetime needs a time zone, such as datetime.UTC")
            to = to.timestamp()
        self._ahead_s = to - time.time()
