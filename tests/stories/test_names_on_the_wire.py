"""Under which name each request of a conversation goes out: the one that the service named last."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.domain.answers import Chosen, Code, Credentials, Password
from desktop_login.domain.challenges import CodeRequired, MethodRequired, PasswordRequired
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.fakes.hostile import TOKENS, Hostile, ask, choice, hostile_server, verifier
from tests.fakes.runs import a_run

TYPED, NAMED, CLIENT = "Alice@Example.com", "5c0ffee5-0000-4000-8000-000000000001", "abc123"
CLIENT_SECRET = "s" * 40


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile_server() as server:
        yield server


def provider_of(server: Hostile, flow: AuthFlow) -> CognitoProvider:
    pool = PoolClient(
        "us-east-1",
        "us-east-1_AbCdEfGhI",
        CLIENT,
        Secret(CLIENT_SECRET),
        auth_flow=flow,
        endpoint_url=server.url,
    )
    return CognitoProvider(CognitoApi(pool, SystemClock()))


def hash_over(name: str) -> str:
    digest = hmac.digest(CLIENT_SECRET.encode(), (name + CLIENT).encode(), "sha256")
    return base64.b64encode(digest).decode()


def verifier_of(alias: str, name: str) -> dict[str, Any]:
    """AWS repeats the alias as USERNAME in USER_AUTH, and names the user in USER_ID_FOR_SRP."""
    reply = verifier()
    reply["ChallengeParameters"] |= {"USERNAME": alias, "USER_ID_FOR_SRP": name}
    if not alias:
        del reply["ChallengeParameters"]["USERNAME"]
    return reply


def script(alias: str, *replies: dict[str, Any]) -> Any:
    """SRP after the replies given first, then a code by e-mail, then tokens."""
    waiting = [*replies, verifier_of(alias, NAMED), ask("EMAIL_OTP"), TOKENS]
    return lambda operation, body: waiting.pop(0)


def sent_names(server: Hostile) -> list[tuple[str, str]]:
    return list(zip(server.sent("USERNAME"), server.sent("SECRET_HASH"), strict=True))


@pytest.mark.parametrize("alias", ["", TYPED], ids=["unnamed", "alias repeated"])
@pytest.mark.parametrize("flow", [AuthFlow.SRP, AuthFlow.CHOICE, AuthFlow.CUSTOM])
def test_the_proof_and_all_that_follows_go_out_under_user_id_for_srp(
    server: Hostile, flow: AuthFlow, alias: str
) -> None:
    server.script = script(alias)
    provider = provider_of(server, flow)
    asked = provider.sign_in(Credentials(TYPED, Secret("p")), a_run())
    assert isinstance(asked, CodeRequired)
    assert isinstance(provider.answer(asked, Code(Secret("123456")), a_run()), Tokens)
    typed, named = (TYPED, hash_over(TYPED)), (NAMED, hash_over(NAMED))
    assert sent_names(server) == [typed, named, named]


@pytest.mark.parametrize("alias", ["", TYPED], ids=["unnamed", "alias repeated"])
def test_the_same_after_the_password_was_chosen(server: Hostile, alias: str) -> None:
    server.script = script(alias, choice("PASSWORD_SRP", "EMAIL_OTP"))
    provider = provider_of(server, AuthFlow.CHOICE)
    asked = provider.sign_in(Credentials(TYPED, Secret("p")), a_run())
    assert isinstance(asked, MethodRequired)
    chosen = PasswordRequired(asked.challenge_context, "PASSWORD_SRP", selecting=True)
    code = provider.answer(chosen, Password(Secret("p")), a_run())
    assert isinstance(code, CodeRequired)
    assert isinstance(provider.answer(code, Code(Secret("123456")), a_run()), Tokens)
    assert [name for name, _ in sent_names(server)] == [TYPED, TYPED, NAMED, NAMED]
    assert [digest for _, digest in sent_names(server)] == [
        hash_over(name) for name, _ in sent_names(server)
    ]


def test_a_name_that_comes_after_the_choice_is_kept(server: Hostile) -> None:
    waiting = [choice("EMAIL_OTP", "SMS_OTP"), ask("EMAIL_OTP", USERNAME=NAMED), TOKENS]
    server.script = lambda operation, body: waiting.pop(0)
    provider = provider_of(server, AuthFlow.CHOICE)
    asked = provider.sign_in(Credentials(TYPED, Secret("")), a_run())
    assert isinstance(asked, MethodRequired)
    code = provider.answer(asked, Chosen(asked.options[0]), a_run())
    assert isinstance(code, CodeRequired)
    provider.answer(code, Code(Secret("123456")), a_run())
    assert [name for name, _ in sent_names(server)] == [TYPED, TYPED, NAMED]


def test_a_question_of_the_deployer_does_not_rename_who_was_named(server: Hostile) -> None:
    """Its parameters are the deployer's own, and may be called like one of Cognito's."""
    waiting = [
        verifier_of(NAMED, NAMED),
        ask("CUSTOM_CHALLENGE", USERNAME="your pet's user name?"),
        TOKENS,
    ]
    server.script = lambda operation, body: waiting.pop(0)
    provider = provider_of(server, AuthFlow.CUSTOM)
    asked = provider.sign_in(Credentials(TYPED, Secret("p")), a_run())
    assert not isinstance(asked, Tokens)
    assert asked.challenge_context is not None
    assert asked.challenge_context.username == NAMED
