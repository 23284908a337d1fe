"""What has happened to a session since it began. Holds no token and no value of one; ends with the session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from desktop_login.domain.claims import NO_DIFFERENCE, Claims, Difference, difference
from desktop_login.domain.ways import Ways

MOST_ENTRIES = 100  # a day of five-minute tokens would be 288; nobody reads that far back


class Event(Enum):
    """What happened."""

    SIGNED_IN = "signed in"
    RESTORED = "restored"
    RENEWED_BY_HAND = "renewed by hand"
    RENEWED = "renewed by itself"
    OFFLINE = "offline"


@dataclass(frozen=True)
class HistoryEntry:
    """One event.

    Attributes:
        at: When it happened or began (local time, epoch s).
        until: When it ended; None if it has not, or took no time.
        difference: What it changed in the claims.
        ways: How the user signed in, where that was seen.
    """

    event: Event
    at: float
    until: float | None = None
    difference: Difference = NO_DIFFERENCE
    ways: Ways = ()


History = tuple[HistoryEntry, ...]


def begun(event: Event, at: float, ways: Ways = ()) -> History:
    """Return the history of a session that begins."""
    return (HistoryEntry(event, at, ways=ways),)


def is_sign_in(history: History) -> bool:
    """Return whether the session began with a sign-in, and was not stored before."""
    return bool(history) and history[0].event is Event.SIGNED_IN


def renewed(
    history: History, at: float, *, by_hand: bool, before: Claims, after: Claims
) -> History:
    """Return the history with a renewal, which also ends a time offline."""
    event = Event.RENEWED_BY_HAND if by_hand else Event.RENEWED
    entry = HistoryEntry(event, at, difference=difference(before, after))
    return _kept((*reached(history, at), entry))


def not_reached(history: History, at: float) -> History:
    """Return the history with a time offline that lasts; unchanged if it lasts already."""
    if _lasts(history):
        return history
    return _kept((*history, HistoryEntry(Event.OFFLINE, at)))


def reached(history: History, at: float) -> History:
    """Return the history with the time offline ended; a clock that was set back does not end it before it began."""
    if not _lasts(history):
        return history
    last = history[-1]
    return (*history[:-1], replace(last, until=max(at, last.at)))


def _lasts(history: History) -> bool:
    return bool(history) and history[-1].event is Event.OFFLINE and history[-1].until is None


def _kept(history: History) -> History:
    """Keep the beginning, which says how the session came about, and the newest entries."""
    if len(history) <= MOST_ENTRIES:
        return history
    return (history[0], *history[-(MOST_ENTRIES - 1) :])
