"""What a sign-in asks, and what can be answered, for whoever is no window: a terminal, a script, another program. Asks nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Protocol

from desktop_login.domain.secret import Secret
from desktop_login.messages.message import FormattedMessage


class Kind(StrEnum):
    """What is asked. Programs rely on the values: none is ever given another meaning."""

    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105 - the name of a question
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a question
    ATTRIBUTE = "attribute"
    CODE = "code"
    AUTHENTICATOR = "authenticator"
    METHOD = "method"
    EMAIL_ADDRESS = "email_address"
    CUSTOM = "custom"
    REMEMBER_DEVICE = "remember_device"
    VERIFY_CONTACT = "verify_contact"


@dataclass(frozen=True)
class Choice:
    """One of several answers. `value` names it, whatever the language."""

    value: str
    label: FormattedMessage


@dataclass(frozen=True)
class Question:
    """One thing to be answered.

    Attributes:
        kind: What is asked.
        label: What stands before the answer.
        secret: Whether the answer must not be shown while it is typed.
        lead: What is to be said before, such as where a code was sent.
        error: Why the answer before was not taken.
        error_code: The name of an `ErrorCode`, if the service did not take it.
        name: Which attribute is asked for.
        choices: Only these can be answered.
        may_resend: Whether `Command.AGAIN` sends another code.
        may_skip: Whether `Command.SKIP` goes on without an answer.
        key: What an authenticator app is to be set up with, in base32.
        uri: The same as `otpauth:`, for a QR code.
        problem_of: Says what is wrong with an answer before it is given, where that spares typing
            it twice.
    """

    kind: Kind
    label: FormattedMessage
    secret: bool = False
    lead: tuple[FormattedMessage, ...] = ()
    error: FormattedMessage | None = None
    error_code: str = ""
    name: str = ""
    choices: tuple[Choice, ...] = ()
    may_resend: bool = False
    may_skip: bool = False
    key: Secret | None = None
    uri: Secret | None = None
    problem_of: Callable[[str], FormattedMessage | None] | None = field(
        default=None, repr=False, compare=False
    )


class Typed:
    """A text, exactly as it was typed."""

    def __init__(self, text: str | Secret) -> None:
        self.text = text if isinstance(text, Secret) else Secret(text)


@dataclass(frozen=True)
class Picked:
    """The `value` of one of the choices."""

    value: str


class Command(Enum):
    """An answer that is no text.

    Attributes:
        AGAIN: Send another code, where `Question.may_resend`.
        SKIP: Go on without an answer, where `Question.may_skip`.
        STOP: End the sign-in; nothing of it stays. After an error that means that there is no
            better answer.
    """

    AGAIN = "again"
    SKIP = "skip"
    STOP = "stop"


Answer = Typed | Picked | Command


class Answers(Protocol):
    """Somebody or something that answers."""

    def answer(self, question: Question) -> Answer:
        """Answer the question; called again with an `error` where the answer is not taken.

        May block, and may raise anything: then the sign-in ends, and nothing of it stays.
        """
