"""The challenges of a user pool, as values. Decides neither which page shows one nor how it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.devices import Device
from desktop_login.domain.passkeys import NOTHING_OFFERED, PasskeyOffers, PasskeyRequest
from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class ChallengeContext:
    """What the answer to a challenge has to send back.

    Attributes:
        username: The user name as the pool returned it (`USER_ID_FOR_SRP` where there is one).
        session: The newest `Session` value of the conversation.
        account: The account's name as the user typed it, for labels.
        device: This computer, if the pool remembers it.
    """

    username: str
    session: Secret
    account: str = ""
    device: Device | None = None


class Channel(Enum):
    """How a one-time code reaches the user."""

    TEXT_MESSAGE = "text message"
    EMAIL = "email"
    AUTHENTICATOR = "authenticator app"


class Method(Enum):
    """A way to prove one's identity.

    With PASSWORD the service gets an SRP proof and the password stays on this computer; with
    PLAIN_PASSWORD the service gets the password itself.
    """

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
    """A method together with the name under which the service offered it and expects it back."""

    method: Method
    name: str


@dataclass(frozen=True)
class NewPasswordRequired:
    """The user signed in with a temporary password and must choose another.

    `required` names the required attributes that the user lacks, without the prefix
    `userAttributes.` that the API uses.
    """

    challenge_context: ChallengeContext
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeRequired:
    """A code is asked for.

    Attributes:
        destination: Where the code was sent, masked by the service; may be empty.
        device: The name that the user gave to the authenticator app.
        first_factor: Whether the code replaces the password.
        name: The challenge's name in the API; the answer is sent under it.
    """

    challenge_context: ChallengeContext
    channel: Channel
    destination: str = ""
    device: str = field(default="", repr=False)
    first_factor: bool = False
    name: str = ""


@dataclass(frozen=True)
class MethodRequired:
    """One of the options must be chosen.

    `others` were offered too, but this program does not support them: methods, or the names of
    unknown ones.
    """

    challenge_context: ChallengeContext
    purpose: Purpose
    options: tuple[Option, ...]
    others: tuple[Method | str, ...] = ()


@dataclass(frozen=True)
class AuthenticatorSetUp:
    """An authenticator app is to be set up with this secret, and confirmed with a code.

    Attributes:
        challenge_context: None if a signed-in user sets up the app from the account page.
        secret: The TOTP secret in base32.
        account: The account name that the app shows.
    """

    challenge_context: ChallengeContext | None
    secret: Secret
    account: str = ""


@dataclass(frozen=True)
class AddressRequired:
    """Codes by e-mail are to be set up, and the user has to enter the address."""

    challenge_context: ChallengeContext


@dataclass(frozen=True)
class PasswordRequired:
    """The password is asked for after the first request.

    Attributes:
        name: The challenge's name in the API, or with `selecting` the name of the choice.
        selecting: Whether the answer selects the password among several methods.
        plain: Whether the password itself is sent, instead of an SRP proof.
    """

    challenge_context: ChallengeContext
    name: str
    selecting: bool = False
    plain: bool = False


@dataclass(frozen=True)
class CustomQuestion:
    """A custom challenge of the pool's Lambda triggers; `parameters` are its public parameters."""

    challenge_context: ChallengeContext
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class PasskeyRequired:
    """A passkey is asked for (WEB_AUTHN). The page offers what this computer can do."""

    challenge_context: ChallengeContext
    request: PasskeyRequest
    offers: PasskeyOffers = NOTHING_OFFERED


Challenge = (
    NewPasswordRequired
    | CodeRequired
    | MethodRequired
    | AuthenticatorSetUp
    | AddressRequired
    | PasswordRequired
    | CustomQuestion
    | PasskeyRequired
)
