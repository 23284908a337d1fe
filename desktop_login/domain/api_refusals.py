"""What a refusal of an API means, from the reply and from the claims of what was sent. Sends nothing and translates nothing.

Certain is only what the reply or the token says by itself. API Gateway says little: a REST API
with a user pool authorizer compares no client and knows no reason, so much is only likely.
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

# A clock that differs by less is within the leeway that verifiers allow.
CLOCK_LEEWAY_S = 60.0
OWN_ACCOUNT_SCOPE = "aws.cognito.signin.user.admin"


class SentToken(Enum):
    """What proved who asks; the values are those of `--token`, and of a signed request."""

    ID = "id"
    ACCESS = "access"
    SIGNATURE = "signature"
    NONE = "none"


class Meaning(Enum):
    """Why an API refused."""

    EXPIRED = "the token had expired"
    CLOCK = "the token is from the future"
    AUDIENCE = "another app client is expected"
    ISSUER = "another user pool is trusted"
    SCOPE = "a scope is missing"
    WANTS_ID_TOKEN = "the ID token is wanted"  # noqa: S105 - no password
    WANTS_SCOPE = "a scope is asked for, which an ID token has not"
    NO_TOKEN = "no token in the header that is looked at"  # noqa: S105 - no password
    NO_SUCH_PLACE = "no such method and path"
    WANTS_SIGNATURE = "an AWS signature is wanted"
    ROLE = "the role may not"
    SIGNATURE = "the signature is refused"
    GROUP = "a group is missing"
    FIREWALL = "a firewall refused"


class Remedy(Enum):
    """What a person may do at once."""

    RENEW = "renew and send again"
    SEND_ID_TOKEN = "send with the ID token"  # noqa: S105 - no password
    SEND_ACCESS_TOKEN = "send with the access token"  # noqa: S105 - no password
    SIGN = "sign with AWS"


@dataclass(frozen=True)
class Sent:
    """The request that was refused.

    Attributes:
        path: Of the URL, without the query.
        claims: Of the token that was sent; of the ID token where the request was signed.
        role: The ARN or name of the AWS role, where the request was signed.
        standard_header: Whether the token went in `Authorization`.
    """

    token: SentToken
    path: str = "/"
    claims: Mapping[str, object] = field(default_factory=dict, repr=False)
    role: str = ""
    standard_header: bool = True


@dataclass(frozen=True)
class Refusal:
    """The reply: `headers` by lower-case name; `server_time` in epoch seconds, if it said one."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    server_time: float | None = None


@dataclass(frozen=True)
class Explanation:
    """What a refusal means.

    Attributes:
        certain: Whether the reply or the token says so itself; otherwise it is the likeliest cause.
        names: What the sentence names: scopes, groups, the client, or the issuer.
        role: The AWS role that may not.
        seconds: The time of expiry (epoch), or how far the clock is off.
    """

    meaning: Meaning
    certain: bool
    remedy: Remedy | None = None
    names: tuple[str, ...] = ()
    role: str = ""
    seconds: float = 0.0


def explain(sent: Sent, reply: Refusal) -> Explanation | None:
    """Return what a reply with status 401 or 403 means; None if nothing is known about it."""
    if reply.status not in (401, 403):
        return None
    rules = (_by_time, _by_header, _by_gateway, _by_unauthorized, _by_permission)
    found = (rule(sent, reply) for rule in rules)
    return next((each for each in found if each is not None), None)


def _by_time(sent: Sent, reply: Refusal) -> Explanation | None:
    """What the token's own times say, by the clock of the server."""
    if reply.server_time is None or sent.token not in (SentToken.ID, SentToken.ACCESS):
        return None
    expiry, issued = _number(sent.claims, "exp"), _number(sent.claims, "iat")
    if reply.status == 401 and expiry is not None and expiry <= reply.server_time:
        return Explanation(Meaning.EXPIRED, True, Remedy.RENEW, seconds=expiry)
    if reply.status == 401 and issued is not None:
        ahead = issued - reply.server_time
        if ahead > CLOCK_LEEWAY_S:
            return Explanation(Meaning.CLOCK, True, seconds=ahead)
    return None


def _by_header(sent: Sent, reply: Refusal) -> Explanation | None:
    """What an HTTP API or a resource server says in WWW-Authenticate (RFC 6750 section 3)."""
    challenge = reply.headers.get("www-authenticate", "").lower()
    if "insufficient_scope" in challenge:
        return _scope_missing(sent)
    if "audience" in challenge:
        client = sent.claims.get("aud") or sent.claims.get("client_id")
        return Explanation(Meaning.AUDIENCE, True, names=_texts(client))
    if "issuer" in challenge:
        return Explanation(Meaning.ISSUER, True, names=_texts(sent.claims.get("iss")))
    return None


