"""`completion`: prints what a shell needs to complete the commands of this program. Made when the package is built."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, Option
from desktop_login.cli.handed import printed
from desktop_login.cli.status import DONE, SOMETHING_IS_WRONG, Refused

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.command import Action, Services

SHELLS = ("bash", "zsh", "fish", "powershell", "tcsh")
DESCRIPTION = """\
Print the completions for a shell: put them where it looks for completions, or
read them at its start."""
EXAMPLE = "desktop-login completion bash"
OPTIONS = (Option("shell", "for which shell", choices=SHELLS), LANG)


def command(given: Namespace) -> Action:
    from functools import partial

    return partial(completion, shell=given.shell)


def completion(services: Services, *, shell: str) -> int:
    del services
    from desktop_login.system.resources import resource

    try:
        text = resource("completions", f"desktop-login.{shell}").read_text("utf-8")
    except OSError:
        from desktop_login.messages.message import message
        from desktop_login.messages.scripts import COMPLETIONS_MISSING

        raise Refused(message(COMPLETIONS_MISSING, name=shell), SOMETHING_IS_WRONG) from None
    printed(text.rstrip("\n"))
    return DONE
