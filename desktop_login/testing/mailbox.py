"""What the demo has sent, as a test reads it. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from desktop_login.demo.mailbox import Mailbox as DemoMailbox
    from desktop_login.testing.users import DemoUser


@dataclass(frozen=True)
class SentCode:
    """A code that a real pool would have sent.

    Attributes:
        medium: `EMAIL` or `SMS`.
        to: The address or the phone number.
        code: The code.
    """

    medium: Literal["EMAIL", "SMS"]
    to: str
    code: str = field(repr=False)


class Mailbox:
    """Every e-mail and text message of the demo, oldest first; the last fifty are kept.

    A code is there before the request that asked for it is answered: no test has to wait for one.
    """

    def __init__(self, mailbox: DemoMailbox) -> None:
        self._mailbox = mailbox

    @property
    def messages(self) -> tuple[SentCode, ...]:
        """All messages, oldest first."""
        return tuple(
            SentCode("SMS" if mail.medium == "SMS" else "EMAIL", mail.to, mail.code)
            for mail in self._mailbox.messages
        )

    def latest(self, to: str | DemoUser | None = None) -> SentCode:
        """Return the newest message.

        Args:
            to: Only to this address, number or user.

        Raises:
            LookupError: Nothing was sent there.
        """
        addresses = _addresses(to)
        for message in reversed(self.messages):
            if addresses is None or message.to in addresses:
                return message
        raise LookupError(f"no message was sent{'' if to is None else f' to {to}'}")

    def code(self, to: str | DemoUser | None = None) -> str:
        """Return the code of the newest message.

        Args:
            to: Only to this address, number or user.

        Raises:
            LookupError: Nothing was sent there.
        """
        return self.latest(to).code


def _addresses(to: str | DemoUser | None) -> tuple[str, ...] | None:
    if to is None:
        return None
    return (to,) if isinstance(to, str) else (to.email, to.phone)
