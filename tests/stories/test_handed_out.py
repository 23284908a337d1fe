"""What is handed to other programs, and what goes on beside a session: who used it, and another sign-in meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_login.adapters.threads import LoopGate
from desktop_login.domain.answers import Credentials
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, State
from desktop_login.flow.ports import opens_nothing
from desktop_login.flow.services import assemble
from desktop_login.flow.token_desk import NoToken, TokenDesk
from desktop_login.system import threads
from tests.fakes.world import PASSWORD, World, run
from tests.patience import STEP_S


def on_a_loop(story: Any) -> None:
    threads.within(STEP_S, lambda: asyncio.run(story), "story")


def test_who_was_handed_a_token_is_told_once_a_minute(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        manager = world.session_manager
        manager.used_by("curl")
        assert world.states == [], "nobody is signed in"
        world.sign_in("confirmed")

        def heard_after(program: str) -> list[State]:
            before = len(world.states)
            manager.used_by(program)
            return world.states[before:]

        (state,) = heard_after("curl")
        assert isinstance(state, SignedIn)
        assert state.last_use is not None
        assert state.last_use.program == "curl"
        assert heard_after("curl") == []
        assert len(heard_after("aws")) == 1
        world.clock.pass_time(61)
        assert len(heard_after("aws")) == 1


def test_where_there_is_no_desktop_nothing_is_opened() -> None:
    assert run(opens_nothing(Secret("https://acme.example"))) is False


def test_a_passkey_is_not_added_in_a_browser_that_is_not_there(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("confirmed")
        run(world.flow.open_account())
        before = world.states[-1]
        run(world.flow.answer(PasskeyAction.ADD_IN_BROWSER))
        assert type(world.states[-1]) is type(before)


class _Replaced:
    """A session manager whose session ended while another person signed in."""

    def __init__(self, world: World) -> None:
        self._manager = world.session_manager

    @property
    def session(self) -> Any:
        return self._manager.session

    def server_time(self) -> float:
        return self._manager.server_time()

    async def renewed(self) -> AuthErrorInfo:
        return AuthErrorInfo(ErrorCode.SESSION_ENDED)


def test_a_session_that_ended_gives_no_token_of_the_next_one(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("confirmed")
        heard = run(TokenDesk(_Replaced(world)).renewed("id", now=False))  # type: ignore[arg-type]
        assert isinstance(heard, NoToken)
        assert heard.error_info is not None
        assert heard.error_info.code is ErrorCode.SESSION_ENDED
        assert heard.account == "confirmed@example.com"


def test_a_refresh_of_the_session_before_leaves_the_next_ones_alone(tmp_path: Path) -> None:
    """Signed out and in again while a refresh runs: whoever waits for the second gets its result."""
    states: list[State] = []

    async def story(world: World) -> None:
        held: list[asyncio.Event] = []

        async def off_thread(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if held:
                await held.pop().wait()
            await asyncio.sleep(0)
            return call(*args, **kwargs)

        ports = world.ports._replace(off_thread=off_thread, gate=LoopGate)
        services = assemble(ports, world.token_store, lambda: 0.5, states.append, "computer")
        manager = services.session_manager
        credentials = Credentials("confirmed@example.com", Secret(PASSWORD), remember=False)
        await services.coordinator.sign_in(credentials)
        first_may_end = asyncio.Event()
        held.append(first_may_end)
        first = asyncio.create_task(manager.renewed())
        await asyncio.sleep(0)
        await manager.sign_out()
        await services.coordinator.sign_in(credentials)
        second_may_end = asyncio.Event()
        held.append(second_may_end)
        second = asyncio.create_task(manager.renewed())
        await asyncio.sleep(0)
        waits = asyncio.create_task(manager.renewed())
        first_may_end.set()
        await first
        assert not waits.done()
        second_may_end.set()
        assert await second is None
        assert await waits is None
        assert manager.session is not None

    with World(tmp_path / "data") as world:
        on_a_loop(story(world))
