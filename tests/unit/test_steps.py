"""What may follow which request: the table against one written down apart from it, name by name."""

from __future__ import annotations

from collections.abc import Mapping

import botocore.session
import pytest

from desktop_login.adapters.cognito import steps
from desktop_login.adapters.cognito.steps import TOKENS, Sent
from desktop_login.domain.challenges import (
    ChallengeContext,
    Method,
    MethodRequired,
    Option,
    Purpose,
)
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret

MODEL = frozenset(
    botocore.session.Session().get_service_model("cognito-idp").shape_for("ChallengeNameType").enum
)
NAMES = sorted(MODEL | {"EMAIL_MFA", TOKENS})
SRP, PASSWORD, ADMIN = AuthFlow.SRP, AuthFlow.PASSWORD, AuthFlow.ADMIN
CHOICE, CUSTOM = AuthFlow.CHOICE, AuthFlow.CUSTOM

CODES = "SMS_MFA EMAIL_OTP EMAIL_MFA SOFTWARE_TOKEN_MFA"
SECOND = f"{CODES} SELECT_MFA_TYPE MFA_SETUP"
PROVED = f"- DEVICE_SRP_AUTH {SECOND} NEW_PASSWORD_REQUIRED"
GOES_ON = f"- DEVICE_SRP_AUTH {SECOND}"
# flow → step → what Cognito asks for then; "-" stands for tokens. What is missing is nothing.
LATER = {
    Sent.NEW_PASSWORD: GOES_ON,
    Sent.SECOND_FACTOR: CODES,
    Sent.CODE: GOES_ON,
    Sent.SET_UP: f"- DEVICE_SRP_AUTH {CODES}",
    Sent.DEVICE_SRP_A: "DEVICE_PASSWORD_VERIFIER",
    Sent.DEVICE_PROOF: "-",
}
CUSTOM_LATER = {
    step: names if step in (Sent.DEVICE_SRP_A, Sent.SECOND_FACTOR) else f"{names} CUSTOM_CHALLENGE"
    for step, names in LATER.items()
}
ALLOWED: Mapping[AuthFlow, Mapping[Sent, str]] = {
    SRP: {Sent.SRP_A: "PASSWORD_VERIFIER", Sent.PASSWORD_PROOF: PROVED, **LATER},
    PASSWORD: {Sent.PASSWORD: PROVED, **LATER},
    ADMIN: {Sent.PASSWORD: PROVED, **LATER},
    CHOICE: {
        Sent.NAME: "SELECT_CHALLENGE EMAIL_OTP SMS_OTP PASSWORD_SRP PASSWORD WEB_AUTHN",
        Sent.SRP_A_PREFERRED: "PASSWORD_VERIFIER SELECT_CHALLENGE",
        Sent.SRP_A: "PASSWORD_VERIFIER",
        Sent.PASSWORD_PROOF: PROVED,
        Sent.PASSWORD: PROVED,
        Sent.FIRST_FACTOR: "EMAIL_OTP SMS_OTP WEB_AUTHN",
        Sent.PASSKEY: GOES_ON,
        **LATER,
    },
    CUSTOM: {
        Sent.NAME: f"CUSTOM_CHALLENGE {GOES_ON}",
        Sent.SRP_A: f"PASSWORD_VERIFIER CUSTOM_CHALLENGE {GOES_ON}",
        Sent.PASSWORD_PROOF: f"CUSTOM_CHALLENGE {PROVED}",
        Sent.CUSTOM_ANSWER: f"CUSTOM_CHALLENGE {GOES_ON}",
        **CUSTOM_LATER,
    },
}


def pool(flow: AuthFlow, *, plain: bool = False) -> PoolClient:
    return PoolClient(
        "us-east-1", "us-east-1_Abc", "abc", auth_flow=flow, allow_plain_password=plain
    )


def allowed(flow: AuthFlow, sent: Sent, name: str) -> bool:
    return (name or "-") in ALLOWED[flow].get(sent, "").split()


def outcome(flow: AuthFlow, sent: Sent, name: str, *, plain: bool = False) -> ErrorCode | None:
    try:
        steps.check(pool(flow, plain=plain), sent, name, "RespondToAuthChallenge")
    except AuthError as error:
        assert error.error_info.request.operation == "RespondToAuthChallenge"
        assert error.error_info.name == (name or "AuthenticationResult")
        return error.error_info.code
    return None


@pytest.mark.parametrize("sent", Sent)
@pytest.mark.parametrize("flow", AuthFlow)
def test_every_name_after_every_step_of_every_flow(flow: AuthFlow, sent: Sent) -> None:
    for name in NAMES:
        expected = None if allowed(flow, sent, name) else ErrorCode.STEP_NOT_ALLOWED
        assert outcome(flow, sent, name, plain=True) is expected, name
        if name == "PASSWORD" and expected is None:
            expected = ErrorCode.PLAIN_PASSWORD_OFF
        assert outcome(flow, sent, name) is expected, name


def test_no_name_of_the_service_is_unheard_of() -> None:
    """A name that is new in botocore's model has to be decided on."""
    assert steps.KNOWN - {TOKENS, "EMAIL_MFA"} == MODEL


