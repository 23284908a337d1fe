"""No menu is wider than the smallest screen, no entry is cut, and what was shortened is told whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui import bar_words
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.theme import DARK, LIGHT, theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.tray import Tray
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.copy_menu import CopyMenu
from tests.ui.all_pages import CONFIG, NAME, PROFILE
from tests.ui.sessions import ADDRESS, LONG, NOW

pytestmark = pytest.mark.medium
SMALLEST = 910  # pixels that a screen of 2730 has at 288 dpi
PROFILES = (
    ProfileEntry(PROFILE, chosen=True, signed_in=True, user=ADDRESS),
    *(ProfileEntry(f"{number} {'x' * 60}") for number in range(29)),
)
EVERY = frozenset({bar_words.ADD, bar_words.EDIT, bar_words.CHECK, bar_words.REMOVE, "try demo"})


@pytest.fixture(params=["en", "ja"])
def window(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[MainWindow]:
    theme_of(qapp).dress()
    install_language(qapp, request.param)
    made = MainWindow(CONFIG._replace(pools=PoolMenu(PROFILE, lambda: PROFILES, EVERY)))
    made.finish()
    made.resize(360, 600)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    install_language(qapp, "en")


def open_pools(window: MainWindow) -> None:
    window.top_bar.profile.click()


def open_user(window: MainWindow) -> None:
    window.top_bar.show_user(NAME, ADDRESS)
    window.top_bar.offer_browser(True)
    corner = window.top_bar.corner
    assert corner is not None
    corner.avatar.click()


def open_copies(window: MainWindow) -> None:
    CopyMenu(window, lambda way: None).open_below(window.top_bar)


def open_row(window: MainWindow) -> None:
    table = ClaimsTable()
    window.add(table)
    window.open(table)
    table.show_claims(LONG)
    QTest.qWait(10)
    where = QPoint(20, table.rowViewportPosition(1) + 4)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, table.mapToGlobal(where))
    QApplication.sendEvent(table.viewport(), event)


_TRAYS: list[Tray] = []


def open_tray(window: MainWindow) -> None:
    tray = Tray(window, lambda: NOW, lambda: True)
    tray.set_profiles([PROFILE, "staging"], "staging")
    tray._menu.popup(QPoint(0, 0))
    _TRAYS.append(tray)


MENUS: Mapping[str, Callable[[MainWindow], object]] = {
    "pools": open_pools,
    "user": open_user,
    "copies": open_copies,
    "a claim": open_row,
    "tray": open_tray,
}


def opened() -> QMenu | None:
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def faults_of(menu: QMenu) -> list[str]:
    found = []
    if menu.width() > SMALLEST:
        found.append(f"as wide as {menu.width()}")
    metrics = menu.fontMetrics()
    for action in menu.actions():
        words = action.text().replace("&&", "&")
        needed = sum(map(metrics.horizontalAdvance, words.split("\t")))
        room = menu.actionGeometry(action).width()
        if needed > room:
            found.append(f"{words!r} needs {needed} and has {room}")
        shortened = bool(re.search(r"\S…\S", words))
        if shortened and not (action.toolTip() != words and menu.toolTipsVisible()):
            found.append(f"{words!r} is nowhere told whole")
    return found


@pytest.mark.parametrize("name", MENUS)
def test_menu_fits_and_tells_what_it_shortens(window: MainWindow, qtbot: QtBot, name: str) -> None:
    MENUS[name](window)
    qtbot.waitUntil(lambda: opened() is not None)
    menu = opened()
    assert menu is not None
    try:
        assert faults_of(menu) == []
    finally:
        menu.close()
        while _TRAYS:
            _TRAYS.pop().close()  # its menu has no parent


def test_the_checker_sees_a_name_that_is_nowhere_whole(window: QWidget) -> None:
    menu = QMenu(window)
    menu.addAction("a na…me")
    menu.popup(QPoint(0, 0))
    assert faults_of(menu) == ["'a na…me' is nowhere told whole"]
    menu.close()


def inked(picture: QImage, row: QRect, ground: QColor) -> dict[int, float]:
    """The columns of a row that hold ink, and how far the strongest of it is from the ground."""
    far: dict[int, float] = {}
    for x in range(row.left() + 8, row.right() - 7):
        seen = [picture.pixelColor(x, y) for y in range(row.top() + 4, row.bottom() - 3)]
        most = max(abs(one.lightness() - ground.lightness()) for one in seen)
        if most > 40:
            far[x] = most
    return far


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_what_stands_at_the_right_is_muted_and_ends_at_one_edge(
    qapp: QApplication, qtbot: QtBot, scheme: Mapping[str, str]
) -> None:
    theme = theme_of(qapp)
    theme.use(scheme)
    host = QWidget()
    qtbot.addWidget(host)
    try:
        host.show()
        menu = CopyMenu(host, lambda way: None)
        menu.open_below(host)
        QTest.qWaitForWindowExposed(menu)
        menu.setActiveAction(menu.actions()[-1])  # the ground of the others is that of the menu
        picture = menu.grab().toImage()
        ground = QColor(scheme["card"])
        rows = [inked(picture, menu.actionGeometry(one), ground) for one in menu.actions()[:-1]]
        ends = [max(row) for row in rows]
        assert max(ends) - min(ends) <= 2, ends  # what letters keep free beside them
        for row in rows:
            middle = picture.width() * 3 // 5
            words = max(strength for x, strength in row.items() if x < middle)
            hint = max(strength for x, strength in row.items() if x >= middle)
            assert hint < 0.85 * words
    finally:
        menu.close()
        theme.use(LIGHT)
