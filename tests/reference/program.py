"""The program without a window, whose browser is a real Chromium with somebody at it. For every judge of its sign-in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop_login.adapters.browser import listener
from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.session_store import MemoryTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.domain.browser import BrowserSignIn, IdentityProvider
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import State
from desktop_login.services.build import build_services
from tests.fakes.browsing import landings
from tests.patience import STEP_S
from tests.reference.chromium import Chromium

Person = Callable[[Chromium], None]


def nobody(browser: Chromium) -> None:
    """The page is opened, and that is all."""
    del browser


class Program:
    """The use cases of one app client. `opened` counts how often the browser was asked."""

    def __init__(self, pool: PoolClient, browser: Chromium) -> None:
        self.browser = browser
        self.states: list[State] = []
        self.opened = 0
        self.person: Person = nobody
        self.services = build_services(
            pool,
            MemoryTokenStore(),
            MemoryDeviceStore(),
            MemoryNames(),
            self.states.append,
            opener=self._open,
        )
        self._at_work: list[asyncio.Task[None]] = []

    async def sign_in(self, person: Person, provider: str = "", hint: str = "") -> State:
        """Sign in with the browser; return the state that the program ends in."""
        self.person = person
        wanted = BrowserSignIn(
            provider=IdentityProvider(provider) if provider else None, hint=hint, language="en"
        )
        await asyncio.wait_for(self.services.coordinator.sign_in_with_browser(wanted), STEP_S)
        await self.idle()
        return self.states[-1]

    async def sign_out(self) -> None:
        await asyncio.wait_for(self.services.session_manager.sign_out(), STEP_S)

    async def sign_out_in_browser(self, person: Person) -> None:
        """Sign out here and there. The browser is asked in the background: wait for its end too."""
        self.person, before = person, self.opened
        session_manager = self.services.session_manager
        async with asyncio.timeout(STEP_S):
            await session_manager.sign_out(in_browser=True)
            while self.opened == before:
                await asyncio.sleep(0.01)
            await self.idle()
            while landings():
                await asyncio.sleep(0.01)

    async def idle(self) -> None:
        """Until the person has done everything."""
        while self._at_work:
            await self._at_work.pop()

    async def _open(self, link: Secret) -> bool:
        self.opened += 1

        def work() -> None:
            self.browser.open(link.reveal())
            self.person(self.browser)

        self._at_work.append(asyncio.ensure_future(asyncio.to_thread(work)))
        return True


@contextmanager
def programs() -> Iterator[None]:
    """What signs in meanwhile leaves nothing that listens: the tab's last page is not waited for long."""
    before, listener.AFTER_PAGE_S = listener.AFTER_PAGE_S, 0.5
    try:
        yield
        end = time.monotonic() + STEP_S
        while landings() and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        listener.AFTER_PAGE_S = before
