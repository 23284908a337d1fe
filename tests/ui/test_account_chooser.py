"""Who is signing in: shown once two addresses are known; only addresses and names are kept, and only on wish."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from desktop_login.app.window_config import memory_of
from desktop_login.ui.known_accounts import Account, KnownAccounts
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.account_chooser import AccountChooser
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.theme import GRID, theme_of
from tests.ui.at_rest import at_rest
from tests.ui.test_pools_in_one_window import OneWindow, demo, opened_with

__all__ = ["demo", "opened_with"]
pytestmark = pytest.mark.medium


@pytest.fixture
def memory(tmp_path: Path) -> QSettings:
    return memory_of(tmp_path / "config")


def shown(memory: QSettings, qtbot: QtBot) -> MainWindow:
    window = MainWindow(WindowConfig(memory=memory, profile="first"))
    qtbot.addWidget(window)
    painted: list[bool] = []
    window.first_painted.connect(lambda: painted.append(True))
    window.show()
    qtbot.waitUntil(lambda: bool(painted))
    return window


def chooser_of(window: MainWindow) -> AccountChooser:
    page = window.page
    assert isinstance(page, AccountChooser)
    return page


def two(memory: QSettings) -> KnownAccounts:
    known = KnownAccounts(memory, "first")
    known.remember("robin@example.com", "Robin")
    known.remember("alex@example.com", "Alex Demo")
    return known


def test_one_who_is_known_is_not_asked(memory: QSettings, qtbot: QtBot) -> None:
    KnownAccounts(memory, "first").remember("robin@example.com", "Robin")
    KnownAccounts(memory, "other").remember("alex@example.com", "Alex Demo")
    assert isinstance(shown(memory, qtbot).page, SignInPage)


def test_account_is_chosen_by_keyboard_and_only_the_password_is_asked(
    memory: QSettings, qtbot: QtBot
) -> None:
    two(memory)
    window = shown(memory, qtbot)
    page = chooser_of(window)
    (_, first, _), (_, second, _) = page.rows
    assert (first.accessibleName(), first.accessibleDescription()) == (
        "Alex Demo",
        "alex@example.com, Password needed",
    )
    assert QApplication.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert window.page is window.sign_in
    assert window.sign_in.username.text() == "robin@example.com"
    assert QApplication.focusWidget() is window.sign_in.password.input


@pytest.mark.parametrize("way", ["row", "escape"])
def test_another_account_begins_with_an_empty_address(
    memory: QSettings, qtbot: QtBot, way: str
) -> None:
    two(memory)
    memory.setValue("sign_in/address", "alex@example.com")
    window = shown(memory, qtbot)
    page = chooser_of(window)
    if way == "row":
        QTest.mouseClick(page.another, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.page is window.sign_in
    assert window.sign_in.username.text() == ""
    assert QApplication.focusWidget() is window.sign_in.username.input


def test_account_is_removed_from_the_list_and_put_back(memory: QSettings, qtbot: QtBot) -> None:
    known = two(memory)
    page = chooser_of(shown(memory, qtbot))
    QTest.mouseClick(page.remove, Qt.MouseButton.LeftButton)
    cross = page.rows[0][2]
    assert cross.accessibleName() == "Remove alex@example.com"
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert [one.address for one in known.all()] == ["robin@example.com"]
    assert page.result.text() == "alex@example.com was removed from this list."
    assert QApplication.focusWidget() is page.undo
    QTest.keyClick(page.undo, Qt.Key.Key_Space)
    assert known.all() == [
        Account("alex@example.com", "Alex Demo"),
        Account("robin@example.com", "Robin"),
    ]
    assert page.result.text() == ""


def test_who_signs_in_is_remembered_only_on_wish(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    memory = run.window.config.memory
    assert memory is not None
    known = KnownAccounts(memory, "first")
    for wanted, addresses in ((False, []), (True, ["confirmed@example.com"])):
        run.hand.named("Remember me", QCheckBox).setChecked(wanted)
        run.hand.sign_in("confirmed")
        run.hand.arrive(Dashboard)
        assert [one.address for one in known.all()] == addresses
        run.hand.press("Sign out")
        run.hand.arrive(SignInPage)
    memory.sync()
    text = Path(memory.fileName()).read_text("utf-8")
    assert "eyJ" not in text and "Demo-Passw0rd!" not in text


def test_after_a_sign_out_the_window_asks_who_it_is_and_says_what_happened(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    memory = run.window.config.memory
    assert memory is not None
    for known in ("", "robin@example.com"):
        KnownAccounts(memory, "first").remember(known, "Robin")
        run.hand.sign_in("confirmed")
        run.hand.arrive(Dashboard)
        run.hand.press("Sign out")
        run.hand.until(lambda: run.window.ground is run.window.sign_in)
        if not known:
            assert run.window.page is run.window.sign_in, "one who is known is not asked"
    page = chooser_of(run.window)
    addresses = [one.address for one, _, _ in page.rows]
    assert addresses == ["confirmed@example.com", "robin@example.com"]
    assert run.window.focusWidget() is page.rows[0][1]
    assert page.result.text().startswith("You’re signed out.")
    run.window.tell_chooser("The server has heard it too.")
    assert page.result.text() == "The server has heard it too."
    QTest.mouseClick(page.rows[1][1], Qt.MouseButton.LeftButton)
    run.hand.arrive(SignInPage)
    assert run.window.sign_in.username.text() == "robin@example.com"
    assert run.window.sign_in.bar.text.startswith("You’re signed out.")
    assert run.window.focusWidget() is run.window.sign_in.password.input


def test_session_that_ended_by_itself_asks_nobody_to_choose(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    memory = run.window.config.memory
    assert memory is not None
    KnownAccounts(memory, "first").remember("robin@example.com", "Robin")
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    for grant in run.demo.grants:
        grant.revoked = True
    run.hand.press("Refresh now")
    run.hand.arrive(SignInPage)
    assert run.window.sign_in.bar.text, "what ended it stands on the page"


@pytest.mark.parametrize(
    "held",
    [
        "nonsense",
        "[" * 100_000,
        json.dumps([1, 2]),
        json.dumps({"first": "x"}),
        json.dumps({"first": [["a"], [1, 2], ["", ""], ["x" * 129, ""], None]}),
    ],
)
def test_whatever_is_held_the_window_opens(memory: QSettings, qtbot: QtBot, held: str) -> None:
    memory.setValue("accounts/known", held)
    assert isinstance(shown(memory, qtbot).page, SignInPage)


def test_names_of_others_are_text_and_a_long_list_is_cut(memory: QSettings, qtbot: QtBot) -> None:
    known = KnownAccounts(memory, "first")
    for at in range(30):
        known.remember(f"{at}{'x' * 60}@example.com", "<b>Eve\u202e</b>" + "z" * 1000)
    assert len(known.all()) == 10
    page = chooser_of(shown(memory, qtbot))
    page.window().resize(360, 480)
    QApplication.processEvents()
    for found in page.findChildren(QLabel):
        assert "\u202e" not in found.text()
        if found.isVisible():
            left = found.mapTo(page, found.rect().topLeft()).x()
            assert left >= 0 and left + found.width() <= page.width()
            if not found.wordWrap():
                assert found.fontMetrics().horizontalAdvance(found.text()) <= found.width()


def test_a_name_that_is_too_long_to_keep_says_that_it_was_cut(memory: QSettings) -> None:
    name = "Maximiliane-Alexandra Wolfeschlegelsteinhausenbergerdorff the Younger"
    known = KnownAccounts(memory, "first")
    known.remember("r@example.com", name)
    kept = known.all()[0].name
    assert len(kept) < len(name)
    assert name.startswith(kept[:-1])
    assert kept.endswith("…")


@pytest.mark.parametrize(
    ("address", "with_state"), [("robin@example.com", True), ("r" * 30, False)]
)
def test_name_or_address_goes_before_what_is_the_same_for_all(
    memory: QSettings, qtbot: QtBot, qapp: QApplication, address: str, with_state: bool
) -> None:
    theme_of(qapp).dress()
    two(memory).remember(address, "")
    window = shown(memory, qtbot)
    at_rest(window)
    rows = [row for _, row, _ in chooser_of(window).rows]
    assert {row.state.isVisible() for row in rows} == {with_state}
    assert all(row.title.text() == row.accessibleName() for row in rows), "nothing is cut"
    window.resize(360, 600)
    at_rest(window)
    assert not any(row.state.isVisible() for row in rows)


def test_a_long_name_is_cut_once_and_the_heading_stands_where_those_of_forms_do(
    memory: QSettings, qtbot: QtBot, qapp: QApplication
) -> None:
    theme_of(qapp).dress()
    known = two(memory)
    window = shown(memory, qtbot)
    window.resize(560, 680)
    at_rest(window)
    page = chooser_of(window)
    form = window.sign_in
    form.stand_in(page.width(), page.height())
    wanted = page.heading.y()
    assert abs(wanted - form._room - GRID) <= 1
    known.remember("r@example.com", f"Maximiliane-Alexandra {'Wolfeschlegelstein' * 4}")
    page._show()
    at_rest(window)
    title = page.rows[0][1].title
    assert title.text().count("…") == 1
    assert title.text().startswith("Maximiliane-Alexandra W")
    assert page.heading.y() == wanted
    for number in range(9):
        known.remember(f"{number}@example.com", "")
    page._show()
    window.resize(560, 681)  # it is placed for its list where that is seen
    at_rest(window)
    assert page.heading.y() <= 3 * GRID
