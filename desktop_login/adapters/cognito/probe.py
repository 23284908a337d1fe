"""The `Probe` port: requests to a pool that need no user. Does not judge the answers."""

from __future__ import annotations

import json
import secrets
from typing import NamedTuple

from desktop_login.adapters import certificates, jwks
from desktop_login.adapters.cognito import srp, wire
from desktop_login.adapters.cognito.client import Client, signed_client, unsigned_client
from desktop_login.adapters.cognito.errors import translated_errors
from desktop_login.adapters.http import HttpClient
from desktop_login.adapters.proxies import proxy_between
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import AuthFlow, PoolClient

# B is spread over all 3072 bits of N: a smaller one occurs by chance once in 2^1024 times.
_LEAST_BITS = 2048
_DOCUMENT = "openid-configuration"
# Names the program in the pool's logs; the random part makes sure that no user has this name.
_NOBODY = "desktop-login-check-"


class Found(NamedTuple):
    issuer: str
    server_time: float | None


class PoolProbe:
    """Asks one pool through one app client. Raises `AuthError` and nothing else."""

    def __init__(self, pool: PoolClient) -> None:
        self._pool = pool
        self._client: Client | None = None

    def proxy(self) -> str:
        proxy = proxy_between(self._pool.service_url)
        return "" if proxy is None else proxy.shown

    def certificates(self) -> tuple[certificates.Elsewhere, ...]:
        secure = self._pool.service_url.startswith("https:")
        return certificates.elsewhere() if secure else ()

    def discover(self) -> Found:
        page = HttpClient(f"{self._pool.address}/.well-known/{_DOCUMENT}").get(_DOCUMENT)
        try:
            document = json.loads(page.body)
        except (ValueError, RecursionError):
            raise _not_understood(_DOCUMENT) from None
        if 400 <= page.status < 500:
            raise AuthError(
                AuthErrorInfo(ErrorCode.POOL_NOT_FOUND, RequestInfo(_DOCUMENT, str(page.status)))
            )
        issuer = document.get("issuer") if isinstance(document, dict) else None
        if page.status != 200 or not isinstance(issuer, str):
            raise _not_understood(_DOCUMENT)
        return Found(issuer, page.server_time)

    def count_keys(self) -> int:
        page = HttpClient(self._pool.keys_url).get(
            "jwks.json"
        )  # where tokens will be verified from
        return len(jwks.signing_keys(page.body)) if page.status == 200 else 0

    def try_flow(self, flow: AuthFlow) -> None:
        username = _NOBODY + secrets.token_hex(8)
        fields = _first_fields(flow)
        arguments: dict[str, wire.Parameter] = {
            "AuthFlow": wire.AUTH_FLOWS[flow],
            "ClientId": self._pool.client_id,
            "AuthParameters": wire.with_secret_hash(self._pool, username, fields),
        }
        if flow is AuthFlow.ADMIN:
            with translated_errors("AdminInitiateAuth", self._pool.aws_profile or "default"):
                signed_client(self._pool).admin_initiate_auth(
                    UserPoolId=self._pool.pool_id, **arguments
                )
            return
        with translated_errors("InitiateAuth"):
            if self._client is None:
                self._client = unsigned_client(self._pool)
            reply = self._client.initiate_auth(**arguments)
        if flow is AuthFlow.SRP:
            _check_verifier(reply)


def _check_verifier(reply: wire.Reply) -> None:
    """Check that the answer is that of an SRP server: numbers of the right size, nothing missing.

    Raises `AuthError(INCOMPLETE_ANSWER)`. Some emulators answer with invented values.
    """
    if wire.challenge_name(reply) != "PASSWORD_VERIFIER":
        raise wire.incomplete("InitiateAuth")
    parts = wire.verifier_parameters(reply, "InitiateAuth")
    try:
        theirs = srp.parse(
            parts["SALT"], parts["SRP_B"], parts["USER_ID_FOR_SRP"], parts["SECRET_BLOCK"]
        )
    except srp.BadParameters:
        raise wire.incomplete("InitiateAuth") from None
    if theirs.public.bit_length() < _LEAST_BITS:
        raise wire.incomplete("InitiateAuth")


def _first_fields(flow: AuthFlow) -> dict[str, str]:
    match flow:
        case AuthFlow.SRP:
            return {"SRP_A": srp.ephemeral().wire}
        case AuthFlow.PASSWORD | AuthFlow.ADMIN:
            return {"PASSWORD": secrets.token_urlsafe(24)}
        case AuthFlow.CHOICE | AuthFlow.CUSTOM:
            return {}


def _not_understood(operation: str) -> AuthError:
    return AuthError(AuthErrorInfo(ErrorCode.NOT_UNDERSTOOD, RequestInfo(operation, "NotAnAnswer")))
