"""What a sign-in without a window asks a host, and what a host answers: texts in the session's language.

The questions are those of `flow.dialogue` once translated. They are types of their own, because what a
host builds on stays as it is while the inside changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from desktop_login.flow.dialogue import Command

__all__ = ["Answers", "Choice", "Command", "Question"]


@dataclass(frozen=True)
class Choice:
    """One of several answers: `value` is to be returned, `label` is for the person."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One thing that a sign-in asks.

    Attributes:
        kind: What is asked, always in the same words: username, password, new_password, attribute,
            code, authenticator, method, email_address, custom, remember_device, verify_contact.
        label: What stands before the answer.
        secret: Whether the answer must not be shown while it is typed.
        lead: What is to be said before, such as where a code was sent.
        error: Why the answer before was not taken; empty at first.
        error_code: The same for programs, where the service did not take it.
        name: Which attribute is asked for.
        choices: Where there are any, the answer is the `value` of one of them.
        may_resend: Whether `Command.AGAIN` sends another code.
        may_skip: Whether `Command.SKIP` goes on.
        key: What an authenticator app is to be set up with, in base32.
        uri: The same as `otpauth:`, for a QR code.
    """

    kind: str
    label: str
    secret: bool = False
    lead: tuple[str, ...] = ()
    error: str = ""
    error_code: str = ""
    name: str = ""
    choices: tuple[Choice, ...] = ()
    may_resend: bool = False
    may_skip: bool = False
    key: str = field(default="", repr=False)
    uri: str = field(default="", repr=False)


class Answers(Protocol):
    """Somebody or something that answers."""

    def answer(self, question: Question, /) -> str | Command:
        """Answer the question; called again with an `error` where an answer is not taken.

        It may block. Whatever it raises ends the sign-in, and nothing of that stays.
        """
