"""Without a command: the window, and the help that lists the commands."""

from __future__ import annotations

from desktop_login import __version__
from desktop_login.cli.arguments import LANG, LOG_LEVEL, PROFILE, SETTINGS, TRUST_FOLDER, Option
from desktop_login.cli.commands import COMMANDS

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.command import Action, Services

_VERSION = f"desktop-login {__version__}"
_ROWS = "\n".join(f"  {f'{row.name} {row.target}':18}{row.summary}" for row in COMMANDS)
_FLAGS = ", ".join(f"{row.flag} {row.target}".strip() for row in COMMANDS if row.flag)
DESCRIPTION = f"""\
Sign in to an Amazon Cognito user pool from a desktop window. Without a
command the window opens.

commands:
{_ROWS}

"desktop-login COMMAND --help" says more about one of them."""
EXAMPLE = f"""\
desktop-login --profile staging

The older forms still work:
  {_FLAGS}"""
OPTIONS = (
    Option("--version", "show the version, and end", action="version", version=_VERSION),
    SETTINGS,
    PROFILE,
    *TRUST_FOLDER,
    Option(
        "--background",
        "sit in the tray without a window",
        action="store_true",
    ),
    LANG,
    LOG_LEVEL,
)


def command(given: Namespace) -> Action:
    del given
    return open_window


def open_window(services: Services) -> int:
    return services.open_window()
