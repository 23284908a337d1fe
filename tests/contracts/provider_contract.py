"""What a Cognito must do for `CognitoProvider`: one suite that every Cognito passes."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.domain.answers import Code, Credentials, NewPassword
from desktop_login.domain.challenges import Channel, CodeRequired, NewPasswordRequired
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Signature, Tokens
from tests.contracts.authenticator import in_time, wrong_code
from tests.fakes.runs import a_run

PASSWORD = "Contract-Passw0rd!"
NEW = "Another-Passw0rd1!"


class Cognito(Protocol):
    """A pool that a test can furnish."""

    def pool(self, *, secret: bool) -> PoolClient: ...

    def add(self, kind: str) -> str:
        """A user of this kind with `PASSWORD`; returns the e-mail address."""

    def totp_secret(self, email: str) -> str: ...


class ProviderContract:
    @pytest.fixture(params=["public", "secret"])
    def pool(self, request: pytest.FixtureRequest, cognito: Cognito) -> PoolClient:
        return cognito.pool(secret=request.param == "secret")

    def provider(self, pool: PoolClient, flow: AuthFlow = AuthFlow.SRP) -> CognitoProvider:
        return CognitoProvider(CognitoApi(pool._replace(auth_flow=flow), SystemClock()))

    def signed_in(self, pool: PoolClient, cognito: Cognito, kind: str = "confirmed") -> Tokens:
        result = self.provider(pool).sign_in(
            Credentials(cognito.add(kind), Secret(PASSWORD)), a_run()
        )
        assert isinstance(result, Tokens)
        return result

    @pytest.mark.parametrize("flow", [AuthFlow.SRP, AuthFlow.PASSWORD])
    def test_right_password(self, pool: PoolClient, cognito: Cognito, flow: AuthFlow) -> None:
        email = cognito.add("confirmed")
        tokens = self.provider(pool, flow).sign_in(Credentials(email, Secret(PASSWORD)), a_run())
        assert isinstance(tokens, Tokens)
        clock = SystemClock()
        session = JwtVerifier(pool, clock, Keys(pool.keys_url, clock)).read(tokens)
        assert session.identity.email == email
        assert session.identity.signature is Signature.VERIFIED

    @pytest.mark.parametrize("flow", [AuthFlow.SRP, AuthFlow.PASSWORD])
    def test_wrong_password(self, pool: PoolClient, cognito: Cognito, flow: AuthFlow) -> None:
        email = cognito.add("confirmed")
        assert self.problem(pool, email, "Wrong-Passw0rd!", flow) is ErrorCode.WRONG_CREDENTIALS

    def test_unknown_user(self, pool: PoolClient) -> None:
        assert self.problem(pool, "nobody@example.com", PASSWORD) is ErrorCode.WRONG_CREDENTIALS

    def test_many_good_sign_ins(self, pool: PoolClient, cognito: Cognito) -> None:
        """Half of all sign-ins work with a wrong padding: one good one proves nothing."""
        email, provider = cognito.add("confirmed"), self.provider(pool)
        for _ in range(12):
            assert isinstance(
                provider.sign_in(Credentials(email, Secret(PASSWORD)), a_run()), Tokens
            )

    @pytest.mark.parametrize("flow", [AuthFlow.SRP, AuthFlow.PASSWORD])
    def test_new_password(self, pool: PoolClient, cognito: Cognito, flow: AuthFlow) -> None:
        email, provider = cognito.add("temporary"), self.provider(pool, flow)
        challenge = provider.sign_in(Credentials(email, Secret(PASSWORD)), a_run())
        assert isinstance(challenge, NewPasswordRequired)
        assert isinstance(provider.answer(challenge, NewPassword(Secret(NEW)), a_run()), Tokens)
        assert isinstance(provider.sign_in(Credentials(email, Secret(NEW)), a_run()), Tokens)

    def test_authenticator(self, pool: PoolClient, cognito: Cognito) -> None:
        email, provider = cognito.add("authenticator"), self.provider(pool)
        challenge = provider.sign_in(Credentials(email, Secret(PASSWORD)), a_run())
        assert isinstance(challenge, CodeRequired)
        assert challenge.channel is Channel.AUTHENTICATOR
        secret = cognito.totp_secret(email)
        with pytest.raises(AuthError) as refused:
            provider.answer(challenge, Code(wrong_code(secret)), a_run())
        assert refused.value.error_info.code is ErrorCode.WRONG_CODE
        signed_in = in_time(secret, lambda code: provider.answer(challenge, Code(code), a_run()))
        assert isinstance(signed_in, Tokens)

    def test_refresh(self, pool: PoolClient, cognito: Cognito) -> None:
        tokens = self.signed_in(pool, cognito)
        refreshed = self.provider(pool).refresh(tokens)
        assert refreshed.access_token != tokens.access_token
        clock = SystemClock()
        token_verifier = JwtVerifier(pool, clock, Keys(pool.keys_url, clock))
        subject = token_verifier.read(tokens).identity.subject
        assert token_verifier.read(refreshed, subject=subject).identity.subject == subject

    def test_revoke(self, pool: PoolClient, cognito: Cognito) -> None:
        tokens = self.signed_in(pool, cognito)
        self.provider(pool).revoke(tokens.refresh_token)
        with pytest.raises(AuthError) as refused:
            self.provider(pool).refresh(tokens)
        assert refused.value.error_info.code in (
            ErrorCode.SIGNED_OUT_ELSEWHERE,
            ErrorCode.SESSION_ENDED,
        )

    @pytest.mark.parametrize(
        ("kind", "problem"),
        [
            ("disabled", ErrorCode.USER_DISABLED),
            ("unconfirmed", ErrorCode.NOT_CONFIRMED),
            ("reset", ErrorCode.RESET_REQUIRED),
        ],
    )
    def test_users_who_may_not(
        self, pool: PoolClient, cognito: Cognito, kind: str, problem: ErrorCode
    ) -> None:
        assert self.problem(pool, cognito.add(kind), PASSWORD) is problem

    def test_wrong_client_secret(self, cognito: Cognito) -> None:
        pool = cognito.pool(secret=True)._replace(client_secret=Secret("w" * 40))
        email = cognito.add("confirmed")
        assert self.problem(pool, email, PASSWORD) is ErrorCode.SECRET_WRONG
        pool = pool._replace(client_secret=None)
        assert self.problem(pool, email, PASSWORD) is ErrorCode.SECRET_MISSING

    def problem(
        self, pool: PoolClient, email: str, password: str, flow: AuthFlow = AuthFlow.SRP
    ) -> ErrorCode:
        with pytest.raises(AuthError) as refused:
            self.provider(pool, flow).sign_in(Credentials(email, Secret(password)), a_run())
        assert refused.value.error_info.request.code
        return refused.value.error_info.code


def attribute_list(values: dict[str, str]) -> list[dict[str, Any]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]
