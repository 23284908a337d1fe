"""`--self-check`: does this installation work on this computer? For support, and for the tests of the executable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from desktop_login.cli.pool import EXIT_SOMETHING_IS_WRONG, Speak
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import SELF_CHECKS


class Installation(Protocol):
    def results(self) -> Mapping[str, tuple[bool, str]]:
        """What was tried → whether it works, and with what, or why not."""

    def remedy(self, part: str) -> FormattedMessage | None:
        """What to do about a part that does not work, where it is known."""


def self_check(installation: Installation, translate: Speak) -> int:
    """Prints one line a part. 0: all of it works."""
    results = installation.results()
    for part, (works, detail) in results.items():
        print(f"{'ok' if works else '!!'}  {translate(message(SELF_CHECKS[part]))} ({detail})")
        if not works and (remedy := installation.remedy(part)) is not None:
            print(f"    {translate(remedy)}")
    return 0 if all(works for works, _ in results.values()) else EXIT_SOMETHING_IS_WRONG
