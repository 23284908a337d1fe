"""Tokens, whose they are, and until when. Decides nothing about signatures and fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.devices import NewDevice
from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class Tokens:
    """What a completed sign-in or refresh brings.

    `clock_skew` is server time minus local time in seconds, as seen when the tokens arrived.
    `device_key` names the device that the refresh token is bound to, if it is; `new_device` is
    one that is yet to be confirmed.
    """

    id_token: Secret
    access_token: Secret
    refresh_token: Secret
    clock_skew: float = 0.0
    device_key: str = ""
    new_device: NewDevice | None = None


class Signature(Enum):
    VERIFIED = "verified"
    UNCHECKED = "not checked"


@dataclass(frozen=True)
class Identity:
    """Who the ID token speaks of. `claims` are those of the ID token, decoded and checked.

    `keys_of` is the host whose keys a verified signature was verified with, where that is not
    Amazon Cognito: an endpoint or issuer of the settings vouches for itself only.
    """

    subject: str
    username: str
    email: str
    name: str
    claims: Mapping[str, object] = field(repr=False)
    signature: Signature
    keys_of: str = ""


@dataclass(frozen=True)
class Lifetime:
    """When the tokens were issued and when the first of them dies, in server time (epoch s)."""

    issued_at: float
    expires_at: float

    @property
    def seconds(self) -> float:
        return self.expires_at - self.issued_at


@dataclass(frozen=True)
class Session:
    tokens: Tokens
    identity: Identity
    lifetime: Lifetime
