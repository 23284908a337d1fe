"""Whoever answers the questions of a sign-in: a person on the terminal, lines on standard input, or nobody. Sends nothing."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop_login.cli.console import Console, NoMoreInput
from desktop_login.cli.status import NO_ANSWER, WRONG_USE, Refused
from desktop_login.flow.dialogue import Answer, Command, Kind, Question, Typed
from desktop_login.messages import pages, terminal
from desktop_login.messages.account import QR_CODE
from desktop_login.messages.message import FormattedMessage, message

if TYPE_CHECKING:
    from desktop_login.cli.command import Speak
    from desktop_login.messages.message import Message

_AGAIN = "r"
_YES = frozenset({"y", "yes", "はい"})
_BLOCKS = "█▀▄"
_QUIET_ZONE = 2  # modules; four would not fit a terminal of 80 columns beside a long key
_MOST_OF_A_LINE = 4096
_BLACK_ON_WHITE, _USUAL = "\x1b[97;40m", "\x1b[0m"  # a full block is drawn in the first colour


class Person:
    """`flow.dialogue.Answers` on a terminal."""

    def __init__(self, console: Console, translate: Speak) -> None:
        self._console = console
        self._translate = translate

    def answer(self, question: Question) -> Answer:
        """Ask until something is typed that means something."""
        for line in question.lead:
            self._say(line)
        if question.error is not None:
            self._say(question.error)
        else:
            self._show_key(question)
        try:
            return self._answer(question)
        except NoMoreInput:
            return Command.STOP

    def say(self, text: FormattedMessage) -> None:
        """Tell how it ended."""
        self._say(text)

    def agrees(self, asked: FormattedMessage) -> bool:
        """Whether the person says yes; anything else is no."""
        prompt = self._translate(message(terminal.YES_OR_NO, text=asked))
        try:
            return self._console.read(prompt).strip().lower() in _YES
        except NoMoreInput:
            return False

    def _answer(self, question: Question) -> Answer:
        if question.choices:
            return Typed(self._chosen(question))
        if question.kind is Kind.NEW_PASSWORD:
            return Typed(self._twice(question))
        label: Message = terminal.PROMPT
        if question.may_resend:
            label = terminal.PROMPT_OR_SKIP if question.may_skip else terminal.PROMPT_OR_AGAIN
        text = self._read(message(label, field=question.label), hidden=question.secret)
        typed = text.strip()
        if question.may_resend and typed.lower() == _AGAIN:
            return Command.AGAIN
        if question.may_skip and not typed:
            return Command.SKIP
        return Typed(text)

    def _chosen(self, question: Question) -> str:
        if question.error is None:
            self._say(question.label)
            for number, choice in enumerate(question.choices, start=1):
                self._console.say(f"  {number}  {self._translate(choice.label)}")
        return self._read(message(terminal.PROMPT, field=terminal.NUMBER))

    def _twice(self, question: Question) -> str:
        """What nobody sees is typed twice, unless it cannot be taken anyway: then it is asked for
        again with the reason."""
        while True:
            first = self._read(message(terminal.PROMPT, field=question.label), hidden=True)
            if question.problem_of is not None and question.problem_of(first) is not None:
                return first
            again = message(terminal.PROMPT, field=pages.CONFIRM_PASSWORD)
            if self._read(again, hidden=True) == first:
                return first
            self._say(message(pages.PASSWORDS_DIFFER))

    def _show_key(self, question: Question) -> None:
        if question.key is None:
            return
        if question.uri is not None and self._console.can_show(_BLOCKS):
            self._show_picture(question.uri.reveal())
        key = question.key.reveal()
        groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
        label = self._translate(message(terminal.PROMPT, field=pages.SECRET_KEY))
        self._console.say(f"{label}{groups}")

    def _show_picture(self, uri: str) -> None:
        """Black on white, as cameras expect, whatever the colours of the terminal are."""
        from io import StringIO

        import segno

        code = segno.make(uri, micro=False, error="l")
        width, _ = code.symbol_size(border=_QUIET_ZONE)
        if width > self._console.columns:
            return
        drawn = StringIO()
        code.terminal(drawn, border=_QUIET_ZONE, compact=True)
        before, after = ("", "") if os.environ.get("NO_COLOR") else (_BLACK_ON_WHITE, _USUAL)
        self._console.say(self._translate(message(terminal.PROMPT, field=QR_CODE)).rstrip())
        for line in drawn.getvalue().splitlines():
            self._console.say(f"{before}{line}{after}")

    def _read(self, prompt: FormattedMessage, *, hidden: bool = False) -> str:
        return self._console.read(self._translate(prompt), hidden=hidden)

    def _say(self, text: FormattedMessage) -> None:
        self._console.say(self._translate(text))


class Lines:
    """`flow.dialogue.Answers` from standard input: one answer a line, in the order of the questions.

    There is no better answer than the one that stands there, so an error ends it.
    """

    def answer(self, question: Question) -> Answer:
        """Take the next line. Raises `Refused` where there is none, and for one that would arrive
        as another answer than the one that was meant."""
        if question.error is not None:
            return Command.STOP
        line = sys.stdin.buffer.readline(_MOST_OF_A_LINE + 1) if sys.stdin is not None else b""
        if not line:
            raise Refused(message(terminal.NO_MORE_LINES, field=question.label), NO_ANSWER)
        unfit = message(terminal.LINE_UNFIT, field=question.label, n=_MOST_OF_A_LINE)
        if len(line) > _MOST_OF_A_LINE:
            raise Refused(unfit, WRONG_USE)
        try:
            text = line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise Refused(unfit, WRONG_USE) from None
        if question.may_skip and not text:
            return Command.SKIP
        return Typed(text)


class Nobody:
    """`flow.dialogue.Answers` where nobody can be asked."""

    def answer(self, question: Question) -> Answer:
        """Raises `Refused`."""
        raise Refused(message(terminal.NOBODY_TO_ASK, field=question.label), NO_ANSWER)
