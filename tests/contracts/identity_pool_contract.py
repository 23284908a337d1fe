"""What an identity pool does for a client, whichever server plays it."""

from __future__ import annotations

from typing import Protocol

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.identity_pool import CognitoIdentityPool
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret

UNKNOWN = "us-east-1:00000000-0000-4000-8000-000000000000"


class IdentityPoolServer(Protocol):
    """A user pool with an identity pool that accepts its tokens."""

    pool: PoolClient
    identity_pool_id: str

    def id_token(self) -> Secret: ...

    def access_token(self) -> Secret: ...


class IdentityPoolContract:
    """Needs a fixture `server`."""

    def adapter(
        self, server: IdentityPoolServer, identity_pool_id: str = ""
    ) -> CognitoIdentityPool:
        return CognitoIdentityPool(
            server.pool, identity_pool_id or server.identity_pool_id, SystemClock()
        )

    def refused(self, adapter: CognitoIdentityPool, token: Secret) -> AuthErrorInfo:
        with pytest.raises(AuthError) as error:
            adapter.identity(token)
        return error.value.error_info

    def test_an_id_token_becomes_an_identity_and_credentials_for_an_hour(
        self, server: IdentityPoolServer
    ) -> None:
        adapter, token = self.adapter(server), server.id_token()
        identity = adapter.identity(token)
        assert adapter.identity(token) == identity
        assert identity.startswith("us-east-1:")
        found = adapter.credentials(identity, token, "")
        assert found.access_key_id.startswith("ASIA")
        assert found.secret_access_key
        assert found.session_token
        left = found.expiration - SystemClock().now().wall
        assert 3500 < left + found.clock_skew < 3700
        assert found.secret_access_key.reveal() not in repr(found)

    def test_an_unknown_identity_pool_is_named(self, server: IdentityPoolServer) -> None:
        found = self.refused(self.adapter(server, UNKNOWN), server.id_token())
        assert (found.code, found.text) == (ErrorCode.IDENTITY_POOL_NOT_FOUND, UNKNOWN)
