"""What the tour walks through: every screen once, each reached as a person reaches it. Knows no way to open a window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QRadioButton

from desktop_login.domain.challenges import Method
from desktop_login.domain.errors import Problem
from desktop_login.messages import account as more
from desktop_login.messages import pages as words
from desktop_login.messages.problems import PROBLEMS
from desktop_login.messages.translate import tr
from desktop_login.settings.imports import Imported
from desktop_login.tour.robot import Guide, TourFailed
from desktop_login.ui.main_window import MainWindow, WindowPlan
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.change_password import ChangePasswordPage
from desktop_login.ui.pages.choose_method import ChooseMethodPage
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
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

if TYPE_CHECKING:
    from desktop_login.ui.pages.connect_pool import Connection

_PASSWORD = "My-0wn-Passw0rd"  # noqa: S105 - typed into the demo, which forgets it
_NEXT_PASSWORD = "An0ther-Passw0rd"  # noqa: S105 - the same


async def brief_visit(guide: Guide) -> None:
    """In, renewed and out again, telling what stands on the dashboard."""
    await guide.look("sign-in")
    await guide.choose("confirmed")
    board = await guide.arrive(Dashboard)
    await guide.look("dashboard")
    guide.tell(board.user.text())
    guide.tell(board.signature.text())
    _tell_claims(guide, board)
    guide.press(board, words.REFRESH_NOW)
    await guide.until(lambda: board.bar.words == tr(words.RENEWED), "the renewal")
    await guide.look("dashboard-renewed")
    guide.tell(board.bar.words)
    _tell_claims(guide, board, only=("jti", "exp"))
    await _sign_out(guide, board, "signed-out")
    guide.tell(guide.page(SignInPage).bar.words)


async def first_window(guide: Guide) -> None:
    await guide.look("sign-in")
    await _mistakes(guide)
    await _straight_in(guide)
    await _new_password(guide)
    for story in ("sms-code", "email-code", "totp"):
        await _code(guide, story)
    await _choose_method(guide)
    await _set_up_authenticator(guide)
    await _set_up_email(guide)
    await _device(guide)
    await _contact(guide)
    await _create_account(guide)
    await _unconfirmed(guide)
    await _forgotten(guide)
    await _reset_required(guide)
    await _account(guide)
    await _refused(guide)


async def connecting(guide: Guide, connection: Connection) -> None:
    await _profiles(guide)
    guide.desk.window.show_connect(connection._replace(wanted=Imported()))
    page = guide.page(ConnectPoolPage)
    await guide.look("connect-a-pool")
    page.fill_in(connection.wanted)
    guide.write(page, words.CLIENT_ID, "nosuchclient")
    await _check(guide, page)
    await guide.look("connect-a-pool-wrong-client")
    page.fill_in(connection.wanted)
    await _check(guide, page)
    await guide.look("connect-a-pool-checked")


async def with_choice(guide: Guide) -> None:
    """A pool where people choose how to sign in."""
    page = guide.page(SignInPage)
    guide.write(page, words.EMAIL, "passwordless@example.com")
    guide.press(page, words.SIGN_IN)
    choice = await guide.arrive(ChooseMethodPage)
    await guide.look("choose-how-to-sign-in")
    guide.press(choice, words.CONTINUE)
    await guide.arrive(OneAnswerPage)
    await guide.look("enter-your-password")
    guide.press(guide.page(Page), words.BACK_TO_SIGN_IN)
    page = await guide.arrive(SignInPage)
    guide.press(page, words.SIGN_IN)
    choice = await guide.arrive(ChooseMethodPage)
    guide.click(guide.named(choice, tr(more.METHODS[Method.EMAIL]), QRadioButton))
    guide.press(choice, words.CONTINUE)
    code = await guide.arrive(CodePage)
    await guide.look("code-instead-of-a-password")
    guide.write(code, words.CONFIRMATION_CODE, guide.latest_code())
    guide.press(code, words.CONFIRM)
    await _sign_out(guide, await guide.arrive(Dashboard))


async def with_questions(guide: Guide) -> None:
    """A pool whose own functions ask questions."""
    await guide.choose("custom")
    for number in (1, 2):
        page = await guide.arrive(CustomQuestionPage)
        await guide.unlocked(page)
        await guide.look(f"question-{number}")
        guide.write(page, more.YOUR_ANSWER, _sum_in(page.prompt.text()))
        guide.press(page, words.CONTINUE)
    await _sign_out(guide, await guide.arrive(Dashboard))


def _tell_claims(guide: Guide, board: Dashboard, only: tuple[str, ...] = ()) -> None:
    """The rows of the table, aligned: name, value, meaning."""
    model = board.claims.model()
    for row in range(model.rowCount()):
        name, value, meaning = (str(model.index(row, column).data()) for column in range(3))
        if not only or name in only:
            guide.tell(f"  {name:<18} {value:<38} {meaning}".rstrip())


async def _mistakes(guide: Guide) -> None:
    page = guide.page(SignInPage)
    guide.write(page, words.EMAIL, "user")
    guide.write(page, words.PASSWORD, "abc")
    await guide.until(page.rules.isVisible)
    await guide.look("sign-in-live-validation")
    guide.write(page, words.EMAIL, "confirmed@example.com")
    guide.write(page, words.PASSWORD, "Wrong-Passw0rd!")
    guide.press(page, words.SIGN_IN)
    await guide.said(page, tr(PROBLEMS[Problem.WRONG_CREDENTIALS]))
    await guide.look("sign-in-wrong-password")


async def _straight_in(guide: Guide) -> None:
    await guide.choose("confirmed")
    board = await guide.arrive(Dashboard)
    await guide.look("dashboard")
    guide.press(board, words.HIDE_ID_TOKEN)
    await guide.look("dashboard-hidden-token")
    guide.press(board, words.REFRESH_NOW)
    await guide.until(lambda: board.bar.words == tr(words.RENEWED))
    await guide.look("dashboard-renewed")
    await _sign_out(guide, board, "signed-out")


async def _new_password(guide: Guide) -> None:
    await guide.choose("new-password")
    page = await guide.arrive(NewPasswordPage)
    guide.write(page, words.NEW_PASSWORD, "short")
    guide.write(page, words.CONFIRM_PASSWORD, "other")
    await guide.look("new-password-rules")
    _type_new(guide, page, _PASSWORD)
    await guide.look("new-password")
    page.primary.click()
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _code(guide: Guide, story: str) -> None:
    await guide.choose(story)
    page = await guide.arrive(CodePage)
    await guide.look(f"code-{story}")
    guide.write(page, words.CONFIRMATION_CODE, "12345")
    guide.press(page, words.CONFIRM)
    await guide.look(f"code-{story}-too-short")
    await _confirm(guide, page, story if story == "totp" else "")
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _choose_method(guide: Guide) -> None:
    await guide.choose("choose-mfa")
    page = await guide.arrive(ChooseMethodPage)
    await guide.look("choose-method")
    guide.click(guide.named(page, tr(more.METHODS[Method.TEXT_MESSAGE]), QRadioButton))
    guide.press(page, words.CONTINUE)
    await _confirm(guide, await guide.arrive(CodePage))
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _set_up_authenticator(guide: Guide) -> None:
    await guide.choose("setup-mfa")
    page = await guide.arrive(SetUpAuthenticatorPage)
    await guide.look("set-up-authenticator")
    guide.press(page, more.COPY_SECRET_KEY)
    guide.write(page, words.CONFIRMATION_CODE, guide.authenticator_code("setup-mfa"))
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _set_up_email(guide: Guide) -> None:
    await guide.choose("setup-choice")
    page = await guide.arrive(ChooseMethodPage)
    await guide.look("choose-what-to-set-up")
    guide.click(guide.named(page, tr(more.METHODS[Method.EMAIL]), QRadioButton))
    guide.press(page, words.CONTINUE)
    address = await guide.arrive(OneAnswerPage)
    await guide.look("set-up-email")
    guide.press(address, words.CONTINUE)
    await _confirm(guide, await guide.arrive(CodePage))
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _device(guide: Guide) -> None:
    """Remembered once, and no code is asked for the second time."""
    await guide.choose("device")
    await _confirm(guide, await guide.arrive(CodePage))
    page = await guide.arrive(RememberDevicePage)
    await guide.look("remember-this-computer")
    guide.press(page, more.REMEMBER)
    await _sign_out(guide, await guide.arrive(Dashboard))
    await guide.choose("device")
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _contact(guide: Guide) -> None:
    await guide.choose("unverified")
    page = await guide.arrive(VerifyContactPage)
    await guide.look("verify-contact")
    guide.press(page, more.SEND_CODE)
    code = await guide.arrive(CodePage)
    await guide.look("verify-contact-code")
    await _confirm(guide, code)
    board = await guide.arrive(Dashboard)
    await guide.look("contact-verified")
    await _sign_out(guide, board)


async def _create_account(guide: Guide) -> None:
    guide.press(guide.page(SignInPage), words.CREATE_ACCOUNT)
    page = await guide.arrive(CreateAccountPage)
    await guide.look("create-account")
    guide.write(page, words.EMAIL, "robin@example.com")
    guide.write(page, words.PASSWORD, _PASSWORD)
    guide.write(page, words.CONFIRM_PASSWORD, _PASSWORD)
    await guide.look("create-account-filled-in")
    page.primary.click()
    code = await guide.arrive(CodePage)
    await guide.look("confirm-account")
    await _confirm(guide, code)
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _unconfirmed(guide: Guide) -> None:
    await guide.choose("unconfirmed")
    page = await guide.arrive(CodePage)
    await guide.look("confirm-before-signing-in")
    await _confirm(guide, page)
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _forgotten(guide: Guide) -> None:
    sign_in = guide.page(SignInPage)
    guide.write(sign_in, words.EMAIL, "confirmed@example.com")
    guide.press(sign_in, words.FORGOT_PASSWORD)
    page = await guide.arrive(OneAnswerPage)
    await guide.look("forgot-password")
    guide.press(page, more.SEND_CODE)
    reset = await guide.arrive(ResetPasswordPage)
    guide.write(reset, words.CONFIRMATION_CODE, "000000")
    _type_new(guide, reset, _PASSWORD)
    guide.press(reset, more.RESET_PASSWORD)
    await guide.said(reset, tr(PROBLEMS[Problem.WRONG_CODE]))
    await guide.look("reset-password-wrong-code")
    guide.write(reset, words.CONFIRMATION_CODE, guide.latest_code())
    guide.press(reset, more.RESET_PASSWORD)
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _reset_required(guide: Guide) -> None:
    await guide.choose("reset")
    page = await guide.arrive(ResetPasswordPage)
    await guide.look("reset-required")
    guide.write(page, words.CONFIRMATION_CODE, guide.latest_code())
    _type_new(guide, page, _PASSWORD)
    guide.press(page, more.RESET_PASSWORD)
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _account(guide: Guide) -> None:
    """The account of somebody with two factors and a device."""
    await guide.choose("choose-mfa")
    await guide.arrive(ChooseMethodPage)
    guide.press(guide.page(Page), words.CONTINUE)
    code = await guide.arrive(CodePage)
    guide.write(code, words.CONFIRMATION_CODE, guide.authenticator_code("choose-mfa"))
    board = await guide.arrive(Dashboard)
    guide.press(board, more.ACCOUNT)
    page = await guide.arrive(AccountPage)
    await guide.unlocked(page)
    await guide.look("account")
    guide.press(page, more.ASK_FOR_THIS_FIRST)
    await guide.said(page, tr(more.METHOD_PREFERRED))
    await guide.look("account-preferred")
    guide.press(page, more.REPLACE_APP)
    app = await guide.arrive(SetUpAuthenticatorPage)
    await guide.look("replace-authenticator")
    guide.press(app, more.BACK)
    page = await guide.arrive(AccountPage)
    guide.press(page, words.CHANGE_PASSWORD)
    change = await guide.arrive(ChangePasswordPage)
    await guide.look("change-password")
    guide.write(change, more.CURRENT_PASSWORD, "Demo-Passw0rd!")
    _type_new(guide, change, _NEXT_PASSWORD)
    change.primary.click()
    page = await guide.arrive(AccountPage)
    await guide.said(page, tr(more.PASSWORD_CHANGED))
    guide.press(page, more.BACK)
    await _sign_out(guide, await guide.arrive(Dashboard))


async def _refused(guide: Guide) -> None:
    await guide.choose("disabled")
    page = guide.page(SignInPage)
    await guide.said(page, tr(PROBLEMS[Problem.USER_DISABLED]))
    await guide.look("sign-in-disabled")


async def _profiles(guide: Guide) -> None:
    """Two connection profiles to choose from, in a window of their own."""
    window = MainWindow(WindowPlan(profiles=("development", "production"), profile="production"))
    window.show()
    await guide.look("sign-in-with-profiles", window)
    window.close()
    window.deleteLater()


def _sum_in(question: str) -> str:
    found = re.search(r"(\d+) \+ (\d+)", question)
    if found is None:
        raise TourFailed(f"no sum in {question!r}")
    return str(int(found[1]) + int(found[2]))


async def _check(guide: Guide, page: ConnectPoolPage) -> None:
    guide.press(page, words.CHECK_CONNECTION)
    await guide.until(lambda: not page.locked and page.report.isVisible(), "the report")


async def _confirm(guide: Guide, page: CodePage, authenticator_of: str = "") -> None:
    """An authenticator's code is sent by its sixth digit."""
    if authenticator_of:
        code = guide.authenticator_code(authenticator_of)
        guide.write(page, words.CONFIRMATION_CODE, code)
        return
    guide.write(page, words.CONFIRMATION_CODE, guide.latest_code())
    guide.press(page, words.CONFIRM)


def _type_new(guide: Guide, page: Page, password: str) -> None:
    guide.write(page, words.NEW_PASSWORD, password)
    guide.write(page, words.CONFIRM_PASSWORD, password)


async def _sign_out(guide: Guide, board: Dashboard, picture: str = "") -> None:
    guide.press(board, words.SIGN_OUT)
    page = await guide.arrive(SignInPage)
    await guide.until(lambda: bool(page.bar.words))
    if picture:
        await guide.look(picture)
