"""The pages of the account: one frame with the others of the menu, rows of one pattern, news that moves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.domain.account import AccountDetails, AccountHolder, Contact, KnownDevice, masked
from desktop_login.domain.answers import AccountAction
from desktop_login.domain.challenges import AuthenticatorSetUp, Method
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import AccountOverview, ChangePassword
from desktop_login.domain.passkeys import (
    ForgetPasskey,
    KeyStage,
    Passkey,
    PasskeyAction,
    PasskeyOffers,
    SecurityKeyStep,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Activity, Asked, Notice, Question, Working
from desktop_login.messages.pages import CHECKING
from desktop_login.ui import bar_words
from desktop_login.ui.error_view import error_view
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.about import PARTS, AboutPage
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.base_line import base_line, in_the_middle
from desktop_login.ui.widgets.fact_row import FactRow
from desktop_login.ui.widgets.invitation_bar import around
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.painted import BusyLine
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.sheet import Sheet
from desktop_login.ui.widgets.toast import toast_of
from tests.ui.at_rest import at_rest

pytestmark = pytest.mark.medium  # each has a window of its own

OFFERS = PasskeyOffers(key=True, browser=True, host="localhost")
FIRST = Passkey("id-1", "Blue key", "localhost", "cross-platform", 1_790_000_000.0)
SECOND = Passkey("id-2", "Red key", "localhost", "cross-platform", 1_790_000_001.0)
DETAILS = AccountDetails(
    factors=(Method.EMAIL,),
    preferred=Method.EMAIL,
    contacts=(Contact("email", "a***@e***", True), Contact("phone_number", "+***0123", False)),
    devices=(KnownDevice("key-1", "Alex’s laptop", 1_790_000_000.0, this_one=True),),
    passkeys=(FIRST,),
    passkey_offers=OFFERS,
)
PAGES: tuple[Question, ...] = (
    AccountOverview(DETAILS),
    ChangePassword(),
    AuthenticatorSetUp(None, Secret("ABCD" * 13), "alex@example.com"),
)


class Shown:
    """A window in which the presenter shows states of the account."""

    def __init__(self, app: QApplication) -> None:
        self.window = MainWindow(WindowConfig())
        theme_of(app).dress()
        self.window.finish()
        self.presenter = Presenter(self.window)
        self.answers: list[object] = []
        self.window.answered.connect(self.answers.append)
        self.window.resize(560, 680)
        self.window.show()
        QTest.qWaitForWindowActive(self.window)

    def ask(self, question: Question, notice: Notice | None = None) -> Page:
        self.presenter.show(Asked(question, notice=notice))
        at_rest(self.window)
        page = self.window.page
        assert isinstance(page, Page)
        return page

    def account(self, details: AccountDetails, notice: Notice | None = None) -> AccountPage:
        page = self.ask(AccountOverview(details), notice)
        assert isinstance(page, AccountPage)
        return page

    @property
    def focused(self) -> tuple[str, str]:
        """What has the focus, and what it is about."""
        one = QApplication.focusWidget()
        assert one is not None and one.isVisible()
        return one.accessibleName(), one.accessibleDescription()


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    made = Shown(qapp)
    yield made
    made.window.close()
    made.window.deleteLater()


def press(page: QWidget, name: str, about: str = "") -> None:
    for one in page.findChildren(QPushButton):
        if one.accessibleName() == name and about in ("", one.accessibleDescription()):
            one.setFocus()
            QTest.mouseClick(one, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(name)


def place_of(widget: QWidget, window: QWidget) -> QPoint:
    return widget.mapTo(window, QPoint(0, 0))


@pytest.mark.parametrize("size", [(400, 600), (560, 680), (920, 760)])
def test_account_stands_in_the_frame_of_the_settings(shown: Shown, size: tuple[int, int]) -> None:
    window = shown.window
    window.resize(*size)
    window.top_bar.wanted.emit(bar_words.SHORTCUTS)
    at_rest(window)
    sheet = window.page
    assert isinstance(sheet, Sheet)
    heads = [one for one in sheet.findChildren(QLabel) if one.property("loginRole") == "title"]
    wanted = [
        place_of(sheet.leave, sheet),
        place_of(sheet.heading, sheet),
        place_of(heads[0], sheet).x(),
    ]
    window.lift()
    for question in PAGES:
        page = shown.ask(question)
        assert page.back_link is not None
        found = [
            place_of(page.back_link, page),
            place_of(page.heading, page),
            place_of(heads_of(page), page).x(),
        ]
        assert found == wanted, question
        assert not page.heading.alignment() & Qt.AlignmentFlag.AlignHCenter


def heads_of(page: Page) -> QWidget:
    """The first head, or the form where there is but one."""
    heads = [one for one in page.findChildren(QLabel) if one.property("loginRole") == "title"]
    return heads[0] if heads else page.card


def test_what_can_be_done_stands_at_one_edge(shown: Shown) -> None:
    """Also what is not set up yet, and adding a passkey."""
    page = shown.account(DETAILS)
    ends = {
        name: place_of(one, page).x() + one.width()
        for one in page.findChildren(QPushButton)
        if one.isVisible() and one is not page.back_link
        for name in [one.accessibleName()]
    }
    assert {"Set up an authenticator app", "Add a passkey", "Verify", "Sign out everywhere"} <= set(
        ends
    )
    assert len(set(ends.values())) == 1, ends


def test_own_number_stands_whole_where_the_token_has_it(qapp: QApplication, qtbot: QtBot) -> None:
    phone = Contact("phone_number", masked("+15555550123"), True)
    details = replace(DETAILS, contacts=(phone,))
    for number, words in (
        ("+15555550123", "Phone: +15555550123"),
        ("+15555559999", f"Phone: {phone.masked}"),  # changed since the token was issued
    ):
        page = AccountPage(AccountOverview(details), AccountHolder("alex@example.com", number))
        qtbot.addWidget(page)
        assert words in [one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)]


def test_address_that_has_changed_since_the_token_was_issued_is_not_shown(
    qapp: QApplication, qtbot: QtBot
) -> None:
    """The code goes to the other one."""
    other = Contact("email", masked("new@other.org"), False)
    page = AccountPage(
        AccountOverview(replace(DETAILS, contacts=(other,))), AccountHolder("alex@example.com")
    )
    qtbot.addWidget(page)
    words = [one.text() for one in page._sections.findChildren(QLabel)]
    assert f"Email: {other.masked}" in words
    assert "Email: alex@example.com" not in words


def test_one_line_stands_on_the_base_line_of_its_button(shown: Shown) -> None:
    page = shown.account(DETAILS)
    seen = 0
    for row in page.findChildren(FactRow):
        words = row.findChildren(QLabel, options=Qt.FindChildOption.FindChildrenRecursively)
        buttons = row.findChildren(QPushButton)
        large = [one for one in words if one.property("loginRole") == ""]
        if len(words) == len(large) == 1 and buttons and buttons[0].text():
            line, button = large[0], buttons[0]
            base = in_the_middle(button.height(), button.text(), button.font())
            assert place_of(line, row).y() + base_line(line) == button.y() + base, line.text()
            seen += 1
    assert seen >= 3


def test_row_without_room_beside_its_button_keeps_its_words_whole(shown: Shown) -> None:
    shown.window.resize(360, 600)
    page = shown.account(replace(DETAILS, passkeys=()))
    for row in page.findChildren(FactRow):
        for one in row.findChildren(QPushButton):
            for words in row.findChildren(QLabel):
                there = words.rect().translated(place_of(words, row))
                assert not there.intersects(one.rect().translated(place_of(one, row)))


@pytest.mark.parametrize(
    "notice",
    [
        Notice.METHOD_PREFERRED,
        Notice.PASSKEY_ADDED,
        Notice.PASSWORD_CHANGED,
        Notice.AUTHENTICATOR_READY,
        Notice.EMAIL_VERIFIED,
        Notice.DEVICE_FORGOTTEN,
    ],
)
def test_news_floats_and_what_asks_for_action_stays(shown: Shown, notice: Notice) -> None:
    page = shown.account(DETAILS, notice)
    assert toast_of(shown.window).text
    assert page.bar.text == ""
    page = shown.account(DETAILS, Notice.PASSKEY_REMOVED)
    assert page.bar.text.startswith("Passkey removed.")


def test_problem_stands_at_the_foot_moves_nothing_and_covers_nothing(shown: Shown) -> None:
    page = shown.account(DETAILS)
    place = page.parentWidget()
    while not isinstance(place, Scrolled):
        assert place is not None
        place = place.parentWidget()
    before = place_of(page.heading, shown.window)
    shown.presenter.show(Asked(AccountOverview(DETAILS), AuthErrorInfo(ErrorCode.NO_CONNECTION)))
    at_rest(shown.window)
    assert place_of(page.heading, shown.window) == before
    bar = page.bar
    top = bar.mapTo(place, QPoint(0, 0)).y()
    assert place.area.height() <= top < place.height()
    assert top + bar.height() <= place.height()
    page.clear_bar()
    at_rest(shown.window)
    assert place.area.height() == place.height()


def test_after_a_passkey_was_added_the_focus_is_where_it_was_asked_for(shown: Shown) -> None:
    """Another page lay between, so the account's page is a new one."""
    page = shown.account(replace(DETAILS, passkeys=()))
    press(page, "Add a passkey")
    assert shown.answers == [PasskeyAction.ADD]
    shown.presenter.show(Working(Activity.CHECKING))
    shown.ask(SecurityKeyStep(KeyStage.TOUCH, "localhost", registering=True))
    assert shown.account(DETAILS, Notice.PASSKEY_ADDED) is not page
    assert shown.focused == ("Add a passkey", "")


