"""AWS's own verifier (aws-jwt-verify) accepts both tokens of the demo, and names the fault of each wrong one; the demo's API refuses the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.test_protected_api import ask, tokens
from tests.reference import reference
from tests.reference.reference import Reference

pytestmark = pytest.mark.medium
SCOPE = "aws.cognito.signin.user.admin"


@pytest.fixture(scope="module")
def judge() -> Iterator[Reference]:
    with reference.node("verify.js", "aws-jwt-verify", DemoPoolConfig()) as judge:
        yield judge


@dataclass(frozen=True)
class Tokens:
    id_token: str
    access_token: str


def signed_in(demo: DemoCognito, name: str) -> Tokens:
    both = tokens(demo, f"{name}@example.com")
    return Tokens(both["IdToken"], both["AccessToken"])


def test_both_tokens_are_accepted_and_each_fault_has_its_name(judge: Reference) -> None:
    user = judge.add("staff", groups=("staff",))
    demo = judge.demo
    both = signed_in(demo, "staff")
    status, jwks = raw.get(demo, f"/{demo.config.pool_id}/.well-known/jwks.json")
    assert status == 200
    forged = f"{both.id_token[:-6]}AAAAAA"
    old = demo._issuer.id_token(user, demo.grants[-1], demo.pool.now() - 2 * 3600)
    cases = {
        "id": {"token": both.id_token, "use": "id"},
        "access": {"token": both.access_token, "use": "access", "scope": SCOPE},
        "in a group": {"token": both.id_token, "use": "id", "groups": "staff"},
        "another use": {"token": both.access_token, "use": "id"},
        "another client": {"token": both.id_token, "use": "id", "client": "x" * 24},
        "no group": {"token": both.id_token, "use": "id", "groups": "admin"},
        "no scope": {"token": both.access_token, "use": "access", "scope": "orders/read"},
        "forged": {"token": forged, "use": "id"},
        "expired": {"token": old, "use": "id"},
    }
    assert judge.play("verify", user, jwks=jwks, cases=cases) == {
        "id": "accepted",
        "access": "accepted",
        "in a group": "accepted",
        "another use": "CognitoJwtInvalidTokenUseError",
        "another client": "CognitoJwtInvalidClientIdError",
        "no group": "CognitoJwtInvalidGroupError",
        "no scope": "JwtInvalidScopeError",
        "forged": "JwtInvalidSignatureError",
        "expired": "JwtExpiredError",
    }
    assert ask(demo, "/v1/user", both.id_token)[0] == 200
    for token in (both.access_token, forged, old):
        assert ask(demo, "/v1/user", token)[0] == 401
    assert ask(demo, "/v1/admin", both.id_token)[0] == 403
