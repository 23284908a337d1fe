"""Moves the clock of every Python that has this folder first in PYTHONPATH by the seconds in a file.

So programs that nobody here wrote live through hours in a moment. Python imports this file at its
start.
"""

from __future__ import annotations

import datetime
import os
import time
from pathlib import Path
from typing import Any

FILE = os.environ.get("SHIFTED_TIME", "")
_time = time.time
_datetime = datetime.datetime


def seconds() -> float:
    try:
        return float(Path(FILE).read_text("ascii") or 0)
    except (OSError, ValueError):
        return 0.0


class _Meta(type(_datetime)):  # type: ignore[misc]
    """What is a datetime stays one."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _datetime)


class Shifted(_datetime, metaclass=_Meta):
    """`datetime` whose "now" is later."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return _datetime.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return _datetime.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)


if FILE:
    time.time = lambda: _time() + seconds()
    datetime.datetime = Shifted  # type: ignore[misc]
