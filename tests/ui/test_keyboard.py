"""With the keyboard alone, from every demo user to the dashboard: no click, no focus but by Tab and the page itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.stories import STORIES, STORIES_OF_FLOWS, address
from desktop_login.domain.pool import AuthFlow
from desktop_login.ui.pages.choose_method import ChooseMethodPage
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.custom_question import CustomQuestionPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.one_answer import OneAnswerPage
from desktop_login.ui.pages.remember_device import RememberDevicePage
from desktop_login.ui.pages.reset_password import ResetPasswordPage
from desktop_login.ui.pages.set_up_authenticator import SetUpAuthenticatorPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.pages.verify_contact import VerifyContactPage
from desktop_login.ui.widgets.page import Page
from tests.fakes.world import PASSWORD
from tests.ui.conftest import Hand, Open

pytestmark = pytest.mark.slow

NEW = "My-0wn-Passw0rd"
CASES = [
    *((AuthFlow.SRP, story) for story in STORIES if story != "disabled"),
    *((AuthFlow(flow), story) for flow, stories in STORIES_OF_FLOWS.items() for story in stories),
]


class Keys:
    def __init__(self, hand: Hand, story: str) -> None:
        self.hand = hand
        self.email = address(story)

    @property
    def focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def tab_to(self, name: str) -> None:
        for _ in range(25):
            if self.focused.accessibleName() == name:
                return
            QTest.keyClick(self.focused, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {name!r}")

    def write(self, name: str, text: str) -> None:
        self.tab_to(name)
        QTest.keyClicks(self.focused, text)

    def enter(self) -> None:
        QTest.keyClick(self.focused, Qt.Key.Key_Return)

    def code(self) -> str:
        return self.hand.demo.pool.mailbox.messages[-1].code

    def app_code(self) -> str:
        return {e: c for e, _, c in self.hand.demo.authenticators()}[self.email]

    def answer(self, page: Page) -> None:
        match page:
            case NewPasswordPage():
                self.write("New password", NEW)
                self.write("Confirm password", NEW)
                self.enter()
            case CodePage() if page.again is None:
                self.write("Confirmation code", self.app_code())
            case CodePage():
                self.write("Confirmation code", self.code())
                self.enter()
            case SetUpAuthenticatorPage():
                self.write("Confirmation code", self.app_code())
            case ChooseMethodPage():
                assert isinstance(self.focused, QRadioButton)
                QTest.keyClick(self.focused, Qt.Key.Key_Down)
                while self.focused.accessibleName() == "Password":  # this person has none
                    QTest.keyClick(self.focused, Qt.Key.Key_Down)
                self.enter()
            case ResetPasswordPage():
                self.write("Confirmation code", self.code())
                self.write("New password", NEW)
                self.write("Confirm password", NEW)
                self.enter()
            case CustomQuestionPage():
                one, two = (int(n) for n in page.asked[0][1].removesuffix(" = ?").split("+"))
                self.write("Your answer", str(one + two))
                self.enter()
            case RememberDevicePage() | VerifyContactPage() | OneAnswerPage():
                self.enter()
            case _:
                raise AssertionError(page)


@pytest.mark.parametrize(("flow", "story"), CASES, ids=lambda v: str(getattr(v, "value", v)))
def test_to_the_dashboard_and_out(opened: Open, flow: AuthFlow, story: str) -> None:
    with DemoCognito() as demo:
        hand = opened(demo, config=demo_window_config(flow), auth_flow=flow)
        keys = Keys(hand, story)
        keys.write("Email", keys.email)
        keys.write("Password", "" if flow is AuthFlow.CHOICE else PASSWORD)
        keys.enter()
        before: object = None
        for _ in range(8):
            hand.until(lambda: mark(hand) not in (None, before))
            if isinstance(hand.page, Dashboard):
                break
            before = mark(hand)
            keys.answer(hand.page)
        hand.arrive(Dashboard)
        QTest.keyClick(hand.app_window.window, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
        page = hand.arrive(SignInPage)
        assert page.bar.text.startswith("You’re signed out.")


def mark(hand: Hand) -> object:
    """What tells a page that can be used from the one before."""
    page = hand.page
    if isinstance(page, Dashboard):
        return page
    if not isinstance(page, Page) or page.locked or isinstance(page, SignInPage):
        return None
    return (page, getattr(page, "asked", None))


def test_account_by_keyboard(hand: Hand) -> None:
    keys = Keys(hand, "confirmed")
    keys.write("Email", keys.email)
    keys.write("Password", PASSWORD)
    keys.enter()
    hand.arrive(Dashboard)
    QTest.keyClick(hand.app_window.window, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    hand.until(lambda: hand.bar.menu is not None)
    assert hand.bar.menu is not None
    QTest.keyClick(hand.bar.menu, Qt.Key.Key_Return)  # the first row: Account
    hand.give_back_window()
    hand.until(lambda: isinstance(hand.page, Page) and not hand.form.locked)
    keys.tab_to("Set up an authenticator app")
    keys.enter()
    page = hand.arrive(SetUpAuthenticatorPage)
    keys.write("Confirmation code", keys.app_code())
    hand.until(lambda: hand.page is not page and not hand.form.locked)
    hand.message("Your authenticator app has been set up.")
    QTest.keyClick(keys.focused, Qt.Key.Key_Escape)
    hand.arrive(Dashboard)
