"""`tour DIR`: the demo plays by itself, and pictures are saved."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, LOG_LEVEL, Option, path
from desktop_login.cli.window import command

__all__ = ["DESCRIPTION", "EXAMPLE", "OPTIONS", "command"]

DESCRIPTION = """\
Play the whole story of the demo, and save a picture of every screen in DIR, in
both colour schemes and both languages (or the one of --lang). Works without a
display."""
EXAMPLE = "desktop-login tour pictures --lang en"
OPTIONS = (
    Option("tour", "the folder of the pictures; made if it is missing", type=path, metavar="DIR"),
    Option(
        "--brief", "only sign in, renew and sign out, and print what was seen", action="store_true"
    ),
    LANG,
    LOG_LEVEL,
)
