"""One spelling of an address, all the way: up, in, out, in again, forgotten, reset; and what another spelling leads to.

At ministack with the properties of our template: it tells spellings apart, as Cognito does.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.domain.answers import Code, Credentials, NewAccount, Recovery, Reset
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, SignedOut
from tests.contracts.provider_contract import NEW, PASSWORD
from tests.contracts.test_provider_ministack import FLOWS
from tests.fakes.ministack import REGION, Ministack
from tests.fakes.world import World, run


class AtMinistack(World):
    endpoint: PoolClient

    @property
    def pool(self) -> PoolClient:
        return self.endpoint


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministack]:
    server = Ministack(tmp_path_factory.mktemp("ministack"))
    server.wait()
    yield server
    server.stop()


def made(server: Ministack) -> PoolClient:
    """The properties that infra/ gives the pool, as far as names are concerned."""
    admin = server.admin()
    pool_id = admin.create_user_pool(
        PoolName="letter-case",
        AliasAttributes=["email"],
        AutoVerifiedAttributes=["email"],
    )["UserPool"]["Id"]
    client = admin.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="desktop",
        ExplicitAuthFlows=FLOWS,
        PreventUserExistenceErrors="ENABLED",
    )["UserPoolClient"]
    return PoolClient(
        REGION, pool_id, client["ClientId"], auth_flow=AuthFlow.SRP, endpoint_url=server.url
    )


@pytest.fixture
def world(server: Ministack, tmp_path: Path) -> Iterator[World]:
    world = AtMinistack(tmp_path / "data")
    world.endpoint = made(server)
    with world:
        yield world


def sign_in(world: World, name: str, password: str = PASSWORD) -> None:
    run(world.flow.sign_in(Credentials(name, Secret(password), True)))


def test_one_spelling_serves_for_everything(world: World) -> None:
    alice = f"Alice.{uuid.uuid4().hex[:8].upper()}@Example.com"
    world.flow.create_account("", remember=True)
    run(world.flow.answer(NewAccount(alice, Secret(PASSWORD))))
    run(world.flow.answer(Code(Secret("123456"))))
    assert world.signed_in.session.identity.email == alice
    run(world.session_manager.sign_out())
    sign_in(world, alice)
    assert isinstance(world.state, SignedIn)
    run(world.session_manager.sign_out())
    world.flow.forgot_password("", True)
    run(world.flow.answer(Recovery(alice)))
    run(world.flow.answer(Reset(Secret("654321"), Secret(NEW))))
    assert isinstance(world.state, SignedIn)
    run(world.session_manager.sign_out())
    sign_in(world, alice.lower(), NEW)
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    assert world.state.error_info.code is ErrorCode.OTHER_SPELLING
    assert world.state.error_info.name == alice
    sign_in(world, alice, NEW)
    assert isinstance(world.state, SignedIn)