def _by_gateway(sent: Sent, reply: Refusal) -> Explanation | None:
    """What API Gateway and IAM name in `x-amzn-errortype` or in the body."""
    match _error_type(reply):
        case "MissingAuthenticationTokenException" if reply.status == 403:
            signed = sent.token is SentToken.SIGNATURE
            return Explanation(Meaning.NO_SUCH_PLACE, True, None if signed else Remedy.SIGN)
        case "IncompleteSignatureException":
            return Explanation(Meaning.WANTS_SIGNATURE, True, Remedy.SIGN)
        case "InvalidSignatureException" | "ExpiredTokenException" | "UnrecognizedClientException":
            return Explanation(Meaning.SIGNATURE, True, Remedy.RENEW)
        case "AccessDeniedException" if sent.token is SentToken.SIGNATURE:
            role = _role_in(reply.body) or sent.role
            return Explanation(Meaning.ROLE, True, names=_groups(sent.claims), role=role)
        case "ForbiddenException":
            return Explanation(Meaning.FIREWALL, True)
        case "" if reply.status == 403 and reply.body.lstrip()[:1] == b"<":
            return Explanation(Meaning.FIREWALL, True)
        case _:
            return None


def _by_unauthorized(sent: Sent, reply: Refusal) -> Explanation | None:
    """A 401 without a reason: which kind of token the API may want."""
    if reply.status != 401:
        return None
    if sent.token is SentToken.NONE or not sent.standard_header:
        return Explanation(Meaning.NO_TOKEN, sent.token is SentToken.NONE, Remedy.SEND_ID_TOKEN)
    if sent.token is SentToken.SIGNATURE:
        return Explanation(Meaning.WANTS_ID_TOKEN, False, Remedy.SEND_ID_TOKEN)
    if _error_type(reply) != "UnauthorizedException":
        return None
    if sent.token is SentToken.ID:
        return Explanation(Meaning.WANTS_SCOPE, False, Remedy.SEND_ACCESS_TOKEN)
    if sent.token is SentToken.ACCESS and set(_scopes(sent.claims)) <= {OWN_ACCOUNT_SCOPE}:
        return Explanation(Meaning.WANTS_ID_TOKEN, False, Remedy.SEND_ID_TOKEN)
    return None


def _by_permission(sent: Sent, reply: Refusal) -> Explanation | None:
    """A 403 of the API itself: a group, or a scope."""
    if reply.status != 403 or sent.token not in (SentToken.ID, SentToken.ACCESS):
        return None
    groups = _groups(sent.claims)
    names_a_group = "group" in reply.body[:4096].decode("utf-8", "replace").lower()
    if names_a_group or (not groups and re.search(r"(^|/)admin(/|$)", sent.path)):
        return Explanation(Meaning.GROUP, False, names=groups)
    return _scope_missing(sent)


def _scope_missing(sent: Sent) -> Explanation:
    remedy = None if sent.token is SentToken.ACCESS else Remedy.SEND_ACCESS_TOKEN
    return Explanation(Meaning.SCOPE, False, remedy, names=_scopes(sent.claims))


def _error_type(reply: Refusal) -> str:
    """Return the name of the exception, without the namespace and the address that may follow it."""
    named = reply.headers.get("x-amzn-errortype", "")
    return re.split(r"[:#]", named)[0].strip() if named else _type_in_body(reply.body)


def _role_in(body: bytes) -> str:
    """Return the role that IAM names: `arn:aws:sts::1:assumed-role/ROLE/SESSION`."""
    found = re.search(rb"assumed-role/([\w+=,.@-]{1,64})/", body[:4096])
    return found[1].decode("ascii") if found else ""


def _type_in_body(body: bytes) -> str:
    try:
        value = json.loads(body[:4096])
    except (ValueError, RecursionError):
        return ""
    named = value.get("__type", "") if isinstance(value, dict) else ""
    return named.rpartition("#")[2] if isinstance(named, str) else ""


def _groups(claims: Mapping[str, object]) -> tuple[str, ...]:
    return _texts(claims.get("cognito:groups"))


def _scopes(claims: Mapping[str, object]) -> tuple[str, ...]:
    scope = claims.get("scope")
    return tuple(scope.split()) if isinstance(scope, str) else ()


def _texts(value: object) -> tuple[str, ...]:
    """Return a claim as texts: one, or those of a list."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _number(claims: Mapping[str, object], name: str) -> float | None:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
