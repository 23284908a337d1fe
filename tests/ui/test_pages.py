"""What single pages do beyond handing on an answer, by real clicks and keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Never

import pytest
import segno
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Interception, Operation
from desktop_login.demo.pool import DemoPoolConfig, Factor, Tracking
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain import challenges
from desktop_login.domain import local_prompts as prompts
from desktop_login.domain.account import AccountDetails, AccountHolder, Contact, KnownDevice
from desktop_login.domain.answers import Verify
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.challenges import ChallengeContext, Method
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.passkeys import KeyStage, PasskeyRequest, SecurityKeyStep
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Question
from desktop_login.flow.typed_input import key_uri
from desktop_login.messages.account import METHODS, PLAIN_PASSWORD_LEAD, SECOND_FACTOR
from desktop_login.messages.message import message
from desktop_login.messages.pages import EMAIL
from desktop_login.messages.problems import PROBLEMS
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.error_view import error_view
from desktop_login.ui.main_window import WindowConfig
from desktop_login.ui.page_registry import PAGES, page_for
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.change_password import ChangePasswordPage
from desktop_login.ui.pages.choose_method import ChooseMethodPage
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.create_account import CreateAccountPage
from desktop_login.ui.pages.custom_question import CustomQuestionPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.one_answer import OneAnswerPage
from desktop_login.ui.pages.reset_password import ResetPasswordPage
from desktop_login.ui.pages.set_up_authenticator import SetUpAuthenticatorPage
from desktop_login.ui.pages.sign_in import SignInPage, UiConfig
from desktop_login.ui.pages.verify_contact import VerifyContactPage
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.qr_code import QUIET_ZONE, QrCode
from tests.fakes.world import PASSWORD
from tests.ui.all_pages import EVERY_OFFER, SITE
from tests.ui.conftest import Hand, Open

pytestmark = pytest.mark.slow

NEW = "My-0wn-Passw0rd"


@pytest.fixture(autouse=True)
def _empty_clipboard() -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


def paste(field: QLineEdit, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def override(hand: Hand, operation: str, answer: Callable[[Request], Reply]) -> Interception:
    """Lets the service answer otherwise from now on."""
    return hand.demo.intercept(operation, lambda request, _: answer(request))


def let_resend(page: CodePage[Never]) -> None:
    """Half a minute has passed."""
    assert page.again is not None
    page.again._wait_s = 0
    page.again._show()


def texts(hand: Hand) -> list[str]:
    labels = [label for label in hand.page.findChildren(QLabel) if label.isVisible()]
    return [words for label in labels for words in (label.text(), label.accessibleName())]


class TestCodes:
    def test_a_pasted_message_is_understood(self, hand: Hand) -> None:
        hand.sign_in("email-code")
        page = hand.arrive(CodePage)
        code = hand.demo.pool.mailbox.messages[-1].code
        paste(page.code.input, f"Your code is {code[:3]} {code[3:]}. Valid for 3 minutes.")
        hand.arrive(Dashboard)

    def test_a_good_code_pasted_over_a_refused_one_is_sent(self, hand: Hand) -> None:
        hand.sign_in("email-code")
        page = hand.arrive(CodePage)
        code = hand.demo.pool.mailbox.messages[-1].code
        one_off = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"  # a slip of one digit
        QTest.keyClicks(page.code.input, one_off)
        hand.press("Confirm")
        hand.until(lambda: bool(page.bar.text) and not page.locked)
        paste(page.code.input, code)
        hand.arrive(Dashboard)

    def test_a_digit_mended_by_hand_in_a_whole_code_sends_nothing(self, hand: Hand) -> None:
        hand.sign_in("email-code")
        page = hand.arrive(CodePage)
        QTest.keyClicks(page.code.input, "123456")
        page.code.input.setSelection(2, 1)
        QTest.keyClick(page.code.input, Qt.Key.Key_9)
        QTest.qWait(50)
        assert page.code.text() == "129456"
        assert not page.locked

    def test_half_a_code_is_no_fault_until_the_field_is_left(self, hand: Hand) -> None:
        hand.sign_in("email-code")
        page = hand.arrive(CodePage)
        QTest.keyClicks(page.code.input, "123")
        QTest.qWait(600)  # longer than the pause after which other fields complain
        assert not page.code.input.property("wrong")
        QTest.keyClick(page.code.input, Qt.Key.Key_Tab)
        assert page.code.input.property("wrong")

    def test_resend_waits_and_the_new_destination_is_said(self, hand: Hand) -> None:
        hand.sign_in("unconfirmed")
        page = hand.arrive(CodePage)
        assert "Confirm your email first. We sent a code to u***@e***." in texts(hand)
        assert page.again is not None
        assert not page.again.link.isEnabled()
        page.again._wait_s = 1
        hand.until(page.again.link.isEnabled)
        QTest.keyClicks(page.code.input, "123")
        user = hand.demo.pool.find("unconfirmed@example.com")
        assert user is not None
        user.attributes["email"] = "moved@elsewhere.example"
        demo_find = hand.demo.pool.find
        hand.demo.pool.find = lambda name: user if "unconfirmed" in name else demo_find(name)  # type: ignore[method-assign]
        hand.press("Resend code")
        hand.message("A new code was sent to m***@e***.")
        assert page.code.text() == ""
        assert not page.again.link.isEnabled()
        hand.type("Confirmation code", hand.demo.pool.mailbox.messages[-1].code)
        hand.press("Confirm")
        hand.arrive(Dashboard)

    def test_a_resend_that_is_refused_does_not_stop_the_code_at_hand(self, hand: Hand) -> None:
        hand.sign_in("unconfirmed")
        page = hand.arrive(CodePage)
        let_resend(page)

        def refuse(request: Request) -> Reply:
            raise ServiceException("LimitExceededException", "Attempt limit exceeded")

        override(hand, "ResendConfirmationCode", refuse)
        hand.press("Resend code")
        hand.message("Too many attempts. Please wait a while before trying again.")
        assert page.again is not None
        assert not page.again.link.isEnabled()
        assert page.primary.isEnabled()
        hand.type("Confirmation code", hand.demo.pool.mailbox.messages[-1].code)
        hand.press("Confirm")
        hand.arrive(Dashboard)

    def test_a_busy_service_is_asked_for_the_code_again_not_for_an_answer(self, hand: Hand) -> None:
        hand.sign_in("unconfirmed")
        page = hand.arrive(CodePage)
        let_resend(page)
        asked: list[object] = []

        def busy(request: Request, answer: Operation) -> Reply:
            asked.append(request)
            if len(asked) == 1:
                raise ServiceException("TooManyRequestsException", "")
            return answer(request)

        hand.demo.intercept("ResendConfirmationCode", busy)
        hand.press("Resend code")
        hand.until(lambda: page.bar.text.startswith("The service is busy."))
        assert page._patience is not None
        page._patience._left = 1
        hand.message("A new code was sent to u***@e***.")
        assert len(asked) == 2

    def test_cancelling_does_not_make_a_busy_service_be_asked_sooner(self, hand: Hand) -> None:
        page = hand.form
        busy = error_view(AuthErrorInfo(ErrorCode.BUSY))
        page.show_error(busy)
        page.show_error(error_view(AuthErrorInfo(ErrorCode.CANCELLED)))
        page.show_error(busy)
        assert page._patience is not None
        assert page._patience._busy_answers == 2

    def test_an_expired_code_points_at_resend(self, hand: Hand) -> None:
        def expired(request: Request) -> Reply:
            raise ServiceException(
                "ExpiredCodeException", "Invalid code provided, please request a code."
            )

        hand.sign_in("sms-code")
        page = hand.arrive(CodePage)
        let_resend(page)
        override(hand, "RespondToAuthChallenge", expired)
        hand.type("Confirmation code", "123456")
        hand.press("Confirm")
        hand.message("That code has expired. Request a new one.")
        assert page.again is not None
        assert QApplication.focusWidget() is page.again.link

    @pytest.mark.parametrize("code", [ErrorCode.WRONG_CODE, ErrorCode.CODE_ALREADY_USED])
    def test_refused_code_is_marked_until_it_is_changed(
        self, qtbot: QtBot, code: ErrorCode
    ) -> None:
        """The bar says why, so the line below the field does not say it again."""
        page = ResetPasswordPage(prompts.ResetPassword("a@example.com"), PasswordPolicy())
        qtbot.addWidget(page)
        page.show()
        page.code.input.insert("123456")
        view = error_view(AuthErrorInfo(code))
        page.show_error(view)
        field = page.code.input
        assert page.focusWidget() is field
        assert field.property("wrong")
        assert field.accessibleDescription() == page.bar.text == translate(view.message)
        words = [one.text() for one in page.code.findChildren(QLabel)]
        assert page.bar.text not in words
        QTest.keyClicks(field, "1")
        assert not field.property("wrong")
        assert field.accessibleDescription() == ""

    def test_the_time_left_is_shown(self, hand: Hand) -> None:
        hand.sign_in("sms-code")
        page = hand.arrive(CodePage)
        assert page.time_left is not None
        assert page.time_left.text() in ("Sign-in expires in 3:00", "Sign-in expires in 2:59")

    def test_too_many_attempts_pause_the_button(self, hand: Hand) -> None:
        hand.press("Forgot password?")
        page = hand.arrive(OneAnswerPage)

        def refuse(request: Request) -> Reply:
            raise ServiceException("LimitExceededException", "Attempt limit exceeded")

        override(hand, "ForgotPassword", refuse)
        hand.type("Email", "confirmed@example.com")
        hand.press("Send code")
        hand.message("Too many attempts. Please wait a while before trying again.")
        assert not page.primary.isEnabled()
        QTest.keyClick(page.field.input, Qt.Key.Key_Return)
        assert not page.locked
        assert page._patience is not None
        page._patience._left = 1
        hand.until(page.primary.isEnabled)

    def test_a_lock_out_outlasts_a_detour_and_says_so(self, hand: Hand) -> None:
        def locked(request: Request) -> Reply:
            raise ServiceException("NotAuthorizedException", "Password attempts exceeded")

        override(hand, "InitiateAuth", locked)
        front = hand.form
        for _ in range(4):  # 1, 2, 4, 8 seconds
            hand.sign_in("confirmed")
            hand.until(lambda: front.bar.text.startswith("Too many failed attempts."))
            assert front._patience is not None
            if front._patience._left < 8:
                front._patience._left = 1
                hand.until(front.primary.isEnabled)
        hand.press("Dismiss")
        assert front.bar.text == ""
        hand.press("Forgot password?")
        hand.arrive(OneAnswerPage)
        hand.press("Back to sign in")
        hand.arrive(SignInPage)
        assert front.bar.text.startswith("Too many failed attempts.")
        assert not front.primary.isEnabled()


class TestNewPasswords:
    def test_an_outer_space_is_mended_by_one_click(self, hand: Hand) -> None:
        hand.sign_in("new-password")
        page = hand.arrive(NewPasswordPage)
        paste(page.new.password.input, f" {NEW} ")
        assert "This password begins or ends with a space. Was it copied by mistake?" in texts(hand)
        hand.type("Confirm password", NEW)
        hand.press("Change password")
        assert not page.locked
        hand.press("Remove the spaces")
        assert page.new.password.text() == NEW
        hand.press("Change password")
        hand.arrive(Dashboard)

    def test_accents_that_can_be_typed_in_two_ways_are_pointed_out(self, hand: Hand) -> None:
        hand.sign_in("new-password")
        page = hand.arrive(NewPasswordPage)
        paste(page.new.password.input, "Cafe\u0301-Passw0rd")
        words = "This password contains characters that can be typed in more than one way."
        assert words in texts(hand)
        paste(page.new.password.input, "Caf\u00e9-Passw0rd")
        assert words not in texts(hand)

    def test_a_pasted_reset_code_leads_on_to_the_password(self, hand: Hand) -> None:
        hand.sign_in("reset")
        page = hand.arrive(ResetPasswordPage)
        paste(page.code.input, hand.demo.pool.mailbox.messages[-1].code)
        hand.until(lambda: QApplication.focusWidget() is page.new.password.input)
        assert not page.locked

    @pytest.mark.parametrize(
        ("story", "lead"),
        [("reset", ResetPasswordPage), ("new-password", NewPasswordPage)],
    )
    def test_the_rule_that_the_service_names_is_marked(
        self, hand: Hand, story: str, lead: type[ResetPasswordPage] | type[NewPasswordPage]
    ) -> None:
        def refuse(request: Request) -> Reply:
            raise ServiceException(
                "InvalidPasswordException",
                "Password did not conform with policy: Password must have symbol characters",
            )

        hand.sign_in(story)
        page = hand.arrive(lead)
        for operation in ("ConfirmForgotPassword", "RespondToAuthChallenge"):
            override(hand, operation, refuse)
        if story == "reset":
            hand.type("Confirmation code", "123456")
        hand.type("New password", NEW)
        hand.type("Confirm password", NEW)
        page.primary.click()
        hand.message("The password doesn’t meet the rules of this service.")
        assert page.new.password.input.accessibleDescription() == "Include a symbol."
        assert QApplication.focusWidget() is page.new.password.input


class TestCreateAccount:
    def test_a_known_address_leads_to_the_sign_in(self, opened: Open) -> None:
        with DemoCognito(DemoPoolConfig(email_is_username=True)) as demo:
            hand = opened(demo)
            hand.type("Email", "confirmed@example.com")
            hand.press("Create account")
            page = hand.arrive(CreateAccountPage)
            assert page.email.text() == "confirmed@example.com"
            hand.type("Password", NEW)
            hand.type("Confirm password", NEW)
            page.primary.click()
            hand.message("An account with this email already exists. Sign in instead?")
            hand.press("Sign in")
            front = hand.arrive(SignInPage)
            assert front.username.text() == "confirmed@example.com"

    def test_the_address_is_remembered_like_a_typed_one(
        self, opened: Open, demo: DemoCognito, tmp_path: Path
    ) -> None:
        memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        hand = opened(demo, config=WindowConfig(memory=memory))
        hand.press("Create account")
        page = hand.arrive(CreateAccountPage)
        for name, text in (("Email", "new@b.c"), ("Password", NEW), ("Confirm password", NEW)):
            hand.type(name, text)
        page.primary.click()
        hand.arrive(CodePage)
        assert memory.value("sign_in/address") == "new@b.c"
        hand.press("Back to sign in")
        assert hand.arrive(SignInPage).username.text() == "new@b.c"

    def test_the_address_is_shown_whole_can_be_changed_and_the_end_is_told(
        self, hand: Hand
    ) -> None:
        for address in ("onw.person@example.com", "own.person@example.com"):
            if address.startswith("onw"):
                hand.press("Create account")
            else:
                hand.press("Change address")
            page = hand.arrive(CreateAccountPage)
            for name, text in (("Email", address), ("Password", NEW), ("Confirm password", NEW)):
                hand.type(name, text)
            page.primary.click()
            hand.arrive(CodePage)
            sentence = f"We sent a code to {address}. It may take a minute to arrive."
            assert sentence in texts(hand)
        hand.type("Confirmation code", hand.demo.pool.mailbox.messages[-1].code)
        hand.press("Confirm")
        hand.arrive(Dashboard)
        hand.message("Your account is confirmed.")
        assert not hand.page.bar.text, "which is for what needs somebody, and would replace it"

    def test_administrators_only(self, opened: Open) -> None:
        with DemoCognito(DemoPoolConfig(self_sign_up=False)) as demo:
            hand = opened(demo)
            hand.press("Create account")
            page = hand.arrive(CreateAccountPage)
            for name, text in (("Email", "a@b.c"), ("Password", NEW), ("Confirm password", NEW)):
                hand.type(name, text)
            page.primary.click()
            hand.arrive(SignInPage)
            hand.message("Accounts for this service are created by your administrator.")

    def test_hidden_where_the_settings_say_so(self, opened: Open, demo: DemoCognito) -> None:
        hand = opened(demo, config=WindowConfig(ui_config=UiConfig(sign_up=False)))
        assert "Don’t have an account?" not in texts(hand)

    def test_with_user_names(self, opened: Open, demo: DemoCognito) -> None:
        hand = opened(demo, config=WindowConfig(ui_config=UiConfig(username_label=True)))
        hand.press("Create account")
        page = hand.arrive(CreateAccountPage)
        hand.type("Username", "robin@home.example")
        hand.type("Email", "robin@home.example")
        hand.type("Password", NEW)
        hand.type("Confirm password", NEW)
        page.primary.click()
        hand.message("The username can’t look like an email address.")
        assert page.username is not None
        assert QApplication.focusWidget() is page.username.input
        hand.type("Username", "robin")
        page.primary.click()
        hand.arrive(CodePage)
        hand.type("Confirmation code", demo.pool.mailbox.messages[-1].code)
        hand.press("Confirm")
        hand.arrive(Dashboard)

    def test_the_links_wait_until_the_program_is_ready(self, hand: Hand) -> None:
        """A click before anybody listens is kept, like credentials."""
        window = hand.app_window.window
        heard: list[tuple[str, bool]] = []
        controller = hand.app_window.controller
        assert controller is not None
        window.create_account.disconnect(controller._create_account)
        hand.press("Create account")
        assert window.waiting is not None
        window.create_account.connect(lambda email, remember: heard.append((email, remember)))
        window.waiting()
        assert heard == [("", True)]


class TestAuthenticator:
    def test_the_picture_is_the_address_and_the_key_can_be_copied(self, hand: Hand) -> None:
        hand.sign_in("setup-mfa")
        page = hand.arrive(SetUpAuthenticatorPage)
        secret = {e: s for e, s, _ in hand.demo.authenticators()}["setup-mfa@example.com"]
        assert page.key.toPlainText().replace(" ", "") == secret
        hand.press("Copy secret key")
        assert QGuiApplication.clipboard().text() == secret
        picture = hand.named("QR code", QrCode)
        expected = segno.make(
            key_uri("Desktop Login", "setup-mfa@example.com", secret), micro=False, error="m"
        )
        assert modules_in(picture) == [bytes(row) for row in expected.matrix]

    def test_nothing_of_the_secret_stays(self, hand: Hand) -> None:
        hand.sign_in("setup-mfa")
        page = hand.arrive(SetUpAuthenticatorPage)
        picture = page.picture
        hand.press("Back to sign in")
        hand.arrive(SignInPage)
        assert page.key.toPlainText() == ""
        assert picture._modules == []


def modules_in(picture: QrCode) -> list[bytes]:
    """The dark and light squares, read back from the screen."""
    image = picture.grab().toImage()
    dark = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).lightness() < 128
    ]
    left, top = min(x for x, _ in dark), min(y for _, y in dark)
    right = max(x for x, _ in dark)
    finder = next(n for n in range(1, 40) if image.pixelColor(left + n, top).lightness() > 128)
    size = finder // 7
    count = (right - left + 1) // size
    assert left >= QUIET_ZONE * size - size
    half = size // 2
    return [
        bytes(
            int(image.pixelColor(left + x * size + half, top + y * size + half).lightness() < 128)
            for x in range(count)
        )
        for y in range(count)
    ]


@pytest.fixture
def tracked(opened: Open) -> Iterator[Hand]:
    """Somebody with two factors on a pool that remembers devices, looking at their account."""
    with DemoCognito(DemoPoolConfig(tracking=Tracking.ALWAYS)) as demo:
        demo.pool.add(
            "robin@example.com",
            PASSWORD,
            phone="+15555550123",
            factors=(Factor.SMS, Factor.EMAIL),
        )
        hand = opened(demo)
        hand.sign_in("robin")
        hand.arrive(ChooseMethodPage).primary.click()
        hand.arrive(CodePage)
        hand.type("Confirmation code", demo.pool.mailbox.messages[-1].code)
        hand.press("Confirm")
        hand.arrive(Dashboard)
        hand.choose("Account")
        page = hand.arrive(AccountPage)
        hand.until(lambda: not page.locked)
        yield hand


class TestAccount:
    def test_what_it_shows_and_changes(self, tracked: Hand) -> None:
        hand = tracked
        user = hand.demo.pool.find("robin@example.com")
        assert user is not None
        shown = texts(hand)
        for words in (
            "Signed in as robin@example.com",
            "Text message",
            "Email: robin@example.com",
            "Phone: +15555550123",
            "This computer",
        ):
            assert words in shown
        hand.choose_in_row("Text message", "Make default")
        hand.message("Text message is now your default.")
        assert user.preferred is Factor.SMS
        device = next(iter(user.devices.values()))
        hand.choose_in_row(device.name, "Remove")
        hand.message("The device has been removed.")
        assert user.devices == {}
        assert "This computer" not in texts(hand)
        hand.press("Back")
        hand.arrive(Dashboard)

    def test_what_failed_for_a_moment_can_be_tried_again(self, tracked: Hand) -> None:
        hand = tracked

        def fail(request: Request) -> Reply:
            raise ServiceException("InternalErrorException", "")

        sorry = "The sign-in service had a problem. Please try again."
        broken = override(hand, "SetUserMFAPreference", fail)
        hand.choose_in_row("Text message", "Make default")
        hand.message(sorry)
        broken.undo()
        hand.press("Try again")
        hand.message("Text message is now your default.")
        hand.press("Back")
        hand.arrive(Dashboard)
        broken = override(hand, "GetUser", fail)
        hand.choose("Account")
        hand.message(sorry)
        assert tr(SECOND_FACTOR) not in texts(hand)
        broken.undo()
        hand.press("Try again")
        hand.until(lambda: tr(SECOND_FACTOR) in texts(hand))

    def test_esc_gives_the_focus_back_to_where_it_was(self, tracked: Hand) -> None:
        hand = tracked
        QTest.keyClick(hand.page, Qt.Key.Key_Escape)
        board = hand.arrive(Dashboard)
        board.refresh_now.setFocus()
        hand.app_window.window.account_wanted.emit()
        page = hand.arrive(AccountPage)
        hand.until(lambda: not page.locked)
        QTest.keyClick(page, Qt.Key.Key_Escape)
        hand.arrive(Dashboard)
        assert QApplication.focusWidget() is board.refresh_now

    def test_change_password(self, tracked: Hand) -> None:
        hand = tracked
        hand.press("Change password")
        page = hand.arrive(ChangePasswordPage)
        hand.type("Current password", "Wrong-Passw0rd!")
        hand.type("New password", NEW)
        hand.type("Confirm password", NEW)
        page.primary.click()
        hand.message("Your current password is incorrect.")
        assert QApplication.focusWidget() is page.current.input
        hand.type("Current password", PASSWORD)
        page.primary.click()
        hand.arrive(AccountPage)
        hand.message("Your password has been changed.")

    def test_a_refresh_below_does_not_take_the_page_away(self, tracked: Hand) -> None:
        hand = tracked
        hand.press("Change password")
        page = hand.arrive(ChangePasswordPage)
        hand.type("New password", "half-typed")
        hand.app_window.window.refresh.emit()
        QTest.qWait(200)
        assert hand.page is page
        assert page.new.password.text() == "half-typed"

    def test_signed_out_elsewhere_closes_it(self, tracked: Hand) -> None:
        hand = tracked
        user = hand.demo.pool.find("robin@example.com")
        assert user is not None
        hand.demo.revoke_all(user)
        hand.app_window.window.refresh.emit()
        hand.arrive(SignInPage)
        hand.message("You were signed out, possibly from another device. Please sign in again.")

    @pytest.mark.qt_log_ignore("propagateSizeHints")
    def test_sign_out_everywhere(self, tracked: Hand) -> None:
        QTimer.singleShot(0, lambda: press_in_dialog("Sign out everywhere"))
        tracked.press("Sign out everywhere")
        tracked.arrive(SignInPage)  # the window is given back before the service has been told
        tracked.until(lambda: all(g.revoked for g in tracked.demo.grants))

    @pytest.mark.qt_log_ignore("propagateSizeHints")
    def test_delete_takes_two_confirmations(self, tracked: Hand) -> None:
        hand = tracked

        def type_and_confirm(text: str) -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QDialog)
            field = box.findChild(QLineEdit)
            assert field is not None
            QTest.keyClicks(field, text)
            agree = next(b for b in box.findChildren(QPushButton) if b.text() == "Delete account")
            if agree.isEnabled():
                QTest.mouseClick(agree, Qt.MouseButton.LeftButton)
            else:
                QTest.keyClick(box, Qt.Key.Key_Escape)

        QTimer.singleShot(0, lambda: press_in_dialog("Cancel"))
        hand.press("Delete account")
        assert hand.demo.pool.find("robin@example.com") is not None

        def first_then(text: str) -> None:
            QTimer.singleShot(0, lambda: type_and_confirm(text))
            press_in_dialog("Delete account")

        QTimer.singleShot(0, lambda: first_then("someone@example.com"))
        hand.press("Delete account")
        assert hand.demo.pool.find("robin@example.com") is not None
        QTimer.singleShot(0, lambda: first_then("Robin@example.com"))
        hand.press("Delete account")
        hand.arrive(SignInPage)
        hand.message("Your account has been deleted.")
        assert hand.demo.pool.find("robin@example.com") is None


TICKET = ChallengeContext("u", Secret("s" * 40), "somebody@example.com")
CONTACTS = (Contact("email", "s***@e***", True), Contact("phone_number", "+*******0123"))
DETAILS = AccountDetails(
    (Method.AUTHENTICATOR, Method.TEXT_MESSAGE, Method.EMAIL),
    Method.EMAIL,
    CONTACTS,
    (
        KnownDevice("a", "the-computer-with-the-long-name.office.example.com", 1.8e9, True),
        KnownDevice("b", ""),
    ),
)
CALLBACK = "http://127.0.0.1:8917/callback"
SAMPLES: tuple[Question, ...] = (
    challenges.NewPasswordRequired(TICKET, ("name", "birthdate", "custom:department")),
    challenges.CodeRequired(TICKET, challenges.Channel.EMAIL, "s***@e***"),
    challenges.CodeRequired(TICKET, challenges.Channel.AUTHENTICATOR, device="My phone"),
    challenges.MethodRequired(
        TICKET,
        challenges.Purpose.FIRST_FACTOR,
        (challenges.Option(Method.PLAIN_PASSWORD, "PASSWORD"),),
        (Method.PASSKEY, "SOMETHING_WITH_A_VERY_LONG_NAME"),
    ),
    challenges.AuthenticatorSetUp(TICKET, Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), "a@b.c"),
    challenges.AddressRequired(TICKET),
    challenges.PasswordRequired(TICKET, "PASSWORD_SRP"),
    challenges.PasswordRequired(TICKET, "PASSWORD", plain=True),
    challenges.CustomQuestion(TICKET, (("question", "What is it? " * 20),)),
    prompts.CreateAccount("somebody@example.com"),
    prompts.ConfirmAccount("u", "somebody@example.com", "s***@e***"),
    prompts.ForgotPassword("somebody@example.com"),
    prompts.ResetPassword("somebody@example.com", "s***@e***"),
    prompts.AccountOverview(DETAILS),
    prompts.ChangePassword(),
    prompts.VerifyContact(CONTACTS),
    prompts.ConfirmContact(CONTACTS[0], "s***@e***", skippable=True),
    prompts.RememberDevice(),
    *(
        ContinueInBrowser(f"{'a' * 63}.example.com", Secret("https://x"), stage, (CALLBACK,))
        for stage in BrowserStage
    ),
    challenges.PasskeyRequired(TICKET, PasskeyRequest(SITE, {}), EVERY_OFFER),
    challenges.PasskeyRequired(TICKET, PasskeyRequest(SITE, {})),
    *(SecurityKeyStep(stage, SITE, 1, pin_optional=True) for stage in KeyStage),
)


def press_in_dialog(name: str) -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, ConfirmDialog)
    button = next(b for b in box.buttons() if b.text() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


class TestPlainPassword:
    """The password itself, where the settings allow that the service gets it."""

    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_the_choice_and_the_page_say_so(
        self, opened: Open, demo: DemoCognito, language: str
    ) -> None:
        config = demo_window_config(AuthFlow.CHOICE)
        hand = opened(
            demo,
            config=config,
            language=language,
            auth_flow=AuthFlow.CHOICE,
            allow_plain_password=True,
        )
        reply = {
            "ChallengeName": "SELECT_CHALLENGE",
            "Session": "s" * 40,
            "AvailableChallenges": ["PASSWORD", "EMAIL_OTP"],
        }
        override(hand, "InitiateAuth", lambda request: reply)
        page = hand.arrive(SignInPage)
        hand.type(tr(EMAIL), "a@b.example")
        page.primary.click()
        choosing = hand.arrive(ChooseMethodPage)
        hand.named(tr(METHODS[Method.PLAIN_PASSWORD]))
        choosing.primary.click()
        asking = hand.arrive(OneAnswerPage)
        assert asking.lead is not None
        shown = asking.lead.text().replace("\u2060", "")  # which joins the letters of a phrase
        assert shown == translate(message(PLAIN_PASSWORD_LEAD, email="a@b.example"))

    def test_the_proof_says_nothing_of_the_kind(self, opened: Open, demo: DemoCognito) -> None:
        hand = opened(demo, config=demo_window_config(AuthFlow.CHOICE), auth_flow=AuthFlow.CHOICE)
        hand.type("Email", "passwordless@example.com")
        hand.press("Sign in")
        choosing = hand.arrive(ChooseMethodPage)
        hand.named("Password", QRadioButton).setChecked(True)
        choosing.primary.click()
        page = hand.arrive(OneAnswerPage)
        assert page.lead is not None
        assert page.lead.text() == "Signing in as passwordless@example.com"


class TestDeadEnds:
    """What cannot be answered here is named, explained, and leads back."""

    def details(self, hand: Hand) -> str:
        hand.press("Copy details")
        return QGuiApplication.clipboard().text()

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("SOMETHING_NEW", ErrorCode.STEP_NOT_SUPPORTED),
            ("WEB_AUTHN", ErrorCode.STEP_NOT_ALLOWED),
            ("PASSWORD", ErrorCode.STEP_NOT_ALLOWED),
            ("NEW_PASSWORD_REQUIRED", ErrorCode.STEP_NOT_ALLOWED),
            ("SELECT_CHALLENGE", ErrorCode.STEP_NOT_ALLOWED),
        ],
    )
    def test_a_step_that_is_unknown_or_not_allowed(
        self, hand: Hand, name: str, problem: ErrorCode
    ) -> None:
        def ask(request: Request) -> Reply:
            return {"ChallengeName": name, "Session": "s" * 40, "ChallengeParameters": {}}

        hostile = override(hand, "InitiateAuth", ask)
        hand.sign_in("confirmed")
        hand.message(PROBLEMS[problem].source)
        assert isinstance(hand.page, SignInPage)
        assert f"name: {name}" in self.details(hand)
        hostile.undo()
        hand.sign_in("confirmed")
        hand.arrive(Dashboard)

    def test_only_text_messages_could_be_set_up(self, opened: Open) -> None:
        with DemoCognito(seeded=False) as demo:
            demo.pool.add("confirmed@example.com", PASSWORD, must_set_up=("SMS_MFA",))
            hand = opened(demo)
            hand.sign_in("confirmed")
            hand.message(
                "Your account needs a second step that this app can’t set up."
                " Contact your administrator."
            )

    @pytest.mark.parametrize(
        ("flow", "setting"),
        [(AuthFlow.CHOICE, "ALLOW_USER_AUTH"), (AuthFlow.CUSTOM, "ALLOW_CUSTOM_AUTH")],
    )
    def test_a_flow_that_is_off_names_its_setting(
        self, opened: Open, flow: AuthFlow, setting: str
    ) -> None:
        with DemoCognito(DemoPoolConfig(flows=frozenset({"USER_SRP_AUTH"}))) as demo:
            hand = opened(demo, config=demo_window_config(flow), auth_flow=flow)
            hand.sign_in("confirmed")
            hand.message("This sign-in method is turned off for this app.")
            assert f"name: {setting}" in self.details(hand)

    def test_a_deployers_words_are_plain_text(self, opened: Open, demo: DemoCognito) -> None:
        hand = opened(demo, config=demo_window_config(AuthFlow.CUSTOM), auth_flow=AuthFlow.CUSTOM)
        hostile = "<img src=x onerror=alert(1)>\n\u202eevil\u0000" + "x" * 5000

        def ask(request: Request) -> Reply:
            return {
                "ChallengeName": "CUSTOM_CHALLENGE",
                "Session": "s" * 40,
                "ChallengeParameters": {"USERNAME": "u", "prompt": hostile[:4000]},
            }

        override(hand, "InitiateAuth", ask)
        hand.sign_in("confirmed")
        page = hand.arrive(CustomQuestionPage)
        [value] = [one for one in page.card.findChildren(QLabel) if "evil" in one.text()]
        assert value.textFormat() == Qt.TextFormat.PlainText
        first, second = value.text().split("\n")
        assert first == "<img src=x onerror=alert(1)>"
        assert second.startswith("\\u202eevil\\u0000xxx")
        assert len(second) < 600

    @pytest.mark.parametrize(
        ("parameters", "shown"),
        [
            ((("question", "2 + 3?"),), [("meaning", "2 + 3?")]),
            (
                (("question", "2 + 3?"), ("hint", "below ten")),
                [
                    ("small", "Question"),
                    ("meaning", "2 + 3?"),
                    ("small", "Hint"),
                    ("meaning", "below ten"),
                ],
            ),
            ((), []),
        ],
        ids=["one", "several", "none"],
    )
    def test_question_of_a_pool_has_its_names_above_its_values(
        self,
        qtbot: QtBot,
        parameters: tuple[tuple[str, str], ...],
        shown: list[tuple[str, str]],
    ) -> None:
        page = CustomQuestionPage(challenges.CustomQuestion(TICKET, (("earlier", "one"),)))
        qtbot.addWidget(page)
        page.show()
        page.update_question(challenges.CustomQuestion(TICKET, parameters))
        inside = [one for one in page.card.findChildren(QLabel) if one.isVisible()]
        roles = [(str(one.property("loginRole")), one.text()) for one in inside]
        assert sorted(one for one in roles if one[0] in ("small", "meaning")) == sorted(shown)
        assert page.lead is not None
        assert page.lead.text() == "Your answer is needed to sign you in."


class TestAround:
    def test_next_question_leads_to_the_answer_even_after_a_click(
        self, opened: Open, demo: DemoCognito
    ) -> None:
        hand = opened(demo, config=demo_window_config(AuthFlow.CUSTOM), auth_flow=AuthFlow.CUSTOM)
        hand.sign_in("custom")
        page = hand.arrive(CustomQuestionPage)
        first = page.asked
        [(_, question)] = first
        one, two = re.findall(r"(\d+) \+ (\d+)", question)[0]
        hand.type("Your answer", str(int(one) + int(two)))
        hand.press("Continue")
        hand.until(lambda: page.asked != first and not page.locked)
        assert page.field.input.hasFocus()

    def test_a_message_can_be_dismissed(self, hand: Hand) -> None:
        hand.sign_in("confirmed", "Wrong-Passw0rd!")
        hand.message("The email address or password is incorrect.")
        hand.press("Dismiss")
        assert hand.page.bar.text == ""

    def test_skipping_a_contact(self, hand: Hand) -> None:
        hand.sign_in("unverified")
        hand.arrive(VerifyContactPage)
        hand.press("Skip")
        hand.arrive(Dashboard)

    @pytest.mark.parametrize(
        ("contact", "who", "heading", "shown"),
        [
            (
                CONTACTS[0],
                "somebody@example.com",
                "Verify your email address",
                "somebody@example.com",
            ),
            (CONTACTS[0], "alex", "Verify your email address", "s***@e***"),
            (CONTACTS[1], "alex", "Verify your phone number", "+*******0123"),
        ],
        ids=["the own address", "a masked address", "a phone number"],
    )
    def test_one_contact_is_told_and_nobody_has_to_choose(
        self, qtbot: QtBot, contact: Contact, who: str, heading: str, shown: str
    ) -> None:
        page = VerifyContactPage(prompts.VerifyContact((contact,)), who)
        qtbot.addWidget(page)
        page.show()
        page.start()
        assert page.heading.text() == heading
        assert page.findChildren(QRadioButton) == []
        assert shown in [one.text() for one in page.card.findChildren(QLabel)]
        sent: list[object] = []
        page.submitted.connect(sent.append)
        QTest.keyClick(page.primary, Qt.Key.Key_Return)
        assert sent == [Verify(contact)]

    def test_contact_of_somebody_else_leads_to_another_account(self, hand: Hand) -> None:
        hand.sign_in("unverified")
        hand.arrive(VerifyContactPage)
        hand.press("Use another account")
        hand.arrive(SignInPage)
        hand.until(lambda: all(grant.revoked for grant in hand.demo.grants))
        assert hand.who == ""
        hand.sign_in("confirmed")
        hand.arrive(Dashboard)

    def test_enter_presses_the_link_that_has_the_focus(self, hand: Hand) -> None:
        link = hand.named("Forgot password?", QPushButton)
        link.setFocus()
        QTest.keyClick(link, Qt.Key.Key_Return)
        page = hand.arrive(OneAnswerPage)
        assert page.heading.text() == "Reset your password"

    def test_enter_on_a_choice_submits(self, hand: Hand) -> None:
        hand.sign_in("choose-mfa")
        hand.arrive(ChooseMethodPage)
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Down)
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Return)
        page = hand.arrive(CodePage)
        assert page.again is not None

    def test_the_address_has_the_focus_at_first(self, hand: Hand) -> None:
        assert QApplication.focusWidget() is hand.named("Email", QLineEdit)

    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_narrow_windows_clip_nothing(
        self, opened: Open, demo: DemoCognito, language: str
    ) -> None:
        window = opened(demo, language=language, config=WindowConfig()).app_window.window
        window.resize(360, 480)
        QApplication.processEvents()
        assert window.page.width() <= 360
        holder = AccountHolder("somebody.with.a.long.name@example.com")
        for question in SAMPLES:
            page = page_for(question, UiConfig(), holder)
            window.add(page)
            window.open(page)
            QApplication.processEvents()
            assert page.width() <= 360, page.heading.text()
            window.remove(page)

    def test_a_sample_of_every_page(self) -> None:
        assert {type(question) for question in SAMPLES} == set(PAGES)
