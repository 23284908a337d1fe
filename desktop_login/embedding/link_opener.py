"""Opens links in the browser, asked by the session's thread and done on the window's. Goes with its window."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_login.ui.background_call import SignalBridge

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret


class LinkOpener(QObject):
    """What `place.have_window` wants of a window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._links = SignalBridge()
        self._links.delivered.connect(self._open_now)

    async def __call__(self, link: Secret) -> bool:
        """On the session's thread."""
        import asyncio

        done: Future[bool] = Future()
        self._links.deliver((link, done))
        return await asyncio.wrap_future(done)

    def _open_now(self, asked: tuple[Secret, Future[bool]]) -> None:
        """Open a link, and leave Qt's messages to the host again."""
        from desktop_login.ui.browser import hear_no_longer, open_address

        link, done = asked
        try:
            done.set_result(open_address(link.reveal()))
        except Exception as error:  # noqa: BLE001 - the sign-in says it
            done.set_exception(error)
        finally:
            hear_no_longer()
