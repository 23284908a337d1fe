"""This computer as a pool with device tracking knows it. Decides nothing about when it is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class NewDevice:
    """What a sign-in without a known device brings; it must be confirmed, or the session ends early."""

    key: str
    group_key: str


@dataclass(frozen=True)
class Device:
    """A confirmed device. Its password stands in for a second factor, so it is kept like a token."""

    key: str
    group_key: str
    password: Secret = field(repr=False)
