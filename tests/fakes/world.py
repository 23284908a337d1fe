"""The whole program without a window: real adapters and flows, the demo Cognito, a clock moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self

from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.unconfirmed import FileNames
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn, State
from desktop_login.flow.passkey_ports import Keys as PasskeyKeys
from desktop_login.flow.ports import TokenStore
from desktop_login.flow.services import assemble
from desktop_login.services.pool_ports import ports_over
from desktop_login.system.paths import LOCK, UNCONFIRMED
from tests.fakes.clocks import HandClock
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.keychains import MemoryKeychain

PASSWORD = "Demo-Passw0rd!"


async def inline(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return call(*args, **kwargs)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Without an event loop: with `inline` the use cases never wait for anything."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("the use case waited for something")


def pool_of(demo: DemoCognito, **changes: Any) -> PoolClient:
    config = demo.config
    secret = Secret(config.client_secret) if config.client_secret else None
    pool = PoolClient(
        config.region, config.pool_id, config.client_id, secret, endpoint_url=demo.url
    )
    return pool._replace(**changes)


class World:
    """One server, one keychain, one data folder; `start()` is a start of the program.

    With `faulty`, a network that can misbehave lies between the program and the server.
    """

    def __init__(
        self, folder: Path, config: DemoPoolConfig | None = None, *, faulty: bool = False
    ) -> None:
        self.clock = HandClock()
        self._clock_off = 0.0
        self.demo = DemoCognito(config, now=self.server_now)
        self.keychain = MemoryKeychain()
        self.folder = folder
        self.flow_kind = AuthFlow.SRP
        self.random = 0.5
        self.changes: dict[str, Any] = {}
        self.states: list[State] = []
        self._calls: CognitoApi | None = None
        self.keys: PasskeyKeys | None = None
        self.network = FaultProxy(self.demo.url) if faulty else None

    def __enter__(self) -> Self:
        self.demo.start()
        if self.network is not None:
            self.network.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.network is not None:
            self.network.stop()
        self.demo.stop()

    def server_now(self) -> float:
        """The server's clock is always right."""
        return self.clock.wall - self._clock_off

    def set_clock(self, by: float) -> None:
        """Somebody sets the clock of this computer, or a flat battery does."""
        self.clock.wall += by
        self._clock_off += by

    @property
    def faults(self) -> FaultProxy:
        assert self.network is not None, "made without a faulty network"
        return self.network

    @property
    def pool(self) -> PoolClient:
        pool = pool_of(self.demo, auth_flow=self.flow_kind)._replace(**self.changes)
        return pool if self.network is None else pool._replace(endpoint_url=self.network.url)

    @property
    def state(self) -> State:
        return self.states[-1]

    @property
    def asked(self) -> Asked:
        assert isinstance(self.state, Asked), self.state
        return self.state

    @property
    def signed_in(self) -> SignedIn:
        assert isinstance(self.state, SignedIn), self.state
        return self.state

    @property
    def owner(self) -> StoreKey:
        return StoreKey(self.pool.pool_id, self.pool.client_id)

    def make_token_store(self) -> TokenStore:
        return EncryptedTokenStore(self.keychain, self.folder, self.owner)

    def start(self) -> None:
        self.states = []
        self.token_store = self.make_token_store()
        calls = self._calls_for(self.pool)
        self.devices = EncryptedDeviceStore(self.keychain, self.folder, self.owner)
        self.ports = ports_over(
            calls,
            Keys(self.pool.keys_url, self.clock),
            self.devices,
            FileNames(self.folder, self.owner),
            self.clock,
            inline,
            keys=self.keys,
        )
        provider, token_verifier = self.ports.provider, self.ports.token_verifier
        assert isinstance(provider, CognitoProvider)
        assert isinstance(token_verifier, JwtVerifier)
        self.provider, self.token_verifier = provider, token_verifier
        services = assemble(
            self.ports,
            self.token_store,
            lambda: self.random,
            self.states.append,
            "test computer",
            plain=self.pool.auth_flow.sends_password,
        )
        self.session_manager, self.flow = services.session_manager, services.coordinator

    def _calls_for(self, pool: PoolClient) -> CognitoApi:
        """A boto3 client takes a moment and remembers nothing: one serves all starts."""
        if self._calls is None or self._calls.pool != pool:
            self._calls = CognitoApi(pool, self.clock)
        return self._calls

    def sign_in(self, story: str, password: str = PASSWORD, remember: bool = True) -> None:
        credentials = Credentials(f"{story}@example.com", Secret(password), remember)
        run(self.flow.sign_in(credentials))

    def tick(self) -> float:
        """Looks at the clocks, and again after the few seconds of jitter if need be."""
        wait: float = run(self.session_manager.tick())
        return wait

    def refresh(self) -> None:
        """Lets time pass until the next renewal has been tried."""
        assert self.session_manager.session is not None
        self.clock.pass_time(
            max(0.0, self.session_manager.session.lifetime.expires_at - self.clock.wall - 5)
        )
        self.tick()

    def latest_code(self) -> Secret:
        return Secret(self.demo.pool.mailbox.messages[-1].code)

    def totp(self, story: str = "totp") -> Secret:
        found = {email: code for email, _, code in self.demo.authenticators()}
        return Secret(found[f"{story}@example.com"])

    def files(self) -> list[Path]:
        """What a session left on disk: not the empty lock file, nor a name of an account that is
        not confirmed yet, which belongs to no session."""
        others = (LOCK, UNCONFIRMED)
        return [p for p in self.folder.rglob("*") if p.is_file() and p.name not in others]
