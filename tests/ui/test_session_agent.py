"""The session of a window as a command reaches it: it is signed out there, and a sign-in in a terminal is taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop_login.adapters.threads import LoopGate
from desktop_login.agent.words import Answer, Declined, Handed, Question, left_of
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import Credentials
from desktop_login.domain.aws_credentials import AwsCredentials, Grounds, KeptAccess
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Activity, SignedIn, SignedOut, State, Working
from desktop_login.flow.ports import BackgroundWork
from desktop_login.flow.services import assemble
from desktop_login.ui.live_session import LiveSession
from desktop_login.ui.session_agent import SessionAgent, attend
from desktop_login.ui.state_hub import StateHub
from tests.fakes.world import PASSWORD, World, run


class Done:
    """A task that has ended before anybody could ask."""

    def done(self) -> bool:
        return True

    def add_done_callback(self, call: Any) -> None:
        call(self)


def at_once(work: Any) -> Done:
    run(work)
    return Done()


class Window:
    """The use cases of one pool, as a window holds them."""

    def __init__(self, world: World, app: QApplication, **ports: Any) -> None:
        self.hub = StateHub()
        self.states: list[State] = []
        self.hub.add(self.states.append)
        changed = world.ports._replace(**ports)
        services = assemble(changed, world.token_store, lambda: 0.5, self.hub, "test computer")
        self.session = LiveSession(app, services, self.hub, at_once)
        self.agent = SessionAgent(self.session)

    def sign_in(self, story: str) -> None:
        credentials = Credentials(f"{story}@example.com", Secret(PASSWORD))
        run(self.session.services.coordinator.sign_in(credentials))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data") as made:
        yield made


@pytest.fixture
def window(world: World, qapp: QApplication) -> Iterator[Window]:
    made = Window(world, qapp)
    user = object()
    made.session.enter(user)
    yield made
    made.session.leave(user)


def test_sign_in_elsewhere_is_taken_over_by_a_window_that_nobody_uses(
    world: World, window: Window
) -> None:
    window.agent.look_again()
    assert window.states == [], "nobody has signed in anywhere"
    world.sign_in("confirmed")
    window.agent.look_again()
    assert isinstance(window.states[-1], SignedIn)
    user = window.agent.user()
    assert user is not None
    assert user.account == "confirmed@example.com"


def test_window_in_which_somebody_is_signing_in_is_left_alone(world: World, window: Window) -> None:
    world.sign_in("confirmed")
    window.sign_in("totp")
    asked = window.states[-1]
    window.agent.look_again()
    assert window.states[-1] is asked
    window.session.services.coordinator.leave()
    window.hub(Working(Activity.SIGNING_IN))
    window.agent.look_again()
    assert not any(isinstance(state, SignedIn) for state in window.states)


def test_look_at_a_session_that_is_there_is_a_tick(window: Window) -> None:
    window.sign_in("confirmed")
    before = len(window.states)
    window.agent.look_again()
    assert not any(isinstance(state, SignedOut) for state in window.states[before:])


def test_sign_out_by_a_command_is_that_of_the_window(world: World, window: Window) -> None:
    assert run(window.agent.signed_out(everywhere=False)) == Declined(3)
    window.sign_in("confirmed")
    answer = run(window.agent.signed_out(everywhere=False))
    assert isinstance(answer, Handed)
    left = left_of(answer)
    assert left is not None
    until, code = left
    assert (until > world.clock.wall, code) == (True, "")
    assert isinstance(window.states[-1], SignedOut)
    assert world.files() == []
    assert world.demo.grants[-1].revoked


@pytest.mark.parametrize(
    ("slow", "code", "left"), [(False, "", []), (True, "KEYCHAIN_SLOW", ["session.bin"])]
)
def test_command_is_answered_once_nothing_is_stored_or_the_keychain_takes_its_time(
    slow: bool, code: str, left: list[str], world: World, qapp: QApplication
) -> None:
    async def background(work: BackgroundWork, is_slow: Callable[[], None]) -> None:
        async def later() -> None:
            await asyncio.sleep(0.05)
            if slow:
                is_slow()
            else:
                await work

        waiting.append((asyncio.create_task(later()), work))

    async def signed_out() -> Answer:
        return await window.agent.signed_out(everywhere=False)

    waiting: list[tuple[asyncio.Task[None], BackgroundWork]] = []
    window = Window(world, qapp)
    window.sign_in("confirmed")
    window = Window(world, qapp, background=background, gate=LoopGate)
    run(window.session.services.session_manager.restore())
    answer = asyncio.run(signed_out())
    assert isinstance(answer, Handed)
    assert (left_of(answer) or (0, ""))[1] == code
    assert [path.name for path in world.files()] == left
    for _, work in waiting:
        work.close()


def test_sign_out_everywhere_that_is_refused_is_told(world: World, window: Window) -> None:
    def refuse(request: Any, answer: Any) -> Any:
        raise ServiceException("InternalErrorException", "not now")

    window.sign_in("confirmed")
    with world.demo.intercept("GlobalSignOut", refuse):
        answer = run(window.agent.signed_out(everywhere=True))
    assert isinstance(answer, Handed)
    assert (left_of(answer) or (0, ""))[1] == "NOT_EVERYWHERE"


def test_user_without_an_address_is_named_all_the_same(window: Window) -> None:
    window.sign_in("confirmed")
    state = window.hub.latest
    assert state is not None
    nameless = replace(state.session.identity, email="")
    window.hub(replace(state, session=replace(state.session, identity=nameless)))
    user = window.agent.user()
    assert user is not None
    assert user.account == nameless.username != ""


class Aws:
    """`AwsAccess` that gives credentials to this user, and something happens meanwhile."""

    identity_pool_id = "us-east-1:pool"

    def __init__(self, subject: str, meanwhile: Callable[[], object]) -> None:
        self._subject = subject
        self._meanwhile = meanwhile

    async def access(self, role: str) -> KeptAccess:
        self._meanwhile()
        keys = AwsCredentials("ASIA", Secret("secret"), Secret("token"), 0.0)
        return KeptAccess(Grounds(self.identity_pool_id, self._subject, role), "id", keys)


def test_credentials_that_arrive_after_the_sign_out_are_handed_to_nobody(
    world: World, window: Window
) -> None:
    question = Question("credentials", identity_pool_id=Aws.identity_pool_id)
    manager = window.session.services.session_manager

    def ask(meanwhile: Callable[[], object]) -> Answer:
        window.sign_in("confirmed")
        session = manager.session
        assert session is not None
        aws: Any = Aws(session.identity.subject, meanwhile)
        window.session.services = window.session.services._replace(aws=aws)
        answer: Answer = run(window.agent.renewed(question))
        return answer

    def another_user() -> None:
        run(manager.sign_out())
        window.sign_in("unverified")
        assert manager.session is not None

    assert isinstance(ask(lambda: None), Handed)
    assert ask(lambda: run(manager.sign_out())) == Declined(3)
    assert ask(another_user) == Declined(3)


class Server:
    """`AgentServer`, as far as a session uses it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def listen(self, name: str, session: Any) -> bool:
        self.heard.append((name, session))
        return True

    def stop(self, name: str, session: Any) -> None:
        self.heard.clear()


def test_session_is_reachable_before_anybody_has_signed_in(window: Window) -> None:
    server = Server()
    attend(server, "name", window.session)  # type: ignore[arg-type]
    attend(server, "name", window.session)  # type: ignore[arg-type]
    assert [name for name, _ in server.heard] == ["name"]
    window.sign_in("confirmed")
    agents = {id(agent) for _, agent in server.heard}
    assert len(agents) == 1
