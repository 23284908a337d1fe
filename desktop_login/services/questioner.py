"""Puts one question until its answer can be used, or the conversation ends. Knows no sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from desktop_login.domain import answers as given
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.secret import Secret
from desktop_login.flow.dialogue import Answers, Command, Picked, Question, Typed
from desktop_login.messages import terminal
from desktop_login.messages.message import FormattedMessage, message

ProblemOf = Callable[[str], FormattedMessage | None]


class Ending(Enum):
    """How a conversation ended without a session."""

    STOPPED = "stopped"
    REFUSED = "refused"
    WINDOW_NEEDED = "window needed"
    NOT_KEPT = "not kept"


class NotSignedIn(Exception):
    """Nobody is signed in, and nothing of the conversation is left.

    Attributes:
        ending: In which way.
        message: Why, where it was refused.
        error_info: The error of the service, if it is one.
    """

    def __init__(
        self,
        ending: Ending,
        message: FormattedMessage | None = None,
        error_info: AuthErrorInfo | None = None,
    ) -> None:
        super().__init__(ending)
        self.ending = ending
        self.message = message
        self.error_info = error_info


class Questioner:
    """Asks `answers`, and again while what was typed cannot be sent.

    Raises `NotSignedIn`, and what `answers` raises. `error_info` is the error of the service that
    the question is about; it is the reason if nobody answers any more.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def text(
        self, question: Question, problem_of: ProblemOf, error_info: AuthErrorInfo | None
    ) -> Secret:
        """For a question that allows no command."""
        typed = self.typed(question, problem_of, error_info)
        assert isinstance(typed, Secret)  # noqa: S101 - no command is allowed for this question
        return typed

    def typed(
        self, question: Question, problem_of: ProblemOf, error_info: AuthErrorInfo | None
    ) -> Secret | Command:
        """What was typed, once `problem_of` finds nothing wrong with it."""
        while True:
            answer = self._answers.answer(question)
            match answer:
                case Typed(text=text):
                    problem = problem_of(text.reveal())
                    if problem is None:
                        return text
                    question, error_info = _not_taken(question, problem), None
                case _:
                    return _command(question, answer, error_info)

    def picked(self, question: Question, error_info: AuthErrorInfo | None) -> str:
        """Return the value of a choice; it may be typed, or its number as a person counts."""
        values = [choice.value for choice in question.choices]
        while True:
            answer = self._answers.answer(question)
            match answer:
                case Picked(value=value) if value in values:
                    return value
                case Typed(text=text):
                    typed = given.typed_username(text.reveal())
                    if typed in values:
                        return typed
                    number = given.typed_code(typed)
                    if number.isdecimal() and 0 < int(number[:3]) <= len(values):
                        return values[int(number[:3]) - 1]
                    problem = message(terminal.NO_SUCH_CHOICE, n=len(values))
                    question, error_info = _not_taken(question, problem), None
                case _:
                    _command(question, answer, error_info)


def _not_taken(question: Question, problem: FormattedMessage) -> Question:
    return replace(question, lead=(), error=problem, error_code="")


def _command(question: Question, answer: object, error_info: AuthErrorInfo | None) -> Command:
    match answer:
        case Command.STOP if question.error is not None:
            raise NotSignedIn(Ending.REFUSED, question.error, error_info)
        case Command.STOP:
            raise NotSignedIn(Ending.STOPPED)
        case Command.AGAIN if question.may_resend:
            return Command.AGAIN
        case Command.SKIP if question.may_skip:
            return Command.SKIP
        case _:
            kind = question.kind.value
            raise TypeError(f"{type(answer).__name__} does not answer the question {kind}")
