"""The `IdentityPool` port: two unsigned requests that turn an ID token into AWS credentials.

https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html
https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from botocore import xform_name

from desktop_login.adapters.clock import clock_skew, epoch_of
from desktop_login.adapters.cognito.client import Client, identity_client
from desktop_login.adapters.cognito.errors import translated_errors
from desktop_login.adapters.cognito.wire import Parameter, Reply
from desktop_login.domain.amazon import dns_suffix
from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.flow.ports import Clock

_IDENTITY = re.compile(r"[\w-]{1,55}:[0-9a-f-]{1,55}", re.ASCII)
_KEY_ID = re.compile(r"\w{16,128}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9+/=_.-]+")
_MAX_SECRET = 16 * 1024


class CognitoIdentityPool:
    """One identity pool, for the users of one user pool. Thread-safe."""

    def __init__(self, pool: PoolClient, identity_pool_id: str, clock: Clock) -> None:
        self.identity_pool_id = identity_pool_id
        self._pool = pool
        self._clock = clock
        self._lock = threading.Lock()
        self._made: Client | None = None

    @property
    def service_url(self) -> str:
        """Where the requests go: to Amazon, or to the endpoint from which the ID token comes."""
        if self._pool.foreign_host:
            return self._pool.service_url
        return f"https://cognito-identity.{self._region}.{dns_suffix(self._region)}"

    @property
    def login(self) -> str:
        """What the user pool is called in an identity pool, which is by its own region."""
        region = self._pool.region
        return f"cognito-idp.{region}.{dns_suffix(region)}/{self._pool.pool_id}"

    def identity(self, id_token: Secret) -> str:
        reply = self._send(
            "GetId", IdentityPoolId=self.identity_pool_id, Logins=self._logins(id_token)
        )
        found = reply.get("IdentityId")
        if not isinstance(found, str) or not _IDENTITY.fullmatch(found):
            raise _not_understood("GetId")
        return found

    def credentials(self, identity_id: str, id_token: Secret, role: str) -> AwsCredentials:
        more: dict[str, Parameter] = {"CustomRoleArn": role} if role else {}
        operation = "GetCredentialsForIdentity"
        logins = self._logins(id_token)
        reply = self._send(operation, IdentityId=identity_id, Logins=logins, **more)
        return self._credentials_of(reply, operation)

    @property
    def _region(self) -> str:
        return self.identity_pool_id.partition(":")[0]

    def _logins(self, id_token: Secret) -> dict[str, str]:
        return {self.login: id_token.reveal()}

    def _credentials_of(self, reply: Reply, operation: str) -> AwsCredentials:
        given = reply.get("Credentials") or {}
        key_id, secret, session, expires = (
            given.get(name) for name in ("AccessKeyId", "SecretKey", "SessionToken", "Expiration")
        )
        if not _is_word(key_id) or not _is_word(secret) or not _is_word(session):
            raise _not_understood(operation)
        if not _KEY_ID.fullmatch(key_id) or not isinstance(expires, datetime):
            raise _not_understood(operation)
        headers = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        server_time = epoch_of(str(headers.get("date")))
        skew = 0.0 if server_time is None else clock_skew(server_time, self._clock.now())
        return AwsCredentials(key_id, Secret(secret), Secret(session), expires.timestamp(), skew)

    def _send(self, operation: str, **arguments: Parameter) -> Reply:
        with self._with_facts(), translated_errors(operation):
            with self._lock:
                if self._made is None:
                    self._made = identity_client(self._region, self.service_url)
            call: Callable[..., Reply] = getattr(self._made, xform_name(operation))
            return call(**arguments)

    @contextmanager
    def _with_facts(self) -> Iterator[None]:
        """Add what the sentences say: which identity pool, and what an administrator must add."""
        try:
            yield
        except AuthError as error:
            facts = replace(
                error.error_info,
                name=error.error_info.name or self._pool.client_id,
                text=self.identity_pool_id,
                destination=self.login,
            )
            raise AuthError(facts) from None


def _is_word(value: object) -> TypeGuard[str]:
    """A secret goes into lines and variables of scripts: a line break in it would begin another."""
    return isinstance(value, str) and len(value) <= _MAX_SECRET and bool(_WORD.fullmatch(value))


def _not_understood(operation: str) -> AuthError:
    return AuthError(AuthErrorInfo(ErrorCode.NOT_UNDERSTOOD, RequestInfo(operation, "NotAnAnswer")))
