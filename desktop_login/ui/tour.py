"""Plays the demo by itself, with real clicks and keys, and saves a picture of every screen. Fails loudly."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from desktop_login.domain.errors import Problem
from desktop_login.settings.imports import Imported
from desktop_login.ui import theme
from desktop_login.ui.main_window import MainWindow, WindowPlan
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.page import Page
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.translation import install_language, tr
from desktop_login.wording.pages import (
    CHECK_CONNECTION,
    CLIENT_ID,
    CONFIRM,
    CONFIRM_PASSWORD,
    CONFIRMATION_CODE,
    EMAIL,
    HIDE_ID_TOKEN,
    NEW_PASSWORD,
    PASSWORD,
    REFRESH_NOW,
    RENEWED,
    SIGN_IN,
    SIGN_OUT,
)
from desktop_login.wording.problems import PROBLEMS
from desktop_login.wording.text import Text

if TYPE_CHECKING:
    from desktop_login.ui.application import Desk, LoopHolder
    from desktop_login.ui.pages.connect_pool import Connection

STEP_S = 10.0
_POLL_S = 0.02
_SETTLE_S = 0.12
_NEW_PASSWORD = "My-0wn-Passw0rd"  # noqa: S105 - typed into the demo, which forgets it
Kind = TypeVar("Kind", bound=QWidget)


class TourFailed(Exception):
    """A step did not arrive where it should."""


class Tour:
    """`open_window` starts a fresh demo with its window, `close_window` ends both.

    `connection` leads to the demo as a pool that is yet to be connected.
    """

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        open_window: Callable[[], Desk],
        close_window: Callable[[], None],
        connection: Callable[[], Connection],
    ) -> None:
        self._app = app
        self._folder = folder
        self._open_window = open_window
        self._close_window = close_window
        self._connection = connection
        self._variant = ""
        self._number = 0
        self._status = 1

    def play(self, loop: LoopHolder) -> int:
        """0 only if every step arrived where it should, in both languages and both schemes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        loop(self._say).spawn(self._play_all())
        self._app.exec()
        return self._status

    async def _play_all(self) -> None:
        try:
            for language in ("en", "ja"):
                for scheme, colours in (("light", theme.LIGHT), ("dark", theme.DARK)):
                    install_language(self._app, language)
                    self._app.property("theme").pin(colours)
                    self._variant, self._number = f"{language}-{scheme}", 0
                    await self._play_one()
                    self._close_window()
            self._status = 0
        except TourFailed as failure:
            self._say(failure)
        finally:
            self._app.quit()

    async def _play_one(self) -> None:
        self._desk = self._open_window()
        window = self._desk.window
        await self._until(lambda: window.demo_panel is not None and self._has_authenticator())
        await self._look("sign-in")
        await self._mistakes()
        await self._straight_in()
        await self._new_password()
        for story in ("sms-code", "email-code", "totp"):
            await self._code(story)
        await self._refused()
        await self._profiles()
        await self._connect()

    async def _mistakes(self) -> None:
        page = self._page(SignInPage)
        self._type(page, EMAIL, "user")
        self._type(page, PASSWORD, "abc")
        await self._until(page.rules.isVisible)
        await self._look("sign-in-live-validation")
        self._type(page, EMAIL, "confirmed@example.com")
        self._type(page, PASSWORD, "Wrong-Passw0rd!")
        self._press(page, SIGN_IN)
        await self._said(page, tr(PROBLEMS[Problem.WRONG_CREDENTIALS]))
        await self._look("sign-in-wrong-password")

    async def _straight_in(self) -> None:
        await self._choose("confirmed")
        board = await self._arrive(Dashboard)
        await self._look("dashboard")
        self._press(board, HIDE_ID_TOKEN)
        await self._look("dashboard-hidden-token")
        self._press(board, REFRESH_NOW)
        await self._until(lambda: board.bar.words == tr(RENEWED))
        await self._look("dashboard-renewed")
        await self._sign_out(board, "signed-out")

    async def _new_password(self) -> None:
        await self._choose("new-password")
        page = await self._arrive(NewPasswordPage)
        self._type(page, NEW_PASSWORD, "short")
        self._type(page, CONFIRM_PASSWORD, "other")
        await self._look("new-password-rules")
        self._type(page, NEW_PASSWORD, _NEW_PASSWORD)
        self._type(page, CONFIRM_PASSWORD, _NEW_PASSWORD)
        await self._look("new-password")
        page.primary.click()
        await self._sign_out(await self._arrive(Dashboard))

    async def _code(self, story: str) -> None:
        await self._choose(story)
        page = await self._arrive(CodePage)
        await self._look(f"code-{story}")
        self._type(page, CONFIRMATION_CODE, "12345")
        self._press(page, CONFIRM)
        await self._look(f"code-{story}-too-short")
        self._type(page, CONFIRMATION_CODE, self._latest_code(story))
        if story != "totp":
            self._press(page, CONFIRM)
        await self._sign_out(await self._arrive(Dashboard))

    async def _refused(self) -> None:
        await self._choose("disabled")
        page = self._page(SignInPage)
        await self._said(page, tr(PROBLEMS[Problem.USER_DISABLED]))
        await self._look("sign-in-disabled")

    async def _connect(self) -> None:
        connection = self._connection()
        self._desk.window.show_connect(connection._replace(wanted=Imported()))
        page = self._page(ConnectPoolPage)
        await self._look("connect-a-pool")
        page.fill_in(connection.wanted)
        self._type(page, CLIENT_ID, "nosuchclient")
        await self._check(page)
        await self._look("connect-a-pool-wrong-client")
        page.fill_in(connection.wanted)
        await self._check(page)
        await self._look("connect-a-pool-checked")

    async def _check(self, page: ConnectPoolPage) -> None:
        self._press(page, CHECK_CONNECTION)
        await self._until(lambda: not page.locked and page.report.isVisible(), "the report")

    async def _profiles(self) -> None:
        """Two connection profiles to choose from, in a window of their own."""
        window = MainWindow(
            WindowPlan(profiles=("development", "production"), profile="production")
        )
        window.show()
        await asyncio.sleep(_SETTLE_S)
        self._save(window, "sign-in-with-profiles")
        window.close()
        window.deleteLater()

    async def _choose(self, story: str) -> None:
        panel = self._desk.window.demo_panel
        if panel is None:
            raise TourFailed("the demo panel is missing")
        await self._until(lambda: not self._page(SignInPage).locked)
        self._click(self._named(panel, f"{story}@example.com", QAbstractButton))
        page = self._page(SignInPage)
        if page.username.text() != f"{story}@example.com":
            raise TourFailed(f"{story} did not fill the form")
        self._press(page, SIGN_IN)

    async def _sign_out(self, board: Dashboard, picture: str = "") -> None:
        self._press(board, SIGN_OUT)
        page = await self._arrive(SignInPage)
        await self._until(lambda: bool(page.bar.words))
        if picture:
            await self._look(picture)

    def _latest_code(self, story: str) -> str:
        desk = self._desk.demo
        if desk is None:
            raise TourFailed("the demo is not running")
        if story == "totp":
            found = [code for email, _, code in desk.authenticators() if email.startswith("totp")]
            return found[0]
        return desk.messages()[-1][1]

    def _has_authenticator(self) -> bool:
        return self._desk.demo is not None and bool(self._desk.demo.authenticators())

    def _page(self, kind: type[Kind]) -> Kind:
        page = self._desk.window.page
        if not isinstance(page, kind):
            raise TourFailed(f"{type(page).__name__} is open, not {kind.__name__}")
        return page

    async def _arrive(self, kind: type[Kind]) -> Kind:
        await self._until(lambda: isinstance(self._desk.window.page, kind), kind.__name__)
        return self._page(kind)

    async def _said(self, page: Page, words: str) -> None:
        await self._until(lambda: page.bar.words == words, words)

    def _type(self, page: QWidget, name: Text, text: str) -> None:
        field = self._named(page, tr(name), QLineEdit)
        self._click(field)
        field.selectAll()
        QTest.keyClicks(field, text)

    def _press(self, page: QWidget, name: Text) -> None:
        self._click(self._named(page, tr(name), QAbstractButton))

    def _click(self, widget: QWidget) -> None:
        if not widget.isEnabled():
            raise TourFailed(f"{widget.accessibleName()} is disabled")
        point = QPoint(min(20, widget.width() // 2), widget.height() // 2)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)

    def _named(self, parent: QWidget, name: str, kind: type[Kind]) -> Kind:
        for widget in parent.findChildren(kind):
            if widget.accessibleName() == name:
                return widget
        raise TourFailed(f"nothing is called {name!r}")

    async def _until(self, holds: Callable[[], bool], what: str = "") -> None:
        for _ in range(int(STEP_S / _POLL_S)):
            if holds():
                return
            await asyncio.sleep(_POLL_S)
        raise TourFailed(f"waited in vain: {what} (picture {self._number})")

    async def _look(self, name: str) -> None:
        await asyncio.sleep(_SETTLE_S)
        self._save(self._desk.window, name)

    def _save(self, widget: QWidget, name: str) -> None:
        self._number += 1
        path = self._folder / f"{self._number:02}-{name}-{self._variant}.png"
        if not widget.grab().save(str(path)):
            raise TourFailed(f"{path} cannot be written")

    def _say(self, failure: BaseException) -> None:
        print(f"tour {self._variant}: {failure}", file=sys.stderr)  # noqa: T201
