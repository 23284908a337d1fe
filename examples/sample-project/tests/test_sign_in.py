"""How people get in. The fixtures come from `desktop-login`, which pytest has found by itself."""

from __future__ import annotations

import pytest

from desktop_login.testing import DemoCognito
from orders.sign_in import NotReached, Refused, sign_in

pytestmark = pytest.mark.usefixtures("demo_cognito_environment")


def never(challenge: str) -> str:
    raise AssertionError(f"{challenge} was not expected")


def test_password_is_enough_for_most(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com", password="Kim-Passw0rd!")
    assert sign_in(kim.email, kim.password, never).id_token


def test_code_of_the_authenticator_app_is_asked_for(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com", mfa="SOFTWARE_TOKEN_MFA")
    assert sign_in(kim.email, kim.password, lambda _: kim.authenticator_code()).id_token


def test_code_of_a_text_message_is_asked_for(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com", mfa="SMS_MFA", phone="+15555550199")
    assert sign_in(kim.email, kim.password, lambda _: demo_cognito.mailbox.code(kim)).id_token


def test_wrong_code_is_refused(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com", mfa="EMAIL_OTP")
    with pytest.raises(Refused):
        sign_in(kim.email, kim.password, lambda _: "no code")


def test_temporary_password_is_more_than_this_program_can(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com", status="FORCE_CHANGE_PASSWORD")
    with pytest.raises(Refused, match="NEW_PASSWORD_REQUIRED is not supported"):
        sign_in(kim.email, kim.password, never)


def test_wrong_password_and_unknown_name_are_refused_alike(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com")
    with pytest.raises(Refused) as wrong:
        sign_in(kim.email, "Wr0ng-Passw0rd!", never)
    with pytest.raises(Refused) as unknown:
        sign_in("nobody@example.com", kim.password, never)
    assert str(wrong.value) == str(unknown.value)


def test_disabled_account_is_refused(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com")
    kim.disable()
    with pytest.raises(Refused, match="disabled"):
        sign_in(kim.email, kim.password, never)


def test_busy_pool_is_asked_again(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com")
    throttled = demo_cognito.faults.throttle("InitiateAuth", times=1)
    assert sign_in(kim.email, kim.password, never).id_token
    assert throttled.hits == 1


def test_pool_that_stays_busy_is_not_reached(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com")
    with demo_cognito.faults.throttle(), pytest.raises(NotReached, match="too many requests"):
        sign_in(kim.email, kim.password, never)


def test_without_a_network_the_pool_is_not_reached(demo_cognito: DemoCognito) -> None:
    kim = demo_cognito.users.add("kim@example.com")
    with demo_cognito.faults.offline(), pytest.raises(NotReached, match="no connection"):
        sign_in(kim.email, kim.password, never)
    assert sign_in(kim.email, kim.password, never).id_token
