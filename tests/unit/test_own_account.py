"""What a service tells about an account, when it tells far too much of it."""

from __future__ import annotations

from typing import Any, cast

import pytest

from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.domain.challenges import Method
from desktop_login.domain.errors import (
    AuthError,
    AuthErrorInfo,
    ErrorCode,
    RequestInfo,
    failed,
)
from desktop_login.domain.passkeys import PasskeyProof
from desktop_login.domain.secret import Secret


class _Talkative:
    def send_as_user(self, operation: str, *_: Any, **__: Any) -> dict[str, Any]:
        if operation == "GetUser":
            return {"UserMFASettingList": ["SMS_MFA", "EMAIL_OTP"] * 5000}
        return {"Devices": [{"DeviceKey": str(number)} for number in range(5000)]}


def test_an_account_has_no_more_devices_and_factors_than_were_asked_for() -> None:
    """Each becomes a row of the page."""
    account = CognitoOwnAccount(cast("CognitoApi", _Talkative()))
    details = account.details(Secret("t"), "")
    assert details.factors == (Method.TEXT_MESSAGE, Method.EMAIL)
    assert len(details.devices) == 60


@pytest.mark.parametrize(
    "names", [("SMS_MFA", "SOFTWARE_TOKEN_MFA"), ("SOFTWARE_TOKEN_MFA", "SMS_MFA")]
)
def test_factors_keep_their_order_whatever_that_of_the_service_is(names: tuple[str, ...]) -> None:
    """It changes with the preferred one, and each is a row of the page."""
    pool = _Pool({"UserMFASettingList": list(names)}, {"Devices": []})
    details = CognitoOwnAccount(cast("CognitoApi", pool)).details(Secret("t"), "")
    assert details.factors == (Method.AUTHENTICATOR, Method.TEXT_MESSAGE)


class _Pool:
    """Answers with what it was made with, one reply for each request; an AuthError is raised."""

    def __init__(self, *replies: dict[str, Any] | AuthError) -> None:
        self._replies = list(replies)
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def send_as_user(self, operation: str, _: Secret, **arguments: Any) -> dict[str, Any]:
        self.sent.append((operation, arguments))
        reply = self._replies.pop(0)
        if isinstance(reply, AuthError):
            raise reply
        return reply


def account_of(pool: _Pool) -> CognitoOwnAccount:
    return CognitoOwnAccount(cast("CognitoApi", pool))


PROOF = PasskeyProof(
    Secret('{"id":"AQID","response":{"clientDataJSON":"e30"}}'), {"publicKey": "x"}
)


def test_a_passkey_is_sent_as_amazons_own_programs_do() -> None:
    pool = _Pool({})
    account_of(pool).add_passkey(Secret("t"), PROOF)
    assert pool.sent == [
        (
            "CompleteWebAuthnRegistration",
            {"Credential": {"id": "AQID", "response": {"clientDataJSON": "e30"}}},
        )
    ]


def test_a_pool_that_wants_what_browsers_send_gets_it_once() -> None:
    pool = _Pool(failed(ErrorCode.INPUT_NOT_VALID), {})
    account_of(pool).add_passkey(Secret("t"), PROOF)
    assert [sent["Credential"]["response"] for _, sent in pool.sent] == [
        {"clientDataJSON": "e30"},
        {"clientDataJSON": "e30", "publicKey": "x"},
    ]
    pool = _Pool(failed(ErrorCode.INPUT_NOT_VALID), failed(ErrorCode.INPUT_NOT_VALID))
    with pytest.raises(AuthError):
        account_of(pool).add_passkey(Secret("t"), PROOF)
    assert len(pool.sent) == 2
    pool = _Pool(failed(ErrorCode.PASSKEY_SETTINGS_UNFIT))
    with pytest.raises(AuthError):
        account_of(pool).add_passkey(Secret("t"), PROOF)
    assert len(pool.sent) == 1


def test_a_list_of_passkeys_has_an_end() -> None:
    """However many pages there are, and whatever is on them."""
    page = {"Credentials": [{"CredentialId": str(n)} for n in range(5000)], "NextToken": "more"}
    pool = _Pool(*[page] * 50)
    assert len(account_of(pool).passkeys(Secret("t"))) == 100
    assert account_of(_Pool({"Credentials": None})).passkeys(Secret("t")) == ()
    assert account_of(_Pool({"Credentials": ["x"], "NextToken": 7})).passkeys(Secret("t")) == ()


def test_a_passkey_that_is_gone_is_removed() -> None:
    gone = RequestInfo("DeleteWebAuthnCredential", "ResourceNotFoundException")
    account_of(_Pool(AuthError(AuthErrorInfo(ErrorCode.POOL_NOT_FOUND, gone)))).remove_passkey(
        Secret("t"), "AQID"
    )
    with pytest.raises(AuthError):
        account_of(_Pool(failed(ErrorCode.BUSY))).remove_passkey(Secret("t"), "AQID")


def test_options_that_no_key_may_get_are_refused() -> None:
    for options in ({}, None, "[]", {"challenge": "short"}):
        with pytest.raises(AuthError) as refused:
            account_of(_Pool({"CredentialCreationOptions": options})).begin_passkey(Secret("t"))
        assert refused.value.error_info.code is ErrorCode.PASSKEY_SETTINGS_UNFIT
