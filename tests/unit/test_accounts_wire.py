"""What goes out around an account, and what is made of the answers, with a server that says what it likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.accounts import CognitoAccounts
from desktop_login.adapters.cognito.calls import Calls
from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.demo.refusal import Refusal
from desktop_login.domain.answers import Code, Credentials, NewAccount, NewPassword
from desktop_login.domain.challenges import CodeRequired, Method, NewPasswordRequired, Ticket
from desktop_login.domain.errors import LoginError, Problem
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.messages.message import in_english
from desktop_login.messages.select import of_fault
from tests.fakes.hostile import Hostile, Page, ask, hostile_server
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


def unwritable(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    raise Refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute")


def test_an_attribute_that_the_client_may_not_write_is_named(server: Hostile, calls: Calls) -> None:
    server.script = unwritable
    account = NewAccount(ALICE, PASSWORD, attributes={"birthdate": "2000-01-01"})
    with pytest.raises(LoginError) as refused:
        CognitoAccounts(calls).sign_up(account)
    fault = refused.value.fault
    assert fault.problem is Problem.ATTRIBUTE_NOT_WRITABLE
    assert set(fault.names) == {"email", "birthdate"}
    assert "Email" in in_english(of_fault(fault))


def test_the_same_beside_a_new_password(server: Hostile, calls: Calls) -> None:
    asked = NewPasswordRequired(Ticket("u", Secret("s" * 40), "u"), ("name",))
    server.script = unwritable
    with pytest.raises(LoginError) as refused:
        CognitoProvider(calls).answer(asked, NewPassword(PASSWORD, {"name": "Al"}), a_run())
    assert refused.value.fault.problem is Problem.ATTRIBUTE_NOT_WRITABLE
    assert refused.value.fault.names == ("name",)


@pytest.mark.parametrize(
    ("status", "action"), [(405, "captcha"), (202, "challenge"), (202, ""), (405, "")]
)
@pytest.mark.parametrize("body", [b"<html>puzzle</html>", b"", b"{}"])
def test_a_puzzle_of_the_firewall_is_called_the_firewalls(
    server: Hostile, calls: Calls, status: int, action: str, body: bytes
) -> None:
    """https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html"""

    def script(operation: str, sent: dict[str, Any]) -> dict[str, Any]:
        raise Page(status, body, **({"x_amzn_waf_action": action} if action else {}))

    server.script = script
    with pytest.raises(LoginError) as refused:
        CognitoProvider(calls).sign_in(Credentials(ALICE, PASSWORD), a_run())
    assert refused.value.fault.problem is Problem.FIREWALL
    with pytest.raises(LoginError) as resent:
        CognitoAccounts(calls).resend(ALICE)
    assert resent.value.fault.problem is Problem.FIREWALL


def owner(server: Hostile, refusal: Exception | None, *factors: str) -> None:
    """GetUser answers; ListDevices is refused."""

    def script(operation: str, body: dict[str, Any]) -> dict[str, Any]:
        if operation == "ListDevices" and refusal is not None:
            raise refusal
        return {"UserMFASettingList": list(factors), "Username": "u", "UserAttributes": []}

    server.script = script


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [
        (None, None),
        (Refusal("InvalidUserPoolConfigurationException", ""), None),
        (Refusal("UnknownOperationException", ""), None),
        (Refusal("TooManyRequestsException", ""), Problem.BUSY),
        (Refusal("ForbiddenException", ""), Problem.FIREWALL),
        (Page(500, b"{}"), Problem.SERVICE_PROBLEM),
        (
            Refusal("NotAuthorizedException", "Access Token does not have required scopes"),
            Problem.SCOPE_MISSING,
        ),
    ],
    ids=repr,
)
def test_a_list_of_devices_that_could_not_be_had_is_not_an_empty_one(
    server: Hostile, calls: Calls, refusal: Exception | None, problem: Problem | None
) -> None:
    owner(server, refusal)
    details = CognitoOwnAccount(calls).details(Secret("a"), "")
    assert details.devices == ()
    assert (details.devices_fault and details.devices_fault.problem) == problem


def test_a_factor_is_preferred_beside_a_passkey(server: Hostile, calls: Calls) -> None:
    own = CognitoOwnAccount(calls)
    owner(server, None, "SOFTWARE_TOKEN_MFA", "WEB_AUTHN", "EMAIL_OTP")
    factors = own.details(Secret("a"), "").factors
    assert Method.PASSKEY in factors
    own.prefer(Secret("a"), Method.EMAIL, factors)
    assert {key: value for key, value in server.bodies[-1].items() if key != "AccessToken"} == {
        "SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": False},
        "EmailMfaSettings": {"Enabled": True, "PreferredMfa": True},
    }


@pytest.mark.parametrize("name", ["EMAIL_OTP", "EMAIL_MFA"])
def test_a_code_by_email_is_answered_under_the_name_that_asked(
    server: Hostile, calls: Calls, name: str
) -> None:
    provider = CognitoProvider(
        Calls(calls.pool._replace(auth_flow=AuthFlow.PASSWORD), SystemClock())
    )
    server.script = lambda operation, body: ask(name)
    asked = provider.sign_in(Credentials(ALICE, PASSWORD), a_run())
    assert isinstance(asked, CodeRequired)
    provider.answer(asked, Code(Secret("123456")), a_run())
    assert server.bodies[-1]["ChallengeName"] == name
    assert server.bodies[-1]["ChallengeResponses"][f"{name}_CODE"] == "123456"


@pytest.mark.parametrize("operation", ["GetUser", "GlobalSignOut", "ConfirmDevice"])
def test_a_missing_scope_is_named_wherever_it_is_missing(
    server: Hostile, calls: Calls, operation: str
) -> None:
    def script(name: str, body: dict[str, Any]) -> dict[str, Any]:
        raise Refusal("NotAuthorizedException", "Access Token does not have required scopes")

    server.script = script
    with pytest.raises(LoginError) as refused:
        calls.send_as_user(
            operation, Secret("a"), **{"DeviceKey": "k"} if "Dev" in operation else {}
        )
    fault = refused.value.fault
    assert fault.problem is Problem.SCOPE_MISSING
    for problem in (fault.problem, Problem.NOT_EVERYWHERE, Problem.DEVICE_NOT_REMEMBERED):
        said = in_english(of_fault(replace(fault, problem=problem)))
        assert "aws.cognito.signin.user.admin" in said