def test_an_unknown_name_is_left_to_the_reader() -> None:
    assert outcome(SRP, Sent.SRP_A, "RETINA_SCAN") is None


@pytest.mark.parametrize("flow", AuthFlow)
def test_what_no_server_may_have(flow: AuthFlow) -> None:
    """The sentences of SECURITY.md, over the whole table."""
    table = steps.TABLE[flow]
    after = {name: {sent for sent in table if name in table[sent]} for name in NAMES}
    assert after["PASSWORD"] == ({Sent.NAME} if flow is CHOICE else set())
    assert after["PASSWORD_SRP"] == ({Sent.NAME} if flow is CHOICE else set())
    assert after["PASSWORD_VERIFIER"] <= {Sent.SRP_A, Sent.SRP_A_PREFERRED}
    assert after["DEVICE_PASSWORD_VERIFIER"] == {Sent.DEVICE_SRP_A}
    assert after["NEW_PASSWORD_REQUIRED"] <= {Sent.PASSWORD, Sent.PASSWORD_PROOF}
    assert after["ADMIN_NO_SRP_AUTH"] == set()
    if flow is not CUSTOM:
        assert not after[TOKENS] & {Sent.NAME, Sent.SRP_A, Sent.SRP_A_PREFERRED}


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({}, Sent.NAME),
        ({"PREFERRED_CHALLENGE": "EMAIL_OTP"}, Sent.NAME),
        ({"PASSWORD": "p"}, Sent.PASSWORD),
        ({"SRP_A": "a"}, Sent.SRP_A),
        ({"SRP_A": "a", "CHALLENGE_NAME": "SRP_A"}, Sent.SRP_A),
        ({"SRP_A": "a", "PREFERRED_CHALLENGE": "PASSWORD_SRP"}, Sent.SRP_A_PREFERRED),
    ],
)
def test_what_a_first_request_contains(fields: dict[str, str], sent: Sent) -> None:
    assert steps.begun_with({"USERNAME": "u"} | fields) is sent


@pytest.mark.parametrize(
    ("name", "fields", "sent"),
    [
        ("PASSWORD_VERIFIER", {}, Sent.PASSWORD_PROOF),
        ("NEW_PASSWORD_REQUIRED", {"NEW_PASSWORD": "p"}, Sent.NEW_PASSWORD),
        ("SELECT_CHALLENGE", {"ANSWER": "EMAIL_OTP"}, Sent.FIRST_FACTOR),
        ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD", "PASSWORD": "p"}, Sent.PASSWORD),
        ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD_SRP", "SRP_A": "a"}, Sent.SRP_A),
        ("PASSWORD", {"PASSWORD": "p"}, Sent.PASSWORD),
        ("PASSWORD_SRP", {"SRP_A": "a"}, Sent.SRP_A),
        ("SELECT_MFA_TYPE", {"ANSWER": "SMS_MFA"}, Sent.SECOND_FACTOR),
        ("SMS_MFA", {"SMS_MFA_CODE": "1"}, Sent.CODE),
        ("SMS_OTP", {"SMS_OTP_CODE": "1"}, Sent.CODE),
        ("EMAIL_OTP", {"EMAIL_OTP_CODE": "1"}, Sent.CODE),
        ("WEB_AUTHN", {"CREDENTIAL": "{}"}, Sent.PASSKEY),
        ("SOFTWARE_TOKEN_MFA", {"SOFTWARE_TOKEN_MFA_CODE": "1"}, Sent.CODE),
        ("MFA_SETUP", {}, Sent.SET_UP),
        ("CUSTOM_CHALLENGE", {"ANSWER": "1"}, Sent.CUSTOM_ANSWER),
        ("DEVICE_SRP_AUTH", {"SRP_A": "a"}, Sent.DEVICE_SRP_A),
        ("DEVICE_PASSWORD_VERIFIER", {}, Sent.DEVICE_PROOF),
    ],
)
def test_what_an_answer_contains(name: str, fields: dict[str, str], sent: Sent) -> None:
    assert steps.answered_with(name, {"USERNAME": "u"} | fields) is sent


PLAIN = Option(Method.PLAIN_PASSWORD, "PASSWORD")
MAIL = Option(Method.EMAIL, "EMAIL_OTP")


def choice(*options: Option) -> MethodRequired:
    return MethodRequired(
        ChallengeContext("u", Secret("s")), Purpose.FIRST_FACTOR, options, ("PIGEON",)
    )


def test_the_password_itself_is_offered_only_where_the_settings_let_it_out() -> None:
    both = choice(PLAIN, MAIL)
    assert steps.offered(pool(CHOICE, plain=True), both, "I") == both
    seen = steps.offered(pool(CHOICE), both, "I")
    assert seen.options == (MAIL,)
    assert seen.others == ("PIGEON", Method.PLAIN_PASSWORD)
    assert steps.offered(pool(CHOICE), choice(MAIL), "I") == choice(MAIL)
    with pytest.raises(AuthError) as refused:
        steps.offered(pool(CHOICE), choice(PLAIN), "I")
    assert refused.value.error_info.code is ErrorCode.PLAIN_PASSWORD_OFF
