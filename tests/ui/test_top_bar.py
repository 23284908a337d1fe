"""The bar at the top: which pool, who is signed in, the two menus. With a real window over a real demo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.demo.server import DemoCognito
from desktop_login.ui import bar_words
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.widgets.avatar import initials_of
from tests.ui.conftest import Hand, Open

LONG = "x" * 64
WIDTHS = (360, 400, 480, 559, 560, 561, 680, 760, 1000, 1600)


@pytest.mark.parametrize(
    ("name", "address", "initials"),
    [
        ("Alex Demo", "a@example.com", "AD"),
        ("Alex Middle Demo", "", "AD"),
        ("Robin", "", "R"),
        ("", "choose-mfa@example.com", "CM"),
        ("", "confirmed@example.com", "C"),
        ("", "+819012345678", "8"),
        ("שלום עולם", "", "שע"),
        ("e\u0301mile", "", "É"),
        ("\U0001f600", "robin@example.com", "R"),
        ("", "", ""),
        ("...", "@", ""),
    ],
)
def test_initials_of_a_name_or_an_address(name: str, address: str, initials: str) -> None:
    assert initials_of(name, address) == initials


def test_somebody_signed_in_stands_in_the_bar_until_the_sign_out(hand: Hand) -> None:
    assert hand.who == ""
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    assert hand.who == "Signed in as confirmed@example.com"
    corner = hand.bar.corner
    assert corner is not None
    assert corner.avatar.accessibleName() == hand.who
    hand.press("Sign out")
    hand.arrive(SignInPage)
    assert hand.who == ""
    left = {label.text() for label in hand.bar.findChildren(QLabel)}
    assert left == {""}, "no name stays in a widget"


def test_sign_out_says_what_is_under_way_and_takes_one_press(hand: Hand) -> None:
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    corner = hand.bar.corner
    assert corner is not None
    place = corner.leave.geometry()
    hand.bar.set_leaving()
    hand.until(lambda: corner.leave.accessibleName() == "Signing out…")
    assert corner.leave.geometry() == place, "nothing in the bar moves"
    assert not corner.leave.isEnabled()
    assert not corner.avatar.isEnabled()
    hand.app_window.window.sign_out.emit()
    hand.arrive(SignInPage)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    assert corner.leave.text() == "Sign out"
    assert corner.leave.isEnabled()


def test_account_opens_from_the_menu_of_the_person(hand: Hand) -> None:
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.choose("Account")
    hand.arrive(AccountPage)
    assert hand.who == "Signed in as confirmed@example.com"


def test_bar_comes_first_for_the_tab_key_and_in_the_tree(hand: Hand) -> None:
    window = hand.app_window.window
    stops = _tab_order(window)
    corner = hand.bar.corner
    assert corner is not None
    assert stops[0] is hand.bar.profile
    assert stops[1:4] == list(corner.stops)
    layout = window.layout()
    first = layout.itemAt(0) if layout is not None else None
    assert first is not None and first.widget() is hand.bar


def _tab_order(window: QWidget) -> list[QWidget]:
    """From the first one on; Qt's chain is a ring."""
    found: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(at)
        at = at.nextInFocusChain()
    return found


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> MainWindow:
    entries = (
        ProfileEntry("production", "#8a3ffc", chosen=True, signed_in=True, user="a@example.com"),
        ProfileEntry("R&D", "#1b64d8"),
        ProfileEntry("kept", "#10b981", signed_in=True),
        *(ProfileEntry(f"{at} {LONG}"[:64]) for at in range(30)),
    )
    offers = frozenset({bar_words.ADD, bar_words.EDIT, bar_words.CHECK, bar_words.REMOVE})
    window = MainWindow(WindowConfig(pools=PoolMenu("production", lambda: entries, offers)))
    qtbot.addWidget(window)
    window.show()
    window.finish()
    return window


