"""What a person sees and types on a terminal, question by question. The terminal is a pseudo one of this process."""

from __future__ import annotations

import dis
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from functools import cache
from types import CodeType, FrameType

import pytest

from desktop_login.cli import console
from desktop_login.cli.ask import Person
from desktop_login.cli.console import (
    Console,
    NoMoreInput,
    ended_like_an_interrupt,
    open_console,
)
from desktop_login.cli.terminal import print_anything
from desktop_login.domain.secret import Secret
from desktop_login.flow.dialogue import Choice, Command, Kind, Question, Typed
from desktop_login.flow.typed_input import key_uri
from desktop_login.messages import terminal as words
from desktop_login.messages.message import in_english, message
from desktop_login.messages.pages import NEW_PASSWORD, PASSWORD, REQUIRED

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

CODE = Question(Kind.CODE, message(words.CODE), may_resend=True)
KEY = "ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP"


class Screen:
    """The other side of the terminal."""

    def __init__(self, columns: int = 100, encoding: str = "utf-8") -> None:
        import pty
        import termios

        print_anything()
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(self._ours, (50, columns))
        self._theirs = theirs
        self.echoed = False  # while something hidden was typed
        self.console = Console(
            os.fdopen(os.dup(theirs), encoding=encoding, errors="replace"),
            os.fdopen(os.dup(theirs), "w", encoding=encoding, errors="similar"),
        )
        self.person = Person(self.console, in_english)

    def type(self, *lines: str) -> None:
        """Once this returns, the terminal has shown the lines."""
        import select

        os.write(self._ours, "".join(f"{line}\n" for line in lines).encode())
        select.select([self._theirs], [], [])

    def type_hidden(self, *lines: str) -> threading.Thread:
        """Each once the terminal shows nothing: what is typed before is dropped."""
        typing = threading.Thread(target=self._type_unseen, args=(lines,), daemon=True)
        typing.start()
        return typing

    def _type_unseen(self, lines: Sequence[str]) -> None:
        for line in lines:
            seen = b""
            while not seen.endswith(b": "):
                seen += os.read(self._ours, 1)
            self.echoed |= self.echoes
            os.write(self._ours, f"{line}\n".encode())

    @property
    def echoes(self) -> bool:
        import termios

        return bool(termios.tcgetattr(self._theirs)[3] & termios.ECHO)

    def end_input(self) -> None:
        os.write(self._ours, b"\x04")

    def shown(self) -> str:
        import select

        seen = b""
        while select.select([self._ours], [], [], 0)[0]:
            seen += os.read(self._ours, 65536)
        return seen.decode("utf-8", "replace").replace("\r\n", "\n")

    def close(self) -> None:
        self.console.close()
        os.close(self._theirs)
        os.close(self._ours)


@pytest.fixture
def screen() -> Iterator[Screen]:
    made = Screen()
    yield made
    made.close()


def typed(answer: object) -> str:
    assert isinstance(answer, Typed)
    return answer.text.reveal()


def test_code_is_typed_or_sent_again(screen: Screen) -> None:
    lead = message(words.THEIR_WORDS, text="A code was sent.")
    screen.type("123 456", " R ")
    asked = Question(Kind.CODE, message(words.CODE), lead=(lead,), may_resend=True)
    assert typed(screen.person.answer(asked)) == "123 456"
    assert screen.person.answer(CODE) is Command.AGAIN
    assert "A code was sent.\nCode (r sends it again): " in screen.shown()


def test_what_may_be_skipped_is_skipped_by_nothing(screen: Screen) -> None:
    screen.type("")
    asked = Question(Kind.CODE, message(words.CODE), may_resend=True, may_skip=True)
    assert screen.person.answer(asked) is Command.SKIP
    assert "(r sends it again, Enter skips): " in screen.shown()


def test_end_of_the_input_stops(screen: Screen) -> None:
    screen.end_input()
    assert screen.person.answer(CODE) is Command.STOP
    screen.end_input()
    with pytest.raises(NoMoreInput):
        screen.console.read("? ")


def test_r_is_an_answer_where_nothing_can_be_sent_again(screen: Screen) -> None:
    screen.type("r")
    assert typed(screen.person.answer(Question(Kind.CUSTOM, message(words.CODE)))) == "r"


def test_password_is_not_shown_and_the_terminal_shows_again_what_is_typed(screen: Screen) -> None:
    typing = screen.type_hidden(" sécret ")
    asked = Question(Kind.PASSWORD, message(PASSWORD), secret=True)
    assert typed(screen.person.answer(asked)) == " sécret ", "exactly as typed"
    typing.join()
    assert not screen.echoed
    assert "cret" not in screen.shown()
    assert screen.echoes


class AtPlace:
    """A trace function: Ctrl+C at one of the places where Python looks for signals, in order. These
    are the beginning of a function, and what follows a call."""

    def __init__(self, number: int) -> None:
        self._left = number
        self.pressed = False

    def __call__(self, frame: FrameType, event: str, _: object) -> AtPlace | None:
        if self.pressed or frame.f_code.co_filename != console.__file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and frame.f_lasti in places(frame.f_code):
            self._left -= 1
            if self._left < 0:
                self.pressed = True
                raise KeyboardInterrupt
        return self


@cache
def places(code: CodeType) -> frozenset[int]:
    found, after_call = set(), False
    for one in dis.get_instructions(code):
        if after_call or one.opname == "RESUME":
            found.add(one.offset)
        after_call = one.opname.startswith("CALL")
    return frozenset(found)


