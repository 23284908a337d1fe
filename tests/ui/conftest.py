"""A real window over a real demo Cognito, with one asyncio loop for the whole run."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.session_store import MemoryTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.app.process import undisturbed
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.flow.ports import DeviceStore, Opener, TokenStore, opens_nothing
from desktop_login.services.build import build_services
from desktop_login.services.demo_bridge import DemoBridge
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder, make_application
from desktop_login.ui.clipboard import CLEAR_AFTER_S, SecretClipboard
from desktop_login.ui.main_window import WindowConfig
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.menu import Menu
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import scroll_to
from desktop_login.ui.widgets.toast import toast_of
from desktop_login.ui.widgets.top_bar import TopBar
from tests.fakes.world import PASSWORD, pool_of
from tests.patience import STEP_MS

Arrived = TypeVar("Arrived", bound=Page | Dashboard)


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    yield make_application("en")


@pytest.fixture(scope="session")
def loop(qapp: QApplication) -> Iterator[LoopHolder]:
    holder = LoopHolder(qapp)
    holder(lambda error: None)  # the loop is made here, so it is the session's and no test's
    yield holder
    holder.close()


class Hand:
    """Finds things by their accessible names, as a person's test tool does, and uses them."""

    def __init__(self, app_window: AppWindow, demo: DemoCognito, bot: QtBot) -> None:
        self.app_window = app_window
        self.demo = demo
        self.bot = bot

    @property
    def page(self) -> Page | Dashboard:
        page = self.app_window.window.page
        assert isinstance(page, Page | Dashboard)
        return page

    @property
    def form(self) -> Page:
        """The page, where it is one that can be submitted."""
        page = self.page
        assert isinstance(page, Page)
        return page

    def _page_and_foot(self) -> tuple[QWidget, ...]:
        """A message may stand at the foot of the window."""
        page = self.page
        outside = isinstance(page, Page) and not page.isAncestorOf(page.bar)
        return (page, page.bar) if outside else (page,)

    def named(
        self, name: str, kind: builtins.type[Any] = QWidget, parent: QWidget | None = None
    ) -> Any:
        places = (parent,) if parent is not None else (*self._page_and_foot(), self.bar)
        found = [
            widget
            for place in places
            for widget in place.findChildren(kind)
            if widget.accessibleName() == name and widget.isVisible()
        ]
        assert found, f"nothing visible is called {name!r}"
        return found[0]

    def type(self, name: str, text: str) -> None:
        field = self.named(name, QLineEdit)
        field.setFocus()
        field.selectAll()
        if not text.isascii():
            field.insert(text)  # QTest knows no keys for these; an input method inserts them
        elif text:
            QTest.keyClicks(field, text)
        else:
            QTest.keyClick(field, Qt.Key.Key_Backspace)

    def press(self, name: str, parent: QWidget | None = None) -> None:
        button = self.named(name, QAbstractButton, parent)
        assert button.isEnabled(), f"{name} is disabled"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(10, button.height() // 2))

    @property
    def bar(self) -> TopBar:
        return self.app_window.window.top_bar

    @property
    def who(self) -> str:
        """What the bar says about who is signed in."""
        return self.bar.corner.who if self.bar.corner is not None else ""

    def choose(self, *names: str, menu: QAbstractButton | None = None) -> None:
        """Open a menu of the bar, the person's if no other is named, and press a row of it."""
        corner = self.bar.corner
        assert corner is not None
        opener = menu or (corner.avatar if corner.avatar.isVisible() else corner.menu)
        QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
        for name in names:
            shown = self.bar.menu
            assert shown is not None and shown.isVisible()
            row = shown.entry(name)
            assert row is not None, f"no row is called {name!r}"
            assert row.isEnabled(), f"{name} is disabled"
            where = shown.actionGeometry(row).center()
            QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=where)
        self.give_back_window()

    def choose_in_row(self, row: str, name: str) -> None:
        """Open the menu at the end of a row of the page, and press one of its own rows."""
        dots = self.named(f"Actions for {row}", QAbstractButton)
        scroll_to(dots)  # nobody opens what is out of sight, and no menu fits below the screen
        QTest.mouseClick(dots, Qt.MouseButton.LeftButton)
        shown = dots.findChild(Menu)
        assert shown is not None and shown.isVisible()
        entry = shown.entry(name)
        assert entry is not None, f"no row is called {name!r}"
        where = shown.actionGeometry(entry).center()
        QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=where)
        self.give_back_window()

    def give_back_window(self) -> None:
        """A display gives it back by itself; the offscreen plugin activates a menu, and late."""
        window = self.app_window.window

        def is_active() -> bool:
            window.activateWindow()
            return window.isActiveWindow()

        for _ in range(2):  # the menu's own activation may still come
            QTest.qWait(50)
            self.until(is_active)

    def sign_in(self, story: str, password: str = PASSWORD) -> None:
        self.type("Email", f"{story}@example.com")
        self.type("Password", password)
        self.press("Sign in")

    def until_kept(self) -> None:
        """The session is saved behind the dashboard; a program that ends waits for it two seconds."""
        session = self.app_window.session
        assert session is not None
        active = session.services.session_manager._active
        assert active is not None
        self.until(lambda: not active.saving)
        assert getattr(session.states.latest, "kept", False)

    def until(self, holds: Callable[[], bool]) -> None:
        self.bot.waitUntil(holds, timeout=STEP_MS)

    def arrive(self, kind: builtins.type[Arrived]) -> Arrived:
        self.until(lambda: isinstance(self.page, kind))
        page = self.page
        assert isinstance(page, kind)
        if isinstance(page, Dashboard):
            self.until(lambda: page.views.whole)
        return page

    def message(self, words: str) -> None:
        """In the bar of the page, or as news that floats above it."""
        self.until(lambda: words in (self.page.bar.text, self.toast))

    @property
    def toast(self) -> str:
        return toast_of(self.app_window.window).text

    def token(self) -> str:
        """What is read where the dashboard shows the token."""
        page = self.page
        assert isinstance(page, Dashboard)
        page.open(View.TOKEN)
        text: str = self.named("ID token", QPlainTextEdit).toPlainText()
        return text

    def renew(self) -> None:
        self.press("Refresh now")
        self.until(lambda: self.toast.startswith("Renewed."))


