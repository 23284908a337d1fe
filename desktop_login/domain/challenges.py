"""What Cognito may ask after the first step. A challenge is a value; it knows no page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.devices import Device
from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class ChallengeContext:
    """What an answer must carry back: the canonical user name, the newest Session and the device.

    `account` is what the person calls the account, for labels.
    """

    username: str
    session: Secret
    account: str = ""
    device: Device | None = None


class Channel(Enum):
    """Where a one-time code comes from."""

    TEXT_MESSAGE = "text message"
    EMAIL = "email"
    AUTHENTICATOR = "authenticator app"


class Method(Enum):
    """A way to prove who one is. With PASSWORD the service gets a proof and the password stays on
    this computer; with PLAIN_PASSWORD the service gets the password itself."""

    AUTHENTICATOR = "authenticator app"
    TEXT_MESSAGE = "text message"
    EMAIL = "email"
    PASSWORD = "password"  # noqa: S105 - the name of a method
    PLAIN_PASSWORD = "password itself"  # noqa: S105 - the name of a method
    PASSKEY = "passkey"


class Purpose(Enum):
    """What a method is chosen for."""

    FIRST_FACTOR = "first factor"
    SECOND_FACTOR = "second factor"
    SET_UP = "set up"


@dataclass(frozen=True)
class Option:
    """A method under exactly the name that was offered: that name must be sent back."""

    method: Method
    name: str


@dataclass(frozen=True)
class NewPasswordRequired:
    """The user signed in with a temporary password and must choose another.

    `required` names the attributes that the pool demands and the user lacks, without the
    `userAttributes.` prefix of the wire.
    """

    challenge_context: ChallengeContext
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeRequired:
    """A code is asked for. `destination` is masked by the service and may be missing;
    `device` is the name that the user gave to the authenticator. A `first_factor` code
    replaces the password. `name` is the challenge's, which has to be answered under it."""

    challenge_context: ChallengeContext
    channel: Channel
    destination: str = ""
    device: str = field(default="", repr=False)
    first_factor: bool = False
    name: str = ""


@dataclass(frozen=True)
class MethodRequired:
    """One of the options must be chosen. `others` were offered too, but nobody can use them here:
    methods, or the names of unknown ones."""

    challenge_context: ChallengeContext
    purpose: Purpose
    options: tuple[Option, ...]
    others: tuple[Method | str, ...] = ()


@dataclass(frozen=True)
class AuthenticatorSetUp:
    """An authenticator app must take over this secret (base32) and prove it with a code.

    Without a ticket the person is signed in and sets it up by choice.
    """

    challenge_context: ChallengeContext | None
    secret: Secret
    account: str = ""


@dataclass(frozen=True)
class AddressRequired:
    """Codes by e-mail are to be set up, and the address has to be named."""

    challenge_context: ChallengeContext


@dataclass(frozen=True)
class PasswordRequired:
    """The password, after all: the challenge `name`, or `selecting` it among others.

    `plain`: the password itself is sent to the service, not a proof of it.
    """

    challenge_context: ChallengeContext
    name: str
    selecting: bool = False
    plain: bool = False


@dataclass(frozen=True)
class CustomQuestion:
    """A question that the deployer's own functions ask, in their own words."""

    challenge_context: ChallengeContext
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)


Challenge = (
    NewPasswordRequired
    | CodeRequired
    | MethodRequired
    | AuthenticatorSetUp
    | AddressRequired
    | PasswordRequired
    | CustomQuestion
)
