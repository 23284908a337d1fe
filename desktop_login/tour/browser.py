"""What the tour does in the browser: signed in by it, by hand, with a company, cancelled, and signed out there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton

from desktop_login.adapters.threads import off_thread
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.messages import account as more
from desktop_login.messages import browser as texts
from desktop_login.messages import browser_offer as offers
from desktop_login.messages import pages as words
from desktop_login.messages.problems import PROBLEMS
from desktop_login.messages.translate import tr
from desktop_login.tour.robot import Robot
from desktop_login.tour.visitor import Visitor
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage

_WHO = "passkey@example.com"  # the password of others is changed on the way here
_PASSWORD = "Demo-Passw0rd!"  # noqa: S105 - of the demo
_COMPANY = "Demo Company"
_CALLBACKS = tuple(f"http://127.0.0.1:{port}/callback" for port in (8917, 18917, 28917))


async def through_browser(robot: Robot, visitor: Visitor) -> None:
    sign_in = robot.page(SignInPage)
    await robot.until(lambda: sign_in.offer is not None, "the offer of the browser")
    await robot.look("sign-in-with-browser")
    await _there_and_back(robot, visitor)
    await _by_hand(robot, visitor)
    await _company(robot, visitor)
    await _cancelled(robot, visitor)
    await _what_keeps_it(robot)


async def _there_and_back(robot: Robot, visitor: Visitor) -> None:
    await _begin(robot, visitor, tr(offers.SIGN_IN_WITH_BROWSER))
    await robot.look("browser-waiting")
    await off_thread(_with_password, visitor.fill_in)
    await robot.arrive(Dashboard)
    await robot.look("signed-in-with-browser")
    page = await _sign_out(robot, visitor)
    await robot.until(lambda: not visitor.link and bool(page.bar.text), "the sign-out")
    await robot.look("signed-out-in-browser-too")


async def _by_hand(robot: Robot, visitor: Visitor) -> None:
    """The browser cannot reach this computer, and its address is carried over by the person."""
    page = await _begin(robot, visitor, tr(offers.SIGN_IN_WITH_BROWSER))
    address = await off_thread(_with_password, visitor.address_after)
    robot.press(page, texts.DID_NOT_COME_BACK)
    await robot.look("browser-pasted-address")
    robot.write(page, texts.ADDRESS_FROM_BROWSER, "http://127.0.0.1:8917/callback?code=1&state=2")
    robot.press(page, words.CONTINUE)
    other = tr(texts.BROWSER_PROBLEMS[ErrorCode.BROWSER_OTHER_ADDRESS])
    await robot.until(lambda: other in (page.bar.text, page.address.input.accessibleDescription()))
    await robot.look("browser-wrong-address")
    robot.write(page, texts.ADDRESS_FROM_BROWSER, address)
    robot.press(page, words.CONTINUE)
    await robot.arrive(Dashboard)
    await _sign_out(robot, visitor)


async def _company(robot: Robot, visitor: Visitor) -> None:
    await _begin(robot, visitor, tr(offers.SIGN_IN_WITH, name=_COMPANY))
    await off_thread(_as_employee, visitor)
    await robot.arrive(Dashboard)
    await robot.choose_in_menu(more.ACCOUNT)
    account = await robot.arrive(AccountPage)
    await robot.unlocked(account)
    await robot.look("account-of-a-company")
    robot.press(account, more.BACK)
    page = await _sign_out(robot, visitor)
    stays = PROBLEMS[ErrorCode.PROVIDER_STAYS_SIGNED_IN]
    await robot.wait_for_message(page, tr(stays, name=_COMPANY))
    await robot.look("signed-out-of-a-company")


async def _cancelled(robot: Robot, visitor: Visitor) -> None:
    await _begin(robot, visitor, tr(offers.SIGN_IN_WITH, name=_COMPANY))
    await off_thread(_cancels, visitor)
    page = await robot.arrive(SignInPage)
    await robot.wait_for_message(page, tr(PROBLEMS[ErrorCode.BROWSER_CANCELLED]))
    await robot.look("browser-cancelled")


async def _what_keeps_it(robot: Robot) -> None:
    """What a demo never has: no browser, an address that is not registered, ten minutes."""
    window, sign_in = robot.app_window.window, robot.page(SignInPage)
    host = "acme.auth.eu-west-1.amazoncognito.com"
    for stage in BrowserStage:
        if stage is BrowserStage.WAITING:
            continue
        page = WaitingForBrowserPage(
            ContinueInBrowser(host, Secret(f"https://{host}/"), stage, _CALLBACKS)
        )
        window.add(page)
        window.open(page)
        page.start()
        await robot.look(f"browser-{stage.name.lower().replace('_', '-')}")
        window.open(sign_in)
        page.forget()
        window.remove(page)


async def _begin(robot: Robot, visitor: Visitor, name: str) -> WaitingForBrowserPage:
    page = robot.page(SignInPage)
    await robot.until(lambda: not page.locked, "the sign-in page")
    robot.click(robot.named(page, name, QAbstractButton))
    waiting = await robot.arrive(WaitingForBrowserPage)
    await robot.until(lambda: bool(visitor.link), "the browser")
    return waiting


async def _sign_out(robot: Robot, visitor: Visitor) -> SignInPage:
    await robot.arrive(Dashboard)
    robot.press_in_bar(words.SIGN_OUT)
    await robot.until(lambda: bool(visitor.link), "the sign-out in the browser")
    await off_thread(visitor.visit)
    return await robot.arrive(SignInPage)


def _with_password(act: Callable[..., str]) -> str:
    return act(username=_WHO, password=_PASSWORD)


def _as_employee(visitor: Visitor) -> None:
    visitor.fill_in(name="Ann Lee")


def _cancels(visitor: Visitor) -> None:
    visitor.fill_in(do="cancel")
