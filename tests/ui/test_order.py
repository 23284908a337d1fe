"""Tab goes through every page as an eye does: the bar first, then the page from top to bottom, then the demo's panel."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLayoutItem, QRadioButton, QWidget

from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.invitation_bar import InvitationBar
from desktop_login.ui.widgets.overview import ClaimCard, Overview
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.status_card import StatusCard
from tests.ui.all_pages import ALL, Shown

pytestmark = [pytest.mark.medium, pytest.mark.qt_log_ignore("propagateSizeHints")]


def regions_of(shown: Shown) -> list[QWidget]:
    """What is read one after the other, whatever stands beside what."""
    window = shown.window
    if shown.top is not window:
        return [shown.top]
    panel = window.demo_panel
    halves = panel.findChildren(Scrolled) if panel is not None else []
    feet = [one for one in window.findChildren(InvitationBar) if one.is_open]
    head = [panel.fold] if panel is not None else []
    parts = parts_of(window.page) if isinstance(window.page, Dashboard) else []
    return [window.top_bar, *parts, window.page, *feet, *head, *halves]


def parts_of(board: Dashboard) -> list[QWidget]:
    """What its layout holds, from top to bottom. The cards of the overview stand in columns and are
    read one by one, with what unfolds the last of them before it."""
    found: list[QWidget] = []
    waiting: list[QLayoutItem | None] = [board.layout()]
    while waiting:
        item = waiting.pop(0)
        inside, widget = (item.layout(), item.widget()) if item is not None else (None, None)
        if inside is not None:
            waiting = [*(inside.itemAt(at) for at in range(inside.count())), *waiting]
        elif isinstance(widget, Overview):
            *cards, technical = widget.findChildren(ClaimCard)
            found += [*cards, widget.technical, technical]
        elif isinstance(widget, StatusCard):
            found += [widget.signature, widget]  # it belongs to the title, beside it or below it
        elif widget is not None:
            found.append(widget)
    return found


def within(region: QWidget, widget: QWidget) -> bool:
    return region is widget or region.isAncestorOf(widget)


def place(widget: QWidget, regions: list[QWidget]) -> tuple[int, int, int]:
    """Which region, and where in it, wherever it is scrolled to."""
    number = next(at for at, region in enumerate(regions) if within(region, widget))
    middle = QPoint(widget.width() // 2, widget.height() // 2)
    at = widget.mapTo(regions[number], middle)
    return number, at.y(), at.x()


def comes_after(one: QWidget, other: QWidget, regions: list[QWidget]) -> bool:
    """Right of it or below it."""
    (region, y, x), (next_region, next_y, next_x) = place(one, regions), place(other, regions)
    if region != next_region:
        return next_region > region
    line = min(one.height(), other.height()) // 2
    return next_y > y + line or (abs(next_y - y) <= line and next_x > x)


def reached_by_tab(top: QWidget, first: QWidget) -> list[QWidget]:
    first.setFocus()
    found, here = [first], first
    for _ in range(120):
        QTest.keyClick(here, Qt.Key.Key_Tab)
        following = QApplication.focusWidget()
        assert following is not None and top.isAncestorOf(following)
        if following is first:
            return found
        found.append(following)
        here = following
    raise AssertionError("Tab does not come round")


def first_stop(top: QWidget) -> QWidget:
    """In the bar; in a dialog, what is highest in it."""
    if isinstance(top, MainWindow):
        bar = top.top_bar
        corner = bar.corner
        in_bar = (bar.profile, *(corner.stops if corner is not None else ()))
        return next(one for one in in_bar if one.isVisible())
    stops = [
        one
        for one in top.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
    ]
    return min(stops, key=lambda one: one.mapTo(top, QPoint(0, 0)).y())


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("width", [400, 920])
def test_tab_reaches_everything_in_the_order_of_the_page(
    qapp: QApplication, name: str, width: int
) -> None:
    theme_of(qapp).dress()
    shown = ALL[name]()
    try:
        if shown.top is shown.window:
            shown.top.resize(width, 700)
        shown.window.show()
        shown.top.show()
        shown.top.activateWindow()
        QTest.qWaitForWindowActive(shown.top)
        for _ in range(3):  # heights follow widths, and what stands below follows heights
            QTest.qWait(1)
            QApplication.processEvents()
        regions = regions_of(shown)
        stops = reached_by_tab(shown.top, first_stop(shown.top))
        wrong = [
            (one.accessibleName(), other.accessibleName())
            for one, other in pairwise(stops)
            if not comes_after(one, other, regions)
        ]
        assert wrong == []
        assert all(one.accessibleName() for one in stops), stops
        missed = [
            one.accessibleName()
            for one in shown.top.findChildren(QWidget)
            if one.isVisible()
            and one.isEnabled()
            and one.window() is shown.top
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one not in stops
            and not isinstance(one, QRadioButton)  # arrow keys lead to the others of a group
        ]
        assert missed == []
    finally:
        shown.close()
