"""A passkey that only a browser can reach: the sign-in goes on there, for the same person."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import AccountAction, Chosen, Credentials
from desktop_login.domain.browser import ThroughBrowser
from desktop_login.domain.challenges import Method, MethodRequired, PasskeyRequired
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import Passkey, PasskeyAction
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn
from desktop_login.flow.passkey_ports import NoKeys
from tests.fakes.browsing import BrowsingWorld, browsing, landings
from tests.fakes.browsing import play as play_story
from tests.fakes.passkey_client import made, touching
from tests.patience import STEP_S


def test_a_passkey_elsewhere_leads_into_the_browser(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.flow_kind, world.keys = AuthFlow.CHOICE, SecurityKeys(list)
            world.start()
            await world.flow.sign_in(Credentials("passwordless@example.com", Secret("")))
            question = world.asked.question
            assert isinstance(question, MethodRequired)
            assert question.options[0].method is Method.PASSKEY
            await world.flow.answer(Chosen(question.options[0]))
            challenge = world.asked.question
            assert isinstance(challenge, PasskeyRequired)
            assert not challenge.request.reachable
            assert challenge.offers.browser
            assert challenge.offers.host == world.server.url.partition("://")[2]
            await world.flow.answer(PasskeyAction.IN_BROWSER)
            waiting = await world.waiting()
            assert waiting.host == challenge.offers.host
            assert "login_hint=passwordless%40example.com" in waiting.link.reveal()
            state = await world.ended()
            assert isinstance(state, SignedIn), state
            assert state.session.tokens.through == ThroughBrowser(world.server.url)

    play_story(story())


def test_where_passkeys_are_off_the_browser_still_has_them(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.flow_kind, world.keys = AuthFlow.CHOICE, NoKeys()
            world.start()
            await world.flow.sign_in(Credentials("passwordless@example.com", Secret("")))
            question = world.asked.question
            assert isinstance(question, MethodRequired)
            await world.flow.answer(Chosen(question.options[0]))
            challenge = world.asked.question
            assert isinstance(challenge, PasskeyRequired)
            assert (challenge.offers.key, challenge.offers.browser) == (False, True)

    play_story(story())


async def added_in_browser(world: BrowsingWorld, user: str = "passkey@example.com") -> None:
    """Opens the account of `passkey@` and adds one in the browser, where `user` is signed in."""
    await world.sign_in_with_password("passkey")
    await world.flow.open_account()
    question = world.asked.question
    assert isinstance(question, AccountOverview)
    assert question.details is not None
    assert question.details.passkey_offers.browser
    world.server.user = user
    world.states.clear()
    await world.flow.answer(PasskeyAction.ADD_IN_BROWSER)


def revoked(world: BrowsingWorld) -> list[bool]:
    return [grant.revoked for grant in world.demo.grants]


def test_a_passkey_is_added_in_the_browser_and_its_session_is_revoked(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            await added_in_browser(world)
            assert world.browser.links[0].startswith(f"{world.server.url}/passkeys/add?")
            async with asyncio.timeout(STEP_S):
                while len([one for one in world.states if isinstance(one, Asked)]) < 2:
                    await asyncio.sleep(0.02)
            assert len(world.server.redeemed) == 1
            assert revoked(world) == [False, True]
            assert world.session_manager.session is not None
            world.browser.close()
            assert "You are signed in." in world.browser.seen[-1].body

    play_story(story())


def test_somebody_else_in_the_browser_changes_nothing_here(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            await added_in_browser(world, "confirmed@example.com")
            async with asyncio.timeout(STEP_S):
                while len([one for one in world.states if isinstance(one, Asked)]) < 2:
                    await asyncio.sleep(0.02)
            assert revoked(world) == [False, True]
            session = world.session_manager.session
            assert session is not None
            assert session.identity.email == "passkey@example.com"
            world.browser.close()
            assert "You are signed in." not in world.browser.seen[-1].body

    play_story(story())


def test_leaving_the_account_closes_the_landing(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.browser.visits = False
            await added_in_browser(world)
            assert landings()
            world.flow.leave()
            async with asyncio.timeout(STEP_S):
                while landings():
                    await asyncio.sleep(0.02)

    play_story(story())


def test_no_browser_is_said_on_the_account(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.browser.opens = False
            await added_in_browser(world)
            assert isinstance(world.asked.question, AccountOverview)
            assert world.asked.error_info is not None
            assert world.asked.error_info.code is ErrorCode.PASSKEY_NOT_USED

    play_story(story())


def test_the_page_for_adding_is_opened_again_for_whoever_did_not_finish(tmp_path: Path) -> None:
    """The landing of the first time is closed, so that one is left."""

    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.browser.visits = False
            await added_in_browser(world)
            await world.flow.answer(PasskeyAction.ADD_IN_BROWSER)
            async with asyncio.timeout(STEP_S):
                while len(world.browser.links) < 2 or len(landings()) > 1:
                    await asyncio.sleep(0.02)
            first, second = world.browser.links
            assert first != second
            world.flow.leave()
            async with asyncio.timeout(STEP_S):
                while landings():
                    await asyncio.sleep(0.02)

    play_story(story())


def overviews(world: BrowsingWorld) -> list[tuple[Passkey, ...]]:
    """The passkeys that each showing of the account has listed."""
    asked = [state.question for state in world.states if isinstance(state, Asked)]
    shown = [one.details for one in asked if isinstance(one, AccountOverview)]
    return [one.passkeys for one in shown if one is not None]


def added_elsewhere(world: BrowsingWorld) -> None:
    """As the page of the pool does it; the browser says nothing about it."""
    user = world.demo.pool.find("passkey@example.com")
    assert user is not None
    options = world.demo.passkeys.registration_options(user)
    origin = next(iter(world.demo.passkeys.origins))
    world.demo.passkeys.register(user, made(touching(), options, origin))


def test_who_comes_back_without_the_browser_sees_what_was_added_there(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.browser.visits = False
            await added_in_browser(world)
            await world.flow.look_again()
            assert [len(one) for one in overviews(world)] == [0]  # nothing is new
            added_elsewhere(world)
            await world.flow.look_again()
            assert [len(one) for one in overviews(world)] == [0, 1]
            await world.flow.look_again()
            assert [len(one) for one in overviews(world)] == [0, 1]

    play_story(story())


def test_who_has_added_nothing_in_the_browser_costs_no_request(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            await world.flow.look_again()
            await world.sign_in_with_password("passkey")
            await world.flow.open_account()
            asked: list[str] = []

            def count(request: Request, answer_of: Operation) -> Reply:
                asked.append("list")
                return answer_of(request)

            with world.demo.intercept("ListWebAuthnCredentials", count):
                await world.flow.look_again()
                assert asked == []
                world.browser.visits = False
                await world.flow.answer(PasskeyAction.ADD_IN_BROWSER)
                await world.flow.look_again()
                assert asked == ["list"]
                await world.flow.answer(AccountAction.CHANGE_PASSWORD)
                await world.flow.look_again()
                world.flow.leave()
                world.flow.leave()
                await world.flow.look_again()
                assert asked == ["list"]

    play_story(story())


@pytest.mark.parametrize("trouble", ["refused", "left", "another page"])
def test_looking_again_in_vain_says_nothing(tmp_path: Path, trouble: str) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.browser.visits = False
            await added_in_browser(world)
            added_elsewhere(world)

            def between(request: Request, answer_of: Operation) -> Reply:
                if trouble == "refused":
                    raise ServiceException("TooManyRequestsException", "")
                asked.set()
                go_on.wait(STEP_S)
                return answer_of(request)

            asked, go_on = threading.Event(), threading.Event()
            with world.demo.intercept("ListWebAuthnCredentials", between):
                looks = asyncio.create_task(world.flow.look_again())
                if trouble != "refused":
                    await asyncio.to_thread(asked.wait, STEP_S)
                if trouble == "left":
                    world.flow.leave()
                elif trouble == "another page":
                    await world.flow.answer(AccountAction.CHANGE_PASSWORD)
                go_on.set()
                await looks
            assert [len(one) for one in overviews(world)] == [0]
            assert getattr(world.states[-1], "error_info", None) is None

    play_story(story())
