"""Opens the browser for a session without a window of its own: by the window that is there, or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret


class WindowOpener:
    """A port of the use cases.

    Attributes:
        opens: Opens a link on a window's thread; None as long as there is no window.
    """

    def __init__(self) -> None:
        self.opens: Callable[[Secret], Awaitable[bool]] | None = None

    async def __call__(self, link: Secret) -> bool:
        """On the session's thread."""
        return await self.opens(link) if self.opens is not None else False
