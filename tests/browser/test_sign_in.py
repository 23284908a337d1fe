"""A sign-in with the browser from the click to the session, against a strict authorization server."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path

import pytest

from desktop_login.adapters.browser import token_endpoint
from desktop_login.adapters.browser.listener import LoopbackListener
from desktop_login.adapters.browser.token_endpoint import CognitoTokenEndpoint
from desktop_login.adapters.clock import SystemClock
from desktop_login.domain.browser import ThroughBrowser
from desktop_login.domain.browser_rounds import Round, redirect_of
from desktop_login.domain.errors import AuthError
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn
from tests.browser.test_edges import closing
from tests.fakes.browsing import browsing, free_ports, get, play
from tests.patience import STEP_S, within


def test_the_browser_comes_back_and_the_dashboard_is_shown(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            state = await world.browse_in()
            assert isinstance(state, SignedIn), state
            assert state.session.identity.email == "confirmed@example.com"
            assert state.session.tokens.through == ThroughBrowser(world.server.url)
            assert len(world.server.redeemed) == 1
            world.browser.close()
            last = world.browser.seen[-1]
            assert last.status == 200
            assert "You are signed in." in last.body
            assert "code=" not in last.url

    play(story())


def test_who_comes_back_as_somebody_else_replaces_the_record_of_before(tmp_path: Path) -> None:
    """As with a password: nothing of one person is mixed with the other's."""

    async def story() -> None:
        async with browsing(tmp_path) as world:
            world.server.user = "passkey@example.com"
            first = await world.browse_in()
            assert isinstance(first, SignedIn)
            async with asyncio.timeout(STEP_S):
                while not world.files():
                    await asyncio.sleep(0.01)
            before = {file: file.read_bytes() for file in world.files()}
            for grant in world.demo.grants:
                grant.revoked = True
            await world.session_manager.refresh_now()
            assert world.session_manager.session is None
            world.states.clear()
            world.server.user = "confirmed@example.com"
            second = await world.browse_in()
            assert isinstance(second, SignedIn)
            assert second.session.identity.email == "confirmed@example.com"
            async with asyncio.timeout(STEP_S):
                while not world.files() or {f: f.read_bytes() for f in world.files()} == before:
                    await asyncio.sleep(0.01)
            assert len(world.files()) == len(before)
            world.start()
            assert await world.session_manager.restore()
            restored = world.signed_in.session
            assert restored.identity.subject == second.session.identity.subject
            assert restored.tokens.refresh_token == second.session.tokens.refresh_token
            assert first.session.identity.subject != restored.identity.subject

    play(story())


def test_an_address_of_ipv6_alone_is_listened_on() -> None:
    place = redirect_of(f"http://[::1]:{free_ports(1)[0]}/callback")
    assert place is not None
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this computer has no ::1")
    with closing(LoopbackListener().listen([place], "en")) as landing:
        landing.expect(Secret("s" * 43))
        assert get(f"{place.url}?code=a&state=b").status == 400
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", place.port), 1.0).close()


@pytest.mark.medium
def test_a_token_answer_that_drips_is_given_up_and_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each part comes in time, and the whole never does."""
    monkeypatch.setattr(token_endpoint, "READ_S", 0.3)
    asked: list[bytes] = []
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        while not over.is_set():
            try:
                one, _ = server.accept()
            except TimeoutError:
                continue
            with one:
                asked.append(one.recv(4096))
                try:
                    one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n{")
                    while not over.wait(0.05):
                        one.sendall(b" ")
                except OSError:
                    continue

    place = redirect_of("http://127.0.0.1:8917/callback")
    assert place is not None
    one = Round(place, Secret("s"), Secret("n"), Secret("v" * 43))
    pool = PoolClient("eu-west-1", "eu-west-1_AbCdEfGhI", "abc")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        thread = threading.Thread(target=drip, args=(server,), daemon=True)
        thread.start()
        domain = f"http://127.0.0.1:{server.getsockname()[1]}"
        begin = time.monotonic()
        with pytest.raises(AuthError):
            CognitoTokenEndpoint(pool, SystemClock()).redeem(domain, one, Secret("code"))
        assert time.monotonic() - begin < within(0.6)
        over.set()
        thread.join(STEP_S)
    assert len(asked) == 1
