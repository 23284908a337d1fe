"""Uses a window as a person does, by accessible names, with real clicks and keys, and keeps pictures. Knows no story."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop_login.messages.look import ROW_MENU
from desktop_login.messages.message import Message
from desktop_login.messages.pages import SIGN_IN
from desktop_login.messages.translate import tr
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.widgets.menu import Menu
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.toast import toast_of

if TYPE_CHECKING:
    from desktop_login.settings.brand import BrandShow
    from desktop_login.ui.app_window import AppWindow

STEP_S = 100.0  # a guard: a step takes a fraction of a second
_POLL_S = 0.02
_SETTLE_S = 0.03
_MOST_LOOKS = 10
Kind = TypeVar("Kind", bound=QWidget)


class TourFailed(Exception):
    """A step did not arrive where it should."""


class Robot:
    """`variant` ends the name of every picture in `folder`. With `as_user` there is one more of
    each, in the folder `user`: without what only the demo has, and in the size that a window with
    a pool of one's own opens with."""

    def __init__(self, folder: Path, variant: str, *, as_user: bool = True) -> None:
        self._as_user = as_user
        self._folder = folder
        self.variant = variant
        self._number = 0
        self._app_window: AppWindow | None = None

    @property
    def app_window(self) -> AppWindow:
        if self._app_window is None:
            raise TourFailed("no window is open")
        return self._app_window

    @property
    def shows(self) -> BrandShow:
        """What a brand leaves in the window; the rest is not walked through."""
        return self.app_window.window.config.ui_config.show

    async def enter(self, app_window: AppWindow) -> None:
        """From now on it is this window, once its demo runs."""
        self._app_window = app_window
        app_window.come_forward()  # else no field is entered and left
        await self.until(
            lambda: bool(app_window.demo and app_window.demo.authenticators()), "the demo"
        )
        await self.until(self.bar_is_complete, "the right side of the bar")

    async def choose(self, story: str) -> None:
        """A click on a demo user fills in the form, and it is sent."""
        panel = self.app_window.window.demo_panel
        if panel is None:
            raise TourFailed("the demo panel is missing")
        await self.until(lambda: not self.page(SignInPage).locked)
        self.click(self.named(panel, f"{story}@example.com", QAbstractButton))
        page = self.page(SignInPage)
        if page.username.text() != f"{story}@example.com":
            raise TourFailed(f"{story} did not fill the form")
        self.press(page, SIGN_IN)

    def latest_code(self) -> str:
        messages = self.app_window.demo.messages() if self.app_window.demo else ()
        if not messages:
            raise TourFailed("the mailbox is empty")
        return messages[-1][1]

    def authenticator_code(self, story: str) -> str:
        found = self.app_window.demo.authenticators() if self.app_window.demo else ()
        for email, _, code in found:
            if email == f"{story}@example.com":
                return code
        raise TourFailed(f"{story} has no authenticator")

    def page(self, kind: type[Kind]) -> Kind:
        page = self.app_window.window.page
        if not isinstance(page, kind):
            raise TourFailed(f"{type(page).__name__} is open, not {kind.__name__}")
        return page

    async def arrive(self, kind: type[Kind]) -> Kind:
        await self.until(lambda: isinstance(self.app_window.window.page, kind), kind.__name__)
        page = self.page(kind)
        if isinstance(page, Dashboard):
            await self.until(lambda: page.views.whole, "the claims")
        return page

    async def unlocked(self, page: Page) -> None:
        await self.until(lambda: not page.locked, "the answer")

    async def wait_for_message(self, page: Page, words: str) -> None:
        """In its bar, or as news that floats above it."""
        await self.until(lambda: words in (page.bar.text, toast_of(page).text), words)

    def write(self, page: QWidget, name: Message, text: str) -> None:
        field = self.named(page, tr(name), QLineEdit)
        self.click(field)
        field.selectAll()
        QTest.keyClicks(field, text)

    def press(self, page: QWidget, name: Message) -> None:
        self.click(self.named(page, tr(name), QAbstractButton))

    def press_in_bar(self, name: Message) -> None:
        """A button of the bar at the top, which every page has."""
        self.press(self.app_window.window.top_bar, name)

    async def choose_in_menu(self, name: Message) -> None:
        """A row of the signed-in person's menu."""
        bar = self.app_window.window.top_bar
        if bar.corner is None:
            raise TourFailed("the bar is not complete")
        self.click(bar.corner.avatar)
        self._choose(bar.menu, name)

    def choose_in_row(self, page: Page, row: str, name: Message) -> None:
        """A row of the menu at the end of a row of the account."""
        dots = self.named(page, tr(ROW_MENU, name=row), QAbstractButton)
        self.click(dots)
        self._choose(dots.findChild(Menu), name)

    def _choose(self, menu: Menu | None, name: Message) -> None:
        entry = menu.entry(tr(name)) if menu is not None else None
        if menu is None or entry is None:
            raise TourFailed(f"no menu has {tr(name)!r}")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
        # Without a window manager nobody makes the window the active one again once the menu is
        # closed, and no picture would show where the focus is.
        self.app_window.come_forward()

    def who(self) -> str:
        """What the bar says about who is signed in."""
        corner = self.app_window.window.top_bar.corner
        return corner.who if corner is not None else ""

    def bar_is_complete(self) -> bool:
        """What the first paint did not wait for is there."""
        return self.app_window.window.top_bar.corner is not None

    def click(self, widget: QWidget) -> None:
        if not widget.isEnabled():
            raise TourFailed(f"{widget.accessibleName()} is disabled")
        point = QPoint(min(20, widget.width() // 2), widget.height() // 2)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)

    def named(self, parent: QWidget, name: str, kind: type[Kind]) -> Kind:
        for widget in parent.findChildren(kind):
            if widget.accessibleName() == name and not widget.isHidden():
                return widget
        raise TourFailed(f"nothing is called {name!r}")

    async def until(self, holds: Callable[[], bool], what: str = "") -> None:
        for _ in range(int(STEP_S / _POLL_S)):
            if holds():
                return
            await asyncio.sleep(_POLL_S)
        raise TourFailed(f"waited in vain: {what} (picture {self._number})")

    def notify(self, line: str) -> None:
        """Print to the terminal from which the tour was started."""
        print(line, flush=True)  # noqa: T201

    async def look(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture of the window, or of another one."""
        self._number += 1
        window = self.app_window.window
        shown = widget or window
        await self._settled(shown)
        self._keep(shown, "", name)
        panel = window.demo_panel
        if self._as_user and widget is None and panel is not None and panel.isVisible():
            with window.without_demo():
                await self._settled(window)
                self._keep(window, "user", name)
            await asyncio.sleep(_SETTLE_S)

    async def look_at_widths(self, name: str, widths: Sequence[int]) -> None:
        """Keep a picture of the user's window for each width, in the folder `widths`."""
        window = self.app_window.window
        with window.without_demo():
            for width in widths:
                window.resize(width, window.height())
                await self._settled(window)
                self._keep(window, "widths", f"{name}-{width:04}")
        await asyncio.sleep(_SETTLE_S)

    async def _settled(self, widget: QWidget) -> None:
        """Until what is new has gone through all layouts: two pictures in a row are the same."""
        before = None
        for _ in range(_MOST_LOOKS):
            await asyncio.sleep(_SETTLE_S)
            now = widget.grab().toImage()
            if now == before:
                return
            before = now

    def _keep(self, widget: QWidget, folder: str, name: str) -> None:
        path = self._folder / folder / f"{self._number:02}-{name}-{self.variant}.png"
        path.parent.mkdir(exist_ok=True)
        if not widget.grab().save(str(path)):
            raise TourFailed(f"{path} cannot be written")
