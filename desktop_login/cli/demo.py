"""`demo`: the window, with an embedded Cognito behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.cli.arguments import DEMO_FLOWS, add_lang, add_log_level
from desktop_login.cli.window import open_window

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.arguments import Parser
    from desktop_login.cli.command import Action

DESCRIPTION = """\
Open the window with a Cognito of its own inside the program, on 127.0.0.1.
Nothing is kept, and no AWS account is needed."""
EXAMPLE = "desktop-login demo --auth-flow choice"


def add_options(parser: Parser) -> None:
    parser.set_defaults(demo=True)
    parser.add_argument(
        "--auth-flow",
        choices=DEMO_FLOWS,
        default="srp",
        help="how its sign-ins begin (default: srp); choice and custom have users of their own",
    )
    add_lang(parser)
    add_log_level(parser)


def command(given: Namespace) -> Action:
    del given
    return open_window
