"""`sign-out`: by the open window, else of the stored session, and at the service. Prints nothing to standard output."""

from __future__ import annotations

import sys

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS, Option
from desktop_login.cli.status import DONE, NO_ANSWER, SOMETHING_IS_WRONG, Refused

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.command import Action, Services
    from desktop_login.messages.message import FormattedMessage

DESCRIPTION = """\
Sign out here: the session is removed and its refresh token is revoked. An ID
token that was copied stays valid until it expires. --everywhere ends the
sessions on all devices, and asks first."""
EXAMPLE = "desktop-login sign-out"
OPTIONS = (
    Option("--everywhere", "on all devices", action="store_true"),
    Option("--yes", "do not ask", action="store_true"),
    SETTINGS,
    PROFILE,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    return partial(sign_out, everywhere=given.everywhere, ask=given.everywhere and not given.yes)


def sign_out(services: Services, *, everywhere: bool, ask: bool) -> int:
    from desktop_login.messages import terminal
    from desktop_login.messages.message import message

    if ask and not _agrees(services):
        return SOMETHING_IS_WRONG
    done = services.sign_in_session().sign_out(everywhere=everywhere)
    if done is None:
        _say(services, message(terminal.NOBODY_WAS_SIGNED_IN))
        return DONE
    _say(services, message(terminal.SIGNED_OUT, time=_clock_time(done.until)))
    if done.warning is not None:
        raise Refused(done.warning, done.status)
    return DONE


def _agrees(services: Services) -> bool:
    from desktop_login.cli.ask import Person
    from desktop_login.cli.console import open_console
    from desktop_login.messages.message import message
    from desktop_login.messages.pages import ASK_SIGN_OUT_EVERYWHERE
    from desktop_login.messages.wrong_use import NOBODY_TO_CONFIRM

    asked = message(ASK_SIGN_OUT_EVERYWHERE)
    console = open_console()
    if console is None:
        raise Refused(message(NOBODY_TO_CONFIRM, field=asked), NO_ANSWER)
    try:
        return Person(console, services.translate).agrees(asked)
    finally:
        console.close()


def _clock_time(epoch_s: float) -> str:
    """Hours and minutes where that says it, else the date as well."""
    from datetime import datetime

    when, now = datetime.fromtimestamp(epoch_s), datetime.now()  # noqa: DTZ005, DTZ006 - as the clock on the wall
    return f"{when:%H:%M}" if when.date() == now.date() else f"{when:%Y-%m-%d %H:%M}"


def _say(services: Services, text: FormattedMessage) -> None:
    if sys.stderr is not None:
        print(services.translate(text), file=sys.stderr)
