"""`demo`: the window, with an embedded Cognito behind it."""

from __future__ import annotations

from desktop_login.cli.arguments import DEMO_FLOWS, LANG, LOG_LEVEL, Option
from desktop_login.cli.window import open_window

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.command import Action

DESCRIPTION = """\
Open the window with a Cognito of its own inside the program, on 127.0.0.1.
Nothing is kept, and no AWS account is needed."""
EXAMPLE = "desktop-login demo --auth-flow choice"
OPTIONS = (
    Option(
        "--auth-flow",
        "how its sign-ins begin (default: srp); choice and custom have users of their own",
        choices=DEMO_FLOWS,
        default="srp",
    ),
    LANG,
    LOG_LEVEL,
)


def command(given: Namespace) -> Action:
    del given
    return open_window