def test_menu_of_the_pools_says_each_state_in_words(window: MainWindow) -> None:
    QTest.mouseClick(window.top_bar.profile, Qt.MouseButton.LeftButton)
    menu = window.top_bar.menu
    assert menu is not None
    rows = [action.text() for action in menu.actions()]
    assert rows[:3] == [
        "production\tsigned in as a@example.com",
        "R&&D\tsigned out",
        "kept\tsigned in",
    ]
    assert rows[-4:] == ["Add a pool…", "Edit this pool…", "Check connection", "Remove this pool…"]
    menu.close()


def test_menu_of_the_pools_tells_what_was_chosen(window: MainWindow) -> None:
    chosen: list[str] = []
    window.profile_chosen.connect(chosen.append)
    window.pool_wanted.connect(chosen.append)
    for row in ("R&D", "Remove this pool…"):
        window.top_bar.profile.click()
        menu = window.top_bar.menu
        assert menu is not None
        action = menu.entry(row)
        assert action is not None
        menu.setActiveAction(action)  # far below, where a menu of 33 rows scrolls to
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert chosen == ["R&D", bar_words.REMOVE]


@pytest.mark.parametrize("title", ["production", LONG, "\u05e9\u05dc\u05d5\u05dd" * 16])
@pytest.mark.parametrize("signed_in", [False, True])
def test_nothing_of_the_bar_is_cut_at_any_width(
    window: MainWindow, title: str, signed_in: bool
) -> None:
    bar = window.top_bar
    bar.show_pool(PoolMenu(title))
    if signed_in:
        bar.show_user("Alex Demo " * 20, "y" * 60 + "@example.com")
    for width in WIDTHS:
        window.resize(width, 600)
        QApplication.processEvents()
        for shown in bar.findChildren(QWidget):
            if not shown.isVisible():
                continue
            left = shown.mapTo(window, shown.rect().topLeft()).x()
            assert left >= 0 and left + shown.width() <= width, (width, shown)
            if isinstance(shown, QLabel):
                wide = shown.fontMetrics().horizontalAdvance(shown.text())
                assert wide <= shown.width(), (width, shown.text())
        profile = bar.profile
        assert profile.fontMetrics().horizontalAdvance(profile.text()) <= profile.width()
        assert profile.accessibleName() == f"User pool: {title}"


def test_hostile_name_is_shown_as_text(opened: Open, demo: DemoCognito) -> None:
    hand = opened(demo)
    user = demo.pool.find("confirmed@example.com")
    assert user is not None
    user.attributes["name"] = "<b>Eve\u202e</b>" + "z" * 1000
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    corner = hand.bar.corner
    assert corner is not None
    assert corner.name.textFormat() == Qt.TextFormat.PlainText
    assert corner.name.accessibleName().startswith("<b>Eve\\u202e</b>zzz")
    assert "\u202e" not in corner.avatar.toolTip()
    for shown in (corner.avatar, corner.name):
        assert "<b>" not in shown.toolTip()
        assert "&lt;b&gt;Eve" in shown.toolTip()


def test_shortcuts_outlive_other_words_on_their_buttons(opened: Open, demo: DemoCognito) -> None:
    """A narrow window cuts the pool's name, another pool has another one, a busy button has none."""
    hand = opened(demo)
    window = hand.app_window.window

    def without_shortcut() -> list[str]:
        buttons = window.findChildren(QAbstractButton)
        return [
            made.accessibleName()
            for made in buttons
            if made.property("accelerated") and made.shortcut().isEmpty()
        ]

    hand.until(lambda: bool(window.top_bar.profile.property("accelerated")))
    for width in WIDTHS:
        window.top_bar.show_pool(PoolMenu(LONG))
        window.resize(width, 680)
        assert without_shortcut() == []
    hand.sign_in("confirmed")
    assert without_shortcut() == []
    page = hand.arrive(Dashboard)
    page.open(View.TOKEN)
    hand.press("Hide ID token")
    assert without_shortcut() == []
