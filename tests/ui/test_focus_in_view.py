"""What has the focus is seen, however far down a page somebody had gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.domain.states import Asked, SignedOut
from desktop_login.messages.pages import CHECKING
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.create_account import CreateAccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.set_up_authenticator import SetUpAuthenticatorPage
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.invitation_bar import around
from desktop_login.ui.widgets.sheet import Sheet
from tests.ui.all_pages import ALL, Shown
from tests.ui.at_rest import at_rest
from tests.ui.every_page import QUESTIONS, page_of, window_with
from tests.ui.sessions import LONG, signed_in

pytestmark = pytest.mark.medium


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    theme_of(qapp).dress()
    shown = ALL["dashboard overview"]()
    shown.window.resize(560, 500)
    shown.window.show()
    shown.window.activateWindow()
    QTest.qWaitForWindowActive(shown.window)
    at_rest(shown.window)
    yield shown
    shown.close()


def to_the_end(shown: Shown) -> QScrollBar:
    place = around(shown.window.page)
    assert place is not None
    at = place.area.verticalScrollBar()
    assert at.maximum() > 100
    at.setValue(at.maximum())
    return at


def is_seen(shown: Shown, widget: QWidget) -> bool:
    place = around(shown.window.page)
    assert place is not None
    room = QRect(QPoint(0, 0), place.size())
    return room.contains(QRect(widget.mapTo(place, QPoint(0, 0)), widget.size()))


def test_tab_from_the_bar_leads_to_the_top_of_the_page(shown: Shown, qtbot: QtBot) -> None:
    corner = shown.window.top_bar.corner
    assert corner is not None
    corner.avatar.setFocus()
    QTest.keyClick(corner.avatar, Qt.Key.Key_Tab)  # in a narrow window the way out is the next
    to_the_end(shown)
    QTest.keyClick(corner.leave, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is not None and shown.window.page.isAncestorOf(focused)
    qtbot.waitUntil(lambda: is_seen(shown, focused))


def test_key_of_the_filter_leads_to_it(shown: Shown, qtbot: QtBot) -> None:
    board = shown.window.page
    assert isinstance(board, Dashboard)
    board.overview.stops[-1].setFocus()
    to_the_end(shown)
    QTest.keyClick(board, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert board.filter.hasFocus()
    qtbot.waitUntil(lambda: is_seen(shown, board.filter))


def test_focus_within_a_view_stays_near_it_when_another_one_opens(shown: Shown) -> None:
    board = shown.window.page
    assert isinstance(board, Dashboard)
    board.overview.stops[1].setFocus()
    QTest.keyClick(board, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert board.segments.bar.hasFocus(), "not in the bar of the window, where Qt would put it"
    board.filter.setFocus()
    QTest.keyClick(board, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert board.segments.bar.hasFocus()
    board.status.refresh_now.setFocus()
    QTest.keyClick(board, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert board.status.refresh_now.hasFocus(), "what is seen keeps it"


def test_focus_stays_in_the_row_whose_last_items_were_shown(shown: Shown) -> None:
    board = shown.window.page
    assert isinstance(board, Dashboard)
    row = board.overview.row("cognito:groups")
    assert row is not None
    board.show_state(signed_in("fresh", {**LONG, "cognito:groups": [f"g{n}" for n in range(20)]}))
    assert row.more is not None and row.more.isVisible()
    row.more.setFocus()
    row.more.click()
    assert row.more.isHidden()
    assert row.copy.hasFocus()


@pytest.mark.parametrize("name", ["shortcuts", "about"])
def test_page_to_be_read_scrolls_by_arrow_key(qapp: QApplication, name: str) -> None:
    theme_of(qapp).dress()
    shown = ALL[name]()
    try:
        shown.window.resize(560, 500)
        shown.window.show()
        shown.window.activateWindow()
        QTest.qWaitForWindowActive(shown.window)
        at_rest(shown.window)
        place = around(shown.window.page)
        assert place is not None
        at = place.area.verticalScrollBar()
        page = shown.window.page
        assert isinstance(page, Sheet)
        page.leave.setFocus()
        QTest.keyClick(page.leave, Qt.Key.Key_Down)
        assert at.value() > 0
        assert page.leave.hasFocus()
        QTest.keyClick(page.leave, Qt.Key.Key_Up)
        assert at.value() == 0
    finally:
        shown.close()


def test_page_stays_where_it_was_scrolled_when_the_window_comes_back(shown: Shown) -> None:
    board = shown.window.page
    assert isinstance(board, Dashboard)
    board.segments.bar.setFocus()
    at = to_the_end(shown)
    other = QWidget()
    other.show()
    other.activateWindow()
    QTest.qWaitForWindowActive(other)
    shown.window.activateWindow()
    QTest.qWaitForWindowActive(shown.window)
    assert board.segments.bar.hasFocus()
    assert at.value() == at.maximum()
    other.close()
    other.deleteLater()


@pytest.mark.parametrize("size", [(560, 680), (560, 646), (400, 600), (920, 760)])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_heading_stays_in_view_where_the_first_field_stands_far_below_it(
    qapp: QApplication, language: str, size: tuple[int, int]
) -> None:
    """The QR code is read before the code is typed, whose field has the focus from the beginning."""
    theme_of(qapp).dress()
    install_language(qapp, language)
    window = MainWindow(WindowConfig())
    try:
        window.finish()
        presenter = Presenter(window)
        presenter.show(SignedOut())
        window.resize(*size)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        at_rest(window)
        presenter.show(Asked(QUESTIONS["app set-up"]))
        at_rest(window)
        page = window.page
        assert isinstance(page, SetUpAuthenticatorPage)
        place = around(page)
        assert place is not None
        assert page.heading.mapTo(place, QPoint(0, 0)).y() >= 0
        assert page.code.input.hasFocus()
        assert page.code.input.mapTo(place, page.code.input.rect().center()).y() <= place.height()
    finally:
        window.close()
        window.deleteLater()
        install_language(qapp, "en")


def test_focus_comes_back_to_a_button_although_another_window_is_active(
    qapp: QApplication, qtbot: QtBot
) -> None:
    window, other = window_with("sent code", qapp), QWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(other)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    page = page_of(window)
    page.primary.setFocus()
    page.lock(CHECKING)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow())
    page.unlock()
    assert window.focusWidget() is page.primary


@pytest.fixture
def low_form(qapp: QApplication) -> Iterator[MainWindow]:
    """A page that is entered from the bar, in a window in which it scrolls."""
    theme_of(qapp).dress()
    window = window_with("create account", qapp)
    window.resize(400, 420)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    at_rest(window)
    yield window
    window.close()
    window.deleteLater()


def fields_and_bar(window: MainWindow) -> tuple[CreateAccountPage, QScrollBar]:
    page = window.page
    assert isinstance(page, CreateAccountPage)
    place = around(page)
    assert place is not None
    return page, place.area.verticalScrollBar()


def test_page_that_was_entered_by_mouse_is_scrolled_to_what_has_the_focus(
    low_form: MainWindow,
) -> None:
    page, bar = fields_and_bar(low_form)
    low_form.top_bar.profile.setFocus()
    at_rest(low_form)
    QTest.mouseClick(page.fields[0].input, Qt.MouseButton.LeftButton)
    at_rest(low_form)
    bar.setValue(0)
    page.primary.setFocus(Qt.FocusReason.TabFocusReason)
    at_rest(low_form)
    end = page.primary.mapTo(low_form, page.primary.rect().bottomLeft()).y()
    assert end < low_form.height()


def test_nothing_is_scrolled_below_a_pressed_mouse(low_form: MainWindow) -> None:
    page, bar = fields_and_bar(low_form)
    page.fields[0].input.setFocus()
    at_rest(low_form)
    bar.setValue(0)
    page.primary.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.mousePress(page.heading, Qt.MouseButton.LeftButton)
    at_rest(low_form)
    assert bar.value() == 0
    QTest.mouseRelease(page.heading, Qt.MouseButton.LeftButton)
