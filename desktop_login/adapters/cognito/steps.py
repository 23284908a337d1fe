"""Which challenges may follow which request of a sign-in: a table of Cognito's behaviour, by flow. Sends no request.

A server that may ask for anything could ask for a weaker proof than the settings promise: for the
password itself after an `SRP_A`, for a new password before the old one was proved, for one proof
after the other. So a challenge that Cognito does not send at this point is refused, not answered.
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from desktop_login.domain.challenges import Method, MethodRequired
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import AuthFlow, PoolClient

TOKENS = ""  # stands for a reply without a challenge
_PLAIN = "PASSWORD"


class Sent(Enum):
    """What the last request contained.

    The first four begin a sign-in; SRP_A and PASSWORD may also answer a choice.
    """

    NAME = "nothing but the user name"
    PASSWORD = "the password itself"  # noqa: S105 - the name of a step
    SRP_A = "the public half of a pair"
    SRP_A_PREFERRED = "the same, as a preference that the service may not share"
    PASSWORD_PROOF = "the proof of the password"  # noqa: S105 - the name of a step
    NEW_PASSWORD = "a new password"  # noqa: S105 - the name of a step
    FIRST_FACTOR = "the choice of a code or a passkey as first factor"
    SECOND_FACTOR = "the choice of a second factor"
    CODE = "a code"
    PASSKEY = "the answer of a passkey"
    SET_UP = "a second factor that was set up"
    CUSTOM_ANSWER = "the answer to a question of the deployer"
    DEVICE_SRP_A = "the public half of a pair, for the device"
    DEVICE_PROOF = "the proof of the device's secret"


_CODES = frozenset({"SMS_MFA", "EMAIL_OTP", "EMAIL_MFA", "SOFTWARE_TOKEN_MFA"})
_SECOND_FACTOR = _CODES | {"SELECT_MFA_TYPE", "MFA_SETUP"}
_END = frozenset({TOKENS, "DEVICE_SRP_AUTH"})
_AFTER_PASSWORD = _END | _SECOND_FACTOR | {"NEW_PASSWORD_REQUIRED"}
_CUSTOM = frozenset({"CUSTOM_CHALLENGE"})

_LATER: Mapping[Sent, frozenset[str]] = {
    Sent.NEW_PASSWORD: _END | _SECOND_FACTOR,
    Sent.SECOND_FACTOR: _CODES,
    Sent.CODE: _END | _SECOND_FACTOR,
    Sent.SET_UP: _END | _CODES,
    Sent.DEVICE_SRP_A: frozenset({"DEVICE_PASSWORD_VERIFIER"}),
    Sent.DEVICE_PROOF: frozenset({TOKENS}),
}
_PASSWORD: Mapping[Sent, frozenset[str]] = {Sent.PASSWORD: _AFTER_PASSWORD, **_LATER}
_PROOF: Mapping[Sent, frozenset[str]] = {
    # Tokens here would be tokens without any proof; Cognito never issues them.
    Sent.SRP_A: frozenset({"PASSWORD_VERIFIER"}),
    Sent.PASSWORD_PROOF: _AFTER_PASSWORD,
    **_LATER,
}
# flow → what was sent last → what may be asked for
TABLE: Mapping[AuthFlow, Mapping[Sent, frozenset[str]]] = {
    AuthFlow.SRP: _PROOF,
    AuthFlow.PASSWORD: _PASSWORD,
    AuthFlow.ADMIN: _PASSWORD,
    AuthFlow.CHOICE: {
        **_PASSWORD,
        **_PROOF,
        Sent.NAME: frozenset(
            {"SELECT_CHALLENGE", "EMAIL_OTP", "SMS_OTP", "PASSWORD_SRP", _PLAIN, "WEB_AUTHN"}
        ),
        Sent.SRP_A_PREFERRED: frozenset({"PASSWORD_VERIFIER", "SELECT_CHALLENGE"}),
        Sent.FIRST_FACTOR: frozenset({"EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"}),
        Sent.PASSKEY: _END | _SECOND_FACTOR,
    },
    # The pool's Lambda triggers decide what is proved, so tokens may follow at once. A new password
    # is asked for only after a proof of the old one.
    AuthFlow.CUSTOM: {
        Sent.NAME: _CUSTOM | _END | _SECOND_FACTOR,
        Sent.SRP_A: _CUSTOM | _END | _SECOND_FACTOR | {"PASSWORD_VERIFIER"},
        Sent.CUSTOM_ANSWER: _CUSTOM | _END | _SECOND_FACTOR,
        Sent.PASSWORD_PROOF: _CUSTOM | _AFTER_PASSWORD,
        Sent.NEW_PASSWORD: _CUSTOM | _LATER[Sent.NEW_PASSWORD],
        Sent.SECOND_FACTOR: _LATER[Sent.SECOND_FACTOR],
        Sent.CODE: _CUSTOM | _LATER[Sent.CODE],
        Sent.SET_UP: _CUSTOM | _LATER[Sent.SET_UP],
        Sent.DEVICE_SRP_A: _LATER[Sent.DEVICE_SRP_A],
        Sent.DEVICE_PROOF: _CUSTOM | _LATER[Sent.DEVICE_PROOF],
    },
}
# Every name that this version knows; another name is reported as unknown, not as forbidden.
KNOWN = frozenset(
    name for steps in TABLE.values() for names in steps.values() for name in names
) | {"ADMIN_NO_SRP_AUTH"}

_BY_NAME: Mapping[str, Sent] = {
    "PASSWORD_VERIFIER": Sent.PASSWORD_PROOF,
    "NEW_PASSWORD_REQUIRED": Sent.NEW_PASSWORD,
    "SELECT_CHALLENGE": Sent.FIRST_FACTOR,
    "SELECT_MFA_TYPE": Sent.SECOND_FACTOR,
    **dict.fromkeys(_CODES | {"SMS_OTP"}, Sent.CODE),
    "WEB_AUTHN": Sent.PASSKEY,
    "MFA_SETUP": Sent.SET_UP,
    "CUSTOM_CHALLENGE": Sent.CUSTOM_ANSWER,
    "DEVICE_SRP_AUTH": Sent.DEVICE_SRP_A,
    "DEVICE_PASSWORD_VERIFIER": Sent.DEVICE_PROOF,
}


def begun_with(fields: Mapping[str, str]) -> Sent:
    """Return what the AuthParameters of a first request contain."""
    if "PASSWORD" in fields:
        return Sent.PASSWORD
    if "SRP_A" not in fields:
        return Sent.NAME
    return Sent.SRP_A_PREFERRED if "PREFERRED_CHALLENGE" in fields else Sent.SRP_A


def answered_with(name: str, fields: Mapping[str, str]) -> Sent:
    """Return what the ChallengeResponses to the challenge `name` contain."""
    if "PASSWORD" in fields:
        return Sent.PASSWORD
    if "SRP_A" in fields and name != "DEVICE_SRP_AUTH":
        return Sent.SRP_A
    return _BY_NAME[name]


def may_follow(flow: AuthFlow, sent: Sent, name: str) -> bool:
    """Return whether Cognito sends the challenge `name`, or `TOKENS`, at this point of this flow."""
    return name in TABLE[flow].get(sent, frozenset())


def check(pool: PoolClient, sent: Sent, name: str, operation: str) -> None:
    """Check the challenge of a reply. Unknown names pass; `challenge_wire` refuses them.

    Raises:
        AuthError: STEP_NOT_ALLOWED if the flow does not have the challenge at this point,
            PLAIN_PASSWORD_OFF if the settings do not allow sending the password itself.
    """
    if name not in KNOWN:
        return
    if not may_follow(pool.auth_flow, sent, name):
        raise not_allowed(operation, name or "AuthenticationResult")
    if name == _PLAIN and not pool.allow_plain_password:
        raise plain_off(operation)


def offered(pool: PoolClient, asked: MethodRequired, operation: str) -> MethodRequired:
    """Return the choice, without the password itself if the settings do not allow sending it.

    Raises `AuthError(PLAIN_PASSWORD_OFF)` if nothing else is offered.
    """
    if pool.allow_plain_password:
        return asked
    options = tuple(one for one in asked.options if one.method is not Method.PLAIN_PASSWORD)
    if options == asked.options:
        return asked
    if not options:
        raise plain_off(operation)
    return replace(asked, options=options, others=(*asked.others, Method.PLAIN_PASSWORD))


def not_allowed(operation: str, name: str) -> AuthError:
    return AuthError(
        AuthErrorInfo(ErrorCode.STEP_NOT_ALLOWED, RequestInfo(operation, name), name=name)
    )


def plain_off(operation: str) -> AuthError:
    return AuthError(
        AuthErrorInfo(ErrorCode.PLAIN_PASSWORD_OFF, RequestInfo(operation, _PLAIN), name=_PLAIN)
    )
