"""What goes out around an account, and what is made of the answers, with a server that says what it likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.accounts import CognitoAccounts
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import Code, Credentials, NewAccount, NewPassword
from desktop_login.domain.challenges import (
    ChallengeContext,
    CodeRequired,
    Method,
    NewPasswordRequired,
)
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.messages.message import in_english
from desktop_login.messages.select import message_of_error
from tests.fakes.hostile import Hostile, Page, ask, hostile_server
from tests.fakes.runs import a_run

ALICE = "Alice.Doe@Example.com"
PASSWORD = Secret("Demo-Passw0rd!")


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile_server() as server:
        yield server


@pytest.fixture
def calls(server: Hostile) -> CognitoApi:
    pool = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123", endpoint_url=server.url)
    return CognitoApi(pool, SystemClock())


def test_the_address_goes_out_as_typed_everywhere(server: Hostile, calls: CognitoApi) -> None:
    accounts = CognitoAccounts(calls)
    made = accounts.sign_up(NewAccount(ALICE, PASSWORD))
    accounts.resend(made.username)
    accounts.confirm(made.username, Secret("123456"))
    accounts.forgot_password(ALICE)
    accounts.reset_password(ALICE, Secret("123456"), PASSWORD)
    with pytest.raises(AuthError):
        CognitoProvider(calls).sign_in(Credentials(ALICE, PASSWORD), a_run())
    assert [body.get("Username", ALICE) for body in server.bodies] == [ALICE] * 6
    assert server.sent("USERNAME") == [ALICE]
    assert server.bodies[0]["UserAttributes"] == [{"Name": "email", "Value": ALICE}]


def unwritable(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    raise ServiceException(
        "NotAuthorizedException", "A client attempted to write unauthorized attribute"
    )


def test_an_attribute_that_the_client_may_not_write_is_named(
    server: Hostile, calls: CognitoApi
) -> None:
    server.script = unwritable
    account = NewAccount(ALICE, PASSWORD, attributes={"birthdate": "2000-01-01"})
    with pytest.raises(AuthError) as refused:
        CognitoAccounts(calls).sign_up(account)
    error_info = refused.value.error_info
    assert error_info.code is ErrorCode.ATTRIBUTE_NOT_WRITABLE
    assert set(error_info.names) == {"email", "birthdate"}
    assert "Email" in in_english(message_of_error(error_info))


def test_the_same_beside_a_new_password(server: Hostile, calls: CognitoApi) -> None:
    asked = NewPasswordRequired(ChallengeContext("u", Secret("s" * 40), "u"), ("name",))
    server.script = unwritable
    with pytest.raises(AuthError) as refused:
        CognitoProvider(calls).answer(asked, NewPassword(PASSWORD, {"name": "Al"}), a_run())
    assert refused.value.error_info.code is ErrorCode.ATTRIBUTE_NOT_WRITABLE
    assert refused.value.error_info.names == ("name",)


@pytest.mark.parametrize(
    ("status", "action"), [(405, "captcha"), (202, "challenge"), (202, ""), (405, "")]
)
@pytest.mark.parametrize("body", [b"<html>puzzle</html>", b"", b"{}"])
def test_a_puzzle_of_the_firewall_is_called_the_firewalls(
    server: Hostile, calls: CognitoApi, status: int, action: str, body: bytes
) -> None:
    """https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html"""

    def script(operation: str, sent: dict[str, Any]) -> dict[str, Any]:
        raise Page(status, body, **({"x_amzn_waf_action": action} if action else {}))

    server.script = script
    with pytest.raises(AuthError) as refused:
        CognitoProvider(calls).sign_in(Credentials(ALICE, PASSWORD), a_run())
    assert refused.value.error_info.code is ErrorCode.FIREWALL
    with pytest.raises(AuthError) as resent:
        CognitoAccounts(calls).resend(ALICE)
    assert resent.value.error_info.code is ErrorCode.FIREWALL


def owner(server: Hostile, service_exception: Exception | None, *factors: str) -> None:
    """GetUser answers; ListDevices is refused."""

    def script(operation: str, body: dict[str, Any]) -> dict[str, Any]:
        if operation == "ListDevices" and service_exception is not None:
            raise service_exception
        return {"UserMFASettingList": list(factors), "Username": "u", "UserAttributes": []}

    server.script = script


@pytest.mark.parametrize(
    ("service_exception", "problem"),
    [
        (None, None),
        (ServiceException("InvalidUserPoolConfigurationException", ""), None),
        (ServiceException("UnknownOperationException", ""), None),
        (ServiceException("TooManyRequestsException", ""), ErrorCode.BUSY),
        (ServiceException("ForbiddenException", ""), ErrorCode.FIREWALL),
        (Page(500, b"{}"), ErrorCode.SERVICE_PROBLEM),
        (
            ServiceException(
                "NotAuthorizedException", "Access Token does not have required scopes"
            ),
            ErrorCode.SCOPE_MISSING,
        ),
    ],
    ids=repr,
)
def test_a_list_of_devices_that_could_not_be_had_is_not_an_empty_one(
    server: Hostile,
    calls: CognitoApi,
    service_exception: Exception | None,
    problem: ErrorCode | None,
) -> None:
    owner(server, service_exception)
    details = CognitoOwnAccount(calls).details(Secret("a"), "")
    assert details.devices == ()
    assert (details.devices_error and details.devices_error.code) == problem


def test_a_factor_is_preferred_beside_a_passkey(server: Hostile, calls: CognitoApi) -> None:
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
    server: Hostile, calls: CognitoApi, name: str
) -> None:
    provider = CognitoProvider(
        CognitoApi(calls.pool._replace(auth_flow=AuthFlow.PASSWORD), SystemClock())
    )
    server.script = lambda operation, body: ask(name)
    asked = provider.sign_in(Credentials(ALICE, PASSWORD), a_run())
    assert isinstance(asked, CodeRequired)
    provider.answer(asked, Code(Secret("123456")), a_run())
    assert server.bodies[-1]["ChallengeName"] == name
    assert server.bodies[-1]["ChallengeResponses"][f"{name}_CODE"] == "123456"


@pytest.mark.parametrize("operation", ["GetUser", "GlobalSignOut", "ConfirmDevice"])
def test_a_missing_scope_is_named_wherever_it_is_missing(
    server: Hostile, calls: CognitoApi, operation: str
) -> None:
    def script(name: str, body: dict[str, Any]) -> dict[str, Any]:
        raise ServiceException(
            "NotAuthorizedException", "Access Token does not have required scopes"
        )

    server.script = script
    with pytest.raises(AuthError) as refused:
        calls.send_as_user(
            operation, Secret("a"), **{"DeviceKey": "k"} if "Dev" in operation else {}
        )
    error_info = refused.value.error_info
    assert error_info.code is ErrorCode.SCOPE_MISSING
    for problem in (error_info.code, ErrorCode.NOT_EVERYWHERE, ErrorCode.DEVICE_NOT_REMEMBERED):
        message = in_english(message_of_error(replace(error_info, code=problem)))
        assert "aws.cognito.signin.user.admin" in message
