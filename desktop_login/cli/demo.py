"""`demo`: the window, with an embedded Cognito behind it."""

from __future__ import annotations

from desktop_login.cli.arguments import DEMO_FLOWS, LANG, LOG_LEVEL, Option
from desktop_login.cli.window import command

__all__ = ["DESCRIPTION", "EXAMPLE", "OPTIONS", "command"]

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
