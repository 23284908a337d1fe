"""Whatever is said on a page, what can be used stays where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.pool_report import Finding, Verdict
from desktop_login.domain.states import Notice
from desktop_login.messages.checks import line_of
from desktop_login.messages.connect import GO_ON_ANYWAY
from desktop_login.messages.message import message
from desktop_login.messages.pages import CHECKING, CONTINUE
from desktop_login.ui.error_view import error_view, notice_view, remark, success
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.attributes import AttributeFields
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.password_field import PasswordField
from tests.ui.all_pages import ALL, FOUND
from tests.ui.at_rest import at_rest
from tests.ui.every_page import NAMES, page_of, window_with

pytestmark = pytest.mark.slow


def say_error(page: Page) -> None:
    error_info = AuthErrorInfo(ErrorCode.SERVICE_PROBLEM)
    page.show_error(error_view(error_info))


def say_news(page: Page) -> None:
    page.bar.show_view(notice_view(Notice.CONFIRMED))


def complain(page: Page) -> None:
    for field in page.fields:
        field.set_text("")
        field.insist()


def point_out(page: Page) -> None:
    for field in page.fields:
        if isinstance(field, PasswordField):
            field.input.setText(" Passw0rd!")


def be_busy(page: Page) -> None:
    page.lock(CHECKING)
    page._offer_cancel()


SAYINGS: Mapping[str, Callable[[Page], None]] = {
    "error": say_error,
    "news": say_news,
    "complaints": complain,
    "hints": point_out,
    "busy": be_busy,
}


def places(page: Page) -> dict[int, tuple[str, QPoint]]:
    """Where each thing is that can be used, in the window, whether it may be used just now or not."""
    bar = page.bar
    return {
        id(one): (one.accessibleName(), one.mapTo(page.window(), QPoint(0, 0)))
        for one in page.findChildren(QWidget)
        if one.focusPolicy().value and one.isVisible() and not bar.isAncestorOf(one)
    }


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", NAMES)
def test_no_message_moves_a_control(qapp: QApplication, name: str, language: str) -> None:
    install_language(qapp, language)
    try:
        for size in ((560, 680), (920, 760)):
            for saying, say in SAYINGS.items():
                window = window_with(name, qapp)
                window.resize(*size)
                window.show()
                QTest.qWaitForWindowExposed(window)
                at_rest(window)
                page = page_of(window)
                before = places(page)
                say(page)
                at_rest(page)
                after = places(page)
                moved = {
                    called: (place, after[key][1])
                    for key, (called, place) in before.items()
                    if key in after and after[key][1] != place
                }
                window.close()
                window.deleteLater()
                assert not moved, (size, saying, moved)
    finally:
        install_language(qapp, "en")


LIKE_FORMS = (
    "sign in",
    "sent code",
    "remember device",
    "address",
    "method",
    "passkey",
    "security key",
    "verify contact",
)


def test_page_keeps_its_place_while_its_contents_change(qapp: QApplication) -> None:
    """The heading stands at a share of the height, not in the middle of what is there."""
    tops, shares = set(), 0.0
    for name in LIKE_FORMS:
        window = window_with(name, qapp)
        window.resize(560, 680)
        window.show()
        QTest.qWaitForWindowExposed(window)
        page = page_of(window)
        tops.add(page.heading.mapTo(page, QPoint(0, 0)).y())
        shares = 0.18 * page.height()
        window.close()
        window.deleteLater()
    assert len(tops) == 1
    assert abs(tops.pop() - shares) <= 16


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["phone_number", "website", "profile", "picture", "birthdate"])
def test_no_complaint_about_an_attribute_is_higher_than_its_room(
    qapp: QApplication, name: str, language: str
) -> None:
    install_language(qapp, language)
    try:
        page = Page("Heading")
        fields = AttributeFields(page)
        fields.add([name])
        page.finish(CONTINUE, "S")
        page.resize(560, 680)
        page.show()
        QTest.qWaitForWindowExposed(page)
        field = fields.fields[name]
        for wrong in ("nonsense", "0791234567", "0", "+"):
            field.set_text("")
            field.forgive()
            at_rest(page)
            before = page.primary.mapTo(page, QPoint(0, 0))
            field.set_text(wrong)
            field.insist()
            at_rest(page)
            assert page.primary.mapTo(page, QPoint(0, 0)) == before, wrong
        page.close()
        page.deleteLater()
    finally:
        install_language(qapp, "en")


def find_all(page: Page) -> None:
    """A report that makes the page scroll."""
    assert isinstance(page, ConnectPoolPage)
    page.report.show_report(FOUND * 6)


def sum_up(page: Page) -> None:
    assert isinstance(page, ConnectPoolPage)
    page._sum_up(FOUND)


def go_on_anyway(page: Page) -> None:
    page.bar.show_view(remark(message(GO_ON_ANYWAY)))


def find_client(page: Page) -> None:
    page.bar.show_view(success(line_of(Finding(Verdict.CLIENT_FOUND)).sentence))


FORM_SAYINGS: Mapping[str, Callable[[Page], None]] = {
    "report": find_all,
    "summary": sum_up,
    "go on": go_on_anyway,
    "found": find_client,
    "complaints": complain,
    "busy": be_busy,
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["ids", "edit pool", "add pool"])
def test_no_message_moves_the_form_of_a_pool(qapp: QApplication, name: str, language: str) -> None:
    install_language(qapp, language)
    theme_of(qapp).dress()
    try:
        for size in ((560, 680), (920, 760)):
            for saying, say in FORM_SAYINGS.items():
                shown = ALL[name]()
                page = shown.window.page
                assert isinstance(page, ConnectPoolPage)
                page.report.clear()
                shown.window.resize(*size)
                shown.window.show()
                QTest.qWaitForWindowExposed(shown.window)
                at_rest(page)
                before = places(page)
                say(page)
                at_rest(page)
                after = places(page)
                moved = {
                    called: (place, after[key][1])
                    for key, (called, place) in before.items()
                    if key in after and after[key][1] != place
                }
                shown.close()
                assert not moved, (size, saying, moved)
    finally:
        install_language(qapp, "en")
