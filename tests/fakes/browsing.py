"""A sign-in with the browser without a browser: the program on a real loop, and a small client that follows redirects."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from desktop_login.adapters.threads import background, off_thread
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.answers import Credentials
from desktop_login.domain.browser import BrowserSignIn, ContinueInBrowser
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn, SignedOut, State
from desktop_login.flow.services import assemble
from desktop_login.services.browser_at_hand import browser_of
from desktop_login.system import threads
from tests.fakes.authorization_server import AuthorizationServer
from tests.fakes.world import PASSWORD, World
from tests.patience import STEP_S


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on just now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@dataclass
class Seen:
    """One answer that the browser got."""

    url: str
    status: int
    headers: dict[str, str]
    body: str


def landings() -> list[threading.Thread]:
    """What listens for a browser, or answers one, at this moment."""
    return [one for one in threading.enumerate() if one.name.startswith("browser: ")]


async def answers_given() -> None:
    """Waits until the listener knows that a page was got: the browser knows a moment earlier."""
    async with asyncio.timeout(STEP_S):
        while any(one.name == "browser: connection" for one in landings()):
            await asyncio.sleep(0.01)


def get(url: str, headers: dict[str, str] | None = None, method: str = "GET") -> Seen:
    """One request, redirects not followed."""
    place = urlsplit(url)
    host = place.hostname or ""
    connection = http.client.HTTPConnection(host, place.port, timeout=STEP_S)
    path = f"{place.path or '/'}{'?' + place.query if place.query else ''}"
    try:
        connection.request(method, path, headers={**NAVIGATION, **(headers or {})})
        answer = connection.getresponse()
        return Seen(url, answer.status, dict(answer.headers), answer.read().decode())
    finally:
        connection.close()


def browse(url: str) -> list[Seen]:
    """Follow redirects as a browser does; the last one is what the person sees."""
    seen: list[Seen] = []
    for _ in range(10):
        seen.append(get(url))
        url = seen[-1].headers.get("Location", "")
        if not 300 <= seen[-1].status < 400:
            return seen
    raise AssertionError("redirects without end")


@dataclass
class Browser:
    """Opens links as the desktop's browser would; `opens` can refuse, and `holds` can wait."""

    opens: bool = True
    visits: bool = True
    links: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    visitors: list[threading.Thread] = field(default_factory=list)

    async def __call__(self, link: Secret) -> bool:
        self.links.append(link.reveal())
        if self.opens and self.visits:
            self.visit(link.reveal())
        return self.opens

    def visit(self, url: str) -> threading.Thread:
        thread = threading.Thread(target=self._visit, args=(url,), daemon=True)
        self.visitors.append(thread)
        thread.start()
        return thread

    def _visit(self, url: str) -> None:
        try:
            self.seen.extend(browse(url))
        except (OSError, http.client.HTTPException, AssertionError) as error:
            self.errors.append(error)

    def close(self) -> None:
        for thread in self.visitors:
            thread.join(STEP_S)
            assert not thread.is_alive()


class BrowsingWorld(World):
    """The whole program without a window, on an event loop, with a domain beside the pool."""

    def __init__(self, folder: Path, config: DemoPoolConfig | None = None, **more: Any) -> None:
        super().__init__(folder, config, **more)
        self.browser = Browser()
        self.server = AuthorizationServer(self.demo)
        self.ports_of_redirects = free_ports(3)
        self.redirect_uris = tuple(
            f"http://127.0.0.1:{port}/callback" for port in self.ports_of_redirects
        )
        self.server.redirects = list(self.redirect_uris)
        self.server.sign_outs = [
            url.replace("/callback", "/signed-out") for url in self.redirect_uris
        ]
        self.changed = asyncio.Event()

    def __enter__(self) -> Self:
        self.server.__enter__()
        super().__enter__()
        return self

    def __exit__(self, *details: object) -> None:
        self.browser.close()
        super().__exit__(*details)
        self.server.__exit__(*details)

    @property
    def pool(self) -> PoolClient:
        given = {"domain": self.server.url, "redirect_uris": self.redirect_uris} | self.changes
        return super().pool._replace(**given)

    def start(self) -> None:
        super().start()
        self.ports = self.ports._replace(
            off_thread=off_thread,
            background=background,
            opener=self.browser,
            browser=browser_of(self.pool, self.clock),
        )
        services = assemble(
            self.ports, self.token_store, lambda: self.random, self._listen, "test computer"
        )
        self.session_manager, self.flow = services.session_manager, services.coordinator

    def _listen(self, state: State) -> None:
        self.states.append(state)
        self.changed.set()

    async def until(self, wanted: Callable[[State], bool], limit_s: float = STEP_S) -> State:
        """Wait for a state, and return it."""
        async with asyncio.timeout(limit_s):
            while True:
                found = next((state for state in reversed(self.states) if wanted(state)), None)
                if found is not None:
                    return found
                self.changed.clear()
                await self.changed.wait()

    async def ended(self) -> SignedIn | SignedOut:
        state = await self.until(lambda one: isinstance(one, SignedIn | SignedOut))
        assert isinstance(state, SignedIn | SignedOut)
        return state

    async def waiting(self) -> ContinueInBrowser:
        state = await self.until(
            lambda one: isinstance(one, Asked) and isinstance(one.question, ContinueInBrowser)
        )
        assert isinstance(state, Asked)
        assert isinstance(state.question, ContinueInBrowser)
        return state.question

    async def sign_in_with_password(self, story: str = "confirmed") -> None:
        credentials = Credentials(f"{story}@example.com", Secret(PASSWORD), remember=True)
        await self.flow.sign_in(credentials)

    async def browse_in(self, **wanted: Any) -> SignedIn | SignedOut:
        await self.flow.sign_in_with_browser(BrowserSignIn(**wanted))
        return await self.ended()


@asynccontextmanager
async def browsing(folder: Path, **more: Any) -> AsyncIterator[BrowsingWorld]:
    """A world for one test; at its end nothing is left that listens."""
    world = BrowsingWorld(folder, **more)
    with world:
        try:
            yield world
        finally:
            world.flow.end_waiting()
            async with asyncio.timeout(STEP_S):
                while landings():
                    await asyncio.sleep(0.01)


def play(story: Coroutine[Any, Any, None]) -> None:
    """Run a story on an event loop and a thread of its own: a window's loop may run on this one."""
    threads.within(STEP_S * 2, lambda: asyncio.run(story), "story")
