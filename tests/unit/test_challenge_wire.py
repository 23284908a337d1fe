"""What Cognito may ask, read defensively: whatever it sends becomes a question, tokens or one clear error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_login.adapters.cognito import challenge_wire
from desktop_login.adapters.cognito.wire import secret_code
from desktop_login.domain.challenges import (
    ChallengeContext,
    Channel,
    CodeRequired,
    CustomQuestion,
    Method,
    MethodRequired,
    Option,
    PasskeyRequired,
    Purpose,
)
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.passkeys import PasskeyProof
from desktop_login.domain.secret import Secret

SESSION = "s" * 40
APP, SMS, MAIL = (
    Option(Method.AUTHENTICATOR, "SOFTWARE_TOKEN_MFA"),
    Option(Method.TEXT_MESSAGE, "SMS_MFA"),
    Option(Method.EMAIL, "EMAIL_OTP"),
)


def decoded(name: str, parameters: dict[str, Any] | None = None, **more: Any) -> Any:
    reply = {"ChallengeName": name, "Session": SESSION, "ChallengeParameters": parameters or {}}
    return challenge_wire.decode(
        reply | more, lambda session: ChallengeContext("u", session), "Respond"
    )


def problem(name: str, parameters: dict[str, Any] | None = None, **more: Any) -> AuthError:
    with pytest.raises(AuthError) as refused:
        decoded(name, parameters, **more)
    return refused.value


def test_exactly_what_was_offered_is_sent_back() -> None:
    offered = ["EMAIL_MFA", "SOFTWARE_TOKEN_MFA", "SMS_MFA"]
    asked = decoded("SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": json.dumps(offered)})
    assert [option.name for option in asked.options] == offered
    from desktop_login.domain.answers import Chosen

    for option in asked.options:
        name, fields = challenge_wire.encode(asked, Chosen(option))
        assert (name, fields) == ("SELECT_MFA_TYPE", {"ANSWER": option.name})


def test_unknown_options_are_named_and_the_known_ones_offered() -> None:
    offered = json.dumps(["SMS_MFA", "CARRIER_PIGEON", "WEB_AUTHN", 5, None])
    asked = decoded("SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": offered})
    assert asked.options == (SMS,)
    assert asked.others == ("CARRIER_PIGEON", Method.PASSKEY)


@pytest.mark.parametrize("listed", ["", "null", "{}", "[", '"SMS_MFA"', "[]"])
def test_an_unreadable_list_to_choose_from_is_incomplete(listed: str) -> None:
    error = problem("SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": listed})
    assert error.error_info.code is ErrorCode.INCOMPLETE_ANSWER


@pytest.mark.parametrize("listed", ["", "null", "{}", "["])
def test_an_unreadable_list_to_set_up_offers_the_authenticator(listed: str) -> None:
    asked = decoded("MFA_SETUP", {"MFAS_CAN_SETUP": listed})
    assert asked == MethodRequired(ChallengeContext("u", Secret(SESSION)), Purpose.SET_UP, (APP,))


def test_only_text_messages_cannot_be_set_up() -> None:
    error = problem("MFA_SETUP", {"MFAS_CAN_SETUP": '["SMS_MFA"]'})
    assert error.error_info.code is ErrorCode.CANNOT_SET_UP


def test_what_is_new_is_not_supported_and_named() -> None:
    error = problem("SOMETHING_NEW")
    assert error.error_info.code is ErrorCode.STEP_NOT_SUPPORTED
    assert error.error_info.name == "SOMETHING_NEW"


OPTIONS = {
    "challenge": "A" * 43,
    "rpId": "acme.auth.eu-west-1.amazoncognito.com",
    "timeout": 180000,
    "allowCredentials": [{"type": "public-key", "id": "AQID", "transports": ["usb"]}],
    "userVerification": "required",
}


def test_a_passkey_is_asked_for_with_the_options_that_a_key_needs() -> None:
    asked = decoded("WEB_AUTHN", {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(OPTIONS)})
    assert isinstance(asked, PasskeyRequired)
    assert asked.request.site == OPTIONS["rpId"]
    assert asked.request.options == {
        name: value for name, value in OPTIONS.items() if name != "timeout"
    }


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "{", "[" * 100_000, json.dumps({**OPTIONS, "more": "x" * 2_000_000})],
    ids=["nothing", "empty", "list", "null", "half", "deep", "2 MB"],
)
def test_options_that_no_key_may_get_are_refused(text: str) -> None:
    error = problem("WEB_AUTHN", {"CREDENTIAL_REQUEST_OPTIONS": text})
    assert error.error_info.code is ErrorCode.PASSKEY_REQUEST_UNFIT


def test_the_answer_of_a_key_is_sent_as_it_is() -> None:
    asked = decoded("WEB_AUTHN", {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(OPTIONS)})
    proof = PasskeyProof(Secret('{"id":"AQID"}'))
    assert challenge_wire.encode(asked, proof) == ("WEB_AUTHN", {"CREDENTIAL": '{"id":"AQID"}'})


def test_one_password_to_the_person_and_the_proof_to_the_service() -> None:
    asked = decoded(
        "SELECT_CHALLENGE", AvailableChallenges=["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]
    )
    assert asked.options == (Option(Method.PASSWORD, "PASSWORD_SRP"), MAIL)
    only = decoded("SELECT_CHALLENGE", AvailableChallenges=["PASSWORD"])
    assert only.options == (Option(Method.PLAIN_PASSWORD, "PASSWORD"),)


@pytest.mark.parametrize(
    "name",
    ["ADMIN_NO_SRP_AUTH", "PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"],
)
def test_what_nobody_can_answer_is_incomplete(name: str) -> None:
    assert problem(name).error_info.code is ErrorCode.INCOMPLETE_ANSWER


def test_a_first_code_by_text_message_is_answered_under_its_own_name() -> None:
    from desktop_login.domain.answers import Code

    first = decoded("SMS_OTP", {"CODE_DELIVERY_DESTINATION": "+*1"})
    assert first == CodeRequired(
        ChallengeContext("u", Secret(SESSION)),
        Channel.TEXT_MESSAGE,
        "+*1",
        first_factor=True,
        name="SMS_OTP",
    )
    assert challenge_wire.encode(first, Code(Secret("12345678"))) == (
        "SMS_OTP",
        {"SMS_OTP_CODE": "12345678"},
    )


def test_a_custom_question_shows_everything_but_the_user_name() -> None:
    asked = decoded("CUSTOM_CHALLENGE", {"USERNAME": "u", "question": "<b>1</b>?", "n": 5})
    assert asked == CustomQuestion(
        ChallengeContext("u", Secret(SESSION)), (("question", "<b>1</b>?"),)
    )


def test_a_long_custom_question_is_shown_whole_or_refused() -> None:
    """A picture puzzle or a page of terms is longer than anything of Cognito's own."""
    text = "word " * 4000
    asked = decoded("CUSTOM_CHALLENGE", {"terms": text, "question": "agreed?"})
    assert asked.parameters == (("terms", text), ("question", "agreed?"))
    error = problem("CUSTOM_CHALLENGE", {"terms": "x" * 70_000})
    assert error.error_info.code is ErrorCode.NOT_UNDERSTOOD


