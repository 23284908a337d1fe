"""What Cognito may ask after the first step. A challenge is a value; it knows no page and no wire name."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class Ticket:
    """What an answer must carry back: the canonical user name and the newest Session."""

    username: str
    session: Secret


class Channel(Enum):
    """Where a one-time code comes from."""

    TEXT_MESSAGE = "text message"
    EMAIL = "email"
    AUTHENTICATOR = "authenticator app"


@dataclass(frozen=True)
class NewPasswordRequired:
    """The user signed in with a temporary password and must choose another.

    `required` names the attributes that the pool demands and the user lacks, without the
    `userAttributes.` prefix of the wire.
    """

    ticket: Ticket
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeRequired:
    """A code is asked for. `destination` is masked by the service and may be missing;
    `device` is the name that the user gave to the authenticator."""

    ticket: Ticket
    channel: Channel
    destination: str = ""
    device: str = field(default="", repr=False)


Challenge = NewPasswordRequired | CodeRequired
