"""Edges that an eye follows from page to page: where cards begin, and which lines stay together."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QWidget

from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.token_view import TokenView
from tests.ui.all_pages import ALL
from tests.ui.at_rest import at_rest

pytestmark = pytest.mark.medium

SHEETS = ("settings", "shortcuts", "about", "try an API", "dashboard overview", "dashboard json")


def in_window(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def cards(name: str, width: int) -> set[tuple[int, int]]:
    """From where to where the cards of a page reach."""
    shown = ALL[name]()
    try:
        shown.window.resize(width, 680)
        shown.window.show()
        QTest.qWaitForWindowExposed(shown.window)
        at_rest(shown.window)
        found = [
            in_window(card)
            for card in shown.window.page.findChildren(QFrame)
            if card.objectName() == "card" and card.isVisible()
        ]
        return {(one.left(), one.right()) for one in found}
    finally:
        shown.close()


@pytest.mark.parametrize(("width", "side"), [(400, 12), (560, 24)])
def test_cards_of_every_page_begin_and_end_where_those_of_the_dashboard_do(
    qapp: QApplication, width: int, side: int
) -> None:
    theme_of(qapp).dress()
    for name in SHEETS:
        assert cards(name, width) == {(side, width - side - 1)}, name


@pytest.mark.parametrize("width", [560, 1200])
def test_outline_of_the_dashboard_stands_where_the_dashboard_will(
    qapp: QApplication, width: int
) -> None:
    theme_of(qapp).dress()
    outlines, dashboard = cards("restoring", width), cards("dashboard json", width)
    assert outlines == dashboard


def test_name_and_address_stay_together_in_the_middle_of_the_bar(qapp: QApplication) -> None:
    theme_of(qapp).dress()
    shown = ALL["dashboard overview"]()
    try:
        shown.window.resize(920, 680)
        shown.window.show()
        QTest.qWaitForWindowExposed(shown.window)
        at_rest(shown.window)
        bar = shown.window.top_bar
        assert bar.corner is not None
        name, address = in_window(bar.corner.name), in_window(bar.corner.address)
        assert address.top() - name.bottom() <= 2
        middle = in_window(bar).center().y()
        assert abs((name.top() + address.bottom()) / 2 - middle) <= 2
    finally:
        shown.close()


def test_hidden_token_is_one_line_of_dots_in_the_narrowest_window(qapp: QApplication) -> None:
    theme_of(qapp).dress()
    shown = ALL["dashboard token"]()
    try:
        shown.window.resize(360, 680)
        shown.window.show()
        QTest.qWaitForWindowExposed(shown.window)
        (view,) = shown.window.findChildren(TokenView)
        view.toggle()
        at_rest(shown.window)
        text: QPlainTextEdit = view.text
        assert set(text.toPlainText()) == {"•"}
        assert text.document().firstBlock().layout().lineCount() == 1
    finally:
        shown.close()
