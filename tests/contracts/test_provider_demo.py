"""The provider's contract against the demo Cognito."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from desktop_login.demo import totp
from desktop_login.demo.pool import DemoPoolConfig, Factor, Status, Tracking
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials, NewPassword
from desktop_login.domain.challenges import NewPasswordRequired
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.contracts.account_contract import AccountContract
from tests.contracts.provider_contract import PASSWORD, ProviderContract
from tests.fakes.runs import a_run
from tests.fakes.world import pool_of


class DemoPools:
    """A public and a confidential pool; users are added to both."""

    def __init__(self, tracking: Tracking = Tracking.OFF) -> None:
        secrets = (None, "s" * 40)
        self.demos = [
            DemoCognito(DemoPoolConfig(client_secret=secret, tracking=tracking))
            for secret in secrets
        ]
        self._secrets: dict[str, str] = {}

    def pool(self, *, secret: bool) -> PoolClient:
        return pool_of(self.demos[secret])

    def add(self, kind: str) -> str:
        email = f"{uuid.uuid4()}@example.com"
        self._secrets[email] = totp.new_secret()
        for demo in self.demos:
            match kind:
                case "confirmed":
                    demo.pool.add(email, PASSWORD)
                case "temporary":
                    demo.pool.add(email, PASSWORD, Status.FORCE_CHANGE_PASSWORD)
                case "authenticator":
                    secret = self._secrets[email]
                    demo.pool.add(email, PASSWORD, factors=(Factor.TOTP,), totp_secret=secret)
                case "disabled":
                    demo.pool.add(email, PASSWORD, enabled=False)
                case "unconfirmed":
                    demo.pool.add(email, PASSWORD, Status.UNCONFIRMED)
                case "reset":
                    demo.pool.add(email, PASSWORD, Status.RESET_REQUIRED)
        return email

    def totp_secret(self, email: str) -> str:
        return self._secrets[email]

    def code(self, email: str, kind: str) -> str:
        del kind
        sent = [m for demo in self.demos for m in demo.pool.mailbox.messages if m.to == email]
        return sent[-1].code


@pytest.fixture
def cognito() -> Iterator[DemoPools]:
    pools = DemoPools()
    with pools.demos[0], pools.demos[1]:
        yield pools


class TestAccounts(AccountContract):
    """Nothing to add: the contract is the test."""


class TestDemo(ProviderContract):
    def test_password_policy(self, pool: PoolClient, cognito: DemoPools) -> None:
        """Not in the contract, because ministack accepts any new password in this step."""
        provider = self.provider(pool)
        email = cognito.add("temporary")
        challenge = provider.sign_in(Credentials(email, Secret(PASSWORD)), a_run())
        assert isinstance(challenge, NewPasswordRequired)
        with pytest.raises(AuthError) as refused:
            provider.answer(challenge, NewPassword(Secret("short")), a_run())
        assert refused.value.error_info.code is ErrorCode.PASSWORD_POLICY
        assert refused.value.error_info.name == "length"
