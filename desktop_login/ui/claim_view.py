"""How one claim is said: its meaning, its whole value, a line in human words. Values of a token become plain, defused text here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from desktop_login.domain.claims import TIMES, is_verified
from desktop_login.messages.dashboard import (
    EMPTY,
    IS_NOT_VERIFIED,
    IS_VERIFIED,
    MEANINGS,
    NO,
    THIS_CLIENT,
    THIS_POOL,
    YES,
)
from desktop_login.messages.pages import ATTRIBUTES
from desktop_login.messages.sanitize import defused
from desktop_login.messages.select import claim_meaning
from desktop_login.messages.translate import tr
from desktop_login.ui.moments import LAST_EPOCH, day_and_time, moment_in_full, relative

SHORT = 360  # characters that are shown before "Show all"
MOST = 6_000  # and after it; Copy always takes the whole
_IDS = frozenset({"sub", "iss", "aud", "client_id", "jti", "origin_jti", "event_id", "nonce"})
_MONO = _IDS | {"at_hash", "cognito:roles", "cognito:preferred_role", "token_use"}
_MOST_CHIPS = 60  # characters; a longer item is text


class ClaimView(NamedTuple):
    """`short` is shown at first, `long` (if it is more) on request; `items` are chips.

    `note` is the human line below; `good` says that it is a reassurance. `moment` is the time that
    the value means, whose note grows old. `full` belongs into the tooltip.
    """

    name: str
    meaning: str
    short: str
    long: str = ""
    items: tuple[str, ...] = ()
    mono: bool = False
    note: str = ""
    good: bool = False
    moment: float | None = None
    full: str = ""

    def matches(self, wanted: str) -> bool:
        wanted = wanted.casefold()
        hay = (self.name, self.meaning, self.long or self.short, self.note, *self.items)
        return any(wanted in part.casefold() for part in hay)


def meaning_of(name: str) -> str:
    """What a claim says, in words; for an unknown one its own name without the prefix."""
    own = name.removeprefix("custom:")
    known = MEANINGS.get(name) or (None if own != name else claim_meaning(name))
    known = known or ATTRIBUTES.get(name)
    return tr(known) if known is not None else defused(own)


def view_of(
    name: str, claims: Mapping[str, object], now: float, *, checked: bool = False
) -> ClaimView:
    """`now` is the wall clock; `checked`: issuer and app client were compared with the settings."""
    value, shown, meaning = claims[name], defused(name), meaning_of(name)
    match value:
        case bool():
            return ClaimView(shown, meaning, tr(YES if value else NO))
        case int() | float() if name in TIMES and 0 <= value <= LAST_EPOCH:
            return ClaimView(
                shown,
                meaning,
                day_and_time(value, now),
                note=relative(value, now),
                moment=float(value),
                full=moment_in_full(value),
            )
        case str():
            note, good = _note(name, claims, checked=checked)
            return _text(shown, meaning, value, mono=name in _MONO, note=note, good=good)
        case list() if value and all(_is_chip(item) for item in value[:50]):
            return ClaimView(
                shown, meaning, "", items=tuple(defused(str(item), _MOST_CHIPS) for item in value)
            )
        case _:
            return _text(shown, meaning, as_json(value), mono=True)


def as_json(value: object, *, indent: int | None = None) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str, indent=indent)
    except RecursionError:
        return "…"  # deeper than anybody can read


def for_copy(value: object) -> str:
    """The whole value: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else as_json(value)


def _text(
    name: str, meaning: str, value: str, *, mono: bool, note: str = "", good: bool = False
) -> ClaimView:
    if not value:
        return ClaimView(name, meaning, tr(EMPTY), note=note, good=good)
    long = defused(value, MOST) if len(value) > SHORT else ""
    return ClaimView(name, meaning, defused(value, SHORT), long, mono=mono, note=note, good=good)


def _note(name: str, claims: Mapping[str, object], *, checked: bool) -> tuple[str, bool]:
    if checked and name == "iss":
        return tr(THIS_POOL), True
    if checked and name in {"aud", "client_id"}:
        return tr(THIS_CLIENT), True
    verified = is_verified(name, claims)
    if verified is None:
        return "", False
    return tr(IS_VERIFIED if verified else IS_NOT_VERIFIED), verified


def _is_chip(item: object) -> bool:
    return isinstance(item, str) and len(item) <= _MOST_CHIPS
