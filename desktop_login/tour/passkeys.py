"""What the tour does with the demo's security key: a passkey is added, used with a wrong PIN and a right one, and removed."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop_login.domain.passkeys import KeyStage, PasskeyAction
from desktop_login.messages import account as more
from desktop_login.messages import pages as words
from desktop_login.messages import passkey_pages as texts
from desktop_login.messages import passkeys
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.tour.robot import Robot, TourFailed
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.choose_method import ChooseMethodPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.passkey import PasskeyPage
from desktop_login.ui.pages.security_key import SecurityKeyPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.invitation_bar import InvitationBar

_WHO = "passkey@example.com"
_PIN, _WRONG = "1234", "9999"


async def with_passkeys(robot: Robot) -> None:
    """From the offer on the dashboard to the removal."""
    await robot.choose("passkey")
    await robot.arrive(Dashboard)
    window = robot.app_window.window
    await robot.until(lambda: _offer(robot) is not None, "the offer of a passkey")
    await robot.look("dashboard-offers-a-passkey")
    robot.press(window, passkeys.ACTIONS[PasskeyAction.ADD])
    await _at(robot, KeyStage.INSERT)
    await robot.look("security-key-insert")
    await _use_panel(robot, texts.INSERT_DEMO_KEY)
    await _at(robot, KeyStage.PIN)
    await robot.look("security-key-pin")
    await _enter(robot, _PIN)
    await _at(robot, KeyStage.TOUCH)
    await robot.look("security-key-touch-to-add")
    await _use_panel(robot, texts.TOUCH_DEMO_KEY)
    account = await robot.arrive(AccountPage)
    await robot.wait_for_message(account, tr(passkeys.PASSKEY_ADDED))
    await robot.look("passkey-added")
    robot.press(account, more.BACK)
    await _sign_out(robot)
    await _use(robot)
    await robot.choose_in_menu(more.ACCOUNT)
    account = await robot.arrive(AccountPage)
    await robot.unlocked(account)
    QTimer.singleShot(0, window, _agree)
    robot.press(account, passkeys.REMOVE_PASSKEY)
    await robot.wait_for_message(account, tr(passkeys.PASSKEY_REMOVED))
    robot.app_window.come_forward()  # without a window manager nobody does that behind a dialog
    await robot.look("passkey-removed")
    robot.press(account, more.BACK)
    await _sign_out(robot)


async def _use(robot: Robot) -> None:
    """A name alone, a wrong PIN, then the right one."""
    page = robot.page(SignInPage)
    robot.write(page, words.EMAIL, _WHO)
    robot.press(page, words.SIGN_IN)
    choice = await robot.arrive(ChooseMethodPage)
    await robot.look("passkey-is-the-first-way")
    robot.press(choice, words.CONTINUE)
    way = await robot.arrive(PasskeyPage)
    await robot.look("use-your-passkey")
    robot.press(way, passkeys.ACTIONS[PasskeyAction.USE_KEY])
    page_of_key = await _at(robot, KeyStage.PIN)
    await _enter(robot, _WRONG)
    line = page_of_key.pin.input
    wrong = tr(passkeys.PIN_WRONG_MANY, n=7)
    await robot.until(lambda: line.accessibleDescription() == wrong, wrong)
    await robot.look("security-key-wrong-pin")
    await _enter(robot, _PIN)
    await _at(robot, KeyStage.TOUCH)
    await robot.look("security-key-touch")
    await _use_panel(robot, texts.TOUCH_DEMO_KEY)
    await robot.arrive(Dashboard)
    await robot.look("signed-in-with-a-passkey")


async def _at(robot: Robot, stage: KeyStage) -> SecurityKeyPage:
    page = await robot.arrive(SecurityKeyPage)
    await robot.until(lambda: page.stage is stage and not page.locked, stage.value)
    return page


async def _enter(robot: Robot, pin: str) -> None:
    page = robot.page(SecurityKeyPage)
    robot.write(page, passkeys.KEY_PIN, pin)
    robot.press(page, words.CONTINUE)


async def _use_panel(robot: Robot, name: Message) -> None:
    panel = robot.app_window.window.demo_panel
    if panel is None:
        raise TourFailed("the demo panel is missing")
    made = robot.named(panel, tr(name), QAbstractButton)
    await robot.until(made.isEnabled, tr(name))
    robot.click(made)


def _offer(robot: Robot) -> InvitationBar | None:
    found = robot.app_window.window.findChildren(InvitationBar)
    return next((one for one in found if one.isVisible()), None)


def _agree() -> None:
    box = QApplication.activeModalWidget()
    if isinstance(box, ConfirmDialog):
        box.agree.click()


async def _sign_out(robot: Robot) -> None:
    await robot.arrive(Dashboard)
    robot.press_in_bar(words.SIGN_OUT)
    page = await robot.arrive(SignInPage)
    await robot.until(lambda: bool(page.bar.text))
