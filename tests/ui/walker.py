"""Walks a conversation in the window, page by page, with real clicks and keys, and says which pages it saw."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton

from desktop_login.demo.server import DemoCognito
from desktop_login.messages import account as more
from desktop_login.messages import pages as words
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.pages.change_password import ChangePasswordPage
from desktop_login.ui.pages.choose_method import ChooseMethodPage
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.create_account import CreateAccountPage
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
from tests.ui.conftest import Hand

NEW = "My-0wn-Passw0rd"


class Walker:
    """`method` is what is chosen where there is a choice, by its name on the screen."""

    def __init__(self, hand: Hand, email: str, method: Message | None = None) -> None:
        self.hand = hand
        self.email = email
        self.method = method
        self.password = PASSWORD
        self.seen: list[str] = []

    @property
    def demo(self) -> DemoCognito:
        return self.hand.demo

    @property
    def page(self) -> Any:
        return self.hand.page

    def type(self, name: Message, text: str) -> None:
        self.hand.type(tr(name), text)

    def press(self, name: Message) -> None:
        self.hand.press(tr(name))

    def sign_in(self, password: str | None = None) -> None:
        self.type(words.EMAIL, self.email)
        self.type(words.PASSWORD, self.password if password is None else password)
        self.press(words.SIGN_IN)

    def walk(self, until: builtins.type = Dashboard) -> list[str]:
        """From the page after the first one to the dashboard; returns the headings on the way."""
        before: object = None
        for _ in range(12):
            self.hand.until(lambda: self._stands_still(before))
            page = self.page
            if isinstance(page, until):
                return self.seen
            assert isinstance(page, Page), page
            self.seen.append(page.heading.text())
            before = self._mark(page)
            self._fill(page)
        raise AssertionError(self.seen)

    def _stands_still(self, before: object) -> bool:
        page = self.page
        if isinstance(page, Dashboard):
            return True
        return isinstance(page, Page) and not page.locked and self._mark(page) != before

    @staticmethod
    def _mark(page: Page) -> object:
        """What tells a page from the one before, where the same page asks again."""
        return (id(page), getattr(page, "asked", None))

    def _fill(self, page: Page) -> None:
        FILLERS[type(page)](self, page)


def code_of(walker: Walker) -> str:
    return walker.demo.pool.mailbox.messages[-1].code


def app_code(walker: Walker) -> str:
    return {e: c for e, _, c in walker.demo.authenticators()}[walker.email]


def _new(walker: Walker, page: Any) -> None:
    walker.type(words.NEW_PASSWORD, NEW)
    walker.type(words.CONFIRM_PASSWORD, NEW)
    for field in page.attributes.fields.values():
        field.input.setFocus()
        QTest.keyClicks(field.input, "Robin")
    walker.password = NEW
    walker.press(words.CHANGE_PASSWORD)


def _code(walker: Walker, page: Any) -> None:
    if page.again is None:  # the sixth digit sends it
        walker.type(words.CONFIRMATION_CODE, app_code(walker))
    else:
        walker.type(words.CONFIRMATION_CODE, code_of(walker))
        walker.press(words.CONFIRM)


def _choose(walker: Walker, page: Any) -> None:
    if walker.method is not None:
        radio = walker.hand.named(tr(walker.method), QRadioButton)
        QTest.mouseClick(radio, Qt.MouseButton.LeftButton, pos=QPoint(10, radio.height() // 2))
    walker.press(words.CONTINUE)


def _set_up(walker: Walker, page: Any) -> None:
    walker.type(words.CONFIRMATION_CODE, app_code(walker))


def _one_answer(walker: Walker, page: Any) -> None:
    if page.heading.text() == tr(more.ENTER_PASSWORD):
        walker.type(words.PASSWORD, walker.password)
        walker.press(words.SIGN_IN)
    elif page.heading.text() == tr(more.RESET_YOUR_PASSWORD):
        walker.type(words.EMAIL, walker.email)
        walker.press(more.SEND_CODE)
    else:
        walker.press(words.CONTINUE)


def _answer(walker: Walker, page: Any) -> None:
    import re

    found = re.search(r"(\d+) \+ (\d+)", page.asked[0][1])
    assert found
    walker.type(more.YOUR_ANSWER, str(int(found[1]) + int(found[2])))
    walker.press(words.CONTINUE)


def _reset(walker: Walker, page: Any) -> None:
    walker.type(words.CONFIRMATION_CODE, code_of(walker))
    walker.type(words.NEW_PASSWORD, NEW)
    walker.type(words.CONFIRM_PASSWORD, NEW)
    walker.password = NEW
    walker.press(more.RESET_PASSWORD)


def _create(walker: Walker, page: Any) -> None:
    walker.type(words.EMAIL, walker.email)
    walker.type(words.PASSWORD, NEW)
    walker.type(words.CONFIRM_PASSWORD, NEW)
    for field in page.attributes.fields.values():
        field.input.setFocus()
        QTest.keyClicks(field.input, "Robin")
    walker.password = NEW
    walker.press(words.CREATE_ACCOUNT)


def _remember(walker: Walker, page: Any) -> None:
    walker.press(more.REMEMBER)


def _verify(walker: Walker, page: Any) -> None:
    walker.press(more.SEND_CODE)


def _sign_in(walker: Walker, page: Any) -> None:
    walker.sign_in()


def _change(walker: Walker, page: Any) -> None:
    walker.type(more.CURRENT_PASSWORD, walker.password)
    walker.type(words.NEW_PASSWORD, NEW)
    walker.type(words.CONFIRM_PASSWORD, NEW)
    walker.press(words.CHANGE_PASSWORD)


FILLERS: dict[type[Page], Callable[[Walker, Any], None]] = {
    SignInPage: _sign_in,
    NewPasswordPage: _new,
    CodePage: _code,
    ChooseMethodPage: _choose,
    SetUpAuthenticatorPage: _set_up,
    OneAnswerPage: _one_answer,
    CustomQuestionPage: _answer,
    ResetPasswordPage: _reset,
    CreateAccountPage: _create,
    RememberDevicePage: _remember,
    VerifyContactPage: _verify,
    ChangePasswordPage: _change,
}
