"""`credentials`: prints AWS credentials of the identity pool, or makes a profile of AWS tools that asks for them."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, PROFILE, ROLE, SETTINGS, Option, aws_profile
from desktop_login.cli.handed import printed, printed_object
from desktop_login.cli.status import DONE

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.command import Action, Services

FORMATS = ("process", "env", "env-no-export", "fish", "powershell", "windows-cmd")
DESCRIPTION = """\
Print AWS credentials for who is signed in, from the identity pool of the
settings. They are kept, and good for more than 20 minutes. The formats are
those of `aws configure export-credentials`. Nobody is asked anything."""
EXAMPLE = "desktop-login credentials --write-profile orders"
OPTIONS = (
    Option("--format", "default: process", choices=FORMATS, default="process"),
    ROLE,
    Option(
        "--write-profile",
        "write a profile of this name into the configuration file of AWS tools, which then ask this"
        " program; no secret is written",
        type=aws_profile,
        metavar="NAME",
    ),
    SETTINGS,
    PROFILE,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    from desktop_login.cli.arguments import WrongUse

    if given.write_profile and given.format != "process":
        raise WrongUse.together("--format", "--write-profile")
    if given.write_profile:
        return partial(write_profile, name=given.write_profile, role=given.role or "")
    return partial(credentials, form=given.format, role=given.role or "")


def credentials(services: Services, *, form: str, role: str) -> int:
    from desktop_login.domain import aws_environment

    found = services.session().aws().credentials(role)
    if form == "process":
        printed_object(aws_environment.process_object(found))
    else:
        printed(aws_environment.lines(found, form))
    return DONE


def write_profile(services: Services, *, name: str, role: str) -> int:
    printed("\n".join(services.session().aws().write_profile(name, role)))
    return DONE
