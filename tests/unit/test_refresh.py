"""Renewing where a server knows the newer operation, where it does not, and where it says neither."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.calls import Calls
from desktop_login.adapters.cognito.faults import REFRESH_FLOW, translated_faults
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.cognito.wire import username_in
from desktop_login.demo.refusal import Refusal
from desktop_login.domain import pool as pool_module
from desktop_login.domain.errors import Fault, LoginError, Problem
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
    return CognitoProvider(Calls(pool_of(server), SystemClock()))


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
    Refusal("UnknownOperationException", ""),
    Refusal("com.amazon.coral.service#UnknownOperationException", ""),
    Refusal("InvalidAction", "The action is not valid."),
    Refusal("UnsupportedOperationException", "Not here."),
    Refusal("CognitoLocal#Unsupported", "Cognito Local unsupported feature"),
    Refusal("NotImplemented", ""),
    Page(501, b"{}"),
    Page(501, HTML),
]


@pytest.mark.parametrize("answer", [*UNKNOWN, Page(500, HTML), Page(500, b"{}")], ids=repr)
def test_a_server_that_does_not_know_the_operation_is_asked_by_the_flow(
    server: Hostile, provider: CognitoProvider, answer: Exception
) -> None:
    server.script = refuses(answer)
    renewed = provider.refresh(OLD)
    assert renewed.access_token == Secret("a")
    assert renewed.device_key == "dev"
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
        Refusal("NotAuthorizedException", "Refresh Token has expired"),
        Refusal("NotAuthorizedException", "something"),
        Refusal("TooManyRequestsException", ""),
        Refusal("InvalidParameterException", ""),
    ],
    ids=repr,
)
def test_a_refusal_is_final(server: Hostile, provider: CognitoProvider, answer: Refusal) -> None:
    server.script = refuses(answer)
    with pytest.raises(LoginError):
        provider.refresh(OLD)
    assert server.operations == [NEWER]


@pytest.mark.parametrize(
    ("answer", "operations"),
    [
        (Page(500, HTML), [NEWER]),
        (Refusal("InternalErrorException", ""), [NEWER]),
        (Refusal("NotAuthorizedException", "Invalid Refresh Token"), [NEWER]),
        (Refusal("UnknownOperationException", ""), [NEWER, OLDER]),
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
    server.script = refuses(answer, Refusal("InternalErrorException", ""))
    with pytest.raises(LoginError):
        provider.refresh(OLD)
    assert server.operations == operations


def test_a_passing_trouble_stays_one_where_the_flow_is_refused_too(
    server: Hostile, provider: CognitoProvider
) -> None:
    """As a server with rotation does: it knows the newer operation only, and was busy."""
    rotated = Refusal("NotAuthorizedException", "Refresh token rotation is enabled")
    server.script = refuses(Page(500, HTML), rotated)
    with pytest.raises(LoginError) as refused:
        provider.refresh(OLD)
    assert refused.value.fault.problem is Problem.SERVICE_PROBLEM
    server.script = lambda operation, body: TOKENS
    provider.refresh(OLD)
    assert server.operations == [NEWER, OLDER, NEWER], "nothing was learned from it"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Refresh Token has been revoked", Problem.SIGNED_OUT_ELSEWHERE),
        ("Refresh Token has expired", Problem.SESSION_ENDED),
        ("User is disabled.", Problem.USER_DISABLED),
    ],
)
def test_the_flow_can_end_a_session(
    server: Hostile, provider: CognitoProvider, text: str, problem: Problem
) -> None:
    server.script = refuses(Page(500, HTML), Refusal("NotAuthorizedException", text))
    with pytest.raises(LoginError) as refused:
        provider.refresh(OLD)
    assert refused.value.fault.problem is problem
    assert refused.value.fault.trace.operation == REFRESH_FLOW


def test_a_lost_connection_of_a_refresh_spends_nothing() -> None:
    with pytest.raises(LoginError) as refused, translated_faults(REFRESH_FLOW):
        raise LoginError(Fault(Problem.CONNECTION_LOST))
    assert refused.value.fault.problem is Problem.NO_CONNECTION


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
