"""What is told in the bar is seen, however far down the page somebody was when they pressed the button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QFrame
from pytestqt.qtbot import QtBot

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.ui.error_view import error_view
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.toast import toast_of
from tests.ui.all_pages import ALL

pytestmark = pytest.mark.medium
LONG_PAGES = ("reset password", "create account", "change password", "new password", "account")


@pytest.mark.parametrize("name", LONG_PAGES)
def test_problem_told_at_the_end_of_a_long_page_is_scrolled_to(
    qapp: QApplication, qtbot: QtBot, name: str
) -> None:
    theme_of(qapp).dress()
    shown = ALL[name]()
    try:
        shown.window.resize(480, 480)
        shown.window.show()
        page = shown.window.page
        assert isinstance(page, Page)
        page.clear_bar()
        place = page.parentWidget()
        while not isinstance(place, Scrolled):
            assert place is not None
            place = place.parentWidget()
        at = place.area.verticalScrollBar()
        qtbot.waitUntil(lambda: at.maximum() > 100)
        at.setValue(at.maximum())
        page.show_error(error_view(AuthErrorInfo(ErrorCode.NO_CONNECTION)))

        def seen() -> bool:
            bar = page.bar
            return QRect(QPoint(0, 0), place.size()).contains(
                QRect(bar.mapTo(place, QPoint(0, 0)), bar.size())
            )

        qtbot.waitUntil(seen)
    finally:
        shown.close()


@pytest.mark.parametrize("name", ["account", "change password"])
def test_news_lies_on_no_problem_at_the_foot_of_a_page(
    qapp: QApplication, qtbot: QtBot, name: str
) -> None:
    """It stands above it, and at the foot again when the problem has gone."""
    theme_of(qapp).dress()
    shown = ALL[name]()
    try:
        window = shown.window
        window.resize(480, 480)
        window.show()
        page = window.page
        assert isinstance(page, Page)
        page.clear_bar()
        toast_of(window).show("Copied.")
        sheet = window.findChild(QFrame, "toast")
        assert sheet is not None
        qtbot.waitUntil(lambda: sheet.geometry().bottom() > window.height() - 12)
        page.show_error(error_view(AuthErrorInfo(ErrorCode.NO_CONNECTION)))

        def stands_above() -> bool:
            foot = page.bar.parentWidget()
            assert foot is not None and foot.objectName() == "foot"
            return sheet.geometry().bottom() < foot.mapTo(window, QPoint(0, 0)).y()

        qtbot.waitUntil(stands_above)
        page.clear_bar()
        qtbot.waitUntil(lambda: sheet.geometry().bottom() > window.height() - 12)
    finally:
        shown.close()
