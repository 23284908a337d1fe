"""Times as a person says them: today, a minute ago, in an hour. Imported only after the first paint."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt

from desktop_login.messages.dashboard import AGO, AHEAD, JUST_NOW, TODAY_AT, YESTERDAY_AT
from desktop_login.messages.durations import duration
from desktop_login.messages.pages import MINUTES, ONE_MINUTE
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.translation import formats, local_time

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
LAST_EPOCH = 253402300799  # the end of the year 9999


def time_of_day(epoch: float, *, seconds: bool = True) -> str:
    """The time in the user's own format, with seconds unless they do not matter."""
    moment = QDateTime.fromSecsSinceEpoch(int(epoch))
    locale = formats()
    if not seconds:
        return locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
    pattern = locale.timeFormat(QLocale.FormatType.ShortFormat)
    if "ss" not in pattern:
        pattern = pattern.replace("mm", "mm:ss", 1)
    return locale.toString(moment.time(), pattern)


def clock_time(epoch: float, now: float, *, seconds: bool = False) -> str:
    """The time of day, with the date unless that is the day of `now`. Everything that names a
    moment of a session says it so: a token may be valid until tomorrow."""
    clock = time_of_day(epoch, seconds=seconds)
    moment = QDateTime.fromSecsSinceEpoch(int(epoch))
    if moment.date() == QDateTime.fromSecsSinceEpoch(int(now)).date():
        return clock
    if not seconds:
        return local_time(epoch)
    return f"{date_of(epoch)} {clock}"


def date_of(epoch: float) -> str:
    """The day alone, in the user's own format."""
    moment = QDateTime.fromSecsSinceEpoch(int(epoch))
    return formats().toString(moment.date(), QLocale.FormatType.ShortFormat)


def day_and_time(epoch: float, now: float) -> str:
    """Today and yesterday by name, any other day by its date."""
    moment = QDateTime.fromSecsSinceEpoch(int(epoch))
    days = moment.date().daysTo(QDateTime.fromSecsSinceEpoch(int(now)).date())
    clock = time_of_day(epoch)
    if days == 0:
        return tr(TODAY_AT, time=clock)
    if days == 1:
        return tr(YESTERDAY_AT, time=clock)
    return f"{date_of(epoch)} {clock}"


def relative(epoch: float, now: float) -> str:
    """How long ago, or how far ahead, in the largest unit."""
    seconds = now - epoch
    if abs(seconds) < 5:
        return tr(JUST_NOW)
    return tr(AGO if seconds > 0 else AHEAD, t=span(abs(seconds)))


def span(seconds: float) -> str:
    """A duration in whole minutes up to two hours, then in hours or days; rounded down, as a clock is read."""
    if seconds < _MINUTE:
        return translate(duration(max(1.0, seconds)))
    if seconds < 2 * _HOUR:
        minutes = int(seconds // _MINUTE)
        return tr(ONE_MINUTE) if minutes == 1 else tr(MINUTES, n=minutes)
    size = _HOUR if seconds < 2 * _DAY else _DAY
    return translate(duration(seconds // size * size))


def moment_in_full(epoch: float) -> str:
    """ISO with the offset, the zone's name, and the number that stands in the token."""
    moment = QDateTime.fromSecsSinceEpoch(int(epoch))
    iso = moment.toOffsetFromUtc(moment.offsetFromUtc()).toString(Qt.DateFormat.ISODate)
    return f"{iso} · {moment.timeZoneAbbreviation()} · {int(epoch)}"
