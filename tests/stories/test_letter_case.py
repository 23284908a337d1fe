"""One spelling of an address, all the way: up, in, out, in again, forgotten, reset; and what another spelling leads to.

At ministack from our own template, which tells spellings apart as Cognito does, and at the demo as
both kinds of pool, with the address as an alias and as the user name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.answers import Code, Credentials, NewAccount, Recovery, Reset
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import ConfirmAccount
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn, SignedOut
from tests.contracts.provider_contract import NEW, PASSWORD
from tests.fakes.ministack import REGION, Ministack, python
from tests.fakes.synth import synthesized
from tests.fakes.world import World, run
from tests.stories.test_template_to_sign_in import Deployed

ALICE = "Alice.Doe@Example.com"
OTHERS = (ALICE.lower(), ALICE.upper(), "Alice.doe@example.com")

pytestmark = pytest.mark.slow


class AtMinistack(World):
    """A pool of our template; ministack always sends the same codes."""

    endpoint: PoolClient

    @property
    def pool(self) -> PoolClient:
        return self.endpoint

    def latest_code(self) -> Secret:
        assert isinstance(self.state, Asked)
        return Secret("123456" if isinstance(self.state.question, ConfirmAccount) else "654321")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    python()  # skips without ministack
    folder = tmp_path_factory.mktemp("cdk")
    template = synthesized(folder, selfSignUp="true").text
    server = Ministack(tmp_path_factory.mktemp("ministack"))
    server.wait()
    try:
        yield Deployed(server, template)
    finally:
        server.stop()


KINDS = {
    "demo": DemoPoolConfig(),
    "demo, the address is the name": DemoPoolConfig(email_is_username=True),
    "demo, case ignored": DemoPoolConfig(case_sensitive=False),
    "demo, the address is the name, case ignored": DemoPoolConfig(
        email_is_username=True, case_sensitive=False
    ),
    "ministack, our template": None,
}
SENSITIVE = [name for name in KINDS if "case ignored" not in name]
IGNORING = [name for name in KINDS if "case ignored" in name]


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    config = KINDS[request.param]
    if config is not None:
        with World(tmp_path / "data", config) as world:
            yield world
        return
    deployed: Deployed = request.getfixturevalue("deployed")  # skips without ministack
    outputs = deployed.outputs
    world = AtMinistack(tmp_path)
    world.endpoint = PoolClient(
        REGION,
        outputs["UserPoolId"],
        outputs["DesktopClientId"],
        endpoint_url=deployed.server.url,
    )
    with world:
        yield world
    deployed.remove_everybody()  # its pool serves the next test, too


def sign_in(world: World, name: str, password: str = PASSWORD) -> None:
    run(world.flow.sign_in(Credentials(name, Secret(password), True)))


def sign_up(world: World, address: str) -> None:
    world.flow.create_account("", remember=True)
    run(world.flow.answer(NewAccount(address, Secret(PASSWORD))))
    run(world.flow.answer(Code(world.latest_code())))
    assert isinstance(world.state, SignedIn)


def sign_out(world: World) -> None:
    run(world.session_manager.sign_out())
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is None


def reset(world: World, name: str) -> None:
    world.flow.forgot_password("", True)
    run(world.flow.answer(Recovery(name)))
    run(world.flow.answer(Reset(world.latest_code(), Secret(NEW))))


def problem_of(world: World) -> ErrorCode | None:
    assert isinstance(world.state, SignedOut)
    return world.state.error_info.code if world.state.error_info is not None else None


@pytest.mark.parametrize("world", KINDS, indirect=True)
def test_one_spelling_serves_for_everything(world: World) -> None:
    sign_up(world, ALICE)
    assert world.signed_in.session.identity.email == ALICE
    sign_out(world)
    sign_in(world, ALICE)
    assert isinstance(world.state, SignedIn)
    sign_out(world)
    reset(world, ALICE)
    assert isinstance(world.state, SignedIn)
    sign_out(world)
    sign_in(world, ALICE, NEW)
    assert isinstance(world.state, SignedIn)
    world.start()
    assert run(world.session_manager.restore())
    assert world.signed_in.session.identity.email == ALICE


@pytest.mark.parametrize("world", IGNORING, indirect=True)
@pytest.mark.parametrize("other", OTHERS)
def test_another_spelling_gets_in_where_the_pool_ignores_case(world: World, other: str) -> None:
    sign_up(world, ALICE)
    sign_out(world)
    sign_in(world, other)
    assert isinstance(world.state, SignedIn)
    sign_out(world)
    reset(world, other)
    assert isinstance(world.state, SignedIn)


@pytest.mark.parametrize("world", SENSITIVE, indirect=True)
def test_another_spelling_is_offered_the_right_one_where_case_counts(world: World) -> None:
    sign_up(world, ALICE)
    sign_out(world)
    sign_in(world, ALICE.lower())
    assert problem_of(world) is ErrorCode.OTHER_SPELLING
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    offered = world.state.error_info.name
    assert offered == ALICE
    sign_in(world, ALICE.lower())
    assert problem_of(world) is ErrorCode.WRONG_CREDENTIALS, "it is offered once"
    world.start()  # knows of no spelling any more
    sign_in(world, ALICE.lower())
    assert problem_of(world) is ErrorCode.WRONG_CREDENTIALS
    sign_in(world, ALICE.lower())
    assert problem_of(world) is ErrorCode.MAYBE_CAPITALS
    sign_in(world, offered)
    assert isinstance(world.state, SignedIn)


@pytest.mark.parametrize("world", SENSITIVE, indirect=True)
def test_capitals_are_offered_the_small_letters(world: World) -> None:
    small = ALICE.lower()
    sign_up(world, small)
    sign_out(world)
    world.start()
    sign_in(world, ALICE)
    assert problem_of(world) is ErrorCode.OTHER_SPELLING
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    assert world.state.error_info.name == small
    sign_in(world, world.state.error_info.name)
    assert isinstance(world.state, SignedIn)