def next_descriptor() -> int:
    descriptor = os.dup(0)
    os.close(descriptor)
    return descriptor


def test_interrupt_at_any_place_of_a_question_leaves_the_terminal_as_it_was(
    screen: Screen,
) -> None:
    screen.type("")
    screen.console.read(": ")  # what is made once is made
    free = next_descriptor()
    shown, number = 0, 0
    while True:
        typing = screen.type_hidden("secret")
        at_place, before = AtPlace(number), sys.gettrace()
        sys.settrace(at_place)
        try:
            screen.console.read("Password: ", hidden=True)
        except KeyboardInterrupt:
            shown += 1
        finally:
            sys.settrace(before)
        screen.console.say(": ")  # it may not have been asked
        typing.join()
        screen.shown()
        assert screen.echoes, number
        assert signal.set_wakeup_fd(-1) == -1, number
        assert next_descriptor() == free, number
        if not at_place.pressed:
            break
        number += 1
    assert shown == number > 10


def test_new_password_is_typed_twice_until_both_are_the_same(screen: Screen) -> None:
    typing = screen.type_hidden(
        "One-Passw0rd!", "Other-Passw0rd!", "Same-Passw0rd!", "Same-Passw0rd!"
    )
    asked = Question(Kind.NEW_PASSWORD, message(NEW_PASSWORD), secret=True)
    assert typed(screen.person.answer(asked)) == "Same-Passw0rd!"
    typing.join()


def test_new_password_that_cannot_be_taken_is_typed_once(screen: Screen) -> None:
    typing = screen.type_hidden("short")
    asked = Question(
        Kind.NEW_PASSWORD,
        message(NEW_PASSWORD),
        secret=True,
        problem_of=lambda text: message(REQUIRED) if len(text) < 8 else None,
    )
    assert typed(screen.person.answer(asked)) == "short", "and then asked for with the reason"
    typing.join()
    typing = screen.type_hidden("Long-Passw0rd!", "Long-Passw0rd!")
    assert typed(screen.person.answer(asked)) == "Long-Passw0rd!"
    typing.join()


def test_choices_are_numbered_and_not_listed_again_after_a_slip(screen: Screen) -> None:
    choices = tuple(Choice(one, message(words.THEIR_WORDS, text=one)) for one in ("SMS", "APP"))
    asked = Question(Kind.METHOD, message(words.CODE), choices=choices)
    screen.type("3", "2")
    assert typed(screen.person.answer(asked)) == "3"
    assert "Code\n  1  SMS\n  2  APP\n" in screen.shown()
    slip = message(words.NO_SUCH_CHOICE, n=2)
    again = Question(Kind.METHOD, message(words.CODE), choices=choices, error=slip)
    assert typed(screen.person.answer(again)) == "2"
    assert "SMS" not in screen.shown()


def set_up(screen: Screen) -> str:
    uri = Secret(key_uri("Desktop Login", "setup-mfa@example.com", KEY))
    screen.type("123456")
    asked = Question(Kind.AUTHENTICATOR, message(words.CODE), key=Secret(KEY), uri=uri)
    assert typed(screen.person.answer(asked)) == "123456"
    shown = screen.shown()
    assert "Secret key: ABCD EFGH IJKL MNOP ABCD EFGH IJKL MNOP\n" in shown
    return shown


def test_picture_of_the_key_is_black_on_white(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    rows = [line for line in set_up(screen).splitlines() if "█" in line]
    assert len(rows) > 20
    assert all(row.startswith("\x1b[97;40m") and row.endswith("\x1b[0m") for row in rows)
    monkeypatch.setenv("NO_COLOR", "1")
    plain = set_up(screen)
    assert "█" in plain
    assert "\x1b" not in plain


@pytest.mark.parametrize(
    ("columns", "encoding", "kind"),
    [(40, "utf-8", "xterm"), (100, "ascii", "xterm"), (100, "utf-8", "dumb")],
)
def test_terminal_that_cannot_show_the_picture_shows_the_key(
    columns: int, encoding: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", kind)
    screen = Screen(columns, encoding)
    try:
        assert "█" not in set_up(screen)
    finally:
        screen.close()


@pytest.mark.parametrize(
    ("answer", "agrees"), [("y", True), (" YES", True), ("", False), ("n", False), ("yikes", False)]
)
def test_only_a_clear_yes_is_one(answer: str, agrees: bool, screen: Screen) -> None:
    screen.type(answer)
    assert screen.person.agrees(message(words.CODE)) is agrees


def test_closed_input_is_no(screen: Screen) -> None:
    screen.end_input()
    assert screen.person.agrees(message(words.CODE)) is False


def test_being_told_to_end_counts_as_an_interrupt_and_only_meanwhile() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), ended_like_an_interrupt():
        os.kill(os.getpid(), signal.SIGTERM)
        signal.sigtimedwait([], 1.0)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Whatever started the tests may have told them to ignore Ctrl+C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_interrupt_at_a_hidden_question_leaves_the_terminal_as_it_was(screen: Screen) -> None:
    def interrupt() -> None:
        while screen.echoes:
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=interrupt, daemon=True)
    pressing.start()
    with pytest.raises(KeyboardInterrupt):
        screen.console.read("? ", hidden=True)
    pressing.join()
    assert screen.echoes


def test_console_that_has_no_size_is_taken_for_one_of_80_columns() -> None:
    reader, writer = os.pipe()
    console = Console(os.fdopen(reader), os.fdopen(writer, "w"))
    assert console.columns == 80
    console.close()


def test_without_a_terminal_there_is_no_console(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "open", none)
    assert open_console() is None
