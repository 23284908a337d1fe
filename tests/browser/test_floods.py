"""A program on this computer sends the listener all it can; the window goes on, and the real return arrives."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.browser import listener
from desktop_login.adapters.browser.listener import LoopbackListener
from desktop_login.domain.browser import PastedAddress
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn
from desktop_login.system import threads
from tests.browser.test_edges import closing, redirect
from tests.browser.test_rows import answer_to, begun, error_of, play, port_of, seen_by, until
from tests.fakes.browsing import BrowsingWorld, get, landings
from tests.patience import STEP_S

pytestmark = pytest.mark.medium
STRANGE = "?error=access_denied"  # as anybody can send it, without a state
MB = 1024 * 1024


def test_errors_of_a_stranger_are_told_a_few_times_and_no_more(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        place = f"http://127.0.0.1:{port_of(question.link.reveal())}/callback"
        for _ in range(5 * listener.MAX_STRANGERS):
            assert (await asyncio.to_thread(get, f"{place}{STRANGE}")).status == 200
        reported = [state for state in world.states if error_of(state) is not None]
        assert 0 < len(reported) <= listener.MAX_STRANGERS
        assert "You are signed in." in (await seen_by(world, question.link.reveal()))[-1].body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_an_address_that_is_pasted_meanwhile_stops_no_window(tmp_path: Path) -> None:
    """While the window is busy nobody fetches what has come, and it may not wait for itself."""

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        for _ in range(3 * listener.MAX_STRANGERS):
            get(f"{back.partition('?')[0]}{STRANGE}")  # on the window's thread
        pasted = threads.start(
            lambda: asyncio.run(world.flow.answer(PastedAddress(Secret(back)))), "paste"
        )
        pasted.join(STEP_S / 4)
        assert not pasted.is_alive()
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


@contextlib.contextmanager
def no_more_files() -> Iterator[Any]:
    """Nothing can be opened; yields a function that lets one file more be."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = [os.open(os.devnull, os.O_RDONLY)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(held[0] + 8, 64), hard))
    try:
        with contextlib.suppress(OSError):
            while True:
                held.append(os.dup(held[0]))
        yield lambda: os.close(held.pop())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for one in held:
            os.close(one)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("stranger", [False, True])
def test_a_computer_that_can_open_nothing_more_listens_on(stranger: bool) -> None:
    """Somebody who says nothing makes room; else it waits until there is some."""
    place = redirect()
    with (
        closing(LoopbackListener().listen([place], "en")) as landing,
        contextlib.ExitStack() as more,
    ):
        landing.expect(Secret("s" * 43))
        if stranger:
            silent = more.enter_context(socket.create_connection(("127.0.0.1", place.port), STEP_S))
            end = time.monotonic() + STEP_S
            while not landing._connections and time.monotonic() < end:
                time.sleep(0.005)
        with no_more_files() as free:
            free()
            with socket.create_connection(("127.0.0.1", place.port), STEP_S) as one:
                one.settimeout(STEP_S)
                one.sendall(f"GET /other HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
                if stranger:
                    silent.settimeout(STEP_S)
                    assert silent.recv(1) == b""
                else:
                    used = time.process_time()
                    time.sleep(0.5)
                    assert time.process_time() - used < 0.25  # it does not try without a pause
                    free()
                assert one.recv(64).startswith(b"HTTP/1.1 404 ")
        assert get(f"{place.url}?code=a&state={'s' * 43}x").status == 400


def test_a_computer_that_can_start_no_thread_listens_on(monkeypatch: pytest.MonkeyPatch) -> None:
    place = redirect()
    with closing(LoopbackListener().listen([place], "en")) as landing:
        landing.expect(Secret("s" * 43))

        def fails(*_: object) -> None:
            raise RuntimeError("can't start new thread")

        with monkeypatch.context() as broken:
            broken.setattr(threads, "start", fails)
            with pytest.raises(OSError):
                get(f"{place.url}?code=a&state=b")
        assert not landing._connections
        assert get(f"{place.url}?code=a&state=b").status == 400


def test_row_4_memory_stays_flat_whatever_is_sent(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        port = port_of(question.link.reveal())
        head = f"GET /callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: ".encode()

        def flood(rounds: int) -> None:
            for _ in range(rounds):
                with (
                    contextlib.suppress(OSError),
                    socket.create_connection(("127.0.0.1", port), STEP_S) as one,
                ):
                    one.settimeout(STEP_S)
                    one.sendall(head + bytes(MB))
                    one.recv(4096)

        await asyncio.to_thread(flood, 5)  # what is made once is made
        tracemalloc.start()
        try:
            begin, _ = tracemalloc.get_traced_memory()
            await asyncio.to_thread(flood, 60)
            await until(lambda: len(landings()) == 1)  # the one that accepts
            now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert now - begin < MB
        assert most - begin < 8 * MB
        assert "You are signed in." in (await seen_by(world, question.link.reveal()))[-1].body

    play(tmp_path, story)
