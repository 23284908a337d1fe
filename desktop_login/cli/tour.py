"""`tour DIR`: the demo plays by itself, and pictures are saved."""

from __future__ import annotations

from argparse import SUPPRESS
from typing import TYPE_CHECKING

from desktop_login.cli.arguments import add_lang, add_log_level
from desktop_login.cli.window import open_window

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.arguments import Parser
    from desktop_login.cli.command import Action

DESCRIPTION = """\
Play the whole story of the demo, and save a picture of every screen in DIR, in
both colour schemes and both languages (or the one of --lang). Works without a
display."""
EXAMPLE = "desktop-login tour pictures --lang en"


def add_options(parser: Parser) -> None:
    parser.set_defaults(demo=True)
    if parser.old:
        parser.add_argument("--demo", action="store_true", help=SUPPRESS)
    parser.add_target("tour", "the folder of the pictures; made if it is missing")
    parser.add_argument(
        "--brief",
        action="store_true",
        help="only sign in, renew and sign out, and print what was seen",
    )
    add_lang(parser)
    add_log_level(parser)


def command(given: Namespace) -> Action:
    del given
    return open_window