def test_after_a_passkey_that_the_dashboard_offered_the_focus_is_on_adding(shown: Shown) -> None:
    shown.ask(SecurityKeyStep(KeyStage.TOUCH, "localhost", registering=True))
    shown.account(DETAILS, Notice.PASSKEY_ADDED)
    assert shown.focused == ("Add a passkey", "")


def test_page_that_has_loaded_gives_the_focus_to_its_first_row(shown: Shown) -> None:
    shown.account(AccountDetails())
    shown.presenter.show(Working(Activity.CHECKING))
    shown.account(DETAILS)
    assert shown.focused[0] == "Verify"


def test_news_goes_when_another_form_comes_and_other_news_stays(shown: Shown) -> None:
    shown.account(DETAILS, Notice.METHOD_PREFERRED)
    shown.ask(ChangePassword())
    assert toast_of(shown.window).text == ""
    shown.account(DETAILS, Notice.METHOD_PREFERRED)
    toast_of(shown.window).show("Copied.")
    shown.ask(ChangePassword())
    assert toast_of(shown.window).text == "Copied."


def test_news_does_not_lie_on_what_gets_the_focus(shown: Shown) -> None:
    shown.window.resize(400, 600)
    page = shown.account(DETAILS)
    toast_of(shown.window).show("What has been done, in as many words as a toast has room for.", 60)
    toast = shown.window.findChild(QFrame, "toast")
    assert toast is not None
    *buttons, _last = [one for one in page.findChildren(QPushButton) if one.isVisible()]
    assert len(buttons) > 6
    for one in buttons:
        one.setFocus()
        at_rest(shown.window)
        there = one.rect().translated(place_of(one, shown.window))
        assert not there.intersects(toast.geometry()), one.accessibleName()


