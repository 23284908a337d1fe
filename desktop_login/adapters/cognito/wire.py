"""Converts between domain values and the parameters that many requests and replies have. Sends no request."""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from desktop_login.domain.account import Delivery
from desktop_login.domain.devices import NewDevice
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens

# JSON that botocore has parsed: what it holds is looked at where it is read.
Reply = Mapping[str, Any]
# JSON that botocore makes; it holds each parameter against its own model.
Parameter = Any

MAX_PARAMETER = 4096
_AUTHENTICATOR_KEY = re.compile(r"[A-Za-z0-9=-]{1,1024}")
# AuthFlow → its name in the API; with `ALLOW_` in front, the setting of the app client
AUTH_FLOWS: Mapping[AuthFlow, str] = {
    AuthFlow.SRP: "USER_SRP_AUTH",
    AuthFlow.PASSWORD: "USER_PASSWORD_AUTH",
    AuthFlow.ADMIN: "ADMIN_USER_PASSWORD_AUTH",
    AuthFlow.CHOICE: "USER_AUTH",
    AuthFlow.CUSTOM: "CUSTOM_AUTH",
}
# The first factor that is asked for without a choice → its challenge
PREFERRED: Mapping[str, str] = {"email": "EMAIL_OTP", "sms": "SMS_OTP"}


def secret_hash(pool: PoolClient, username: str) -> str | None:
    """Return SECRET_HASH for the USERNAME of the same request; None for a client without a secret."""
    if pool.client_secret is None:
        return None
    message = (username + pool.client_id).encode()
    digest = hmac.digest(pool.client_secret.reveal().encode(), message, "sha256")
    return base64.b64encode(digest).decode()


def with_secret_hash(pool: PoolClient, username: str, fields: dict[str, str]) -> dict[str, str]:
    """Add USERNAME and, if the client has a secret, SECRET_HASH to the fields of a request."""
    fields["USERNAME"] = username
    digest = secret_hash(pool, username)
    if digest is not None:
        fields["SECRET_HASH"] = digest
    return fields


def canonical_username(reply: Reply, known: str, typed: str) -> str:
    """Return the user name for the next request of the flow.

    USER_ID_FOR_SRP is the real user name. USERNAME may repeat the alias that was sent (it does with
    USER_AUTH), and Cognito refuses an alias in the answer to PASSWORD_VERIFIER. So USERNAME is used
    only while nothing but the `typed` name is known.
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
    """
    named = parameters(reply)
    own = named.get("USER_ID_FOR_SRP")
    if own:
        return own
    if known and known != typed:
        return known
    return named.get("USERNAME") or known or typed


def username_in(id_token: Secret) -> str:
    """Return `cognito:username` of an own token without checking its signature; empty if missing."""
    payload = id_token.reveal().split(".")[1:2]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload[0] + "==")) if payload else {}
    except (ValueError, RecursionError):
        return ""
    name = claims.get("cognito:username") if isinstance(claims, dict) else None
    return name if isinstance(name, str) else ""


def decode_tokens(
    reply: Reply, operation: str, clock_skew: float, refresh_token: Secret | None = None
) -> Tokens:
    """Return the tokens of a reply; `refresh_token` is used if the reply has no new one."""
    result = reply.get("AuthenticationResult")
    if not isinstance(result, Mapping):
        raise incomplete(operation)
    id_token, access_token = result.get("IdToken"), result.get("AccessToken")
    refreshed = result.get("RefreshToken")
    if refreshed:
        refresh_token = Secret(str(refreshed))
    if not (id_token and access_token and refresh_token):
        raise incomplete(operation)
    return Tokens(
        Secret(str(id_token)),
        Secret(str(access_token)),
        refresh_token,
        clock_skew,
        new_device=_new_device(result),
    )


def challenge_name(reply: Reply) -> str:
    """Return the name of the reply's challenge; empty if it has none."""
    return str(reply.get("ChallengeName") or "")


def decode_tokens_of(reply: Reply, operation: str, clock_skew: float) -> Tokens | None:
    """Return the tokens of a reply; None if it has a challenge instead."""
    return None if reply.get("ChallengeName") else decode_tokens(reply, operation, clock_skew)


def _new_device(result: Mapping[str, object]) -> NewDevice | None:
    metadata = result.get("NewDeviceMetadata")
    if not isinstance(metadata, Mapping):
        return None
    key, group = metadata.get("DeviceKey"), metadata.get("DeviceGroupKey")
    return NewDevice(str(key), str(group)) if key and group else None


def session_of(reply: Reply) -> str | None:
    session = reply.get("Session")
    return str(session) if session else None


def verifier_parameters(reply: Reply, operation: str, name: str = "") -> Mapping[str, str]:
    """Return the parameters of a proof; `name` replaces USER_ID_FOR_SRP, which devices lack."""
    found = dict(parameters(reply))
    if name:
        found["USER_ID_FOR_SRP"] = name
    needed = ("SALT", "SRP_B", "SECRET_BLOCK", "USER_ID_FOR_SRP")
    if any(not found.get(key) for key in needed):
        raise incomplete(operation)
    return found


def secret_code(reply: Reply, operation: str) -> Secret:
    """Return the secret of a new authenticator app.

    It is shown as it is, on a terminal too, so it has what base32 has, and the hyphens of moto.
    """
    code = reply.get("SecretCode")
    if not isinstance(code, str) or not _AUTHENTICATOR_KEY.fullmatch(code):
        raise incomplete(operation)
    return Secret(code)


def check_verified(reply: Reply, operation: str) -> None:
    """Raise WRONG_CODE for status ERROR, by which the service reports a wrong code."""
    if reply.get("Status") == "ERROR":
        raise AuthError(AuthErrorInfo(ErrorCode.WRONG_CODE, RequestInfo(operation, "ERROR")))


def delivery_of(reply: Reply) -> Delivery:
    details = reply.get("CodeDeliveryDetails")
    where = details.get("Destination") if isinstance(details, Mapping) else ""
    return Delivery(str(where)[:MAX_PARAMETER] if where else "")


def attributes_of(reply: Reply) -> Mapping[str, str]:
    listed = reply.get("UserAttributes")
    if not isinstance(listed, list):
        return {}
    return {
        str(one["Name"]): str(one["Value"])
        for one in listed
        if isinstance(one, Mapping) and "Name" in one and "Value" in one
    }


def attribute_list(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def parameters(reply: Reply, limit: int = MAX_PARAMETER) -> Mapping[str, str]:
    """Return ChallengeParameters; values that are no text or over `limit` characters are left out."""
    raw = reply.get("ChallengeParameters")
    if not isinstance(raw, Mapping):
        return {}
    return {
        str(key): value
        for key, value in raw.items()
        if isinstance(value, str) and len(value) <= limit
    }


def incomplete(operation: str) -> AuthError:
    return AuthError(
        AuthErrorInfo(ErrorCode.INCOMPLETE_ANSWER, RequestInfo(operation, "IncompleteAnswer"))
    )
