"""Converts between Cognito's challenges and domain values: one table row per challenge. Sends no request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from desktop_login.adapters.cognito.aws_session import MAX_REPLY
from desktop_login.adapters.cognito.wire import Reply, incomplete, parameters, session_of
from desktop_login.domain.answers import Answer, Chosen, Code, CustomAnswer, NewPassword
from desktop_login.domain.challenges import (
    Challenge,
    ChallengeContext,
    Channel,
    CodeRequired,
    CustomQuestion,
    Method,
    MethodRequired,
    NewPasswordRequired,
    Option,
    PasskeyRequired,
    PasswordRequired,
    Purpose,
)
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.passkey_rules import request_of_sign_in
from desktop_login.domain.passkeys import PasskeyProof
from desktop_login.domain.secret import Secret

_ATTRIBUTE_PREFIX = "userAttributes."
_MAX_SHOWN = 16
# A question is text of the pool's Lambda triggers. A cut question could not be answered, so longer
# ones are refused; a page with this length is shown in a few milliseconds.
_MAX_QUESTION = 64 * 1024
# The names that an attribute can have, and how many a pool can require: the standard ones and 50
# custom ones. Each becomes a field, so a name must not look like a sentence.
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html
_ATTRIBUTE_NAME = re.compile(r"(?:custom:|dev:)*[^\s\x00-\x1f]{1,32}")
_MOST_ATTRIBUTES = 70
# Twenty passkeys, which is as many as somebody can have, take less than half of it.
_MAX_OPTIONS = 64 * 1024

# ChallengeName → where its code comes from. EMAIL_MFA is in AWS's documentation, not in its model.
CODE_CHALLENGES: Mapping[str, Channel] = {
    "SMS_MFA": Channel.TEXT_MESSAGE,
    "SMS_OTP": Channel.TEXT_MESSAGE,
    "EMAIL_OTP": Channel.EMAIL,
    "EMAIL_MFA": Channel.EMAIL,
    "SOFTWARE_TOKEN_MFA": Channel.AUTHENTICATOR,
}
# Names of methods, also of those that this program does not support.
METHODS: Mapping[str, Method] = {
    "SOFTWARE_TOKEN_MFA": Method.AUTHENTICATOR,
    "SMS_MFA": Method.TEXT_MESSAGE,
    "SMS_OTP": Method.TEXT_MESSAGE,
    "EMAIL_MFA": Method.EMAIL,
    "EMAIL_OTP": Method.EMAIL,
    "PASSWORD_SRP": Method.PASSWORD,
    "PASSWORD": Method.PLAIN_PASSWORD,
    "WEB_AUTHN": Method.PASSKEY,
}
_POSSIBLE: Mapping[Purpose, frozenset[Method]] = {
    Purpose.FIRST_FACTOR: frozenset(
        {
            Method.PASSWORD,
            Method.PLAIN_PASSWORD,
            Method.EMAIL,
            Method.TEXT_MESSAGE,
            Method.PASSKEY,
        }
    ),
    Purpose.SECOND_FACTOR: frozenset({Method.AUTHENTICATOR, Method.EMAIL, Method.TEXT_MESSAGE}),
    Purpose.SET_UP: frozenset({Method.AUTHENTICATOR, Method.EMAIL}),
}
_CHOICES: Mapping[Purpose, str] = {
    Purpose.FIRST_FACTOR: "SELECT_CHALLENGE",
    Purpose.SECOND_FACTOR: "SELECT_MFA_TYPE",
}
# Names that Cognito sends only by mistake, or in a flow that users cannot use.
_INCOMPLETE = frozenset(
    {
        "ADMIN_NO_SRP_AUTH",
        "PASSWORD_VERIFIER",
        "DEVICE_SRP_AUTH",
        "DEVICE_PASSWORD_VERIFIER",
    }
)

ContextMaker = Callable[[Secret], ChallengeContext]


def encode(challenge: Challenge, answer: Answer) -> tuple[str, dict[str, str]]:
    """Return ChallengeName and ChallengeResponses, without the fields of every request."""
    match challenge, answer:
        case NewPasswordRequired(), NewPassword():
            fields = {"NEW_PASSWORD": answer.password.reveal()}
            for name, value in answer.attributes.items():
                fields[_ATTRIBUTE_PREFIX + name] = value
            return "NEW_PASSWORD_REQUIRED", fields
        case CodeRequired(), Code():
            return challenge.name, {f"{challenge.name}_CODE": answer.code.reveal()}
        case MethodRequired(), Chosen():
            return _CHOICES[challenge.purpose], {"ANSWER": answer.option.name}
        case PasskeyRequired(), PasskeyProof():
            return "WEB_AUTHN", {"CREDENTIAL": answer.credential.reveal()}
        case CustomQuestion(), CustomAnswer():
            return "CUSTOM_CHALLENGE", {"ANSWER": answer.answer.reveal()}
        case _:
            raise TypeError(f"{type(answer).__name__} does not answer {type(challenge).__name__}")


def decode(reply: Reply, context_of: ContextMaker, operation: str) -> Challenge:
    """Return the challenge of a reply.

    Raises:
        AuthError: INCOMPLETE_ANSWER, STEP_NOT_SUPPORTED, CANNOT_SET_UP, or NOT_UNDERSTOOD (a
            question of more than 65,536 characters).
    """
    name, session = str(reply.get("ChallengeName")), session_of(reply)
    make = _DECODERS.get(name)
    if name in _INCOMPLETE:
        raise incomplete(operation)
    if make is None:
        raise _not_supported(operation, name)
    if session is None:
        raise incomplete(operation)
    return make(name, reply, context_of(Secret(session)), operation)


def _new_password(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    del name, operation
    listed = _list_in(parameters(reply).get("requiredAttributes", ""))
    names = dict.fromkeys(n.removeprefix(_ATTRIBUTE_PREFIX) for n in listed)
    real = [name for name in names if _ATTRIBUTE_NAME.fullmatch(name)]
    return NewPasswordRequired(challenge_context, tuple(real[:_MOST_ATTRIBUTES]))


def _code(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    del operation
    known = parameters(reply)
    return CodeRequired(
        challenge_context,
        CODE_CHALLENGES[name],
        destination=known.get("CODE_DELIVERY_DESTINATION", ""),
        device=known.get("FRIENDLY_DEVICE_NAME", ""),
        first_factor=name == "SMS_OTP",
        name=name,
    )


def _second_factor(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    offered = _list_in(parameters(reply).get("MFAS_CAN_CHOOSE", ""))
    if not offered:
        raise incomplete(operation)
    return _choice(name, Purpose.SECOND_FACTOR, offered, challenge_context, operation)


def _set_up(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    # if the list is unreadable, offer the authenticator app and let the service decide
    offered = _list_in(parameters(reply).get("MFAS_CAN_SETUP", "")) or ["SOFTWARE_TOKEN_MFA"]
    return _choice(name, Purpose.SET_UP, offered, challenge_context, operation)


def _first_factor(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    available = reply.get("AvailableChallenges")
    offered = [n for n in available if isinstance(n, str)] if isinstance(available, list) else []
    if not offered:
        raise incomplete(operation)
    if {"PASSWORD", "PASSWORD_SRP"} <= set(offered):
        offered.remove("PASSWORD")  # the same method for the user, but a proof is safer
    return _choice(name, Purpose.FIRST_FACTOR, offered, challenge_context, operation)


def _choice(
    name: str,
    purpose: Purpose,
    offered: list[str],
    challenge_context: ChallengeContext,
    operation: str,
) -> Challenge:
    possible = _POSSIBLE[purpose]
    options: list[Option] = []
    others: list[Method | str] = []
    for offer in dict.fromkeys(offered[:_MAX_SHOWN]):
        method = METHODS.get(offer)
        if method in possible:
            options.append(Option(method, offer))
        else:
            others.append(method or offer[:64])
    if not options:
        if purpose is Purpose.SET_UP:
            raise AuthError(AuthErrorInfo(ErrorCode.CANNOT_SET_UP, RequestInfo(operation, name)))
        raise _not_supported(operation, ",".join(offered[:_MAX_SHOWN]))
    return MethodRequired(challenge_context, purpose, tuple(options), tuple(others))


def _password(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    del reply, operation
    return PasswordRequired(challenge_context, name, plain=METHODS[name] is Method.PLAIN_PASSWORD)


def _custom(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    del name
    asked = parameters(reply, MAX_REPLY)
    shown = [(key, value) for key, value in asked.items() if key != "USERNAME"][:_MAX_SHOWN]
    if sum(len(value) for _, value in shown) > _MAX_QUESTION:
        raise AuthError(
            AuthErrorInfo(ErrorCode.NOT_UNDERSTOOD, RequestInfo(operation, "QuestionTooLong"))
        )
    return CustomQuestion(challenge_context, tuple(shown))


def _passkey(
    name: str, reply: Reply, challenge_context: ChallengeContext, operation: str
) -> Challenge:
    text = parameters(reply, MAX_REPLY).get("CREDENTIAL_REQUEST_OPTIONS", "")
    request = request_of_sign_in(_object_in(text)) if len(text) <= _MAX_OPTIONS else None
    if request is None:
        raise AuthError(
            AuthErrorInfo(ErrorCode.PASSKEY_REQUEST_UNFIT, RequestInfo(operation, name))
        )
    return PasskeyRequired(challenge_context, request)


_DECODERS: Mapping[str, Callable[[str, Reply, ChallengeContext, str], Challenge]] = {
    "NEW_PASSWORD_REQUIRED": _new_password,
    **dict.fromkeys(CODE_CHALLENGES, _code),
    "SELECT_MFA_TYPE": _second_factor,
    "MFA_SETUP": _set_up,
    "SELECT_CHALLENGE": _first_factor,
    "PASSWORD": _password,
    "PASSWORD_SRP": _password,
    "CUSTOM_CHALLENGE": _custom,
    "WEB_AUTHN": _passkey,
}


def _list_in(text: str) -> list[str]:
    """Return the texts of a JSON list inside a string; none if it cannot be parsed."""
    try:
        listed = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    return (
        [item for item in listed if isinstance(item, str) and item]
        if isinstance(listed, list)
        else []
    )


def _object_in(text: str) -> object:
    """Return the JSON inside a string; None if it cannot be parsed."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _not_supported(operation: str, name: str) -> AuthError:
    """Return the error for unknown names; their printable characters go into the details."""
    shown = "".join(c for c in name if c.isascii() and c.isprintable())[:128]
    return AuthError(
        AuthErrorInfo(ErrorCode.STEP_NOT_SUPPORTED, RequestInfo(operation, shown), name=shown)
    )
