"""What use cases need of the desktop: its browser, loaded when somebody wants it, and the window's own number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_login.domain.secret import Secret


async def open_in_browser(link: Secret) -> bool:
    """On the window's thread. False if there is no browser that could be asked."""
    from desktop_login.ui.browser import open_address

    return open_address(link.reveal())


class WindowHandle:
    """The number under which the system knows the window; 0 before it is shown.

    Windows shows its passkey dialog over the window that is named. Qt tells the number on the
    window's thread only, and the dialog is asked for on another.
    """

    def __init__(self) -> None:
        self._number = 0

    def remember(self, window: QWidget) -> None:
        self._number = int(window.winId())

    def __call__(self) -> int:
        return self._number
