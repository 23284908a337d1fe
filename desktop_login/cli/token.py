"""`token`: prints one token. Never asks anybody anything."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS, Option, seconds
from desktop_login.cli.handed import WHICH_TOKEN, printed, printed_object, wanted
from desktop_login.cli.status import DONE

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.agent.words import Question
    from desktop_login.cli.command import Action, Services

DESCRIPTION = """\
Print a token of the session: from the open window, else from the stored
session, renewed if need be. Nothing else goes to standard output, and nobody
is asked anything. Ends with 3 if nobody is signed in, 4 if the keychain is
locked, 5 if it can be tried again later."""
EXAMPLE = "desktop-login token --access"
OPTIONS = (
    *WHICH_TOKEN,
    Option(
        "--min-left",
        "how many seconds it must still be good for, at most half its life (default: 120)",
        type=seconds,
        metavar="S",
        default=120,
    ),
    Option("--force", "renew it first", action="store_true"),
    Option("--json", "a JSON object with the token and when it expires", action="store_true"),
    Option(
        "--exec-credential",
        "what kubectl expects of an exec plugin (client.authentication.k8s.io/v1)",
        action="store_true",
    ),
    SETTINGS,
    PROFILE,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    from desktop_login.cli.arguments import WrongUse

    if given.json and given.exec_credential:
        raise WrongUse.together("--json", "--exec-credential")
    shape = "json" if given.json else "exec" if given.exec_credential else ""
    which = wanted(given.access, given.min_left, new=given.force)
    return partial(token, which=which, shape=shape)


def token(services: Services, *, which: Question, shape: str) -> int:
    found = services.session().token(which)
    if shape == "json":
        printed_object(
            {"version": 1, "token": found.text, "use": which.use, "expires": found.expires}
        )
    elif shape == "exec":
        printed_object(
            {
                "kind": "ExecCredential",
                "apiVersion": "client.authentication.k8s.io/v1",
                "spec": {"interactive": False},
                "status": {"token": found.text, "expirationTimestamp": found.expires},
            }
        )
    else:
        printed(found.text)
    return DONE
