"""Row 16: a sign-out also in the browser, and what is said where that cannot be done."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from desktop_login.domain.browser import BrowserSignIn, IdentityProvider
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.states import SignedIn, SignedOut, State
from tests.fakes.browsing import BrowsingWorld, browsing, landings, play
from tests.patience import STEP_S


def late(state: State) -> bool:
    return isinstance(state, SignedOut) and state.late


async def signed_in(world: BrowsingWorld, **wanted: object) -> None:
    assert isinstance(await world.browse_in(**wanted), SignedIn)
    world.states.clear()


async def tokens_are_revoked(world: BrowsingWorld) -> None:
    async with asyncio.timeout(STEP_S):
        while not world.demo.grants[-1].revoked:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("everywhere", [False, True])
def test_row_16_registered_the_browser_is_signed_out_and_the_tab_told_so(
    tmp_path: Path, everywhere: bool
) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            await signed_in(world)
            await world.session_manager.sign_out(everywhere=everywhere, in_browser=True)
            await tokens_are_revoked(world)
            async with asyncio.timeout(STEP_S):
                while not world.server.signed_out:
                    await asyncio.sleep(0.01)
            world.browser.close()
            last = world.browser.seen[-1]
            assert last.url.endswith("/signed-out")
            assert "You are signed out." in last.body
            assert not any(map(late, world.states))

    play(story())


@pytest.mark.parametrize("trouble", ["not registered", "no port", "no browser"])
def test_row_16_otherwise_the_person_reads_that_the_browser_may_stay_signed_in(
    tmp_path: Path, trouble: str
) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            await signed_in(world)
            world.browser.close()
            async with asyncio.timeout(STEP_S):
                while landings():  # the page of the sign-in is still there
                    await asyncio.sleep(0.01)
            others: list[socket.socket] = []
            match trouble:
                case "not registered":
                    world.server.sign_outs = []
                case "no port":
                    others += [
                        socket.create_server(("127.0.0.1", port))
                        for port in world.ports_of_redirects
                    ]
                case "no browser":
                    world.browser.opens = False
            await world.session_manager.sign_out(in_browser=True)
            state = await world.until(late)
            for one in others:
                one.close()
            assert isinstance(state, SignedOut)
            assert state.error_info is not None
            assert state.error_info.code is ErrorCode.BROWSER_STAYS_SIGNED_IN
            await tokens_are_revoked(world)
            assert world.server.signed_out == []

    play(story())


def test_a_federated_person_is_reminded_of_the_provider(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            await signed_in(world, provider=IdentityProvider("Company", "Acme SSO"))
            await world.session_manager.sign_out(in_browser=True)
            state = await world.until(late)
            assert isinstance(state, SignedOut)
            assert state.error_info is not None
            assert state.error_info.code is ErrorCode.PROVIDER_STAYS_SIGNED_IN
            assert state.error_info.name == "Company"

    play(story())


@pytest.mark.parametrize("in_browser", [False, True])
def test_a_password_session_opens_no_browser_when_it_ends(tmp_path: Path, in_browser: bool) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            if in_browser:
                await world.sign_in_with_password()
            else:
                await signed_in(world)
                world.browser.links.clear()
            await world.session_manager.sign_out(everywhere=True, in_browser=in_browser)
            assert world.browser.links == []

    play(story())


def test_a_sign_out_that_no_browser_ends_keeps_nobody_from_signing_in(tmp_path: Path) -> None:
    """The only address is listened on for half a minute, and it is no other program that does."""

    async def story() -> None:
        async with browsing(tmp_path) as world:
            first = world.redirect_uris[0]
            world.changes = {"redirect_uris": (first,)}
            world.server.redirects = [first]
            world.start()
            await signed_in(world)
            world.browser.close()
            world.browser.visits = False
            await world.session_manager.sign_out(in_browser=True)
            async with asyncio.timeout(STEP_S):
                while len(world.browser.links) < 2:
                    await asyncio.sleep(0.01)
            assert landings()
            world.browser.visits = True
            await world.flow.sign_in_with_browser(BrowserSignIn())
            await world.until(lambda one: isinstance(one, SignedIn))
            output = await world.until(late)
            assert isinstance(output, SignedOut)
            assert output.error_info is not None
            assert output.error_info.code is ErrorCode.BROWSER_STAYS_SIGNED_IN

    play(story())
