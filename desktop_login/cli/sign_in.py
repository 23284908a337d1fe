"""`sign-in`: the same conversation as in the window, on the terminal. Prints nothing to standard output."""

from __future__ import annotations

import sys

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS, Option, WrongUse
from desktop_login.cli.status import DONE

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.ask import Lines, Nobody, Person
    from desktop_login.cli.command import Action, Services
    from desktop_login.messages.message import FormattedMessage

DESCRIPTION = """\
Sign in on the terminal. The session is kept in the system’s keychain, for
`token`, `status` and the window. If somebody is signed in already, nothing is
asked. Ends with 4 if the keychain cannot be used, 6 if the sign-in is refused,
7 if an answer is needed and nobody can be asked."""
EXAMPLE = "desktop-login sign-in alice@example.com"
OPTIONS = (
    Option(
        "username", "who signs in (default: it is asked for)", nargs="?", default="", metavar="NAME"
    ),
    Option(
        "--answers-stdin",
        "take the answers from standard input, one a line, in the order of the questions",
        action="store_true",
    ),
    Option("--no-input", "ask nobody: end with 7 where an answer is needed", action="store_true"),
    SETTINGS,
    PROFILE,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    if given.answers_stdin and given.no_input:
        raise WrongUse.together("--answers-stdin", "--no-input")
    if given.answers_stdin and sys.stdin is not None and sys.stdin.isatty():
        from desktop_login.messages.message import message
        from desktop_login.messages.wrong_use import ANSWERS_FROM_TERMINAL

        raise WrongUse(message(ANSWERS_FROM_TERMINAL))
    where = "lines" if given.answers_stdin else "nobody" if given.no_input else "terminal"
    return partial(sign_in, username=given.username, where=where)


def sign_in(services: Services, *, username: str, where: str) -> int:
    from desktop_login.cli.ask import Lines, Nobody, Person
    from desktop_login.cli.console import ended_like_an_interrupt, open_console

    console = open_console() if where == "terminal" else None
    answers: Person | Lines | Nobody = Lines() if where == "lines" else Nobody()
    if console is not None:
        answers = Person(console, services.translate)
    try:
        with ended_like_an_interrupt():
            _signed_in(services, answers, username)
    finally:
        if console is not None:
            console.close()
    return DONE


def _signed_in(services: Services, answers: Person | Lines | Nobody, username: str) -> None:
    from desktop_login.cli.ask import Person
    from desktop_login.messages import terminal
    from desktop_login.messages.message import message

    patient = isinstance(answers, Person)
    done = services.sign_in_session().sign_in(answers, username, patient=patient)
    sentence = terminal.ALREADY if done.was_there else terminal.KEPT
    for text in (*done.notices, message(sentence, account=done.account)):
        _say(services, answers, text)


def _say(services: Services, answers: Person | Lines | Nobody, text: FormattedMessage) -> None:
    from desktop_login.cli.ask import Person

    if isinstance(answers, Person):
        answers.say(text)
    elif sys.stderr is not None:
        print(services.translate(text), file=sys.stderr)
