"""`brand`: examines a brand file, or plays the tour with it. Loads no window to examine one."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, LOG_LEVEL, Option, path
from desktop_login.cli.status import DONE, SOMETHING_IS_WRONG

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from desktop_login.cli.command import Action, Services

DESCRIPTION = """\
Examine a brand file: everything that is wrong in it is named with its line and
key. Or preview it: play the demo with it, and save a picture of every screen in
DIR, in both colour schemes and both languages (or the one of --lang).
Examining ends with 0 if everything fits, 1 if something does not, 2 if the file
cannot be read."""
EXAMPLE = "desktop-login brand check acme.toml"
OPTIONS = (
    Option("what", "check or preview", choices=("check", "preview")),
    Option("brand", "the brand file", type=path, metavar="FILE"),
    Option(
        "tour",
        "the folder of the pictures, for a preview; made if it is missing",
        type=path,
        metavar="DIR",
        nargs="?",
    ),
    Option("--brief", "preview only signing in, renewing and signing out", action="store_true"),
    LANG,
    LOG_LEVEL,
)


def command(given: Namespace) -> Action:
    from functools import partial

    from desktop_login.cli.arguments import WrongUse
    from desktop_login.messages.message import message
    from desktop_login.messages.wrong_use import BRAND_CHECK, BRAND_PREVIEW

    if given.what == "check":
        if given.tour is not None or given.brief:
            raise WrongUse(message(BRAND_CHECK))
        file, given.brand = given.brand, None
        return partial(check, file=file)
    if given.tour is None:
        raise WrongUse(message(BRAND_PREVIEW))
    given.demo = True  # the pictures are taken of the demo
    return preview


def check(services: Services, *, file: Path) -> int:
    """Prints one line for each flaw. Raises `SettingsError` if the file cannot be read."""
    from desktop_login.messages.brand import BRAND_FITS
    from desktop_login.messages.message import message
    from desktop_login.settings.brand_file import examined

    _, flaws = examined(file)
    for flaw in flaws:
        print(services.translate(flaw.words))
    if flaws:
        return SOMETHING_IS_WRONG
    print(services.translate(message(BRAND_FITS, file=str(file))))
    return DONE


def preview(services: Services) -> int:
    """With a file that is wrong no picture is taken: `check` names everything, this the first."""
    return services.open_window()
