"""What a window has room for: the whole form first, then the place that is kept for messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.domain.account import AccountHolder
from desktop_login.domain.browser_offer import IdentityProvider
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.pool_report import Report
from desktop_login.messages.message import Message, message
from desktop_login.messages.pages import SIGNING_IN
from desktop_login.settings.imports import PoolConfig
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.page_registry import page_for
from desktop_login.ui.page_values import UiConfig
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.first_pool import FirstPoolPage
from desktop_login.ui.pages.pool_connection import Connection
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from desktop_login.ui.theme import GRID, theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.basics import sentence
from desktop_login.ui.widgets.menu_page import MenuPage
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.sheet import Sheet
from tests.ui.at_rest import at_rest
from tests.ui.every_page import QUESTIONS, WHO, page_of, window_with

pytestmark = pytest.mark.medium


class _Setup:
    """Checks and saves nothing."""

    def check(self, wanted: PoolConfig) -> Report:
        return ()

    def foreign_issuer(self, wanted: PoolConfig) -> str:
        return ""

    def save(
        self, wanted: PoolConfig, *, accept_issuer: bool = False, without_secret: bool = False
    ) -> None:
        """Nothing is written."""


@pytest.fixture(params=["en", "ja"])
def _language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    install_language(qapp, request.param)
    yield
    install_language(qapp, "en")


def shown(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    window.show()
    QTest.qWaitForWindowExposed(window)
    at_rest(window)


def place_of(window: MainWindow) -> Scrolled:
    place = window.page.parentWidget()
    while not isinstance(place, Scrolled):
        assert place is not None
        place = place.parentWidget()
    return place


def scrolls(window: MainWindow) -> bool:
    return place_of(window).area.verticalScrollBar().maximum() > 0


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("with_back", [False, True])
def test_form_of_a_pool_is_seen_whole_at_the_default_size(
    qapp: QApplication, with_back: bool
) -> None:
    setup = _Setup()
    wanted = PoolConfig("us-east-1_AbCdEfGhI") if with_back else PoolConfig()
    connection = Connection(setup, wanted, with_back=with_back, with_demo=not with_back)
    window = MainWindow(WindowConfig(configured=with_back, connection=lambda: connection))
    theme_of(qapp).dress()
    window.finish()
    if with_back:
        window.show_connect(connection)
    shown(window, 560, 680)
    page = window.page
    assert isinstance(page, ConnectPoolPage)
    before = page.heading.y()
    page.show_form()
    at_rest(window)
    assert not scrolls(window)
    if isinstance(page, FirstPoolPage):
        page.show_ways()
    at_rest(window)
    assert page.heading.y() == before
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("name", ["sent code", "app code"])
def test_code_page_is_seen_whole_in_a_small_window(qapp: QApplication, name: str) -> None:
    window = window_with(name, qapp)
    shown(window, 400, 600)
    assert not scrolls(window)
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("height", [680, 646])  # without and with the demo's banner
@pytest.mark.parametrize("name", ["create account", "change password"])
def test_new_password_with_its_rules_is_seen_whole_at_the_default_size(
    qapp: QApplication, name: str, height: int
) -> None:
    window = window_with(name, qapp)
    shown(window, 560, height)
    assert not scrolls(window)
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
def test_page_that_stood_close_together_has_its_spaces_again_where_there_is_room(
    qapp: QApplication,
) -> None:
    window = window_with("create account", qapp)
    shown(window, 560, 900)
    page = window.page
    assert isinstance(page, Page)
    wide = page.card.height()
    shown(window, 560, 680)
    assert page.card.height() < wide
    shown(window, 560, 900)
    assert page.card.height() == wide
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
def test_sign_in_is_seen_whole_below_the_line_about_another_host(qapp: QApplication) -> None:
    window = window_with("sign in", qapp, WindowConfig(foreign_host="127.0.0.1:9229"))
    shown(window, 560, 680)
    assert not scrolls(window)
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("late", [False, True])
def test_sign_in_with_the_button_of_a_company_is_seen_whole_at_the_default_size(
    qapp: QApplication, late: bool
) -> None:
    ui_config = UiConfig(
        identity_providers=(IdentityProvider("Company", "Demo Company"),),
        domain_host="" if late else "login.example.com",
    )
    window = window_with("sign in", qapp, WindowConfig(ui_config=ui_config))
    shown(window, 560, 680)
    page = window.sign_in
    before = page.heading.y()
    page.offer_browser()
    at_rest(window)
    assert page.heading.y() == before
    assert not scrolls(window)
    page.lock(SIGNING_IN)
    page._offer_cancel()  # what comes after two seconds elsewhere
    at_rest(window)
    assert page.heading.y() == before
    assert page.cancel is not None
    assert page.cancel.isVisible()
    assert not page.forgotten.isVisible()
    assert not scrolls(window)
    window.close()
    window.deleteLater()


LONG = ("reset password", "app set-up", "new password", "create account", "change password")


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("name", LONG)
def test_button_of_a_long_form_is_seen_at_the_default_size_before_anything_is_scrolled(
    qapp: QApplication, name: str
) -> None:
    window = window_with(name, qapp)
    shown(window, 560, 680)
    page = page_of(window)
    end = page.primary.mapTo(window, QPoint(0, page.primary.height())).y()
    assert end < window.height() - 2 * GRID
    top = page.heading.mapTo(page, QPoint(0, 0)).y()
    assert top >= 2 * GRID
    if scrolls(window):
        assert top <= 3 * GRID, "all of the room above is given up"
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
def test_form_that_lacks_little_stands_closer_before_anything_is_scrolled(
    qapp: QApplication,
) -> None:
    """With a message as without one, and nothing below the message moves."""
    window = window_with("reset password", qapp)
    shown(window, 560, 680)
    page = page_of(window)
    usual = page.card.height()
    missing = place_of(window).area.verticalScrollBar().maximum()
    assert missing > 14, "too much for that: the page stands as it does elsewhere"
    shown(window, 560, 680 + missing - 14)
    assert not scrolls(window)
    assert page.card.height() < usual
    before = page.card.geometry()
    page.bar.show_view(ErrorView(message(Message("words", WORDS[1])), details="x", tone="error"))
    at_rest(window)
    assert not scrolls(window)
    assert page.card.geometry() == before
    page.bar.clear()
    window.close()
    window.deleteLater()


def account_page() -> QWidget:
    question = QUESTIONS["change password"]
    page = page_for(question, UiConfig(), AccountHolder(WHO))
    assert isinstance(page, MenuPage)
    return page


def sheet() -> QWidget:
    made = Sheet(Message("words", "Settings"))
    made.add_section(Message("words", "A section")).addWidget(sentence(WORDS[3]))
    made.finish()
    return made


@pytest.mark.parametrize("make", [account_page, sheet])
def test_margin_below_a_page_of_the_menu_goes_before_anything_is_scrolled(
    qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    page = make()
    place = Scrolled(page)
    qtbot.addWidget(place)
    place.resize(560, 100)
    place.show()
    at_rest(place)
    bar = place.area.verticalScrollBar()
    whole = 100 + bar.maximum()
    for less, left in ((0, 0), (18, 0), (2 * GRID + 5, 2 * GRID + 5), (20, 0), (0, 0)):
        place.resize(560, whole - less)
        at_rest(place)
        assert bar.maximum() == left, f"{less} less of a margin of {3 * GRID}"


@pytest.mark.usefixtures("_language")
def test_spaces_are_given_up_by_as_much_as_is_needed(qapp: QApplication) -> None:
    window = window_with("passkey", qapp)
    shown(window, 560, 760)
    page = page_of(window)
    wide = page.card.height()
    heights, headings = set(), set()
    for height in range(740, 600, -4):
        shown(window, 560, height)
        if page.heading.y() < 13 * GRID:
            break
        heights.add(wide - page.card.height())
        headings.add(page.heading.y() - round((height - 56) * 0.18))
    assert len(heights) >= 4, "step by step"
    assert max(headings) - min(headings) <= 2 * GRID, "the heading waits for that"
    window.close()
    window.deleteLater()


WORDS = {
    1: "Short.",
    3: "A sentence that goes on and on and does not come to its end for a long time. " * 2,
}


@pytest.mark.parametrize(
    ("name", "lengths"),
    [("sent code", (1, 3, 1)), ("reset password", (1, 1)), ("app set-up", (1, 1))],
)
def test_message_stands_apart_from_the_heading_or_in_its_place(
    qapp: QApplication, name: str, lengths: tuple[int, ...]
) -> None:
    """In its place where the room above is too low: what is below the heading does not move."""
    window = window_with(name, qapp)
    shown(window, 560, 680)
    page = page_of(window)
    heading, lead, card = page.heading, page.lead, page.card
    assert lead is not None
    before = heading.geometry(), lead.geometry(), card.y()
    for lines in lengths:
        page.bar.show_view(
            ErrorView(message(Message("words", WORDS[lines])), details="x", tone="error")
        )
        at_rest(window)
        for height in (760, 680):  # in any order of events
            shown(window, 560, height)
        bar, end = page.bar, page.bar.mapTo(page, QPoint(0, page.bar.height())).y()
        assert bar.height() >= bar.heightForWidth(bar.width())
        assert card.y() == before[2]
        assert heading.isVisible(), "it is read aloud in any case"
        if heading.height():
            assert name == "sent code"
            assert heading.y() - end >= (2 * GRID if lines == 1 else GRID)
        else:
            assert not lead.height()
            assert end <= card.y()
    page.bar.clear()
    at_rest(window)
    assert (heading.geometry(), lead.geometry(), card.y()) == before
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("size", [(560, 680), (560, 714), (920, 760)])
def test_field_for_an_address_of_the_browser_opens_downwards(
    qapp: QApplication, size: tuple[int, int]
) -> None:
    window = window_with("waiting", qapp)
    page = page_of(window)
    assert isinstance(page, WaitingForBrowserPage)
    page.update_question(replace(page._question, host="login.example.com"))
    shown(window, *size)
    parts = (page.heading, page.card, page.open_again, page.lost)
    before = [part.mapTo(window, QPoint(0, 0)) for part in parts]
    for _ in range(2):
        page.lost.click()
        at_rest(window)
        assert [part.mapTo(window, QPoint(0, 0)) for part in parts] == before
        assert not scrolls(window)
    window.close()
    window.deleteLater()


@pytest.mark.usefixtures("_language")
def test_address_that_was_pasted_does_not_stay_when_its_field_closes(qapp: QApplication) -> None:
    window = window_with("waiting", qapp)
    page = page_of(window)
    assert isinstance(page, WaitingForBrowserPage)
    page.lost.click()
    page.address.set_text("http://127.0.0.1:8917/callback?code=1&state=2")
    page.lost.click()
    assert not page.pasting
    assert page.address.text() == ""
    window.close()
    window.deleteLater()


def test_message_in_a_tight_window_is_seen_whole(qapp: QApplication) -> None:
    from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
    from desktop_login.ui.error_view import error_view

    window = window_with("sent code", qapp)
    shown(window, 400, 600)
    page = window.page
    assert isinstance(page, Page)
    page.show_error(error_view(AuthErrorInfo(ErrorCode.SERVICE_PROBLEM)))
    at_rest(window)
    assert page.bar.height() >= page.bar.heightForWidth(page.bar.width())
    window.close()
    window.deleteLater()


def demo_config() -> WindowConfig:
    from desktop_login.app.window_config import demo_window_config

    return demo_window_config(AuthFlow.SRP)


def test_entering_the_demo_makes_room_and_leaving_gives_the_size_back(
    qapp: QApplication, qtbot: QtBot
) -> None:
    window = window_with("sign in", qapp)
    shown(window, 560, 680)
    place = window.pos()
    window.change(demo_config())
    room = window.screen().availableSize()
    wanted = QSize(1000, 760).boundedTo(room - QSize(8, 40))
    qtbot.waitUntil(lambda: window.size() == wanted)
    assert window.screen().availableGeometry().contains(window.geometry())
    window.change(demo_config())  # the same demo in another language
    window.change(WindowConfig())
    qtbot.waitUntil(lambda: window.size() == QSize(560, 680))
    assert window.pos() == place
    window.close()
    window.deleteLater()
