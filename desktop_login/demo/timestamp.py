"""The TIMESTAMP of a proof: parsed loosely, written canonically. Knows no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_login.demo.service_exception import invalid_parameter

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_TIMESTAMP = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) UTC (\d{4})"
)


@dataclass(frozen=True)
class Timestamp:
    text: str
    epoch: float


def canonical(given: str) -> Timestamp:
    """Parses loosely and writes canonically: a padded day is read, and then the proof fails."""
    found = _TIMESTAMP.fullmatch(given)
    wrong = invalid_parameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english")
    if found is None or found[2] not in _MONTHS:
        raise wrong
    month = _MONTHS.index(found[2]) + 1
    day, hour, minute, second, year = (int(found[i]) for i in (3, 4, 5, 6, 7))
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise wrong from None
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    text = f"{weekday} {found[2]} {at.day} {at:%H:%M:%S} UTC {at.year}"
    return Timestamp(text, at.timestamp())
