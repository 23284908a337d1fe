"""The part of the tour that tries out the demo's API: a reply, a refusal with its remedy, a signed request."""

from __future__ import annotations

from desktop_login.domain.api_refusals import SentToken
from desktop_login.messages import account
from desktop_login.messages.frame import TRY_API_MENU
from desktop_login.messages.try_api import SEND
from desktop_login.tour.robot import Robot
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.try_api import TryApiPage


async def try_api(robot: Robot) -> None:
    """From the dashboard, and back to it."""
    await robot.choose_in_menu(TRY_API_MENU)
    page = await robot.arrive(TryApiPage)
    await robot.look("try-api")
    await _send(robot, page, "200 OK")
    await robot.look("try-api-reply")
    page.form.choose(SentToken.ACCESS)
    await _send(robot, page, "401 Unauthorized")
    await robot.look("try-api-refused")
    robot.click(page.advice.take)
    await robot.until(lambda: page.reply.status.text().startswith("200 OK"), "the second reply")
    page.form.fill("GET", "/v1/admin", SentToken.SIGNATURE, "")
    await _send(robot, page, "403 Forbidden")
    await robot.look("try-api-signed")
    robot.press(page, account.BACK)
    await robot.arrive(Dashboard)


async def _send(robot: Robot, page: TryApiPage, status: str) -> None:
    robot.press(page, SEND)
    await robot.until(lambda: not page.busy, "the reply")
    await robot.until(lambda: page.reply.status.text().startswith(status), status)
