"""The program's own sign-in with the browser against the demo, in a real Chromium: there and back."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_login.adapters.browser import listener
from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.session_store import MemoryTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.demo.pool import COMPANY, DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.browser import BrowserSignIn, IdentityProvider
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, SignedOut, State
from desktop_login.services.build import build_services
from tests.demo.browser import PASSWORD
from tests.fakes.browsing import free_ports, landings
from tests.fakes.browsing import play as play_story
from tests.patience import STEP_S
from tests.reference.chromium import Chromium, chromium

pytestmark = [
    pytest.mark.medium,
    pytest.mark.skipif(sys.platform == "win32", reason="Chromium is driven over pipes of its own"),
]


class Program:
    """The use cases without a window; the system's browser is Chromium, and somebody sits at it."""

    def __init__(self, demo: DemoCognito, browser: Chromium) -> None:
        self.browser = browser
        self.states: list[State] = []
        self.person: Callable[[Chromium], None] = lambda _: None
        config = demo.config
        pool = PoolClient(
            config.region,
            config.pool_id,
            config.client_id,
            endpoint_url=demo.url,
            redirect_uris=config.redirect_uris,
        )
        self.services = build_services(
            pool,
            MemoryTokenStore(),
            MemoryDeviceStore(),
            MemoryNames(),
            self.states.append,
            opener=self._open,
        )
        self._at_work: list[asyncio.Task[None]] = []

    async def sign_in(self, person: Callable[[Chromium], None], provider: str = "") -> State:
        """Sign in with the browser; return the state that the program ends in."""
        self.person = person
        wanted = BrowserSignIn(provider=IdentityProvider(provider) if provider else None)
        await asyncio.wait_for(self.services.coordinator.sign_in_with_browser(wanted), STEP_S)
        await self.idle()
        return self.states[-1]

    async def idle(self) -> None:
        """Until the person has done everything."""
        await asyncio.gather(*self._at_work)

    async def _open(self, link: Secret) -> bool:
        def work() -> None:
            self.browser.open(link.reveal())
            self.person(self.browser)

        self._at_work.append(asyncio.ensure_future(asyncio.to_thread(work)))
        return True


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 0.5)
    ports = free_ports(4)  # each stays taken for a moment after its last page
    config = DemoPoolConfig(
        redirect_uris=tuple(f"http://127.0.0.1:{port}/callback" for port in ports),
        sign_out_uris=tuple(f"http://127.0.0.1:{port}/signed-out" for port in ports),
    )
    with DemoCognito(config) as demo, chromium(tmp_path) as browser:
        yield Program(demo, browser)
        end = time.monotonic() + STEP_S
        while landings() and time.monotonic() < end:
            time.sleep(0.05)


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


def cancels(browser: Chromium) -> None:
    browser.wait_for("Sign in to Demo Company")
    browser.press("Cancel")
    browser.wait(lambda: "/done" in browser.address, "the last page")


def test_there_and_back_and_silently_the_second_time(program: Program) -> None:
    async def story() -> None:
        assert isinstance(await program.sign_in(with_password), SignedIn)
        assert "code=" not in program.browser.address
        await asyncio.wait_for(program.services.session_manager.sign_out(), STEP_S)
        assert isinstance(await program.sign_in(signed_in_already), SignedIn)

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
