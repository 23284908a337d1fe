"""Sessions to show: an ordinary one, and one with everything that a token may hold. No request, no key, no secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.history import Event, begun, not_reached, reached, renewed
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Fresh, Freshness, RefreshFailed, Refreshing, SignedIn
from desktop_login.domain.tokens import Identity, Lifetime, Session, Signature, Tokens
from desktop_login.domain.ways import Way

NOW = 1_800_000_000.0
ADDRESS = "a.person.with.a.rather.long.name@mail.department.example.com"  # 60 characters
ORDINARY: Mapping[str, object] = {
    "sub": "476b5874-622b-4d9d-bfbb-a9860da485b8",
    "cognito:groups": ["Administrators", "billing-readers-eu-central-1", "engineering"],
    "email_verified": True,
    "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DemoPool1",
    "cognito:username": "476b5874-622b-4d9d-bfbb-a9860da485b8",
    "origin_jti": "9e6a1a9e-4ec9-4b67-9f4c-8d7e5b2b1f5e",
    "aud": "demodesktopclient0000001",
    "event_id": "c7b144a2-0f53-4d51-a3ce-5ce1a0a5ba0f",
    "token_use": "id",
    "auth_time": int(NOW) - 90,
    "name": "Alex Demo",
    "exp": int(NOW) + 3570,
    "iat": int(NOW) - 30,
    "jti": "5d7c1d3e-6c42-4a4e-8a35-c7f52a2a8a2f",
    "email": "confirmed@example.com",
}
LONG: Mapping[str, object] = {
    **ORDINARY,
    "email": ADDRESS,
    "cognito:groups": [f"group-of-people-number-{n}" for n in range(12)],
    "custom:department": "Engineering, Research and Long Words Department",
    "custom:flags": {"beta": True, "limits": [1, 2, 3]},
}


def deep(levels: int) -> object:
    value: object = "bottom"
    for _ in range(levels):
        value = [value]
    return value


HOSTILE: Mapping[str, object] = {
    "sub": "s" * 2_000,
    "name": "N" * 1_000,
    "email": "x" * 150_000,
    "cognito:groups": [f"group-{n}" for n in range(10_000)],
    "given_name": "safe\u202eexe.txt\u0000\u200b",
    "family_name": "مرحبا بالعالم e\u0301\u0301\u0301 👩‍👩‍👧‍👦",
    "<b>name</b>": "<img src=x onerror=alert(1)>",
    "null": None,
    "true": True,
    "number": 1e308,
    "list": [1, None, {"a": []}],
    "object": {"a": {"b": {"c": "<script>"}}},
    "empty": "",
    "no items": [],
    "deep": deep(900),
    "exp": 1e30,
    "iat": "yesterday",
    "auth_time": -5,
    "c" * 500: "a long name",
}


def token_of(claims: Mapping[str, object]) -> str:
    """Three parts that look like a token; the third is no signature of anything."""
    parts = ({"kid": "lrQMx1w8w8w8w9aA==", "alg": "RS256"}, dict(claims))
    written = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
    written.append(base64.urlsafe_b64encode(bytes(range(256))))
    return ".".join(part.decode().rstrip("=") for part in written)


def session(
    claims: Mapping[str, object] = ORDINARY,
    *,
    signature: Signature = Signature.VERIFIED,
    keys_of: str = "",
) -> Session:
    identity = Identity(
        "sub", "alex", str(claims.get("email", "")), "", claims, signature, keys_of=keys_of
    )
    tokens = Tokens(Secret(token_of(claims)), Secret("access"), Secret("refresh"))
    return Session(tokens, identity, Lifetime(NOW - 30, NOW + 3570))


def signed_in(
    state: str = "fresh", claims: Mapping[str, object] = ORDINARY, keys_of: str = ""
) -> SignedIn:
    """A state by its name: fresh, renewing, offline, busy, expired or unchecked."""
    lost, busy = AuthErrorInfo(ErrorCode.NO_CONNECTION), AuthErrorInfo(ErrorCode.BUSY)
    freshness: Mapping[str, Freshness] = {
        "renewing": Refreshing(usable=True),
        "offline": RefreshFailed(lost, usable=True, retry_at=NOW + 20.5),
        "busy": RefreshFailed(busy, usable=True, retry_at=NOW + 20.5),
        "expired": RefreshFailed(lost, usable=False, retry_at=NOW + 20.5),
    }
    signature = Signature.UNCHECKED if state == "unchecked" else Signature.VERIFIED
    history = begun(Event.SIGNED_IN, NOW - 90, (Way.PASSWORD, Way.AUTHENTICATOR))
    before = {**claims, "iat": 1, "exp": 2, "cognito:groups": ["engineering"], "tier": "gold"}
    history = renewed(history, NOW - 30, by_hand=True, before=before, after=claims)
    history = reached(not_reached(history, NOW - 20), NOW - 10)
    history = renewed(history, NOW - 5, by_hand=False, before=claims, after=claims)
    return SignedIn(
        session(claims, signature=signature, keys_of=keys_of),
        freshness.get(state, Fresh(NOW + 3320)),
        NOW - 10 if state == "expired" else NOW + 3570,
        kept=True,
        history=history,
        ends_at=NOW + 29.5 * 86400,
    )
