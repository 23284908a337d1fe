"""What the claims of an ID token are about, and what differs between two sets of them. Shows nothing and translates nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Claims = Mapping[str, object]


class Group(Enum):
    """What a person asks a token for, in reading order."""

    WHO = "who you are"
    WHEN = "when"
    WHERE = "where it counts"
    OWN = "your own"
    TECHNICAL = "technical"


# OpenID Connect and Cognito; whatever is in none of these lists was added by the pool's owner.
_KNOWN: Mapping[Group, tuple[str, ...]] = {
    Group.WHO: (
        "name",
        "given_name",
        "middle_name",
        "family_name",
        "nickname",
        "preferred_username",
        "email",
        "phone_number",
        "cognito:username",
        "cognito:groups",
        "sub",
        "birthdate",
        "gender",
        "address",
        "locale",
        "zoneinfo",
        "picture",
        "profile",
        "website",
    ),
    Group.WHEN: ("auth_time", "iat", "nbf", "exp", "updated_at"),
    Group.WHERE: (
        "iss",
        "aud",
        "client_id",
        "scope",
        "cognito:roles",
        "cognito:preferred_role",
    ),
    Group.OWN: (),
    Group.TECHNICAL: (
        "email_verified",
        "phone_number_verified",
        "identities",
        "event_id",
        "jti",
        "origin_jti",
        "token_use",
        "nonce",
        "at_hash",
    ),
}
_GROUP_OF = {name: group for group, names in _KNOWN.items() for name in names}
_PLACE = {name: place for names in _KNOWN.values() for place, name in enumerate(names)}
# said beside the address, not in a row of its own
_SAID_BESIDE = {"email_verified": "email", "phone_number_verified": "phone_number"}
VERIFIED_BY = {of: name for name, of in _SAID_BESIDE.items()}
TIMES = frozenset({"exp", "iat", "auth_time", "nbf", "updated_at"})


def grouped(claims: Claims) -> dict[Group, tuple[str, ...]]:
    """Return the names of the claims by what they are about, each group in reading order.

    Whether an address is verified is said beside the address, so it has no place of its own while
    the address is there. A user name that only repeats the permanent ID tells nobody who it is.
    """
    places: dict[Group, list[str]] = {group: [] for group in Group}
    for name in claims:
        if _SAID_BESIDE.get(name) in claims:
            continue
        group = _GROUP_OF.get(name, Group.OWN)
        if name == "cognito:username" and claims[name] in (claims.get("sub"), claims.get("email")):
            group = Group.TECHNICAL
        places[group].append(name)
    return {
        group: tuple(sorted(names, key=lambda name: _PLACE.get(name, len(_PLACE))))
        for group, names in places.items()
    }


def is_verified(name: str, claims: Claims) -> bool | None:
    """Return whether an address is verified; None if the token does not say. Cognito also writes "true"."""
    value = claims.get(VERIFIED_BY.get(name, ""))
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


@dataclass(frozen=True)
class Change:
    """One claim with its earlier and its later value."""

    name: str
    before: object = field(repr=False)
    after: object = field(repr=False)


@dataclass(frozen=True)
class Difference:
    """What became of a set of claims: the names that came and went, and what changed."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()

    @property
    def count(self) -> int:
        """How many claims differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


NO_DIFFERENCE = Difference()


def difference(before: Claims, after: Claims) -> Difference:
    """Return what differs, in the order of the tokens."""
    return Difference(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(
            Change(name, before[name], after[name])
            for name in after
            if name in before and not _same(before[name], after[name])
        ),
    )


def items_changed(change: Change) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return which items of a list of texts came and went; None if it is no such list."""
    before, after = change.before, change.after
    if not (isinstance(before, list) and isinstance(after, list)):
        return None
    if not all(isinstance(item, str) for item in (*before, *after)):
        return None
    old, new = set(before), set(after)
    return (
        tuple(item for item in dict.fromkeys(after) if item not in old),
        tuple(item for item in dict.fromkeys(before) if item not in new),
    )


def _same(one: object, other: object) -> bool:
    """Return whether both are the same JSON: to Python `True == 1`, and NaN is unequal to itself."""
    if one is other:
        return True
    try:
        return _canonical(one) == _canonical(other)
    except RecursionError:
        return False  # nobody can read a value of such depth: say that it may have changed


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)
