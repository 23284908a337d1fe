"""Whoever asks for tokens while a refresh is running gets what it brings: its tokens, or why there are none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.threads import LoopGate
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.states import SignedIn, SignedOut, State
from desktop_login.flow.session_manager import SessionManager
from tests.fakes.fault_proxy import refused
from tests.fakes.world import World

pytestmark = pytest.mark.medium

REFRESH = "GetTokensFromRefreshToken"
ASKERS = 50


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data", faulty=True) as world:
        world.sign_in("confirmed")
        yield world


async def one_turn_later(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """As on a worker thread: everything else on the loop has its turn first."""
    for _ in range(3):
        await asyncio.sleep(0)
    return call(*args, **kwargs)


def on_a_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """On a thread: this one may have the loop of a window that another test left."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def manager_of(world: World, states: list[State]) -> SessionManager:
    ports = world.ports._replace(off_thread=one_turn_later, gate=LoopGate)
    return SessionManager(ports, world.token_store, lambda: 0.5, states.append)


def played(
    world: World, ask: Callable[[SessionManager], Awaitable[Any]]
) -> tuple[list[Any], set[str], list[State]]:
    """What each asker was heard, which tokens they found then, and the states."""
    states: list[State] = []

    async def play() -> tuple[list[Any], set[str]]:
        manager = manager_of(world, states)
        await manager.restore()
        found: set[str] = set()

        async def one() -> Any:
            heard = await ask(manager)
            session = manager.session
            found.add(session.tokens.id_token.reveal() if session is not None else "")
            return heard

        return list(await asyncio.gather(*(one() for _ in range(ASKERS)))), found

    heard, found = on_a_loop(play())
    return heard, found, states


def test_fifty_that_force_a_refresh_at_once_get_the_same_new_tokens(world: World) -> None:
    before = world.token_store.load()
    assert before is not None
    heard, found, _ = played(world, lambda manager: manager.renewed())
    assert (heard, len(found)) == ([None] * ASKERS, 1)
    assert found != {before.id_token.reveal()}
    assert world.faults.count(REFRESH) == 1


def test_a_dead_session_that_fifty_ask_for_is_refreshed_once(world: World) -> None:
    async def ask(manager: SessionManager) -> str:
        if world.faults.count(REFRESH) == 0:
            world.clock.pass_time(3600)
        session = await manager.usable_session()
        return session.tokens.id_token.reveal() if session is not None else ""

    heard, found, _ = played(world, ask)
    assert set(heard) == found
    assert len(found) == 1
    assert world.faults.count(REFRESH) == 1


def test_all_that_wait_are_told_why_a_refresh_failed(world: World) -> None:
    world.faults.always(REFRESH, refused("TooManyRequestsException"))
    heard, found, states = played(world, lambda manager: manager.renewed())
    assert {error_info.code for error_info in heard} == {ErrorCode.BUSY}
    assert len(found) == 1
    assert isinstance(states[-1], SignedIn)


def test_all_that_wait_are_told_that_the_session_has_ended(world: World) -> None:
    world.faults.on(REFRESH, refused("NotAuthorizedException", "Refresh Token has expired"))
    heard, found, states = played(world, lambda manager: manager.renewed())
    assert {error_info.code for error_info in heard} == {ErrorCode.SESSION_ENDED}
    assert found == {""}
    assert isinstance(states[-1], SignedOut)


def test_a_tick_does_not_wait_for_a_refresh_that_somebody_else_began(world: World) -> None:
    async def play() -> tuple[float, bool]:
        manager = manager_of(world, [])
        await manager.restore()
        world.clock.pass_time(3590)
        asked = asyncio.create_task(manager.renewed())
        await asyncio.sleep(0)
        waits = await manager.tick()
        still_running = not asked.done()
        await asked
        return waits, still_running

    assert on_a_loop(play()) == (15.0, True)
