"""What goes out when an account is created and recovered, seen by a server that takes everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.accounts import CognitoAccounts
from desktop_login.adapters.cognito.calls import Calls
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.domain.answers import Credentials, NewAccount
from desktop_login.domain.errors import LoginError
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.fakes.hostile import Hostile, hostile_server
from tests.fakes.runs import a_run

ALICE = "Alice.Doe@Example.com"
PASSWORD = Secret("Demo-Passw0rd!")


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile_server() as server:
        yield server


@pytest.fixture
def calls(server: Hostile) -> Calls:
    pool = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123", endpoint_url=server.url)
    return Calls(pool, SystemClock())


def test_the_address_goes_out_as_typed_everywhere(server: Hostile, calls: Calls) -> None:
    accounts = CognitoAccounts(calls)
    made = accounts.sign_up(NewAccount(ALICE, PASSWORD))
    accounts.resend(made.username)
    accounts.confirm(made.username, Secret("123456"))
    accounts.forgot_password(ALICE)
    accounts.reset_password(ALICE, Secret("123456"), PASSWORD)
    with pytest.raises(LoginError):
        CognitoProvider(calls).sign_in(Credentials(ALICE, PASSWORD), a_run())
    assert [body.get("Username", ALICE) for body in server.bodies] == [ALICE] * 6
    assert server.sent("USERNAME") == [ALICE]
    assert server.bodies[0]["UserAttributes"] == [{"Name": "email", "Value": ALICE}]
