"""What the tour walks through: every screen once, each reached as a person reaches it. Knows no way to open a window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QRadioButton

from desktop_login.domain.challenges import Method
from desktop_login.domain.errors import ErrorCode
from desktop_login.messages import account as more
from desktop_login.messages import connect, frame
from desktop_login.messages import pages as words
from desktop_login.messages.problems import PROBLEMS
from desktop_login.messages.translate import tr
from desktop_login.settings.imports import PoolConfig
from desktop_login.tour.robot import Robot, TourFailed
from desktop_login.tour.trying_api import try_api
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.change_password import ChangePasswordPage
from desktop_login.ui.pages.choose_method import ChooseMethodPage
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.create_account import CreateAccountPage
from desktop_login.ui.pages.custom_question import CustomQuestionPage
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.one_answer import OneAnswerPage
from desktop_login.ui.pages.remember_device import RememberDevicePage
from desktop_login.ui.pages.reset_password import ResetPasswordPage
from desktop_login.ui.pages.set_up_authenticator import SetUpAuthenticatorPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.pages.verify_contact import VerifyContactPage
from desktop_login.ui.widgets.page import Page

if TYPE_CHECKING:
    from desktop_login.ui.pages.pool_connection import Connection

_PASSWORD = "My-0wn-Passw0rd"  # noqa: S105 - typed into the demo, which forgets it
_NEXT_PASSWORD = "An0ther-Passw0rd"  # noqa: S105 - the same

# At which the dashboard turns its rows into columns, and some between.
_WIDTHS = (360, 400, 480, 559, 560, 561, 680, 760, 1000, 1600)


async def brief_visit(robot: Robot) -> None:
    """Sign in, refresh, sign out, and print what the dashboard shows."""
    await robot.look("sign-in")
    await robot.choose("confirmed")
    board = await robot.arrive(Dashboard)
    await robot.look("dashboard")
    robot.notify(robot.who())
    robot.notify(board.signature.accessibleName())
    _tell_claims(robot, board)
    await _renew(robot, board)
    await robot.look("dashboard-renewed")
    robot.notify(tr(words.REFRESHED))
    _tell_claims(robot, board, only=("jti", "exp"))
    await _sign_out(robot, "signed-out")
    robot.notify(robot.page(SignInPage).bar.text)


async def first_window(robot: Robot) -> None:
    await robot.look("sign-in")
    await _mistakes(robot)
    await _straight_in(robot)
    await _new_password(robot)
    for story in ("sms-code", "email-code", "totp"):
        await _code(robot, story)
    await _choose_method(robot)
    await _set_up_authenticator(robot)
    await _set_up_email(robot)
    if robot.shows.remember_me:
        await _device(robot)
    await _contact(robot)
    if robot.shows.sign_up:
        await _create_account(robot)
    await _unconfirmed(robot)
    if robot.shows.forgot_password:
        await _forgotten(robot)
    await _reset_required(robot)
    await _account(robot)
    await _refused(robot)


async def connecting(robot: Robot, connection: Connection) -> None:
    robot.app_window.window.show_connect(connection._replace(wanted=PoolConfig()))
    page = robot.page(ConnectPoolPage)
    await robot.look("connect-a-pool")
    robot.press(page, frame.TYPE_THE_IDS)
    await robot.look("connect-a-pool-by-ids")
    page.fill_in(connection.wanted)
    robot.write(page, connect.CLIENT_ID, "nosuchclient")
    await _check(robot, page)
    await robot.look("connect-a-pool-wrong-client")
    page.fill_in(connection.wanted)
    await _check(robot, page)
    await robot.look("connect-a-pool-checked")
    # last: without a window manager its end leaves no window active, and no picture with a focus
    await _profiles(robot)


async def with_choice(robot: Robot) -> None:
    """A pool where people choose how to sign in."""
    page = robot.page(SignInPage)
    robot.write(page, words.EMAIL, "passwordless@example.com")
    robot.press(page, words.SIGN_IN)
    choice = await robot.arrive(ChooseMethodPage)
    await robot.look("choose-how-to-sign-in")
    robot.click(robot.named(choice, tr(more.METHODS[Method.PASSWORD]), QRadioButton))
    robot.press(choice, words.CONTINUE)
    await robot.arrive(OneAnswerPage)
    await robot.look("enter-your-password")
    robot.press(robot.page(Page), words.BACK_TO_SIGN_IN)
    page = await robot.arrive(SignInPage)
    robot.press(page, words.SIGN_IN)
    choice = await robot.arrive(ChooseMethodPage)
    robot.click(robot.named(choice, tr(more.METHODS[Method.EMAIL]), QRadioButton))
    robot.press(choice, words.CONTINUE)
    code = await robot.arrive(CodePage)
    await robot.look("code-instead-of-a-password")
    robot.write(code, words.CONFIRMATION_CODE, robot.latest_code())
    robot.press(code, words.CONFIRM)
    await _sign_out(robot)


async def with_questions(robot: Robot) -> None:
    """A pool whose own functions ask questions."""
    await robot.choose("custom")
    for number in (1, 2):
        page = await robot.arrive(CustomQuestionPage)
        await robot.unlocked(page)
        await robot.look(f"question-{number}")
        robot.write(page, more.YOUR_ANSWER, _sum_in(page.asked[0][1]))
        robot.press(page, words.CONTINUE)
    await _sign_out(robot)


def _tell_claims(robot: Robot, board: Dashboard, only: tuple[str, ...] = ()) -> None:
    """The rows of the table, aligned: name, value, meaning."""
    model = board.claims.model()
    for row in range(model.rowCount()):
        name, value, meaning = (str(model.index(row, column).data()) for column in range(3))
        if not only or name in only:
            robot.notify(f"  {name:<18} {value:<38} {meaning}".rstrip())


async def _mistakes(robot: Robot) -> None:
    page = robot.page(SignInPage)
    robot.write(page, words.PASSWORD, "abc")
    robot.write(page, words.EMAIL, "user")  # the advice comes once the password is left
    fields = (page.password.input, page.username.input)
    await robot.until(lambda: all(field.accessibleDescription() for field in fields))
    await robot.look("sign-in-live-validation")
    robot.write(page, words.EMAIL, "confirmed@example.com")
    robot.write(page, words.PASSWORD, "Wrong-Passw0rd!")
    robot.press(page, words.SIGN_IN)
    await robot.wait_for_message(page, tr(PROBLEMS[ErrorCode.WRONG_CREDENTIALS]))
    await robot.look("sign-in-wrong-password")


async def _renew(robot: Robot, board: Dashboard) -> None:
    before = board.token.document().revision()
    robot.press(board, words.REFRESH_NOW)
    await robot.until(lambda: board.token.document().revision() != before, "the renewal")


async def _straight_in(robot: Robot) -> None:
    await robot.choose("confirmed")
    board = await robot.arrive(Dashboard)
    await robot.look("dashboard")
    await robot.look_at_widths("dashboard", _WIDTHS)
    await _menu_pages(robot)
    if robot.shows.api_tryout:
        await try_api(robot)
    for view in filter(board.has, (View.CLAIMS, View.JSON, View.TOKEN)):
        board.open(view)
        await robot.look(f"dashboard-{view.name.lower()}")
    if robot.shows.id_token:
        robot.press(board, words.HIDE_ID_TOKEN)
        await robot.look("dashboard-hidden-token")
    board.open(View.OVERVIEW)
    await _renew(robot, board)
    await robot.look("dashboard-renewed")
    board.open(View.HISTORY)
    await robot.look("dashboard-history")
    await _sign_out(robot, "signed-out")


async def _menu_pages(robot: Robot) -> None:
    for name, entry in (
        ("settings", frame.SETTINGS),
        ("shortcuts", frame.SHORTCUTS),
        ("about", frame.ABOUT),
    ):
        await robot.choose_in_menu(entry)
        await robot.look(name)
        robot.press(robot.app_window.window.page, more.BACK)
    await robot.arrive(Dashboard)


async def _new_password(robot: Robot) -> None:
    await robot.choose("new-password")
    page = await robot.arrive(NewPasswordPage)
    robot.write(page, words.NEW_PASSWORD, "short")
    robot.write(page, words.CONFIRM_PASSWORD, "other")
    await robot.look("new-password-rules")
    _type_new(robot, page, _PASSWORD)
    await robot.look("new-password")
    page.primary.click()
    await _sign_out(robot)


async def _code(robot: Robot, story: str) -> None:
    await robot.choose(story)
    page = await robot.arrive(CodePage)
    await robot.look(f"code-{story}")
    robot.write(page, words.CONFIRMATION_CODE, "12345")
    robot.press(page, words.CONFIRM)
    await robot.look(f"code-{story}-too-short")
    await _confirm(robot, page, story if story == "totp" else "")
    await _sign_out(robot)


async def _choose_method(robot: Robot) -> None:
    await robot.choose("choose-mfa")
    page = await robot.arrive(ChooseMethodPage)
    await robot.look("choose-method")
    robot.click(robot.named(page, tr(more.METHODS[Method.TEXT_MESSAGE]), QRadioButton))
    robot.press(page, words.CONTINUE)
    await _confirm(robot, await robot.arrive(CodePage))
    await _sign_out(robot)


async def _set_up_authenticator(robot: Robot) -> None:
    await robot.choose("setup-mfa")
    page = await robot.arrive(SetUpAuthenticatorPage)
    await robot.look("set-up-authenticator")
    robot.press(page, more.COPY_SECRET_KEY)
    robot.write(page, words.CONFIRMATION_CODE, robot.authenticator_code("setup-mfa"))
    await _sign_out(robot)


async def _set_up_email(robot: Robot) -> None:
    await robot.choose("setup-choice")
    page = await robot.arrive(ChooseMethodPage)
    await robot.look("choose-what-to-set-up")
    robot.click(robot.named(page, tr(more.METHODS[Method.EMAIL]), QRadioButton))
    robot.press(page, words.CONTINUE)
    address = await robot.arrive(OneAnswerPage)
    await robot.look("set-up-email")
    robot.press(address, words.CONTINUE)
    await _confirm(robot, await robot.arrive(CodePage))
    await _sign_out(robot)


async def _device(robot: Robot) -> None:
    """Remembered once, and no code is asked for the second time."""
    await robot.choose("device")
    await _confirm(robot, await robot.arrive(CodePage))
    page = await robot.arrive(RememberDevicePage)
    await robot.look("remember-this-computer")
    robot.press(page, more.REMEMBER)
    await _sign_out(robot)
    await robot.choose("device")
    await _sign_out(robot)


async def _contact(robot: Robot) -> None:
    await robot.choose("unverified")
    page = await robot.arrive(VerifyContactPage)
    await robot.look("verify-contact")
    robot.press(page, more.SEND_CODE)
    code = await robot.arrive(CodePage)
    await robot.look("verify-contact-code")
    await _confirm(robot, code)
    await robot.arrive(Dashboard)
    await robot.look("contact-verified")
    await _sign_out(robot)


async def _create_account(robot: Robot) -> None:
    robot.press(robot.page(SignInPage), words.CREATE_ACCOUNT)
    page = await robot.arrive(CreateAccountPage)
    await robot.look("create-account")
    robot.write(page, words.EMAIL, "robin@example.com")
    robot.write(page, words.PASSWORD, _PASSWORD)
    robot.write(page, words.CONFIRM_PASSWORD, _PASSWORD)
    await robot.look("create-account-filled-in")
    page.primary.click()
    code = await robot.arrive(CodePage)
    await robot.look("confirm-account")
    await _confirm(robot, code)
    await _sign_out(robot)


async def _unconfirmed(robot: Robot) -> None:
    await robot.choose("unconfirmed")
    page = await robot.arrive(CodePage)
    await robot.look("confirm-before-signing-in")
    await _confirm(robot, page)
    await _sign_out(robot)


async def _forgotten(robot: Robot) -> None:
    sign_in = robot.page(SignInPage)
    robot.write(sign_in, words.EMAIL, "confirmed@example.com")
    robot.press(sign_in, words.FORGOT_PASSWORD)
    page = await robot.arrive(OneAnswerPage)
    await robot.look("forgot-password")
    robot.press(page, more.SEND_CODE)
    reset = await robot.arrive(ResetPasswordPage)
    robot.write(reset, words.CONFIRMATION_CODE, "000000")
    _type_new(robot, reset, _PASSWORD)
    robot.press(reset, more.RESET_PASSWORD)
    await robot.wait_for_message(reset, tr(PROBLEMS[ErrorCode.WRONG_CODE]))
    await robot.look("reset-password-wrong-code")
    robot.write(reset, words.CONFIRMATION_CODE, robot.latest_code())
    robot.press(reset, more.RESET_PASSWORD)
    await _sign_out(robot)


async def _reset_required(robot: Robot) -> None:
    await robot.choose("reset")
    page = await robot.arrive(ResetPasswordPage)
    await robot.look("reset-required")
    robot.write(page, words.CONFIRMATION_CODE, robot.latest_code())
    _type_new(robot, page, _PASSWORD)
    robot.press(page, more.RESET_PASSWORD)
    await _sign_out(robot)


async def _account(robot: Robot) -> None:
    """The account page of a user with two factors and a device."""
    await robot.choose("choose-mfa")
    await robot.arrive(ChooseMethodPage)
    robot.press(robot.page(Page), words.CONTINUE)
    code = await robot.arrive(CodePage)
    robot.write(code, words.CONFIRMATION_CODE, robot.authenticator_code("choose-mfa"))
    await robot.arrive(Dashboard)
    await robot.choose_in_menu(more.ACCOUNT)
    page = await robot.arrive(AccountPage)
    await robot.unlocked(page)
    await robot.look("account")
    default = tr(more.METHOD_PREFERRED, method=more.METHODS[Method.AUTHENTICATOR])
    app_row = tr(more.METHODS[Method.AUTHENTICATOR])
    robot.choose_in_row(page, app_row, more.ASK_FOR_THIS_FIRST)
    await robot.wait_for_message(page, default)
    await robot.look("account-preferred")
    robot.choose_in_row(page, app_row, more.REPLACE_APP)
    app = await robot.arrive(SetUpAuthenticatorPage)
    await robot.look("replace-authenticator")
    robot.press(app, more.BACK)
    page = await robot.arrive(AccountPage)
    robot.press(page, words.CHANGE_PASSWORD)
    change = await robot.arrive(ChangePasswordPage)
    await robot.look("change-password")
    robot.write(change, more.CURRENT_PASSWORD, "Demo-Passw0rd!")
    _type_new(robot, change, _NEXT_PASSWORD)
    change.primary.click()
    page = await robot.arrive(AccountPage)
    await robot.wait_for_message(page, tr(more.PASSWORD_CHANGED))
    robot.press(page, more.BACK)
    await _sign_out(robot)


async def _refused(robot: Robot) -> None:
    await robot.choose("disabled")
    page = robot.page(SignInPage)
    await robot.wait_for_message(page, tr(PROBLEMS[ErrorCode.USER_DISABLED]))
    await robot.look("sign-in-disabled")
    robot.press(page, words.DISMISS)


async def _profiles(robot: Robot) -> None:
    """Two pools to choose from in the bar, in a window of their own that has the same brand."""
    names = ("development", "production")
    pools = PoolMenu("production", lambda: [ProfileEntry(name) for name in names])
    shown = robot.app_window.window.config
    window = MainWindow(
        WindowConfig(
            title=shown.title,
            ui_config=shown.ui_config,
            profile="production",
            pools=pools,
            icon=shown.icon,
        )
    )
    window.show()
    window.finish()
    await robot.look("sign-in-with-profiles", window)
    window.close()
    window.deleteLater()


def _sum_in(question: str) -> str:
    found = re.search(r"(\d+) \+ (\d+)", question)
    if found is None:
        raise TourFailed(f"no sum in {question!r}")
    return str(int(found[1]) + int(found[2]))


async def _check(robot: Robot, page: ConnectPoolPage) -> None:
    robot.press(page, connect.CHECK_CONNECTION)
    await robot.until(lambda: not page.locked and page.report.isVisible(), "the report")


async def _confirm(robot: Robot, page: Page, authenticator_of: str = "") -> None:
    """An authenticator's code is sent by its sixth digit."""
    if authenticator_of:
        code = robot.authenticator_code(authenticator_of)
        robot.write(page, words.CONFIRMATION_CODE, code)
        return
    robot.write(page, words.CONFIRMATION_CODE, robot.latest_code())
    robot.press(page, words.CONFIRM)


def _type_new(robot: Robot, page: Page, password: str) -> None:
    robot.write(page, words.NEW_PASSWORD, password)
    robot.write(page, words.CONFIRM_PASSWORD, password)


async def _sign_out(robot: Robot, picture: str = "") -> None:
    await robot.arrive(Dashboard)
    robot.press_in_bar(words.SIGN_OUT)
    page = await robot.arrive(SignInPage)
    await robot.until(lambda: bool(page.bar.text))
    if picture:
        await robot.look(picture)
