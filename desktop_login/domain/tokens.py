"""Tokens, the identity they name and their lifetime. Neither verifies a signature nor sends a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.browser import ThroughBrowser
from desktop_login.domain.devices import NewDevice
from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class Tokens:
    """The tokens of a completed sign-in or refresh.

    Attributes:
        clock_skew: Server time minus local time in seconds, measured when the tokens arrived.
        device_key: The device to which the refresh token is bound; empty if there is none.
        new_device: A device that is not confirmed yet.
        through: How the browser took part in the sign-in; None if it did not.
    """

    id_token: Secret
    access_token: Secret
    refresh_token: Secret
    clock_skew: float = 0.0
    device_key: str = ""
    new_device: NewDevice | None = None
    through: ThroughBrowser | None = None


class Signature(Enum):
    """Whether the signature of the ID token was verified."""

    VERIFIED = "verified"
    UNCHECKED = "not checked"


@dataclass(frozen=True)
class Identity:
    """The user that the ID token names.

    Attributes:
        claims: The claims of the ID token, decoded and checked.
        keys_of: The host whose keys verified the signature, if it is not Amazon Cognito but a
            configured endpoint or issuer; otherwise empty.
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
    """When the tokens were issued and when the first of them expires, in server time (epoch s)."""

    issued_at: float
    expires_at: float

    @property
    def seconds(self) -> float:
        """How long the tokens are valid."""
        return self.expires_at - self.issued_at


@dataclass(frozen=True)
class Session:
    """Verified tokens with the identity and lifetime that were read from them."""

    tokens: Tokens
    identity: Identity
    lifetime: Lifetime
