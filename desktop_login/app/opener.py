"""The browser of the desktop, for the use cases: loaded when somebody wants to sign in with it. Chooses none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret


async def open_in_browser(link: Secret) -> bool:
    """On the window's thread. False if there is no browser that could be asked."""
    from desktop_login.ui.browser import open_address

    return open_address(link.reveal())