Open = Callable[..., Hand]


@pytest.fixture
def opened(qapp: QApplication, loop: LoopHolder, qtbot: QtBot) -> Iterator[Open]:
    """`opened(demo)` opens a window over it and waits until it is open for business."""
    desks: list[AppWindow] = []

    def open_window(
        demo: DemoCognito,
        *,
        config: WindowConfig | None = None,
        token_store: TokenStore | None = None,
        devices: DeviceStore | None = None,
        language: str = "en",
        try_keychain: Callable[[], bool] | None = None,
        opener: Opener = opens_nothing,
        **pool: Any,
    ) -> Hand:
        install_language(qapp, language)
        app_window = AppWindow(
            qapp,
            config or demo_window_config(),
            lambda listener: build_services(
                pool_of(demo, **pool),
                token_store or MemoryTokenStore(),
                devices or MemoryDeviceStore(),
                MemoryNames(),
                listener,
                try_keychain=try_keychain,
                demo=DemoBridge(demo),
                opener=opener,
                keys=SecurityKeys(demo.key.devices),
            ),
            loop,
            around_warm_up=undisturbed,
        )
        desks.append(app_window)
        with qtbot.waitSignal(app_window.opened, timeout=STEP_MS):
            app_window.show()
        return Hand(app_window, demo, qtbot)

    yield open_window
    for app_window in desks:
        app_window.close()
    install_language(qapp, "en")
    qapp.processEvents()


@pytest.fixture
def demo() -> Iterator[DemoCognito]:
    with DemoCognito() as demo:
        yield demo


@pytest.fixture
def hand(opened: Open, demo: DemoCognito) -> Hand:
    return opened(demo)


@pytest.fixture(autouse=True)
def _usual_clipboard_time() -> Iterator[None]:
    """A person's choice holds for every clipboard of the process."""
    yield
    SecretClipboard.clear_after_s = CLEAR_AFTER_S
