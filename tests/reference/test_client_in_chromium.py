"""The program's own sign-in with the browser against the demo, in a real Chromium: there and back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.demo.pool import COMPANY, DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.states import SignedIn, SignedOut
from tests.demo.browser import PASSWORD
from tests.fakes.browsing import free_ports
from tests.fakes.browsing import play as play_story
from tests.patience import STEP_S
from tests.reference.chromium import Chromium, chromium
from tests.reference.program import Program, programs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Chromium is driven over pipes of its own"),
]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    ports = free_ports(4)
    config = DemoPoolConfig(
        redirect_uris=tuple(f"http://127.0.0.1:{port}/callback" for port in ports),
        sign_out_uris=tuple(f"http://127.0.0.1:{port}/signed-out" for port in ports),
    )
    with DemoCognito(config) as demo, chromium(tmp_path) as browser, programs():
        pool = PoolClient(
            config.region,
            config.pool_id,
            config.client_id,
            endpoint_url=demo.url,
            redirect_uris=config.redirect_uris,
        )
        yield Program(pool, browser)


def with_password(browser: Chromium) -> None:
    browser.wait_for("Sign in")
    browser.type("username", "confirmed@example.com")
    browser.type("password", PASSWORD)
    browser.press("Sign in")
    browser.wait_for("You are signed in.")


def from_the_company(browser: Chromium) -> None:
    browser.wait_for("Sign in to Demo Company")
    browser.type("name", "Ann Lee")
    browser.press("Continue")
    browser.wait_for("You are signed in.")


def signed_in_already(browser: Chromium) -> None:
    browser.wait_for("You are signed in.")


def sees_the_end(browser: Chromium) -> None:
    browser.wait_for("You are signed out.")


def cancels(browser: Chromium) -> None:
    browser.wait_for("Sign in to Demo Company")
    browser.press("Cancel")
    browser.wait(lambda: "/done" in browser.address, "the last page")


def test_there_and_back_and_silently_the_second_time(program: Program) -> None:
    async def story() -> None:
        assert isinstance(await program.sign_in(with_password), SignedIn)
        assert "code=" not in program.browser.address
        assert [one for one in program.browser.history if "code=" in one] == []
        await asyncio.wait_for(program.services.session_manager.sign_out(), STEP_S)
        assert isinstance(await program.sign_in(signed_in_already), SignedIn)

    play_story(story())


def test_signed_out_in_the_browser_too_it_asks_for_the_password_again(program: Program) -> None:
    async def story() -> None:
        for _ in range(2):
            assert isinstance(await program.sign_in(with_password), SignedIn)
            await program.sign_out_in_browser(sees_the_end)
            last = program.states[-1]
            assert isinstance(last, SignedOut) and last.error_info is None

    play_story(story())


def test_company_and_a_person_who_cancels(program: Program) -> None:
    async def story() -> None:
        state = await program.sign_in(cancels, COMPANY)
        assert isinstance(state, SignedOut)
        assert state.error_info is not None
        assert state.error_info.code is ErrorCode.BROWSER_CANCELLED
        state = await program.sign_in(from_the_company, COMPANY)
        assert isinstance(state, SignedIn)
        identity = state.session.identity
        assert identity.claims["cognito:username"] == "DemoCompany_ann.lee"

    play_story(story())
