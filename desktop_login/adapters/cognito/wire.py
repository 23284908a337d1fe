"""Between domain values and Cognito's parameters. AWS's names begin and end here; nothing is sent."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

from desktop_login.domain.answers import Answer, Code, NewPassword
from desktop_login.domain.challenges import (
    Challenge,
    Channel,
    CodeRequired,
    NewPasswordRequired,
    Ticket,
)
from desktop_login.domain.errors import Fault, LoginError, Problem, Trace
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens

Reply = Mapping[str, Any]

MAX_PARAMETER = 4096
_ATTRIBUTE_PREFIX = "userAttributes."

# ChallengeName → where its code comes from. EMAIL_MFA appears in AWS's texts, not in its model.
CODE_CHALLENGES: Mapping[str, Channel] = {
    "SMS_MFA": Channel.TEXT_MESSAGE,
    "EMAIL_OTP": Channel.EMAIL,
    "EMAIL_MFA": Channel.EMAIL,
    "SOFTWARE_TOKEN_MFA": Channel.AUTHENTICATOR,
}
# The other way: which challenge a channel answers, and under which key.
_CODE_ANSWERS: Mapping[Channel, str] = {
    Channel.TEXT_MESSAGE: "SMS_MFA",
    Channel.EMAIL: "EMAIL_OTP",
    Channel.AUTHENTICATOR: "SOFTWARE_TOKEN_MFA",
}
# AuthFlow → its name on the wire; `ALLOW_` before it is the setting of the app client
AUTH_FLOWS: Mapping[AuthFlow, str] = {
    AuthFlow.SRP: "USER_SRP_AUTH",
    AuthFlow.PASSWORD: "USER_PASSWORD_AUTH",
    AuthFlow.ADMIN: "ADMIN_USER_PASSWORD_AUTH",
}
# Names that Cognito may send only by mistake or for a flow that no user can go through.
_INCOMPLETE = frozenset({"ADMIN_NO_SRP_AUTH"})


def secret_hash(pool: PoolClient, username: str) -> str | None:
    """SECRET_HASH over exactly the USERNAME of the same request; None for a public client."""
    if pool.client_secret is None:
        return None
    message = (username + pool.client_id).encode()
    digest = hmac.digest(pool.client_secret.reveal().encode(), message, "sha256")
    return base64.b64encode(digest).decode()


def with_secret_hash(pool: PoolClient, username: str, fields: dict[str, str]) -> dict[str, str]:
    """The fields of one request with USERNAME and, if the client has a secret, SECRET_HASH."""
    fields["USERNAME"] = username
    digest = secret_hash(pool, username)
    if digest is not None:
        fields["SECRET_HASH"] = digest
    return fields


def encode_answer(challenge: Challenge, answer: Answer) -> tuple[str, dict[str, str]]:
    """ChallengeName and ChallengeResponses, without what every request carries."""
    match challenge, answer:
        case NewPasswordRequired(), NewPassword():
            fields = {"NEW_PASSWORD": answer.password.reveal()}
            for name, value in answer.attributes.items():
                fields[_ATTRIBUTE_PREFIX + name] = value
            return "NEW_PASSWORD_REQUIRED", fields
        case CodeRequired(), Code():
            name = _CODE_ANSWERS[challenge.channel]
            return name, {f"{name}_CODE": answer.code.reveal()}
        case _:
            raise TypeError(f"{type(answer).__name__} does not answer {type(challenge).__name__}")


def canonical_username(reply: Reply, typed: str) -> str:
    """The name for every later request of the flow: the first one that Cognito tells."""
    parameters = _parameters(reply)
    return parameters.get("USERNAME") or parameters.get("USER_ID_FOR_SRP") or typed


def decode(reply: Reply, username: str, operation: str, drift: float) -> Tokens | Challenge:
    """A reply is tokens or a challenge; anything else is not an answer from Cognito."""
    name = reply.get("ChallengeName")
    if name:
        return _challenge(str(name), reply, username, operation)
    return decode_tokens(reply, operation, drift)


def decode_tokens(
    reply: Reply, operation: str, drift: float, refresh_token: Secret | None = None
) -> Tokens:
    """Tokens of a complete result. `refresh_token` is kept where the reply brings no new one."""
    result = reply.get("AuthenticationResult")
    if not isinstance(result, Mapping):
        raise _incomplete(operation)
    id_token, access_token = result.get("IdToken"), result.get("AccessToken")
    renewed = result.get("RefreshToken")
    if renewed:
        refresh_token = Secret(str(renewed))
    if not (id_token and access_token and refresh_token):
        raise _incomplete(operation)
    return Tokens(Secret(str(id_token)), Secret(str(access_token)), refresh_token, drift)


def session_of(reply: Reply) -> str | None:
    session = reply.get("Session")
    return str(session) if session else None


def verifier_parameters(reply: Reply, operation: str) -> Mapping[str, str]:
    """The parameters of PASSWORD_VERIFIER, all of which the proof needs."""
    parameters = _parameters(reply)
    needed = ("SALT", "SRP_B", "SECRET_BLOCK", "USER_ID_FOR_SRP")
    if any(not parameters.get(name) for name in needed):
        raise _incomplete(operation)
    return parameters


def _challenge(name: str, reply: Reply, username: str, operation: str) -> Challenge:
    parameters = _parameters(reply)
    session = session_of(reply)
    if name in _INCOMPLETE:
        raise _incomplete(operation)
    if name != "NEW_PASSWORD_REQUIRED" and name not in CODE_CHALLENGES:
        trace = Trace(operation, name)
        raise LoginError(Fault(Problem.STEP_NOT_SUPPORTED, trace, name=name))
    if session is None:
        raise _incomplete(operation)
    ticket = Ticket(username, Secret(session))
    if name == "NEW_PASSWORD_REQUIRED":
        return NewPasswordRequired(ticket, _required_attributes(parameters))
    return CodeRequired(
        ticket,
        CODE_CHALLENGES[name],
        destination=parameters.get("CODE_DELIVERY_DESTINATION", ""),
        device=parameters.get("FRIENDLY_DEVICE_NAME", ""),
    )


def _required_attributes(parameters: Mapping[str, str]) -> tuple[str, ...]:
    try:
        listed = json.loads(parameters.get("requiredAttributes") or "[]")
    except (ValueError, RecursionError):
        return ()
    if not isinstance(listed, list):
        return ()
    return tuple(
        item.removeprefix(_ATTRIBUTE_PREFIX) for item in listed if isinstance(item, str) and item
    )


def _parameters(reply: Reply) -> Mapping[str, str]:
    raw = reply.get("ChallengeParameters")
    if not isinstance(raw, Mapping):
        return {}
    return {
        str(key): value
        for key, value in raw.items()
        if isinstance(value, str) and len(value) <= MAX_PARAMETER
    }


def _incomplete(operation: str) -> LoginError:
    return LoginError(Fault(Problem.INCOMPLETE_ANSWER, Trace(operation, "IncompleteAnswer")))
