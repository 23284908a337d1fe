"""What a person does all day, against emulators that nobody here wrote: in, renewed past three token lives, out.

They know the `password` flow only, and are not held to the whole contract: README has a table of
what each can do, and test_emulator_table tries it.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.accounts import CognitoAccounts
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.adapters.cognito.probe import PoolProbe
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.threads import off_thread
from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.domain.answers import Credentials, NewPassword
from desktop_login.domain.challenges import NewPasswordRequired
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.pool_report import Verdict
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn, SignedOut, State
from desktop_login.domain.tokens import Signature
from desktop_login.flow.coordinator import AuthCoordinator
from desktop_login.flow.pool_check import examine
from desktop_login.flow.ports import Ports
from desktop_login.flow.session_manager import SessionManager
from desktop_login.settings import load
from tests.contracts.provider_contract import NEW, PASSWORD, attribute_list
from tests.fakes.emulators import Emulator, cognito_local, moto
from tests.fakes.keychains import MemoryKeychain
from tests.fakes.world import World, run
from tests.stories.test_command_line import run as run_program

pytestmark = pytest.mark.medium

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


class AtEmulator(World):
    """The program's parts, talking to a process instead of the demo."""

    endpoint: PoolClient

    @property
    def pool(self) -> PoolClient:
        return self.endpoint


@pytest.fixture(scope="module", params=[moto, cognito_local], ids=["moto", "cognito-local"])
def emulator(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Emulator]:
    start: Callable[[Path], Emulator] = request.param
    emulator = start(tmp_path_factory.mktemp("emulator"))
    try:
        emulator.wait()
        yield emulator
    finally:
        emulator.stop()


