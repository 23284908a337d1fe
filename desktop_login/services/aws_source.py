"""Where AWS credentials come from: for a command, and for the window. Loads botocore when new ones are fetched."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.flow.aws_access import AwsAccess, InMemory
from desktop_login.services.at_once import inline, run_now

if TYPE_CHECKING:
    from desktop_login.adapters.token_store.keychain import Keychain
    from desktop_login.agent.words import HandedCredentials
    from desktop_login.domain.aws_credentials import AwsCredentials, KeptAccess
    from desktop_login.flow.aws_access import IdentityPool, KeptCredentials
    from desktop_login.flow.ports import Clock
    from desktop_login.flow.services import AuthServices
    from desktop_login.flow.session_manager import SessionManager
    from desktop_login.services.token_source import TokenSource
    from desktop_login.settings import Settings


class AwsSource:
    """The AWS credentials of one profile, for a command. Blocks.

    Args:
        settings: They name a pool and an identity pool.
        folder: The data folder.
        tokens: Where the ID token comes from.
        keychain: Where the key of the session lies.
    """

    def __init__(
        self, settings: Settings, folder: Path, tokens: TokenSource, keychain: Keychain
    ) -> None:
        from desktop_login.adapters.clock import SystemClock

        pool = settings.pool
        assert pool is not None  # noqa: S101 - without one there is no session
        self._clock = clock = SystemClock()
        self._tokens = tokens
        self._role = settings.aws.role
        self._kept = sealed_beside_session(settings, folder, keychain)
        self._access = AwsAccess(
            LazyIdentityPool(pool, settings.aws.identity_pool_id, clock),
            self._kept,
            self._give_token,
            clock,
            inline,
            settings.aws.role,
        )

    def access(self, role: str = "") -> KeptAccess | AuthErrorInfo:
        """Return credentials that last, or why there are none. Raises `NoTokenFor`.

        Those of an open window come first: it may hold a session that is stored nowhere. What it
        does not give is asked for here, where the reason can be told.
        """
        wanted = role or self._role
        handed = self._tokens.credentials_of_window(self._access.identity_pool_id, wanted)
        found = _kept_of(handed, self._access.identity_pool_id, wanted) if handed else None
        if found is not None and found.credentials.lasts(self._clock.now().wall):
            return found
        return run_now(self._access.access(role))

    def kept(self) -> tuple[KeptAccess | None, float]:
        """Return the last credentials, and what time it is here."""
        return self._kept.load(), self._clock.now().wall

    async def _give_token(self) -> Secret | AuthErrorInfo:
        from desktop_login.agent.words import Question

        return Secret(self._tokens.token(Question("token")))


class LazyIdentityPool:
    """The identity pool, whose client is made for the first request: most commands send none."""

    def __init__(self, pool: PoolClient, identity_pool_id: str, clock: Clock) -> None:
        self.identity_pool_id = identity_pool_id
        self._pool = pool
        self._clock = clock
        self._making = threading.Lock()
        self._made: IdentityPool | None = None

    def identity(self, id_token: Secret) -> str:
        """See `IdentityPool`."""
        return self._real.identity(id_token)

    def credentials(self, identity_id: str, id_token: Secret, role: str) -> AwsCredentials:
        """See `IdentityPool`."""
        return self._real.credentials(identity_id, id_token, role)

    @property
    def _real(self) -> IdentityPool:
        with self._making:
            if self._made is None:
                from desktop_login.adapters.cognito.identity_pool import CognitoIdentityPool

                self._made = CognitoIdentityPool(self._pool, self.identity_pool_id, self._clock)
            return self._made


def sealed_beside_session(
    settings: Settings, folder: Path, keychain: Keychain | None = None
) -> KeptCredentials:
    """Return where the credentials of the profile's session are kept, below the data folder."""
    from desktop_login.adapters.token_store.encrypted_record import StoreKey
    from desktop_login.adapters.token_store.keychain import OsKeychain
    from desktop_login.adapters.token_store.sealed_credentials import SealedCredentials

    pool = settings.pool
    assert pool is not None  # noqa: S101 - without one there is no session
    key = StoreKey(pool.pool_id, pool.client_id, settings.profile, pool.endpoint_url or "")
    return SealedCredentials(OsKeychain() if keychain is None else keychain, folder, key)


def access_of_window(
    pool: PoolClient,
    identity_pool_id: str,
    session_manager: SessionManager,
    kept: KeptCredentials | None = None,
    role: str = "",
) -> AwsAccess:
    """Return the credentials of the session that a window holds; kept in memory without `kept`."""
    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.threads import off_thread
    from desktop_login.flow.token_desk import NoToken, TokenDesk
    from desktop_login.quick import MIN_LEFT_S

    token_desk, clock = TokenDesk(session_manager), SystemClock()

    async def give_token() -> Secret | AuthErrorInfo:
        """See `GiveToken`."""
        found = token_desk.at_hand("id", MIN_LEFT_S) or await token_desk.renewed("id", now=False)
        if isinstance(found, NoToken):
            return found.error_info or AuthErrorInfo(ErrorCode.SESSION_ENDED)
        return found.secret

    return AwsAccess(
        LazyIdentityPool(pool, identity_pool_id, clock),
        InMemory() if kept is None else kept,
        give_token,
        clock,
        off_thread,
        role,
    )


def with_aws(services: AuthServices, settings: Settings, folder: Path) -> AuthServices:
    """Return the services with the AWS credentials of their session, where a pool gives any."""
    pool, aws = settings.pool, settings.aws
    if pool is None or not aws.identity_pool_id:
        return services
    kept = sealed_beside_session(settings, folder)
    manager = services.session_manager
    return services._replace(
        aws=access_of_window(pool, aws.identity_pool_id, manager, kept, aws.role)
    )


def _kept_of(handed: HandedCredentials, identity_pool_id: str, role: str) -> KeptAccess | None:
    """Return what a window has handed out; None if it is nothing that this version knows."""
    from desktop_login.domain.aws_credentials import AwsCredentials, Grounds, KeptAccess

    try:
        times = float(handed.expiration), float(handed.clock_skew)
    except ValueError:
        return None
    keys = handed.key_id, Secret(handed.secret), Secret(handed.session_token)
    grounds = Grounds(identity_pool_id, "", role)
    return KeptAccess(grounds, handed.identity_id, AwsCredentials(*keys, *times))
