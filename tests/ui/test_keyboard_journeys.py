"""Every way through the window around the forms, with keys alone: no click, no focus but by Tab and the pages themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop_login.settings import load
from desktop_login.ui.pages.about import AboutPage
from desktop_login.ui.pages.account_chooser import AccountChooser
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.pages.settings_page import SettingsPage
from desktop_login.ui.pages.shortcuts import ShortcutsPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.widgets.copy_menu import CopyMenu
from desktop_login.ui.widgets.menu import Menu
from tests.fakes.world import PASSWORD
from tests.ui.test_pools_in_one_window import OneWindow, demo, opened_with

__all__ = ["demo", "opened_with"]
pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("propagateSizeHints")]
Start = Callable[..., OneWindow]
KEY, CTRL, ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


class Keys:
    """A keyboard: keys go to what has the focus."""

    def __init__(self, run: OneWindow) -> None:
        self.run = run

    @property
    def page(self) -> Any:
        """The page on screen; another one after each key."""
        return self.run.window.page

    @property
    def focused(self) -> QWidget:
        return QApplication.focusWidget() or self.run.window

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focused, key, modifier)

    def tab_to(self, name: str) -> None:
        for _ in range(80):
            if self.focused.accessibleName() == name:
                return
            self.press(KEY.Key_Tab)
        raise AssertionError(f"Tab does not reach {name!r}")

    def use(self, name: str) -> None:
        self.tab_to(name)
        self.press(KEY.Key_Return)

    def write(self, name: str, text: str) -> None:
        self.tab_to(name)
        QTest.keyClicks(self.focused, text)

    def sign_in(self, story: str = "confirmed") -> None:
        self.write("Email", f"{story}@example.com")
        self.write("Password", PASSWORD)
        self.press(KEY.Key_Return)
        self.run.hand.arrive(Dashboard)

    def pick(self, menu: QMenu, words: str) -> None:
        """With the arrows down to a row, and Enter."""
        for _ in range(20):
            at = menu.activeAction()
            if at is not None and at.text().partition("\t")[0].replace("&&", "&") == words:
                QTest.keyClick(menu, KEY.Key_Return)
                self.run.hand.give_back_window()
                return
            QTest.keyClick(menu, KEY.Key_Down)
        raise AssertionError(f"no arrow leads to {words!r}")

    def choose(self, letter: Qt.Key, words: str) -> None:
        """In a menu of the bar: Alt+L for pools, Alt+M for the person and the program."""
        self.press(letter, ALT)
        self.run.hand.until(lambda: isinstance(QApplication.activePopupWidget(), Menu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, Menu)
        self.pick(menu, words)

    def answer(self, name: str) -> None:
        """In the dialog that is about to open."""

        def press() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QDialog)
            for _ in range(6):
                focused = box.focusWidget()
                assert focused is not None
                if focused.accessibleName() == name:
                    QTest.keyClick(focused, KEY.Key_Return)
                    return
                QTest.keyClick(focused, KEY.Key_Tab)
            raise AssertionError(f"Tab does not reach {name!r}")

        QTimer.singleShot(200, press)


def test_pool_is_added_edited_checked_switched_and_removed(opened_with: Start) -> None:
    run = opened_with("first")
    keys = Keys(run)
    keys.sign_in()
    keys.choose(KEY.Key_L, "Add a pool…")
    keys.write("Name", "second")
    keys.write("User pool ID", run.demo.config.pool_id)
    keys.write("App client ID", run.demo.config.client_id)
    run.turns(lambda: keys.press(KEY.Key_Return))
    assert run.window.top_bar.profile.accessibleName() == "User pool: second"
    keys.choose(KEY.Key_L, "Edit this pool…")
    assert isinstance(keys.page, ConnectPoolPage)
    keys.press(KEY.Key_Escape)
    assert isinstance(keys.page, SignInPage)
    keys.choose(KEY.Key_L, "Check connection")
    checked = keys.page
    assert isinstance(checked, ConnectPoolPage)
    run.hand.until(lambda: checked.report.isVisible() and not checked.locked)
    keys.press(KEY.Key_Escape)
    run.turns(lambda: keys.choose(KEY.Key_L, "first"))
    run.hand.arrive(Dashboard)  # it stayed signed in
    run.turns(lambda: keys.choose(KEY.Key_L, "second"))
    keys.answer("Remove")
    run.turns(lambda: keys.choose(KEY.Key_L, "Remove this pool…"))
    assert '"second"' not in run.file
    run.hand.arrive(Dashboard)


def test_demo_is_entered_used_and_left(opened_with: Start) -> None:
    run = opened_with("first")
    keys = Keys(run)
    run.turns(lambda: keys.choose(KEY.Key_L, "Try the demo"))
    keys.use("confirmed@example.com")  # a user of the panel fills the form in
    assert run.window.sign_in.username.text() == "confirmed@example.com"
    keys.use("Sign in")
    run.hand.arrive(Dashboard)
    keys.press(KEY.Key_O, ALT)
    run.hand.arrive(SignInPage)
    run.turns(lambda: keys.choose(KEY.Key_L, "Leave the demo"))
    assert run.window.top_bar.profile.accessibleName() == "User pool: first"


def test_settings_shortcuts_and_about(opened_with: Start) -> None:
    run = opened_with("first")
    keys = Keys(run)
    keys.press(KEY.Key_Comma, CTRL)
    page = keys.page
    assert isinstance(page, SettingsPage)
    keys.tab_to(page.clipboard.accessibleName())
    keys.press(KEY.Key_End)
    run.hand.until(lambda: load().window.clipboard_seconds == 120)
    keys.press(KEY.Key_Escape)
    keys.press(KEY.Key_F1)
    sheet = keys.page
    assert isinstance(sheet, ShortcutsPage)
    keys.press(KEY.Key_Escape)
    keys.choose(KEY.Key_M, "About")
    about = keys.page
    assert isinstance(about, AboutPage)
    keys.use("Copy report")
    run.hand.until(lambda: about.result.text() == "The report is on the clipboard.")
    keys.press(KEY.Key_Escape)
    assert isinstance(keys.page, SignInPage)


def test_account_is_chosen_another_one_used_and_one_removed_with_undo(opened_with: Start) -> None:
    run = opened_with("first")
    keys = Keys(run)
    run.window.remember_account("robin@example.com", "Robin")
    run.window.remember_account("confirmed@example.com", "Alex Demo")
    run.window.offer_accounts()
    page = keys.page
    assert isinstance(page, AccountChooser)
    keys.use("Remove an account from this list")
    keys.use("Remove robin@example.com")
    assert len(page.rows) == 1
    keys.use("Undo")
    assert len(page.rows) == 2
    keys.use("Use another account")
    assert run.window.sign_in.username.text() == ""
    run.window.offer_accounts()
    keys.use("Alex Demo")
    assert run.window.sign_in.username.text() == "confirmed@example.com"
    QTest.keyClicks(keys.focused, PASSWORD)
    keys.press(KEY.Key_Return)
    run.hand.arrive(Dashboard)


def test_dashboard_with_its_views_filter_and_copies(opened_with: Start) -> None:
    run = opened_with("first")
    keys = Keys(run)
    keys.sign_in()
    board = run.hand.arrive(Dashboard)
    for number, view in enumerate(View):
        keys.press(Qt.Key(int(KEY.Key_1) + number), CTRL)
        assert board.segments.current == view
    keys.press(KEY.Key_F, CTRL)
    QTest.keyClicks(keys.focused, "confirmed@")
    assert board.filter.accessibleDescription() == "1 of 13"
    keys.press(KEY.Key_Escape)
    assert board.filter.text() == ""
    keys.tab_to(board.status.more_ways.accessibleName())
    keys.press(KEY.Key_Space)
    run.hand.until(lambda: isinstance(QApplication.activePopupWidget(), CopyMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, CopyMenu)
    keys.pick(menu, "Claims as JSON")
    assert '"email": "confirmed@example.com"' in QGuiApplication.clipboard().text()
    keys.press(KEY.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text().count(".") == 2
    keys.use("Clear now")
    assert QGuiApplication.clipboard().text() == ""
    run.hand.give_back_window()
    assert board.isAncestorOf(keys.focused), "where one was before the toast"
    keys.press(KEY.Key_R, CTRL)
    run.hand.until(lambda: run.hand.toast.startswith("Renewed."))
    keys.press(KEY.Key_O, ALT)
    run.hand.arrive(SignInPage)
    assert int(run.window.winId()) == run.handle
