"""A passkey that only a browser can reach: the sign-in goes on there, for the same person."""

from __future__ import annotations

import asyncio
from pathlib import Path

from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.domain.answers import Chosen, Credentials
from desktop_login.domain.browser import ThroughBrowser
from desktop_login.domain.challenges import Method, MethodRequired, PasskeyRequired
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn
from desktop_login.flow.passkey_ports import NoKeys
from tests.fakes.browsing import browsing


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

    asyncio.run(story())


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

    asyncio.run(story())


def test_the_account_offers_no_browser_that_cannot_add(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            await world.sign_in_with_password("passkey")
            await world.flow.open_account()
            question = world.asked.question
            assert isinstance(question, AccountOverview)
            assert question.details is not None
            assert not question.details.passkey_offers.browser
            assert question.details.passkey_offers.host

    asyncio.run(story())
