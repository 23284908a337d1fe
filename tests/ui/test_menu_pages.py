"""Settings, keyboard shortcuts and About: opened by keys and from the menu, over any page, and left again."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_login import __version__
from desktop_login.app.tray_host import TrayHost
from desktop_login.demo.server import DemoCognito
from desktop_login.settings import load
from desktop_login.settings.schema import WindowChoices
from desktop_login.settings.writing import Choice
from desktop_login.system import autostart, paths
from desktop_login.system.paths import config_folder
from desktop_login.ui.bar_words import PoolMenu
from desktop_login.ui.clipboard import CLEAR_AFTER_S, SecretClipboard
from desktop_login.ui.pages.about import PARTS, AboutPage
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.settings_page import SettingsPage
from desktop_login.ui.pages.shortcuts import ShortcutsPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.theme import DARK, LIGHT, theme_of
from desktop_login.ui.translation import install_language
from tests.ui.conftest import Hand, Open
from tests.ui.test_pools_in_one_window import OneWindow, demo, opened_with

__all__ = ["demo", "opened_with"]
pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("propagateSizeHints")]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    yield
    SecretClipboard.clear_after_s = CLEAR_AFTER_S
    theme_of(qapp).choose("system")
    install_language(qapp, "en")


def key(hand: Hand, code: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(hand.app_window.window, code, modifier)


def pick(box: QComboBox, value: str) -> None:
    """By keyboard, as a person does."""
    box.setFocus()
    wanted = box.findData(value)
    assert wanted >= 0
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(wanted):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == value


def test_f1_shows_the_keys_over_the_page_and_esc_goes_back_to_the_field(
    opened: Open, demo: DemoCognito
) -> None:
    hand = opened(demo)
    field = hand.form.fields[1].input
    field.setFocus()
    key(hand, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    page = hand.app_window.window.page
    assert isinstance(page, ShortcutsPage)
    texts = {label.text() for label in page.findChildren(QLabel)}
    assert {"F1, Ctrl+?", "Ctrl+Shift+C", "Keyboard shortcuts"} <= texts
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert isinstance(hand.page, SignInPage)
    assert QApplication.focusWidget() is field


def test_page_of_the_menu_stays_while_the_session_is_refreshed_below(
    opened_with: Callable[..., OneWindow],
) -> None:
    hand = opened_with("first").hand
    hand.sign_in("confirmed")
    board: QWidget = hand.arrive(Dashboard)
    hand.choose("About")
    page = hand.app_window.window.page
    assert isinstance(page, AboutPage)
    hand.app_window.window.refresh.emit()
    QTest.qWait(300)
    assert hand.app_window.window.page is page
    QTest.mouseClick(page.leave, Qt.MouseButton.LeftButton)
    assert hand.page is board


def test_sign_out_leads_away_from_a_page_of_the_menu(
    opened_with: Callable[..., OneWindow],
) -> None:
    hand = opened_with("first").hand
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    key(hand, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    corner = hand.bar.corner
    assert corner is not None
    QTest.mouseClick(corner.leave, Qt.MouseButton.LeftButton)
    hand.until(lambda: isinstance(hand.app_window.window.page, SignInPage))


def test_every_choice_is_in_force_at_once_and_written_down(
    opened_with: Callable[..., OneWindow], qapp: QApplication
) -> None:
    run = opened_with("first")
    hand = run.hand
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    key(hand, Qt.Key.Key_Comma, CTRL)
    page = run.window.page
    assert isinstance(page, SettingsPage)
    pick(page.appearance, "dark")
    assert theme_of(qapp).colours["background"] == DARK["background"]
    pick(page.appearance, "light")
    assert theme_of(qapp).colours["background"] == LIGHT["background"]
    pick(page.clipboard, "60")
    assert SecretClipboard.clear_after_s == 60
    pick(page.log_level, "warning")
    hand.until(lambda: load().window == WindowChoices("", "light", 60, "warning"))
    assert 'client_id = "' in run.file, "the rest of the file is as it was"
    run.turns(lambda: pick(page.language, "ja"))
    renewed = run.window.page
    assert isinstance(renewed, SettingsPage)
    assert renewed.heading.text() == "設定"
    assert run.hand.who == "confirmed@example.com としてサインイン中"
    QTest.keyClick(renewed, Qt.Key.Key_Escape)
    run.hand.arrive(Dashboard)
    hand.until(lambda: load().window.language == "ja")
    run.hand.until(lambda: load().window.log_level == "warning")


def test_question_that_is_open_is_asked_on_in_another_language(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    run.hand.sign_in("sms-code")
    run.hand.arrive(CodePage)
    run.window.open_settings()
    page = run.window.page
    assert isinstance(page, SettingsPage)
    run.turns(lambda: pick(page.language, "ja"))
    QTest.keyClick(run.window.page, Qt.Key.Key_Escape)
    asked = run.hand.arrive(CodePage)
    assert asked.code.input.hasFocus()
    asked.code.input.setText(run.demo.pool.mailbox.messages[-1].code)
    run.hand.arrive(Dashboard)


def test_pools_stand_in_the_settings_with_what_can_be_done(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first", "second")
    key(run.hand, Qt.Key.Key_Comma, CTRL)
    page = run.window.page
    assert isinstance(page, SettingsPage)
    for name in (
        "Edit this pool…",
        "Check connection",
        "Remove this pool…",
        "Add a pool…",
        "Try the demo",
    ):
        run.hand.named(name, parent=page)
    run.turns(lambda: run.hand.press("Switch to second", parent=page))
    assert run.window.top_bar.profile.accessibleName() == "User pool: second"


def test_about_copies_a_report_without_an_address_or_a_token(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    run.hand.choose("About")
    page = run.window.page
    assert isinstance(page, AboutPage)
    assert page.version.text() == f"Version {__version__}"
    page.copy_report.setFocus()
    QTest.mouseClick(page.copy_report, Qt.MouseButton.LeftButton)
    assert page.copy_report.busy
    assert page.copy_report.hasFocus()
    run.hand.until(lambda: not page.copy_report.busy)
    assert page.copy_report.hasFocus()
    assert page.result.text() == "The report is on the clipboard."
    report = QGuiApplication.clipboard().text()
    assert __version__ in report and str(config_folder()) in report
    assert "confirmed@" not in report and "eyJ" not in report


def test_every_package_that_the_program_needs_is_named_with_its_licence() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    needed = {re.split(r"[\[>=<;\s-]", line)[0] for line in project["project"]["dependencies"]}
    named = ", ".join(part for part, _ in PARTS)
    missing = {name for name in needed if name not in named} - {"python"}
    assert missing == set()
    assert "python-dotenv" in named


def test_usual_value_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("# mine\nsign_up = false\n", "utf-8")
    for value, kept in (("ja", True), ("", False)):
        with Choice(file, "language", value) as draft:
            draft.keep()
        text = file.read_text("utf-8")
        assert ("language" in text) is kept
        assert text.startswith("# mine\nsign_up = false\n")


def test_a_desktop_without_a_tray_says_so_and_offers_nothing(
    opened: Open, demo: DemoCognito, qtbot: QtBot
) -> None:
    page = SettingsPage(WindowChoices(), PoolMenu(), has_tray=False)
    qtbot.addWidget(page)
    assert not page.keep_running.isEnabled()
    assert not page.start_with_desktop.isEnabled()
    texts = {label.text() for label in page.findChildren(QLabel)}
    assert "This desktop shows no tray icons." in texts


def test_what_happens_to_a_closed_window_and_at_login_is_chosen(
    opened_with: Callable[..., OneWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened_with("first")
    monkeypatch.setattr(TrayHost, "available", True)
    run.hand.app_window.window.open_settings()
    page = run.hand.app_window.window.page
    assert isinstance(page, SettingsPage)
    assert page.keep_running.currentData() == ""  # nobody has chosen yet
    pick(page.keep_running, "yes")
    run.hand.until(lambda: 'keep_running = "yes"' in run.file)
    assert not autostart.is_enabled()
    pick(page.start_with_desktop, "yes")
    assert autostart.is_enabled()
    assert "--background" in paths.autostart_file().read_text("utf-8")
    assert "start with" not in run.file  # the desktop keeps it
    pick(page.start_with_desktop, "no")
    assert not autostart.is_enabled()


def test_a_start_that_cannot_be_arranged_is_a_sentence(
    opened_with: Callable[..., OneWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened_with("first")
    monkeypatch.setattr(TrayHost, "available", True)
    blocked = paths.autostart_file().parent
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("a file")
    run.hand.app_window.window.open_settings()
    page = run.hand.app_window.window.page
    assert isinstance(page, SettingsPage)
    pick(page.start_with_desktop, "yes")
    notice = run.hand.app_window.window.notice
    assert notice is not None
    assert notice.text.startswith("How the program is started couldn’t be changed (")
