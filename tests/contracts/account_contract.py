"""What a Cognito must do for accounts: creating, recovering, and what their owners may change. Every Cognito passes it."""

from __future__ import annotations

import uuid
from typing import Protocol

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.accounts import CognitoAccounts
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.domain.answers import Code, Credentials, NewAccount
from desktop_login.domain.challenges import Challenge, Channel, CodeRequired, Method
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.contracts.authenticator import in_time, wrong_code
from tests.contracts.provider_contract import NEW, PASSWORD, Cognito
from tests.fakes.runs import a_run


class Accounting(Cognito, Protocol):
    def code(self, email: str, kind: str) -> str:
        """What was sent last; `kind` is "sign up" or "reset"."""


class Parts:
    """The three ports over one client."""

    def __init__(self, pool: PoolClient) -> None:
        calls = CognitoApi(pool, SystemClock())
        self.provider = CognitoProvider(calls)
        self.accounts = CognitoAccounts(calls)
        self.own = CognitoOwnAccount(calls)

    def sign_in(self, name: str, password: str = PASSWORD) -> Tokens | Challenge:
        return self.provider.sign_in(Credentials(name, Secret(password)), a_run())

    def tokens(self, name: str, password: str = PASSWORD) -> Tokens:
        result = self.sign_in(name, password)
        assert isinstance(result, Tokens)
        return result


def wrong(code: str) -> Secret:
    return Secret(f"{(int(code) + 1) % 10**6:06}")


class AccountContract:
    @pytest.fixture(params=["public", "secret"])
    def parts(self, request: pytest.FixtureRequest, cognito: Accounting) -> Parts:
        return Parts(cognito.pool(secret=request.param == "secret"))

    def test_sign_up(self, parts: Parts, cognito: Accounting) -> None:
        email = f"{uuid.uuid4()}@Example.com"
        made = parts.accounts.sign_up(NewAccount(email, Secret(PASSWORD)))
        assert not made.confirmed
        assert made.delivery.destination
        with pytest.raises(AuthError) as unconfirmed:
            parts.sign_in(made.username)
        assert unconfirmed.value.error_info.code is ErrorCode.NOT_CONFIRMED
        code = cognito.code(email, "sign up")
        with pytest.raises(AuthError) as refused:
            parts.accounts.confirm(made.username, wrong(code))
        assert refused.value.error_info.code is ErrorCode.WRONG_CODE
        parts.accounts.confirm(made.username, Secret(code))
        with pytest.raises(AuthError) as again:
            parts.accounts.confirm(made.username, Secret(code))
        assert again.value.error_info.code is ErrorCode.ALREADY_CONFIRMED
        assert parts.tokens(made.username)

    def test_sign_up_with_a_weak_password(self, parts: Parts) -> None:
        with pytest.raises(AuthError) as refused:
            parts.accounts.sign_up(NewAccount(f"{uuid.uuid4()}@example.com", Secret("short")))
        assert refused.value.error_info.code is ErrorCode.PASSWORD_POLICY

    def test_another_code(self, parts: Parts, cognito: Accounting) -> None:
        email = f"{uuid.uuid4()}@example.com"
        made = parts.accounts.sign_up(NewAccount(email, Secret(PASSWORD)))
        assert parts.accounts.resend(made.username).destination
        parts.accounts.confirm(made.username, Secret(cognito.code(email, "sign up")))

    def test_nobody_learns_who_has_an_account(self, parts: Parts) -> None:
        nobody = f"{uuid.uuid4()}@example.com"
        parts.accounts.resend(nobody)
        parts.accounts.forgot_password(nobody)
        with pytest.raises(AuthError) as refused:
            parts.accounts.reset_password(nobody, Secret("123456"), Secret(NEW))
        assert refused.value.error_info.code is ErrorCode.WRONG_CODE

    def test_forgotten_password(self, parts: Parts, cognito: Accounting) -> None:
        email = cognito.add("confirmed")
        parts.accounts.forgot_password(email)
        code = cognito.code(email, "reset")
        with pytest.raises(AuthError) as refused:
            parts.accounts.reset_password(email, wrong(code), Secret(NEW))
        assert refused.value.error_info.code is ErrorCode.WRONG_CODE
        with pytest.raises(AuthError) as weak:
            parts.accounts.reset_password(email, Secret(code), Secret("short"))
        assert weak.value.error_info.code is ErrorCode.PASSWORD_POLICY
        parts.accounts.reset_password(email, Secret(code), Secret(NEW))
        assert parts.tokens(email, NEW)
        with pytest.raises(AuthError) as old:
            parts.sign_in(email)
        assert old.value.error_info.code is ErrorCode.WRONG_CREDENTIALS

    def test_change_password(self, parts: Parts, cognito: Accounting) -> None:
        email = cognito.add("confirmed")
        token = parts.tokens(email).access_token
        with pytest.raises(AuthError) as refused:
            parts.own.change_password(token, Secret(NEW), Secret(NEW))
        assert refused.value.error_info.code is ErrorCode.CURRENT_PASSWORD_WRONG
        parts.own.change_password(token, Secret(PASSWORD), Secret(NEW))
        assert parts.tokens(email, NEW)

    def test_details(self, parts: Parts, cognito: Accounting) -> None:
        email = cognito.add("confirmed")
        details = parts.own.details(parts.tokens(email).access_token, "")
        assert details.factors == ()
        assert [(c.attribute, c.verified) for c in details.contacts] == [("email", True)]
        assert details.contacts[0].masked.startswith(email[0] + "***@")

    def test_an_authenticator_by_choice(self, parts: Parts, cognito: Accounting) -> None:
        email = cognito.add("confirmed")
        token = parts.tokens(email).access_token
        secret = parts.own.new_authenticator(token).reveal()
        with pytest.raises(AuthError) as refused:
            parts.own.verify_authenticator(token, wrong_code(secret), ())
        assert refused.value.error_info.code is ErrorCode.WRONG_CODE
        # the step before, so that the code of this one is still unused at the sign-in
        in_time(
            secret, lambda code: parts.own.verify_authenticator(token, code, ()), steps_before=1
        )
        details = parts.own.details(token, "")
        assert details.factors == (Method.AUTHENTICATOR,)
        assert details.preferred is Method.AUTHENTICATOR
        challenge = parts.sign_in(email)
        assert isinstance(challenge, CodeRequired)
        assert challenge.channel is Channel.AUTHENTICATOR
        signed_in = in_time(
            secret, lambda code: parts.provider.answer(challenge, Code(code), a_run())
        )
        assert isinstance(signed_in, Tokens)

    def test_delete(self, parts: Parts, cognito: Accounting) -> None:
        email = cognito.add("confirmed")
        parts.own.delete(parts.tokens(email).access_token)
        with pytest.raises(AuthError) as refused:
            parts.sign_in(email)
        assert refused.value.error_info.code is ErrorCode.WRONG_CREDENTIALS

    def test_a_token_that_was_revoked(self, parts: Parts, cognito: Accounting) -> None:
        token = parts.tokens(cognito.add("confirmed")).access_token
        parts.provider.sign_out_everywhere(token)
        with pytest.raises(AuthError) as refused:
            parts.own.details(token, "")
        assert refused.value.error_info.code is ErrorCode.ACCESS_TOKEN_DEAD
