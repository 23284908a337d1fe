"""`header`: prints a header line with a token, for `curl -H @-`: so the token stands in no argument list."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS, Option, header_name
from desktop_login.cli.handed import WHICH_TOKEN, printed, wanted
from desktop_login.cli.status import DONE

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.agent.words import Question
    from desktop_login.cli.command import Action, Services

DESCRIPTION = """\
Print the line "Authorization: Bearer TOKEN" for programs that read headers
from standard input, so that the token is in no list of arguments. Otherwise
as `token`."""
EXAMPLE = "desktop-login header --access"
OPTIONS = (
    *WHICH_TOKEN,
    Option(
        "--name",
        "another name than Authorization",
        type=header_name,
        metavar="NAME",
        default="Authorization",
    ),
    Option("--bare", "the token without the word Bearer", action="store_true"),
    SETTINGS,
    PROFILE,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    before = f"{given.name}: {'' if given.bare else 'Bearer '}"
    return partial(header, which=wanted(given.access), before=before)


def header(services: Services, *, which: Question, before: str) -> int:
    printed(before + services.session().token(which).text)
    return DONE