@pytest.fixture(scope="module")
def pool(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> PoolClient:
    return made(emulator, tmp_path_factory.mktemp("settings"))


def made(emulator: Emulator, folder: Path, **client_says: Any) -> PoolClient:
    """A pool with two users, by way of settings.toml, as a person would name it."""
    admin = emulator.admin()
    pool_id = admin.create_user_pool(PoolName="emulated")["UserPool"]["Id"]
    client = admin.create_user_pool_client(
        UserPoolId=pool_id, ClientName="desktop", ExplicitAuthFlows=FLOWS, **client_says
    )["UserPoolClient"]["ClientId"]
    for name, permanent in (("alice@example.com", True), ("new@example.com", False)):
        admin.admin_create_user(
            UserPoolId=pool_id,
            Username=name,
            TemporaryPassword=PASSWORD,
            MessageAction="SUPPRESS",
            UserAttributes=attribute_list({"email": name, "email_verified": "true"}),
        )
        if permanent:
            user = {"UserPoolId": pool_id, "Username": name}
            admin.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
    file = folder / "settings.toml"
    file.write_text(
        f'user_pool_id = "{pool_id}"\nclient_id = "{client}"\nauth_flow = "password"\n'
        f'endpoint_url = "{emulator.url}"\n',
        "utf-8",
    )
    read = load(explicit=file, environment={}, working_folder=folder, config_folder=folder)
    assert read.pool is not None
    return read.pool


@pytest.fixture
def world(pool: PoolClient, tmp_path: Path) -> Iterator[AtEmulator]:
    world = AtEmulator(tmp_path)
    world.endpoint = pool
    with world:
        world.clock.pass_time(0)
        yield world


def sign_in(world: World, name: str, password: str) -> None:
    run(world.flow.sign_in(Credentials(name, Secret(password), True)))


def test_in_refreshed_past_three_token_lives_restarted_and_out(world: AtEmulator) -> None:
    sign_in(world, "alice@example.com", PASSWORD)
    session = world.signed_in.session
    assert session.identity.signature is Signature.VERIFIED
    for _ in range(4):
        before = world.signed_in.session.tokens
        world.clock.pass_time(session.lifetime.seconds - 5)
        world.tick()
        assert world.signed_in.session.tokens.access_token != before.access_token
        assert world.signed_in.session.identity.subject == session.identity.subject
    world.start()
    assert run(world.session_manager.restore())
    run(world.session_manager.sign_out())
    assert isinstance(world.state, SignedOut)
    assert world.session_manager.session is None
    assert world.files() == []


# --- in real time -------------------------------------------------------------------------

LIFE_S = 6
SHORT = {
    "AccessTokenValidity": LIFE_S,
    "IdTokenValidity": LIFE_S,
    "TokenValidityUnits": {"AccessToken": "seconds", "IdToken": "seconds"},
}


@pytest.fixture(params=["moto", "cognito-local"])
def short_lived(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PoolClient]:
    """A pool whose tokens die after six seconds."""
    emulator = moto(tmp_path, LIFE_S) if request.param == "moto" else cognito_local(tmp_path)
    try:
        emulator.wait()
        yield made(emulator, tmp_path, **SHORT)
    finally:
        emulator.stop()


class Person:
    """The program's parts on the real clock, and what is shown of the session."""

    def __init__(self, pool: PoolClient, folder: Path) -> None:
        calls, clock = CognitoApi(pool, SystemClock()), SystemClock()
        token_store = EncryptedTokenStore(
            MemoryKeychain(), folder, StoreKey(pool.pool_id, pool.client_id)
        )
        ports = Ports(
            CognitoProvider(calls),
            CognitoAccounts(calls),
            CognitoOwnAccount(calls),
            MemoryDeviceStore(),
            MemoryNames(),
            JwtVerifier(pool, clock, Keys(pool.keys_url, clock)),
            clock,
            off_thread,
        )
        self.shown: list[State] = []
        self.session_manager = SessionManager(ports, token_store, random.random, self.shown.append)
        self.app_window = AuthCoordinator(
            ports, self.session_manager, self.shown.append, "test computer"
        )

    async def lives(self, seconds: float) -> None:
        await self.app_window.sign_in(Credentials("alice@example.com", Secret(PASSWORD), True))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(min(await self.session_manager.tick(), 0.5))


@pytest.mark.exhaustive
def test_session_outlives_three_token_lives_in_real_time(
    short_lived: PoolClient, tmp_path: Path
) -> None:
    person = Person(short_lived, tmp_path / "data")
    asyncio.run(person.lives(3.5 * LIFE_S))
    assert not [state for state in person.shown if isinstance(state, SignedOut)]
    sessions = [state.session for state in person.shown if isinstance(state, SignedIn)]
    first, last = sessions[0], sessions[-1]
    assert 0 < first.lifetime.seconds <= LIFE_S
    assert last.lifetime.expires_at - first.lifetime.expires_at >= 2.5 * LIFE_S
    assert time.time() > first.lifetime.expires_at + 2 * LIFE_S
    assert len({session.tokens.access_token.reveal() for session in sessions}) >= 4
    assert {session.identity.subject for session in sessions} == {first.identity.subject}
    assert {session.identity.signature for session in sessions} == {Signature.VERIFIED}
    own = CognitoOwnAccount(CognitoApi(short_lived, SystemClock()))
    assert own.details(last.tokens.access_token, "").contacts  # and the service takes it
    asyncio.run(person.session_manager.sign_out())
    assert isinstance(person.shown[-1], SignedOut)


def test_pool_that_was_imported_signs_in(emulator: Emulator, tmp_path: Path) -> None:
    """By the command, from what the emulator answered when the pool was made."""
    pool = made(emulator, tmp_path)
    file = tmp_path / "pool.json"
    file.write_text(json.dumps({"UserPoolId": pool.pool_id, "ClientId": pool.client_id}), "utf-8")
    settings = tmp_path / "imported.toml"
    done = run_program(
        "--import", str(file), "--settings", str(settings), COGNITO_ENDPOINT_URL=emulator.url
    )
    assert done.returncode == 0, done.stderr
    assert pool.pool_id in done.stdout
    read = load(explicit=settings, environment={"COGNITO_ENDPOINT_URL": emulator.url}).pool
    assert read is not None
    assert read[:3] == pool[:3]
    world = AtEmulator(tmp_path / "data")
    world.endpoint = read._replace(auth_flow=AuthFlow.PASSWORD)
    with world:
        sign_in(world, "alice@example.com", PASSWORD)
        assert isinstance(world.state, SignedIn)


def test_a_wrong_password_is_called_that(world: AtEmulator) -> None:
    sign_in(world, "alice@example.com", "Wrong-Passw0rd!")
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    assert world.state.error_info.code is ErrorCode.WRONG_CREDENTIALS


def test_a_temporary_password_leads_to_a_new_one(world: AtEmulator) -> None:
    sign_in(world, "new@example.com", PASSWORD)
    assert isinstance(world.state, Asked)
    assert isinstance(world.state.question, NewPasswordRequired)
    run(world.flow.answer(NewPassword(Secret(NEW))))
    assert isinstance(world.state, SignedIn)


def test_the_check_says_which_flow_is_there(world: AtEmulator) -> None:
    found = [f.verdict for f in examine(world.pool, PoolProbe(world.pool), world.clock)]
    assert {Verdict.POOL_FOUND, Verdict.KEYS_FOUND, Verdict.FLOW_ON} <= set(found)


def test_srp_is_refused_with_a_sentence(world: AtEmulator) -> None:
    world.endpoint = world.endpoint._replace(auth_flow=AuthFlow.SRP)
    world.start()
    sign_in(world, "alice@example.com", PASSWORD)
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    assert world.state.error_info.code in (ErrorCode.FLOW_TURNED_OFF, ErrorCode.INCOMPLETE_ANSWER)
