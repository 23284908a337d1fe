"""The program's sign-in with the browser, judged by ministack's own pages, in a real Chromium: there, back, renewed, out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.states import Asked, Fresh, SignedIn, SignedOut, State
from desktop_login.domain.tokens import Signature
from tests.fakes.browsing import free_ports
from tests.fakes.browsing import play as play_story
from tests.fakes.ministack import Ministack, python
from tests.fakes.ministack_domain import PASSWORD, PERSON, Clients
from tests.reference.chromium import Chromium, chromium
from tests.reference.program import Program, programs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Chromium is driven over pipes of its own"),
]


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    python()  # skips where there is none
    server = Ministack(tmp_path_factory.mktemp("ministack"))
    server.wait()
    try:
        yield Clients(server)
    finally:
        server.stop()


@pytest.fixture
def program(request: pytest.FixtureRequest, clients: Clients, tmp_path: Path) -> Iterator[Program]:
    pool = clients.client(free_ports(3), **getattr(request, "param", {}))
    with chromium(tmp_path) as browser, programs():
        yield Program(pool, browser)


def with_password(browser: Chromium, password: str = PASSWORD) -> None:
    browser.wait_for("Sign in")
    browser.type("username", PERSON)
    browser.type("password", password)
    browser.press("Sign in")
    browser.wait_for("You are signed in.")


def sees_the_end(browser: Chromium) -> None:
    browser.wait_for("You are signed out.")


def somebody_is_signed_in(state: State) -> SignedIn:
    assert isinstance(state, SignedIn), state
    assert state.session.identity.email == PERSON
    assert state.session.identity.signature is Signature.VERIFIED
    return state


@pytest.mark.parametrize(
    "program", [{}, {"GenerateSecret": True}], indirect=True, ids=["public", "secret"]
)
def test_there_and_back_renewed_and_signed_out_in_the_browser_too(program: Program) -> None:
    """Its domain is found in its own document, and its tokens reach the account and are renewed."""

    async def story() -> None:
        state = somebody_is_signed_in(await program.sign_in(with_password))
        assert "code=" not in program.browser.address
        first = state.session.tokens.access_token
        await program.services.session_manager.refresh()
        renewed = program.states[-1]
        assert isinstance(renewed, SignedIn) and isinstance(renewed.freshness, Fresh)
        assert renewed.session.tokens.access_token != first
        await program.sign_out_in_browser(sees_the_end)
        assert isinstance(program.states[-1], SignedOut)
        assert program.states[-1].error_info is None
        assert program.opened == 2

    play_story(story())


@pytest.mark.parametrize(
    "program", [{"CallbackURLs": ["http://127.0.0.1:8917/other"]}], indirect=True, ids=["other"]
)
def test_redirect_that_is_not_registered_opens_no_browser(program: Program) -> None:
    async def story() -> None:
        state = await program.sign_in(with_password)
        assert isinstance(state, Asked)
        assert isinstance(state.question, ContinueInBrowser)
        assert state.question.stage is BrowserStage.NOT_REGISTERED
        assert program.opened == 0

    play_story(story())


@pytest.mark.parametrize(
    "program", [{"AllowedOAuthScopes": ["openid", "email"]}], indirect=True, ids=["narrow"]
)
def test_scope_that_the_client_lacks_is_left_out_before_the_browser_opens(
    program: Program,
) -> None:
    async def story() -> None:
        somebody_is_signed_in(await program.sign_in(with_password))
        assert program.opened == 1
        assert all("scope=" not in address for address in program.browser.requests())

    play_story(story())