def test_demanded_attributes_are_no_more_than_a_pool_can_have() -> None:
    """Each becomes a field: 650 of them, which fit into one parameter, took 2.4 s to lay out."""
    names = [f"userAttributes.{n:x}" for n in range(150)]
    asked = decoded("NEW_PASSWORD_REQUIRED", {"requiredAttributes": json.dumps(names)})
    assert len(asked.required) == 70


def test_a_demanded_attribute_is_a_name_and_no_sentence() -> None:
    names = ["userAttributes.name", "name", "custom:t-shirt", "Your old password", "a\nb", "x" * 40]
    asked = decoded("NEW_PASSWORD_REQUIRED", {"requiredAttributes": json.dumps(names)})
    assert asked.required == ("name", "custom:t-shirt")


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([*challenge_wire._DECODERS, "WEB_AUTHN", "X"]),
    st.dictionaries(
        st.sampled_from(
            [
                "MFAS_CAN_CHOOSE",
                "MFAS_CAN_SETUP",
                "CREDENTIAL_REQUEST_OPTIONS",
                "requiredAttributes",
                "USERNAME",
                "q",
                "\0",
            ]
        ),
        st.one_of(st.text(max_size=80), st.integers(), st.none(), st.lists(st.text(), max_size=3)),
    ),
    st.one_of(st.none(), st.text(max_size=30), st.lists(st.one_of(st.text(), st.integers()))),
)
def test_whatever_comes_is_a_question_or_one_clear_error(
    name: str, parameters: dict[str, Any], available: Any
) -> None:
    try:
        assert decoded(name, parameters, AvailableChallenges=available)
    except AuthError as error:
        assert error.error_info.code in (
            ErrorCode.INCOMPLETE_ANSWER,
            ErrorCode.STEP_NOT_SUPPORTED,
            ErrorCode.CANNOT_SET_UP,
            ErrorCode.PASSKEY_REQUEST_UNFIT,
        )


@pytest.mark.parametrize("code", ["", "\x1b]0;title\x07", "A B", "A\nB", "A" * 1025, None, 1])
def test_a_key_for_an_authenticator_that_a_terminal_would_obey_is_none(code: object) -> None:
    with pytest.raises(AuthError) as error:
        secret_code({"SecretCode": code}, "AssociateSoftwareToken")
    assert error.value.error_info.code is ErrorCode.INCOMPLETE_ANSWER


@pytest.mark.parametrize("code", ["JBSWY3DPEHPK3PXP", "JBSWY3DP===="])
def test_a_key_for_an_authenticator_is_taken_as_it_is(code: str) -> None:
    assert secret_code({"SecretCode": code}, "AssociateSoftwareToken").reveal() == code
