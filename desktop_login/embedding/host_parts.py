"""What a host has put into one window: widgets in slots, pages, a dashboard. Makes them; knows no session.

A mistake of the host in any of them is logged, and the window does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_login.embedding.extensions import (
    BEFORE_SIGN_IN,
    SIGNED_IN,
    Context,
    Slot,
)
from desktop_login.embedding.furniture import Furniture
from desktop_login.embedding.host_page import HostPage, PagesBefore, PageTurns
from desktop_login.embedding.values import User
from desktop_login.messages.pages import BACK_TO_SIGN_IN
from desktop_login.system.log import report

if TYPE_CHECKING:
    from desktop_login.embedding.extensions import Page
    from desktop_login.ui.main_window import MainWindow

_NOBODY = User("", "", "", "")


class HostParts:
    """
    Args:
        slots: By name; the host may fill them at any time.
        pages: In their order; the host may add some at any time.
        dashboard: What the host wants in place of ours now.
        context: Makes what a page gets to know.
        page_ended: Called when a page after a sign-in has ended.
    """

    def __init__(
        self,
        slots: Mapping[str, Slot],
        pages: Sequence[Page],
        dashboard: Callable[[], object],
        context: Callable[[User], Context],
        page_ended: Callable[[], object],
    ) -> None:
        self._slots = slots
        self._turns = PageTurns(pages)
        self._dashboard = dashboard
        self._context = context
        self._page_ended = page_ended
        self.furniture = Furniture()
        self._window: MainWindow | None = None
        self._before: PagesBefore | None = None

    @property
    def closes_for_who_is_signed_in(self) -> bool:
        return self._dashboard() is None

    @property
    def outstanding(self) -> bool:
        """Whether there is a page between a sign-in and the word of it."""
        return self._turns.outstanding(SIGNED_IN)

    def enter(self, window: MainWindow, *, nobody: bool) -> None:
        """A window has been made; `nobody` is signed in."""
        self._window = window
        furniture, slots = self.furniture, self._slots
        window.furnish = lambda page: furniture.furnish(page, slots)
        window.strip = furniture.strip
        window.furnish(window.sign_in)
        self._before = PagesBefore(window, self._turns, lambda: self._context(_NOBODY))
        if nobody:
            self._before.begin()

    def leave(self, *, cancelled: bool) -> None:
        """The window goes. After a sign-in that was cancelled every page comes again."""
        self.furniture.strip_all()
        self._window = self._before = None
        self._turns.forget(BEFORE_SIGN_IN)
        if cancelled:
            self._turns.forget(SIGNED_IN)

    def make_home(self, user: User, *, is_known: bool) -> None:
        """A page of the host, or its own dashboard, before ours would be opened. If that fails, ours
        is shown. No page comes any more where the host knows who is signed in (`is_known`)."""
        made, window = self._dashboard(), self._window
        if window is None or window.home is not None:
            return
        if not is_known and self.outstanding:
            page = self._turns.following(SIGNED_IN, self._context(user), BACK_TO_SIGN_IN)
            if page is not None:
                page.back.connect(window.sign_out)
                page.ended.connect(lambda: self._ended(page))
                window.home = page
                window.add(page)
                return
        if not callable(made):
            return
        try:
            home = made(self._context(user))
            if not isinstance(home, QWidget):
                raise TypeError("a dashboard is a QWidget of PySide6")
        except Exception as error:  # noqa: BLE001 - a mistake of the host
            report(error, "the dashboard of a host")
        else:
            window.home = home
            window.add(home)

    def somebody_is_in(self) -> None:
        if self._before is not None:
            self._before.drop()

    def nobody_is_in(self) -> None:
        self._turns.forget(SIGNED_IN)
        window = self._window
        if window is not None and window.home is not None:
            home, window.home = window.home, None
            window.remove(home)

    def _ended(self, page: HostPage) -> None:
        window = self._window
        if window is None or window.home is not page:
            return  # it said so twice
        self._turns.end(page.key)
        window.home = None
        self._page_ended()
        window.remove(page)
