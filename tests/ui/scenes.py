"""Every page on which something is sent: who leads there, what is typed, and which operation it becomes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtWidgets import QRadioButton

from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.pool import AuthFlow
from desktop_login.ui.pages.account import AccountPage
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
from tests.patience import STEP_S
from tests.ui.walker import NEW, Walker, app_code, code_of


class Scene(NamedTuple):
    """`lead` goes to the page; `fill` types all of it, and sends nothing unless the page does so
    by itself. `signed_in`: a session is there before, and stays. `requests` is how many of the
    operation one answer takes."""

    page: type[Page]
    email: str
    operation: str
    lead: Callable[[Walker], None]
    fill: Callable[[Walker, Any], None]
    flow: AuthFlow = AuthFlow.SRP
    signed_in: bool = False
    requests: int = 1


def sign_in_lead(walker: Walker) -> None:
    walker.sign_in()


def _nothing(walker: Walker, page: Any) -> None:
    """What is chosen at first will do."""


def _put(field: Any, text: str) -> None:
    field.input.setFocus()
    field.input.setText(text)


def _by_email(walker: Walker, page: Any) -> None:
    walker.hand.named("Email", QRadioButton).setChecked(True)


def _sign_in_form(walker: Walker, page: Any) -> None:
    _put(page.username, walker.email)
    _put(page.password, walker.password)


def _new(walker: Walker, page: Any) -> None:
    _put(page.new.password, NEW)
    _put(page.new.confirm, NEW)


def _code(walker: Walker, page: Any) -> None:
    _put(page.code, app_code(walker) if page.again is None else "")
    if page.again is not None:
        for digit in code_of(walker):  # typed, because a pasted one sends itself
            page.code.input.insert(digit)


def _set_up(walker: Walker, page: Any) -> None:
    _put(page.code, app_code(walker))


def _one(text: str) -> Callable[[Walker, Any], None]:
    def fill(walker: Walker, page: Any) -> None:
        _put(page.field, text or walker.email)

    return fill


def _reset(walker: Walker, page: Any) -> None:
    _code(walker, page)
    _new(walker, page)


def _create(walker: Walker, page: Any) -> None:
    _put(page.email, "someone@example.com")
    _new(walker, page)


def _change(walker: Walker, page: Any) -> None:
    _put(page.current, walker.password)
    _new(walker, page)


def _create_lead(walker: Walker) -> None:
    walker.hand.press("Create account")


def _confirm_lead(walker: Walker) -> None:
    _create_lead(walker)
    page = walker.hand.arrive(CreateAccountPage)
    _create(walker, page)
    page.primary.click()


def _forgot_lead(walker: Walker) -> None:
    walker.hand.press("Forgot password?")


def _reset_lead(walker: Walker) -> None:
    _forgot_lead(walker)
    page = walker.hand.arrive(OneAnswerPage)
    _put(page.field, walker.email)
    page.primary.click()


def _address_lead(walker: Walker) -> None:
    walker.sign_in()
    page = walker.hand.arrive(ChooseMethodPage)
    page.choices._group.button(1).setChecked(True)
    page.primary.click()


def _without_password(walker: Walker) -> None:
    walker.sign_in("")


def _password_lead(walker: Walker) -> None:
    walker.sign_in("")
    page = walker.hand.arrive(ChooseMethodPage)
    walker.hand.named("Password", QRadioButton).setChecked(True)
    page.primary.click()


def _account_lead(walker: Walker) -> None:
    walker.sign_in()
    walker.hand.arrive(Dashboard)
    walker.hand.choose("Account")
    page = walker.hand.arrive(AccountPage)
    walker.hand.until(lambda: not page.locked)


def _change_lead(walker: Walker) -> None:
    _account_lead(walker)
    walker.hand.press("Change password")


def _replace_lead(walker: Walker) -> None:
    _account_lead(walker)
    walker.hand.press("Set up an authenticator app")


def _contact_lead(walker: Walker) -> None:
    walker.sign_in()
    walker.hand.arrive(VerifyContactPage).primary.click()


def _device_lead(walker: Walker) -> None:
    walker.sign_in()
    page = walker.hand.arrive(CodePage)
    _code(walker, page)
    page.primary.click()


RESPOND = "RespondToAuthChallenge"
S, A = Scene, AuthFlow
SCENES: Mapping[str, Scene] = {
    "sign in": S(SignInPage, "confirmed", "InitiateAuth", lambda _: None, _sign_in_form),
    "new password": S(NewPasswordPage, "new-password", RESPOND, sign_in_lead, _new),
    "sent code": S(CodePage, "sms-code", RESPOND, sign_in_lead, _code),
    "app code": S(CodePage, "totp", RESPOND, sign_in_lead, _code),
    "method": S(ChooseMethodPage, "choose-mfa", RESPOND, sign_in_lead, _nothing),
    "app set-up": S(
        SetUpAuthenticatorPage, "setup-mfa", "VerifySoftwareToken", sign_in_lead, _set_up
    ),
    "what to set up": S(
        ChooseMethodPage, "setup-choice", "AssociateSoftwareToken", sign_in_lead, _nothing
    ),
    "address": S(OneAnswerPage, "setup-choice", RESPOND, _address_lead, _one("")),
    "first factor": S(
        ChooseMethodPage, "passwordless", RESPOND, _without_password, _by_email, A.CHOICE
    ),
    "password": S(
        OneAnswerPage,
        "passwordless",
        RESPOND,
        _password_lead,
        _one("Demo-Passw0rd!"),
        A.CHOICE,
        requests=2,  # the choice, then the proof
    ),
    "question": S(
        CustomQuestionPage,
        "custom",
        RESPOND,
        sign_in_lead,
        lambda w, p: _put(p.field, "3"),
        A.CUSTOM,
    ),
    "create account": S(
        CreateAccountPage, "confirmed", "SignUp", _create_lead, _create, requests=2
    ),  # the address is an alias here, which only a refusal tells
    "confirm account": S(CodePage, "confirmed", "ConfirmSignUp", _confirm_lead, _code),
    "unconfirmed": S(CodePage, "unconfirmed", "ConfirmSignUp", sign_in_lead, _code),
    "forgot": S(OneAnswerPage, "confirmed", "ForgotPassword", _forgot_lead, _one("")),
    "reset": S(ResetPasswordPage, "confirmed", "ConfirmForgotPassword", _reset_lead, _reset),
    "must reset": S(ResetPasswordPage, "reset", "ConfirmForgotPassword", sign_in_lead, _reset),
    "contact": S(
        VerifyContactPage,
        "unverified",
        "GetUserAttributeVerificationCode",
        sign_in_lead,
        _nothing,
        signed_in=True,
    ),
    "contact code": S(
        CodePage, "unverified", "VerifyUserAttribute", _contact_lead, _code, signed_in=True
    ),
    "device": S(
        RememberDevicePage, "device", "UpdateDeviceStatus", _device_lead, _nothing, signed_in=True
    ),
    "change password": S(
        ChangePasswordPage, "confirmed", "ChangePassword", _change_lead, _change, signed_in=True
    ),
    "app by choice": S(
        SetUpAuthenticatorPage,
        "confirmed",
        "VerifySoftwareToken",
        _replace_lead,
        _set_up,
        signed_in=True,
    ),
}


class Gate:
    """Counts what reaches the service, and holds one operation back while it is closed."""

    def __init__(self, demo: DemoCognito, operation: str) -> None:
        self.count = 0
        self.arrived = threading.Event()
        self.answered = threading.Event()
        self._open = threading.Event()
        self._open.set()

        def gated(request: Request, answer: Operation) -> Reply:
            self.count += 1
            self.arrived.set()
            assert self._open.wait(STEP_S)
            try:
                return answer(request)
            finally:
                self.answered.set()

        demo.intercept(operation, gated)

    def close(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()
