"""`exec`: runs a command that has AWS credentials for as long as it runs."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, PROFILE, ROLE, SETTINGS, Option, variable

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from desktop_login.cli.command import Action, Services

DESCRIPTION = """\
Run a command with AWS credentials for who is signed in. AWS tools get them from
this program while it runs, so that they stay good for as long as the command
runs. Ends with the status of the command; 2 to 7 only before it was started."""
EXAMPLE = "desktop-login exec -- aws s3 ls"
OPTIONS = (
    Option(
        "--static",
        "put the credentials into variables, for tools that cannot ask; they end within the hour",
        action="store_true",
    ),
    ROLE,
    Option(
        "--with-token",
        "also put the ID token into this variable of the command",
        type=variable,
        metavar="NAME",
    ),
    Option("command", "the command with its arguments, after --", nargs="+", metavar="COMMAND"),
    SETTINGS,
    PROFILE,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    return partial(
        run,
        words=tuple(given.command),
        role=given.role or "",
        static=given.static,
        token_name=given.with_token or "",
    )


def run(
    services: Services, *, words: Sequence[str], role: str, static: bool, token_name: str
) -> int:
    return services.session().aws().run(words, role=role, static=static, token_name=token_name)