def test_focus_comes_back_also_while_the_window_is_not_the_active_one(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a dialog, or while somebody looks at another program."""
    monkeypatch.setattr("desktop_login.ui.widgets.passkey_list.ask", lambda *_, **__: True)
    page = shown.account(DETAILS)
    press(page, "Remove passkey")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not shown.window.isActiveWindow())
    shown.presenter.show(Working(Activity.CHANGING))
    shown.account(replace(DETAILS, passkeys=()), Notice.PASSKEY_REMOVED)
    kept = shown.window.focusWidget()
    assert kept is not None and kept.accessibleName() == "Add a passkey"


def test_problem_leaves_what_has_the_focus_in_view(shown: Shown) -> None:
    """Also behind a dialog, where no key and no window has moved it."""
    page = shown.account(DETAILS)
    for one in [one for one in page.findChildren(QPushButton) if one.isVisible()]:
        one.setFocus()
        at_rest(shown.window)
        page.show_error(error_view(AuthErrorInfo(ErrorCode.NO_CONNECTION)))
        at_rest(shown.window)
        place = around(page)
        assert place is not None
        there = one.rect().translated(place_of(one, place))
        assert place.area.geometry().contains(there), one.accessibleName()
        page.clear_bar()
        at_rest(shown.window)


def test_after_the_conversation_the_page_begins_at_its_first_row(shown: Shown) -> None:
    page = shown.account(DETAILS)
    press(page, "Set up an authenticator app")
    assert shown.answers == [AccountAction.SET_UP_AUTHENTICATOR]
    shown.presenter._close_question()
    shown.account(DETAILS)
    assert shown.focused[0] == "Verify"


@pytest.mark.parametrize(
    ("before", "gone", "after", "focused"),
    [
        ((FIRST,), FIRST, (), ("Add a passkey", "")),
        ((FIRST, SECOND), SECOND, (FIRST,), ("Remove passkey", "Blue key")),
        ((FIRST, SECOND), FIRST, (SECOND,), ("Remove passkey", "Red key")),
    ],
)
def test_after_a_removal_the_focus_is_beside_what_has_gone(
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
    before: tuple[Passkey, ...],
    gone: Passkey,
    after: tuple[Passkey, ...],
    focused: tuple[str, str],
) -> None:
    monkeypatch.setattr("desktop_login.ui.widgets.passkey_list.ask", lambda *_, **__: True)
    page = shown.account(replace(DETAILS, passkeys=before))
    press(page, "Remove passkey", gone.name)
    assert shown.answers == [ForgetPasskey(gone)]
    shown.presenter.show(Working(Activity.CHANGING))
    shown.account(replace(DETAILS, passkeys=after), Notice.PASSKEY_REMOVED)
    assert shown.focused == focused


def test_something_under_way_is_seen_on_the_sheet_of_its_button(shown: Shown) -> None:
    page = shown.account(DETAILS)
    press(page, "Add a passkey")
    line = page._busy
    assert line is not None and line.isVisible()
    sheet = line.parentWidget()
    assert sheet is not None
    assert any(one.text() == "Add a passkey" for one in sheet.findChildren(QPushButton))
    page.unlock()
    assert not line.isVisible()


def test_what_no_button_began_is_seen_on_the_first_sheet_and_leaves_nothing(shown: Shown) -> None:
    page = shown.account(DETAILS)
    page.update_question(AccountOverview(replace(DETAILS, factors=())))  # the old sheets still go
    page.setFocus()
    for _ in range(3):
        page.lock(CHECKING)
        line = page._busy
        assert line is not None and line.isVisible()
        sheet = line.parentWidget()
        assert sheet is not None
        assert sheet.isAncestorOf(page._buttons()[0])
        page.unlock()
    at_rest(shown.window)
    assert page.findChildren(BusyLine) == []


def test_of_an_account_of_somebody_else_only_the_part_here_is_deleted(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = AccountPage(
        AccountOverview(DETAILS), AccountHolder("alex@example.com", managed_by="Demo Company")
    )
    qtbot.addWidget(page)
    page.show()
    asked: list[str] = []
    monkeypatch.setattr(
        "desktop_login.ui.pages.account.ask",
        lambda _page, question, **_: asked.append(str(question)),
    )
    press(page, "Delete profile")
    assert "ask_delete_profile" in asked[0] and "Demo Company" in asked[0]
    words = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert "Your account at Demo Company stays." in words
    assert "This account and all of its data" not in words


def test_what_is_to_be_typed_stands_on_a_line_of_its_own(qapp: QApplication) -> None:
    from tests.ui.all_pages import ALL

    theme_of(qapp).dress()
    made = ALL["delete account"]()
    try:
        labels = [one.text() for one in made.top.findChildren(QLabel)]
        field = made.top.findChild(QLineEdit)
        assert field is not None
        assert labels[0] == "Delete permanently?"
        assert labels[-1] in field.accessibleName() and "@" in labels[-1] and " " not in labels[-1]
    finally:
        made.close()


@pytest.mark.parametrize("width", [360, 400, 560])
def test_licence_ends_its_line_between_two_names(qapp: QApplication, width: int) -> None:
    theme_of(qapp).dress()
    page = AboutPage(lambda: "", None)
    try:
        page.resize(width, 900)
        page.show()
        at_rest(page)
        licences = [one for one in page.findChildren(QLabel) if "BSD-3-Clause" in lines_of(one)[-1]]
        assert len(licences) == 2
        for one in licences:
            assert all(line.endswith((" ", "Clause")) for line in lines_of(one)), lines_of(one)
            assert one.accessibleName() in dict(PARTS).values()
    finally:
        page.close()
        page.deleteLater()


def lines_of(words: QLabel) -> list[str]:
    """As Qt breaks them in this width."""
    text = words.text()
    layout = QTextLayout(text, words.font())
    layout.beginLayout()
    found: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(words.width())
        found.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return [one.replace("\u2060", "") for one in found] or [""]
