"""With what status the program ends, and a refusal that comes before a command has begun."""

from __future__ import annotations

from desktop_login.agent.exit_codes import (
    DONE,
    INTERRUPTED,
    KEYCHAIN,
    LATER,
    NO_ANSWER,
    NOBODY,
    OUR_MISTAKE,
    REFUSED,
    SOMETHING_IS_WRONG,
    WRONG_USE,
)

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from desktop_login.messages.message import FormattedMessage

__all__ = [
    "DONE",
    "INTERRUPTED",
    "KEYCHAIN",
    "LATER",
    "NOBODY",
    "NO_ANSWER",
    "OUR_MISTAKE",
    "REFUSED",
    "SOMETHING_IS_WRONG",
    "WRONG_USE",
    "Refused",
]


class Refused(Exception):
    """A command cannot begin, or cannot go on; `message` says why."""

    def __init__(self, message: FormattedMessage, status: int = WRONG_USE) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
