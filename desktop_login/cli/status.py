"""With what status the program ends, and a refusal that comes before a command has begun."""

from __future__ import annotations

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from desktop_login.messages.message import FormattedMessage

DONE = 0
SOMETHING_IS_WRONG = 1
WRONG_USE = 2


class Refused(Exception):
    """A command cannot begin; `message` says why. Status 2."""

    def __init__(self, message: FormattedMessage) -> None:
        super().__init__(message)
        self.message = message
