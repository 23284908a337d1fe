"""A duration in words. Loads none of the values of a conversation: commands for scripts say how long tokens are good."""

from __future__ import annotations

from desktop_login.messages import pages as words
from desktop_login.messages.message import FormattedMessage, message


def duration(seconds: float) -> FormattedMessage:
    """Return a duration in its largest unit, rounded up, so that it is never "0 minutes"."""
    for size, one, many in (
        (86400, words.ONE_DAY, words.DAYS),
        (3600, words.ONE_HOUR, words.HOURS),
        (60, words.ONE_MINUTE, words.MINUTES),
        (1, words.ONE_SECOND, words.SECONDS),
    ):
        if seconds >= size or size == 1:
            count = max(1, -int(-abs(seconds) // size))
            return message(one) if count == 1 else message(many, n=count)
    raise AssertionError("the last unit takes everything")
