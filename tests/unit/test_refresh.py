"""Refreshing where a server knows the newer operation, where it does not, and where it says neither."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.error_codes import REFRESH_FLOW
from desktop_login.adapters.cognito.errors import translated_errors
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.cognito.wire import username_in
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain import pool as pool_module
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.fakes.hostile import TOKENS, Hostile, Page, hostile_server

NEWER, OLDER = "GetTokensFromRefreshToken", "InitiateAuth"
CLIENT, WORD, NAME = "abc123", "s" * 40, "5c0ffee5-0000-4000-8000-000000000001"
HTML = b"<!doctype html><title>500 Internal Server Error</title>"


def token(**claims: Any) -> Secret:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return Secret(f"e30.{payload}.c2ln")


OLD = Tokens(token(**{"cognito:username": NAME}), Secret("a"), Secret("refresh"), device_key="dev")


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile_server() as server:
        yield server


@pytest.fixture
def provider(server: Hostile) -> CognitoProvider:
    return CognitoProvider(CognitoApi(pool_of(server), SystemClock()))


def pool_of(server: Hostile) -> PoolClient:
    return PoolClient("us-east-1", "us-east-1_Abc", CLIENT, Secret(WORD), endpoint_url=server.url)


def refuses(answer: Exception, then: Exception | None = None) -> Any:
    """The newer operation; then the older one."""

    def script(operation: str, body: dict[str, Any]) -> dict[str, Any]:
        if operation == NEWER:
            raise answer
        if then is not None:
            raise then
        return TOKENS

    return script


UNKNOWN = [
    ServiceException("UnknownOperationException", ""),
    ServiceException("com.amazon.coral.service#UnknownOperationException", ""),
    ServiceException("InvalidAction", "The action is not valid."),
    ServiceException("UnsupportedOperationException", "Not here."),
    ServiceException("CognitoLocal#Unsupported", "Cognito Local unsupported feature"),
    ServiceException("NotImplemented", ""),
    Page(501, b"{}"),
    Page(501, HTML),
]


@pytest.mark.parametrize("answer", [*UNKNOWN, Page(500, HTML), Page(500, b"{}")], ids=repr)
def test_a_server_that_does_not_know_the_operation_is_asked_by_the_flow(
    server: Hostile, provider: CognitoProvider, answer: Exception
) -> None:
    server.script = refuses(answer)
    refreshed = provider.refresh(OLD)
    assert refreshed.access_token == Secret("a")
    assert refreshed.device_key == "dev"
    digest = hmac.digest(WORD.encode(), (NAME + CLIENT).encode(), "sha256")
    assert server.bodies[-1] == {
        "ClientId": CLIENT,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {
            "REFRESH_TOKEN": "refresh",
            "DEVICE_KEY": "dev",
            "SECRET_HASH": base64.b64encode(digest).decode(),
        },
    }
    provider.refresh(OLD)
    assert server.operations == [NEWER, OLDER, OLDER], "remembered for the run"


@pytest.mark.parametrize(
    "answer",
    [
        ServiceException("NotAuthorizedException", "Refresh Token has expired"),
        ServiceException("NotAuthorizedException", "something"),
        ServiceException("TooManyRequestsException", ""),
        ServiceException("InvalidParameterException", ""),
    ],
    ids=repr,
)
def test_a_refusal_is_final(
    server: Hostile, provider: CognitoProvider, answer: ServiceException
) -> None:
    server.script = refuses(answer)
    with pytest.raises(AuthError):
        provider.refresh(OLD)
    assert server.operations == [NEWER]


@pytest.mark.parametrize(
    ("answer", "operations"),
    [
        (Page(500, HTML), [NEWER]),
        (ServiceException("InternalErrorException", ""), [NEWER]),
        (ServiceException("NotAuthorizedException", "Invalid Refresh Token"), [NEWER]),
        (ServiceException("UnknownOperationException", ""), [NEWER, OLDER]),
    ],
    ids=repr,
)
def test_amazon_is_asked_again_only_where_it_does_not_know_the_operation(
    server: Hostile,
    provider: CognitoProvider,
    monkeypatch: pytest.MonkeyPatch,
    answer: Exception,
    operations: list[str],
) -> None:
    monkeypatch.setattr(pool_module, "is_amazon", lambda url, region: True)
    server.script = refuses(answer, ServiceException("InternalErrorException", ""))
    with pytest.raises(AuthError):
        provider.refresh(OLD)
    assert server.operations == operations


def test_a_passing_trouble_stays_one_where_the_flow_is_refused_too(
    server: Hostile, provider: CognitoProvider
) -> None:
    """As a server with rotation does: it knows the newer operation only, and was busy."""
    rotated = ServiceException("NotAuthorizedException", "Refresh token rotation is enabled")
    server.script = refuses(Page(500, HTML), rotated)
    with pytest.raises(AuthError) as refused:
        provider.refresh(OLD)
    assert refused.value.error_info.code is ErrorCode.SERVICE_PROBLEM
    server.script = lambda operation, body: TOKENS
    provider.refresh(OLD)
    assert server.operations == [NEWER, OLDER, NEWER], "nothing was learned from it"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Refresh Token has been revoked", ErrorCode.SIGNED_OUT_ELSEWHERE),
        ("Refresh Token has expired", ErrorCode.SESSION_ENDED),
        ("User is disabled.", ErrorCode.USER_DISABLED),
    ],
)
def test_the_flow_can_end_a_session(
    server: Hostile, provider: CognitoProvider, text: str, problem: ErrorCode
) -> None:
    server.script = refuses(Page(500, HTML), ServiceException("NotAuthorizedException", text))
    with pytest.raises(AuthError) as refused:
        provider.refresh(OLD)
    assert refused.value.error_info.code is problem
    assert refused.value.error_info.request.operation == REFRESH_FLOW


def test_a_lost_connection_of_a_refresh_spends_nothing() -> None:
    with pytest.raises(AuthError) as refused, translated_errors(REFRESH_FLOW):
        raise AuthError(AuthErrorInfo(ErrorCode.CONNECTION_LOST))
    assert refused.value.error_info.code is ErrorCode.NO_CONNECTION


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (OLD.id_token.reveal(), NAME),
        (token(sub="x").reveal(), ""),
        (token(**{"cognito:username": 5}).reveal(), ""),
        ("no token", ""),
        ("a.!!!!.c", ""),
        ("a.W10.c", ""),
        ("a." + base64.b64encode(b"[" * 5000).decode() + ".c", ""),
        ("a.é.c", ""),
    ],
)
def test_the_name_in_a_token(text: str, name: str) -> None:
    assert username_in(Secret(text)) == name
