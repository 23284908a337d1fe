"""`check`: asks the pool whether the settings fit it."""

from __future__ import annotations

import sys

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS, TRUST_FOLDER
from desktop_login.cli.status import DONE, SOMETHING_IS_WRONG, WRONG_USE

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.command import Action, Services, Speak
    from desktop_login.settings import Settings

DESCRIPTION = """\
Examine the settings against the user pool, without signing in: one finding a
line, and below it what to change. Ends with 0 if everything is right, 1 if
something is wrong, 2 if there is no pool or a setting is refused."""
EXAMPLE = "desktop-login check --profile staging"
OPTIONS = (SETTINGS, PROFILE, *TRUST_FOLDER, LANG)


def command(given: Namespace) -> Action:
    del given
    return check


def check(services: Services) -> int:
    """Prints one finding a line, and what to change below it. 0: everything is right."""
    translate, settings = services.translate, services.settings
    say_what_is_not_used(settings, translate)
    if settings.pool is None:
        from desktop_login.messages.command_line import NO_POOL_TO_CHECK
        from desktop_login.messages.message import message

        print(translate(message(NO_POOL_TO_CHECK)), file=sys.stderr)
        return WRONG_USE
    from desktop_login.domain.pool_report import all_good
    from desktop_login.messages.checks import line_of
    from desktop_login.messages.connect import CDK_LINE
    from desktop_login.messages.message import message

    report = services.pool_setup().check_configured(settings.pool)
    for finding in report:
        line = line_of(finding)
        print(f"{'ok' if line.good else '!!'}  {translate(line.sentence)}")
        if line.remedy is not None:
            print(f"    {translate(line.remedy)}")
        if line.cdk:
            print(f"    {translate(message(CDK_LINE, text=line.cdk))}")
    return DONE if all_good(report) else SOMETHING_IS_WRONG


def say_what_is_not_used(settings: Settings, translate: Speak) -> None:
    """On standard error: settings that were found and do not count."""
    if settings.undecided:
        from pathlib import Path

        from desktop_login.messages.message import message
        from desktop_login.messages.settings import FOLDER_NOT_READ

        folder = Path(settings.undecided[0].path).parent
        print(translate(message(FOLDER_NOT_READ, folder=str(folder))), file=sys.stderr)
    for words in settings.notices:
        print(translate(words), file=sys.stderr)
