"""What a 401 or 403 means: each row of the table, what is certain, and that no reply at all can break it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.api_refusals import (
    Explanation,
    Meaning,
    Refusal,
    Remedy,
    Sent,
    SentToken,
    explain,
)

NOW = 1_700_000_000.0
ID = {"exp": NOW + 3000, "iat": NOW - 600, "aud": "1example", "iss": "https://issuer.example/p"}
IN_GROUPS = ID | {"cognito:groups": ["staff", "admin"]}
ACCESS = {"exp": NOW + 3000, "iat": NOW - 600, "scope": "aws.cognito.signin.user.admin"}
SCOPED = ACCESS | {"scope": "openid orders/read"}


def reply(status: int, type_: str = "", body: str = "", **headers: str) -> Refusal:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if type_:
        named["x-amzn-errortype"] = type_
    return Refusal(status, named, body.encode(), NOW)


def by_id(claims: dict[str, Any] | None = None, path: str = "/orders") -> Sent:
    return Sent(SentToken.ID, path, claims or ID)


def by_access(claims: dict[str, Any] | None = None) -> Sent:
    return Sent(SentToken.ACCESS, "/orders", claims or ACCESS)


SIGNED = Sent(SentToken.SIGNATURE, "/v1/admin", IN_GROUPS, role="user-role")
DENIED = "AccessDeniedException"

ROWS = {
    "expired": (
        by_id(ID | {"exp": NOW - 1}),
        reply(401, "UnauthorizedException"),
        Explanation(Meaning.EXPIRED, True, Remedy.RENEW, seconds=NOW - 1),
    ),
    "from the future": (
        by_id(ID | {"iat": NOW + 240}),
        reply(401, "UnauthorizedException"),
        Explanation(Meaning.CLOCK, True, seconds=240.0),
    ),
    "another client": (
        by_id(),
        reply(
            401,
            www_authenticate='Bearer scope="" error="invalid_token"'
            ' error_description="the token does not have a valid audience"',
        ),
        Explanation(Meaning.AUDIENCE, True, names=("1example",)),
    ),
    "another pool": (
        by_id(),
        reply(401, www_authenticate='Bearer error_description="invalid issuer"'),
        Explanation(Meaning.ISSUER, True, names=("https://issuer.example/p",)),
    ),
    "a scope, as the server says": (
        by_access(SCOPED),
        reply(403, www_authenticate='Bearer error="insufficient_scope"'),
        Explanation(Meaning.SCOPE, False, None, ("openid", "orders/read")),
    ),
    "a scope, with the ID token": (
        by_id(IN_GROUPS),
        reply(403, body='{"message":"Forbidden"}'),
        Explanation(Meaning.SCOPE, False, Remedy.SEND_ACCESS_TOKEN),
    ),
    "the ID token is wanted": (
        by_access(),
        reply(401, "UnauthorizedException"),
        Explanation(Meaning.WANTS_ID_TOKEN, False, Remedy.SEND_ID_TOKEN),
    ),
    "an access token is wanted": (
        by_id(),
        reply(401, "UnauthorizedException"),
        Explanation(Meaning.WANTS_SCOPE, False, Remedy.SEND_ACCESS_TOKEN),
    ),
    "nothing sent": (
        Sent(SentToken.NONE),
        reply(401, "UnauthorizedException"),
        Explanation(Meaning.NO_TOKEN, True, Remedy.SEND_ID_TOKEN),
    ),
    "another header": (
        Sent(SentToken.ID, "/orders", ID, standard_header=False),
        reply(401),
        Explanation(Meaning.NO_TOKEN, False, Remedy.SEND_ID_TOKEN),
    ),
    "no such path": (
        by_id(),
        reply(403, "MissingAuthenticationTokenException"),
        Explanation(Meaning.NO_SUCH_PLACE, True, Remedy.SIGN),
    ),
    "no such path, signed": (
        SIGNED,
        reply(403, "MissingAuthenticationTokenException"),
        Explanation(Meaning.NO_SUCH_PLACE, True),
    ),
    "a token instead of a signature": (
        SIGNED,
        reply(401, "UnauthorizedException"),
        Explanation(Meaning.WANTS_ID_TOKEN, False, Remedy.SEND_ID_TOKEN),
    ),
    "the role that the server names": (
        SIGNED,
        reply(403, DENIED, "User: arn:aws:sts::1:assumed-role/reader/Session is not authorized"),
        Explanation(Meaning.ROLE, True, names=("staff", "admin"), role="reader"),
    ),
    "a signature is wanted": (
        by_id(),
        reply(403, "IncompleteSignatureException"),
        Explanation(Meaning.WANTS_SIGNATURE, True, Remedy.SIGN),
    ),
    "the role may not": (
        SIGNED,
        reply(403, DENIED),
        Explanation(Meaning.ROLE, True, names=("staff", "admin"), role="user-role"),
    ),
    "the signature is refused": (
        SIGNED,
        reply(403, "InvalidSignatureException:http://internal.amazon.com/coral/"),
        Explanation(Meaning.SIGNATURE, True, Remedy.RENEW),
    ),
    "credentials are over": (
        SIGNED,
        reply(403, body=json.dumps({"__type": "com.amazon#ExpiredTokenException"})),
        Explanation(Meaning.SIGNATURE, True, Remedy.RENEW),
    ),
    "a group, as the body says": (
        by_id(IN_GROUPS),
        reply(403, body='{"error":"Group owners is required"}'),
        Explanation(Meaning.GROUP, False, names=("staff", "admin")),
    ),
    "a group, by the path": (
        by_id(path="/v1/admin"),
        reply(403, body="{}"),
        Explanation(Meaning.GROUP, False),
    ),
    "a firewall": (
        by_id(),
        reply(403, "ForbiddenException"),
        Explanation(Meaning.FIREWALL, True),
    ),
    "a page of CloudFront": (
        by_id(),
        reply(403, body="<!DOCTYPE HTML><title>ERROR</title>"),
        Explanation(Meaning.FIREWALL, True),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_of_the_table(row: str) -> None:
    sent, refused, meaning = ROWS[row]
    assert explain(sent, refused) == meaning


def test_every_meaning_has_a_row() -> None:
    assert {each.meaning for _, _, each in ROWS.values()} == set(Meaning)


@pytest.mark.parametrize("status", [200, 400, 404, 429, 500])
def test_other_replies_are_not_explained(status: int) -> None:
    assert explain(by_id(), reply(status, DENIED)) is None


def test_without_a_date_the_time_says_nothing() -> None:
    late = by_id(ID | {"exp": NOW - 1})
    refused = Refusal(401, {"x-amzn-errortype": "UnauthorizedException"}, b"")
    explained = explain(late, refused)
    assert explained is not None
    assert explained.meaning is Meaning.WANTS_SCOPE


def test_a_refused_token_with_scopes_is_not_explained() -> None:
    assert explain(by_access(SCOPED), reply(401, "UnauthorizedException")) is None


def test_a_path_that_only_contains_the_word_needs_no_group() -> None:
    explained = explain(by_id(path="/administrators"), reply(403, body="{}"))
    assert explained is not None
    assert explained.meaning is Meaning.SCOPE


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
CLAIMS = st.dictionaries(
    st.sampled_from(["exp", "iat", "aud", "iss", "scope", "cognito:groups", "client_id"]), ANYTHING
)


@given(
    token=st.sampled_from(SentToken),
    claims=CLAIMS,
    path=st.text(),
    status=st.sampled_from([401, 403]),
    headers=st.dictionaries(st.sampled_from(["www-authenticate", "x-amzn-errortype"]), st.text()),
    body=st.binary() | ANYTHING.map(lambda value: json.dumps(value).encode()),
)
def test_no_reply_and_no_claims_break_it(
    token: SentToken,
    claims: dict[str, object],
    path: str,
    status: int,
    headers: dict[str, str],
    body: bytes,
) -> None:
    explained = explain(Sent(token, path, claims), Refusal(status, headers, body, NOW))
    if explained is not None:
        assert all(isinstance(name, str) for name in explained.names)
