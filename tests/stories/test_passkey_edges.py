"""What seldom happens around a passkey: whoever leaves meanwhile, answers that come late, and a pool that says no."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Interception, Operation
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import AccountAction, Chosen
from desktop_login.domain.challenges import MethodRequired, PasskeyRequired
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import AccountOverview, ChangePassword
from desktop_login.domain.passkeys import KeyStage, PasskeyAction
from desktop_login.domain.states import Asked, DashboardState, SignedOut
from tests.aftermath import expected
from tests.browser.conftest import impatient_landing
from tests.browser.test_passkeys import added_in_browser, revoked
from tests.browser.test_rows import play, seen_by, until
from tests.fakes.browsing import BrowsingWorld, landings
from tests.fakes.passkey_client import touching
from tests.fakes.world import World, inline, run
from tests.stories.test_passkey_faults import no_library
from tests.stories.test_passkeys import (
    Start,
    added,
    answer,
    asked_for,
    details,
    pin,
    refused,
    stages,
    step,
    worlds,
)

pytestmark = pytest.mark.medium

__all__ = ["impatient_landing", "no_library", "worlds"]  # fixtures


def leaves_during(world: World, name: str) -> None:
    """Whoever sits there goes back while this blocks, and only the first time."""
    left: list[str] = []

    async def off_thread(call: Callable[..., Any], *args: Any, **more: Any) -> Any:
        result = await inline(call, *args, **more)
        if getattr(call, "__name__", "") == name and not left:
            left.append(name)
            world.flow.leave()
        return result

    world.flow._attempts.off_thread = off_thread


def refusing(world: World, operation: str, name: str) -> Interception:
    def refuse(request: Request, answer_of: Operation) -> Reply:
        del request, answer_of
        raise ServiceException(name, "")

    return world.demo.intercept(operation, refuse)


def asking_for(world: World, site: str) -> Interception:
    """The pool, or what stands between, asks for a passkey of another site."""

    def relayed(request: Request, answer_of: Operation) -> Reply:
        reply = answer_of(request)
        given = reply.get("ChallengeParameters", {})
        if "CREDENTIAL_REQUEST_OPTIONS" in given:
            options = json.loads(given["CREDENTIAL_REQUEST_OPTIONS"])
            options["rpId"] = site
            given["CREDENTIAL_REQUEST_OPTIONS"] = json.dumps(options)
        return reply

    return world.demo.intercept("RespondToAuthChallenge", relayed)


# --- signing in ---------------------------------------------------------------------------------


def test_a_request_of_another_site_is_shown_and_reaches_no_key(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    world.states.clear()
    with asking_for(world, "bank.example"):
        challenge = asked_for(world)
    assert refused(world) is ErrorCode.PASSKEY_REQUEST_UNFIT
    assert (challenge.offers.key, challenge.offers.system) == (False, False)
    answer(world, PasskeyAction.USE_KEY)
    assert refused(world) is ErrorCode.PASSKEY_REQUEST_UNFIT
    assert stages(world) == []


def test_row_18_options_of_two_megabytes_reach_no_key(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    added(world)
    world.states.clear()

    def huge(request: Request, answer_of: Operation) -> Reply:
        reply = answer_of(request)
        given = reply.get("ChallengeParameters", {})
        if "CREDENTIAL_REQUEST_OPTIONS" in given:
            options = json.loads(given["CREDENTIAL_REQUEST_OPTIONS"])
            options["junk"] = "x" * 2 * 1024 * 1024
            given["CREDENTIAL_REQUEST_OPTIONS"] = json.dumps(options)
        return reply

    with world.demo.intercept("RespondToAuthChallenge", huge):
        world.sign_in("passkey", "")
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        answer(world, Chosen(question.options[0]))
    assert refused(world) is ErrorCode.NOT_UNDERSTOOD
    assert not isinstance(world.asked.question, PasskeyRequired)
    assert stages(world) == []
    assert not key.waits_for_touch


@pytest.mark.parametrize("no_library", ["broken"], indirect=True)
@pytest.mark.usefixtures("no_library")
def test_a_library_that_is_broken_is_not_the_fault_of_the_pool(
    worlds: Start, caplog: pytest.LogCaptureFixture
) -> None:
    world = worlds(touching())
    with asking_for(world, "acme.example"):
        world.sign_in("passwordless", "")
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        answer(world, Chosen(question.options[0]))
    challenge = world.asked.question
    assert isinstance(challenge, PasskeyRequired)
    assert world.asked.error_info is None
    assert not challenge.offers.key
    expected(caplog, "fido2 cannot be used")


def test_whoever_leaves_while_the_key_is_looked_for_sees_no_page_of_it(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    asked_for(world)
    world.states.clear()
    leaves_during(world, "_begin")
    answer(world, PasskeyAction.USE_KEY)
    assert world.states == [SignedOut(None)]
    assert not world.flow._passkeys.is_at_work


def test_what_a_key_says_after_it_was_left_is_not_shown(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    challenge = asked_for(world)
    world.states.clear()
    leaves_during(world, "next")
    answer(world, PasskeyAction.USE_KEY)
    assert world.states == [Asked(challenge)]
    assert stages(world) == []


def test_a_pin_that_comes_after_the_key_was_left_says_that_none_was_used(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    challenge = asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    world.flow.leave()
    answer(world, pin())
    assert world.asked.question == challenge
    assert refused(world) is ErrorCode.PASSKEY_NOT_USED


def test_another_way_that_the_pool_refuses_for_now_stays_on_the_page(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    challenge = asked_for(world)
    with refusing(world, "InitiateAuth", "TooManyRequestsException"):
        answer(world, PasskeyAction.ANOTHER_WAY)
    assert refused(world) is ErrorCode.BUSY
    assert world.asked.question == challenge


def test_a_refused_passkey_whose_challenge_cannot_be_opened_again_says_why(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    challenge = asked_for(world)
    user = world.demo.pool.find("passkey@example.com")
    assert user is not None
    (stored,) = user.passkeys.values()
    stored.counter += 1000
    answer(world, PasskeyAction.USE_KEY)
    with refusing(world, "InitiateAuth", "TooManyRequestsException"):
        answer(world, pin())
    assert refused(world) is ErrorCode.BUSY
    assert world.asked.question == challenge


def test_whoever_leaves_before_the_first_choice_is_shown_stays_signed_out(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    leaves_during(world, "look_for_domain")
    world.sign_in("passkey", "")
    assert world.state == SignedOut(None)


def test_whoever_leaves_on_the_way_to_another_choice_stays_signed_out(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    asked_for(world)
    leaves_during(world, "look_for_domain")
    answer(world, PasskeyAction.ANOTHER_WAY)
    assert world.state == SignedOut(None)


# --- the account --------------------------------------------------------------------------------


def test_a_pin_that_comes_after_adding_was_left_adds_nothing(worlds: Start) -> None:
    world = worlds(touching())
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    assert step(world).stage is KeyStage.PIN
    world.flow.leave()
    assert isinstance(world.asked.question, AccountOverview)
    answer(world, pin())
    assert isinstance(world.state, DashboardState)
    run(world.flow.open_account())
    assert details(world).passkeys == ()


def test_without_a_browser_nothing_is_added_in_one(worlds: Start) -> None:
    world = worlds(touching())
    world.sign_in("passkey")
    run(world.flow.open_account())
    assert not details(world).passkey_offers.browser
    answer(world, PasskeyAction.ADD_IN_BROWSER)
    assert refused(world) is ErrorCode.PASSKEY_NOT_USED
    assert isinstance(world.asked.question, AccountOverview)


# --- the browser --------------------------------------------------------------------------------


async def opened(world: BrowsingWorld) -> str:
    """The page that adds a passkey is open, and nobody has done anything there; returns its link."""
    world.browser.visits = False
    await added_in_browser(world)
    assert landings()
    return world.browser.links[0]


def overviews(world: BrowsingWorld) -> int:
    asked_for_now = [state.question for state in world.states if isinstance(state, Asked)]
    return len([one for one in asked_for_now if isinstance(one, AccountOverview)])


def test_whoever_changes_the_password_meanwhile_is_not_called_back(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        link = await opened(world)
        await world.flow.answer(AccountAction.CHANGE_PASSWORD)
        assert "You are signed in." in (await seen_by(world, link))[-1].body
        await until(lambda: not landings())
        await asyncio.sleep(0.05)
        assert world.asked == Asked(ChangePassword())
        assert revoked(world) == [False, True]

    play(tmp_path, story)


def test_a_return_that_anybody_could_have_sent_is_passed_over(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        link = await opened(world)
        world.server.error, world.server.error_with_state = {"error": "access_denied"}, False
        assert "You are signed in." not in (await seen_by(world, link))[-1].body
        assert landings()
        assert overviews(world) == 1
        assert "You are signed in." in (await seen_by(world, link))[-1].body
        await until(lambda: overviews(world) == 2)

    play(tmp_path, story)


def test_whoever_declines_in_the_browser_is_back_on_the_account(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        link = await opened(world)
        world.server.error = {"error": "access_denied"}
        assert "You are signed in." not in (await seen_by(world, link))[-1].body
        await until(lambda: overviews(world) == 2)
        assert world.server.redeemed == []
        assert world.session_manager.session is not None

    play(tmp_path, story)


def test_a_code_that_is_not_taken_changes_nothing_here(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        link = await opened(world)
        world.server.fault = lambda form: (400, {}, b'{"error": "invalid_grant"}')
        assert "You are signed in." not in (await seen_by(world, link))[-1].body
        await until(lambda: overviews(world) == 2)
        assert len(world.server.redeemed) == 1
        assert revoked(world) == [False]
        assert world.session_manager.session is not None

    play(tmp_path, story)


def test_a_return_to_an_account_that_was_opened_anew_does_not_look_again(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        link = await opened(world)
        world.server.pause_s = 0.3
        tab = asyncio.create_task(seen_by(world, link))
        await until(lambda: len(world.server.redeemed) == 1)
        await world.flow.open_account()
        looked = overviews(world)
        await until(lambda: revoked(world) == [False, True])
        await asyncio.gather(tab, return_exceptions=True)
        await asyncio.sleep(0.2)
        assert overviews(world) == looked
        assert details(world).passkeys_error is None

    play(tmp_path, story)


def test_a_pool_whose_domain_nobody_knows_opens_no_browser(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.changes = {"domain": ""}
        world.start()
        await world.sign_in_with_password("passkey")
        await world.flow.open_account()
        assert not details(world).passkey_offers.browser
        await world.flow.answer(PasskeyAction.ADD_IN_BROWSER)
        assert refused(world) is ErrorCode.BROWSER_UNKNOWN
        assert isinstance(world.asked.question, AccountOverview)
        assert (world.browser.links, landings()) == ([], [])

    play(tmp_path, story, config=DemoPoolConfig(has_domain=False))
