"""How the sign-in page offers the browser, in each of the four ways that a deployer can choose, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_login.domain.browser import BrowserSignIn
from desktop_login.domain.browser_offer import BrowserSignInMode, IdentityProvider
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.page_values import UiConfig
from desktop_login.ui.theme import theme_of
from tests.ui.at_rest import at_rest

pytestmark = pytest.mark.medium

PROVIDERS = (
    IdentityProvider("Company", "Acme SSO"),
    IdentityProvider("Google"),
    IdentityProvider("SignInWithApple"),
)
NAMES = ("Sign in with Acme SSO", "Continue with Google", "Continue with Apple")
OWN = "Sign in with browser"
MODE = BrowserSignInMode
Show = Callable[..., MainWindow]


@pytest.fixture
def show(qapp: QApplication) -> Iterator[Show]:
    opened: list[MainWindow] = []

    def start(mode: BrowserSignInMode, memory: QSettings | None = None) -> MainWindow:
        ui_config = UiConfig(
            browser_sign_in=mode, identity_providers=PROVIDERS, domain_host="login.acme.example"
        )
        window = MainWindow(WindowConfig(ui_config=ui_config, memory=memory))
        opened.append(window)
        theme_of(qapp).dress()
        window.finish()
        window.resize(560, 900)
        window.show()
        QTest.qWaitForWindowActive(window)
        at_rest(window)
        return window

    yield start
    for window in opened:
        window.close()
        window.deleteLater()


def from_above(window: MainWindow) -> list[str]:
    """The names of what can be used, in the order of the page."""
    page = window.sign_in
    seen = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.accessibleName() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    seen.sort(key=lambda one: one.mapTo(window, QPoint(0, 0)).y())
    wanted = {*NAMES, OWN, "Email", "Password", "Sign in"}
    return [one.accessibleName() for one in seen if one.accessibleName() in wanted]


def hairlines(window: MainWindow) -> int:
    shown = [one for one in window.sign_in.findChildren(QLabel) if one.isVisible()]
    return len([one for one in shown if one.text() == "or"])


PASSWORD = ("Email", "Password", "Sign in")


@pytest.mark.parametrize(
    ("mode", "expected", "lines", "great"),
    [
        (MODE.OFFER, [*PASSWORD, *NAMES, OWN], 1, "Sign in"),
        (MODE.FIRST, [*NAMES, OWN, *PASSWORD], 1, OWN),
        (MODE.ONLY, [*NAMES, OWN], 0, OWN),
        (MODE.OFF, [*PASSWORD], 0, "Sign in"),
    ],
)
def test_page_has_what_the_deployer_has_chosen_in_its_order(
    show: Show, mode: BrowserSignInMode, expected: list[str], lines: int, great: str
) -> None:
    window = show(mode)
    assert from_above(window) == expected
    assert hairlines(window) == lines
    primary = [
        one.accessibleName()
        for one in window.sign_in.findChildren(QWidget)
        if one.isVisible() and one.property("kind") == "primary"
    ]
    assert primary == [great]


def test_only_the_browser_has_the_focus_and_one_key_begins(show: Show) -> None:
    window = show(MODE.ONLY)
    wanted: list[BrowserSignIn] = []
    window.browser.connect(wanted.append)
    window.sign_in.start()
    focused = QApplication.focusWidget()
    assert focused is not None and focused.accessibleName() == OWN
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert [(one.provider, one.hint) for one in wanted] == [(None, "")]
    assert window.sign_in.locked


@pytest.mark.parametrize("number", range(len(PROVIDERS)))
def test_each_provider_is_asked_for_by_its_own_name(show: Show, number: int) -> None:
    window = show(MODE.OFFER)
    wanted: list[BrowserSignIn] = []
    window.browser.connect(wanted.append)
    window.sign_in.username.set_text("ann@example.com")
    key = Qt.Key(int(Qt.Key.Key_1) + number)
    QTest.keyClick(window.sign_in.username.input, key, Qt.KeyboardModifier.AltModifier)
    QTest.qWait(150)  # a shortcut clicks a moment later
    assert [one.provider for one in wanted] == [PROVIDERS[number]]
    assert wanted[0].hint == "ann@example.com"


def test_who_does_not_sign_out_in_the_browser_need_not_say_so_again(
    show: Show, tmp_path: Path
) -> None:
    memory = QSettings(str(tmp_path / "memory.ini"), QSettings.Format.IniFormat)
    window = show(MODE.OFFER, memory)
    assert window.leaves_browser  # as long as nobody has chosen
    window.choose_to_leave_browser(False)
    assert not show(MODE.OFFER, memory).leaves_browser
    window.choose_to_leave_browser(True)
    assert show(MODE.OFFER, memory).leaves_browser
    assert show(MODE.OFFER).leaves_browser


def test_window_comes_forward_and_asks_for_attention_when_the_browser_is_done(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows and Wayland may keep it where it is; then its mark in the task bar says so."""
    window = show(MODE.OFFER)
    alerted: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", lambda one, *_: alerted.append(one))
    window.call_back()
    assert alerted == []  # it is in front
    monkeypatch.setattr(MainWindow, "isActiveWindow", lambda self: False)
    window.showMinimized()
    window.call_back()
    assert alerted == [window]
    assert not window.isMinimized()


@pytest.mark.parametrize(
    ("came_by", "focused"),
    [
        ("Google", "Continue with Google"),
        ("Unknown", OWN),
        ("", OWN),
        (None, "Password"),
    ],
    ids=["its button", "a provider without one", "the pool's own page", "a password"],
)
def test_next_start_leads_to_the_way_by_which_the_address_came(
    show: Show, tmp_path: Path, came_by: str | None, focused: str
) -> None:
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    show(MODE.OFFER, memory).keep_address("earlier@example.com", "Company")
    first = show(MODE.OFFER, memory)
    first.keep_address("ann@example.com", came_by)
    window = show(MODE.OFFER, memory)
    there = window.focusWidget()
    assert there is not None
    assert there.accessibleName() == focused
    window.sign_in.username.set_text("somebody.else@example.com")
    window.sign_in.start()
    assert window.sign_in.password.input.hasFocus()
