"""What a service tells about an account, when it tells far too much of it."""

from __future__ import annotations

from typing import Any, cast

from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.domain.challenges import Method
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
