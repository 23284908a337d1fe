"""The demo's protected API refuses as API Gateway does: which token, whose, how old, which group and scope."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from desktop_login.adapters.aws_signature import signed
from desktop_login.adapters.http_call import send
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.api_request import HttpCall
from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.secret import Secret
from tests.demo import raw
from tests.fakes.clocks import HandClock
from tests.patience import STEP_S

Reply = tuple[int, Mapping[str, str], dict[str, Any]]


@pytest.fixture
def demo(clock: HandClock) -> Iterator[DemoCognito]:
    with DemoCognito(now=clock.epoch, more_users=[("boss", ["admin"])]) as demo:
        yield demo


def tokens(demo: DemoCognito, name: str = "boss") -> dict[str, str]:
    parameters = {"USERNAME": name, "PASSWORD": raw.PASSWORD}
    status, reply = raw.send(
        demo,
        "InitiateAuth",
        {
            "ClientId": demo.config.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": parameters,
        },
    )
    assert status == 200
    result: dict[str, str] = reply["AuthenticationResult"]
    return result


def ask(demo: DemoCognito, path: str, authorization: str = "", method: str = "GET") -> Reply:
    connection = http.client.HTTPConnection(demo.url.removeprefix("http://"), timeout=STEP_S)
    try:
        fields = {"Authorization": authorization} if authorization else {}
        connection.request(method, path, b"" if method == "POST" else None, fields)
        reply = connection.getresponse()
        headers = {name.lower(): value for name, value in reply.getheaders()}
        return reply.status, headers, json.loads(reply.read())
    finally:
        connection.close()


def challenge(reply: Reply) -> str:
    status, headers, body = reply
    assert (status, body) == (401, {"message": "Unauthorized"})
    return headers["www-authenticate"]


def error(reply: Reply) -> tuple[int, str]:
    status, headers, _ = reply
    return status, headers["x-amzn-errortype"]


class TestRest:
    @pytest.mark.parametrize("before", ["Bearer ", "bearer ", ""])
    def test_the_id_token_is_let_in(self, demo: DemoCognito, before: str) -> None:
        status, headers, body = ask(demo, "/v1/user?x=1", before + tokens(demo)["IdToken"])
        assert (status, headers["content-type"]) == (200, "application/json")
        assert (body["username"], body["groups"]) == ("boss", ["admin"])
        assert body["email"] == "boss@example.com"

    def test_an_admin_is_let_in_and_others_are_told_which_group(self, demo: DemoCognito) -> None:
        status, _, body = ask(demo, "/v1/admin", f"Bearer {tokens(demo)['IdToken']}")
        assert (status, body["username"]) == (200, "boss")
        other = tokens(demo, "confirmed@example.com")["IdToken"]
        status, headers, body = ask(demo, "/v1/admin", f"Bearer {other}")
        assert (status, body) == (403, {"message": "Only the group admin may do this."})
        assert "x-amzn-errortype" not in headers

    @pytest.mark.parametrize("path", ["/v1/user", "/v1/admin"])
    def test_whatever_is_no_id_token_of_the_pool_is_unauthorized(
        self, demo: DemoCognito, path: str
    ) -> None:
        access = tokens(demo)["AccessToken"]
        for authorization in ("", f"Bearer {access}", "Bearer x", "Bearer a.b.c", "Basic eDp5"):
            assert error(ask(demo, path, authorization)) == (401, "UnauthorizedException")

    def test_a_token_of_another_pool_is_unauthorized(self, demo: DemoCognito) -> None:
        other = Issuer(DemoPoolConfig())
        user = next(iter(demo.pool.users))
        assert tokens(demo)
        foreign = other.id_token(user, demo.grants[-1], demo.pool.now())
        assert error(ask(demo, "/v1/user", foreign)) == (401, "UnauthorizedException")

    def test_an_old_token_is_told_so(self, demo: DemoCognito, clock: HandClock) -> None:
        token = tokens(demo)["IdToken"]
        clock.pass_time(demo.config.id_token_s - 1)
        assert ask(demo, "/v1/user", token)[0] == 200
        clock.pass_time(1)
        status, headers, body = ask(demo, "/v1/user", token)
        assert (status, body) == (401, {"message": "The incoming token has expired"})
        assert headers["x-amzn-errortype"] == "UnauthorizedException"

    def test_a_revoked_session_is_not_known_here(self, demo: DemoCognito) -> None:
        token = tokens(demo)["IdToken"]
        boss = demo.pool.find("boss")
        assert boss is not None
        demo.revoke_all(boss)
        assert ask(demo, "/v1/user", token)[0] == 200

    def test_a_route_for_iam_wants_a_signature(self, demo: DemoCognito) -> None:
        token = tokens(demo)["IdToken"]
        missing = (403, "MissingAuthenticationTokenException")
        assert error(ask(demo, "/v1/read-file")) == missing
        incomplete = (403, "IncompleteSignatureException")
        assert error(ask(demo, "/v1/read-file", f"Bearer {token}")) == incomplete

    @pytest.mark.parametrize(("method", "path"), [("GET", "/v1/x"), ("POST", "/v1/user")])
    def test_an_unknown_route_speaks_of_a_token(
        self, demo: DemoCognito, method: str, path: str
    ) -> None:
        reply = ask(demo, path, tokens(demo)["IdToken"], method)
        assert error(reply) == (403, "MissingAuthenticationTokenException")


class TestHttp:
    @pytest.mark.parametrize("use", ["IdToken", "AccessToken"])
    def test_either_token_is_let_in(self, demo: DemoCognito, use: str) -> None:
        status, _, body = ask(demo, "/v2/user", f"Bearer {tokens(demo)[use]}")
        assert (status, body["username"]) == (200, "boss")

    def test_a_scope_is_only_in_an_access_token(self, demo: DemoCognito) -> None:
        both = tokens(demo)
        assert ask(demo, "/v2/account", f"Bearer {both['AccessToken']}")[0] == 200
        status, headers, body = ask(demo, "/v2/account", f"Bearer {both['IdToken']}")
        assert (status, body) == (403, {"message": "Forbidden"})
        assert 'error="insufficient_scope"' in headers["www-authenticate"]
        assert 'scope="aws.cognito.signin.user.admin"' in headers["www-authenticate"]

    def test_each_fault_is_named(self, demo: DemoCognito, clock: HandClock) -> None:
        token = tokens(demo)["IdToken"]
        assert challenge(ask(demo, "/v2/account")) == "Bearer"
        assert "signature is invalid" in challenge(
            ask(demo, "/v2/user", f"Bearer {token[:-4]}AAAA")
        )
        clock.pass_time(demo.config.id_token_s)
        assert "the token has expired" in challenge(ask(demo, "/v2/user", f"Bearer {token}"))

    @pytest.mark.parametrize(
        ("config", "words"),
        [
            (DemoPoolConfig(client_id="another0000000000000001"), "does not have a valid audience"),
            (DemoPoolConfig(pool_id="us-east-1_Another01"), "invalid issuer"),
        ],
    )
    def test_another_client_or_pool_is_named(
        self, demo: DemoCognito, config: DemoPoolConfig, words: str
    ) -> None:
        """As if both were signed with one key, which no real pool does."""
        boss = demo.pool.find("boss")
        assert boss is not None
        assert tokens(demo)
        other = Issuer(config)
        vars(other)["_pair"] = demo._issuer._pair
        made = [
            other.id_token(boss, demo.grants[-1], demo.pool.now()),
            other.access_token(boss, demo.grants[-1], demo.pool.now()),
        ]
        for token in made:
            assert words in challenge(ask(demo, "/v2/user", f"Bearer {token}"))

    def test_an_unknown_route_is_not_found(self, demo: DemoCognito) -> None:
        status, _, body = ask(demo, "/v2/x", tokens(demo)["IdToken"])
        assert (status, body) == (404, {"message": "Not Found"})


def keys(demo: DemoCognito, name: str) -> AwsCredentials:
    user = demo.pool.find(name)
    assert user is not None
    admin = "admin" in user.groups
    role = dict(demo.config.group_roles)["admin"] if admin else demo.config.authenticated_role
    issued = demo.signatures.issue(user.sub, "us-east-1:an-identity", role)
    secret, session = Secret(issued.secret_key), Secret(issued.session_token)
    return AwsCredentials(issued.access_key_id, secret, session, issued.expires_at)


def ask_signed(
    demo: DemoCognito, credentials: AwsCredentials, path: str, **headers: str
) -> tuple[int, Mapping[str, str], dict[str, Any]]:
    call = HttpCall("GET", demo.url + path, headers)
    reply = send(signed(call, credentials, "execute-api", "us-east-1", demo.pool.now()))
    return reply.status, reply.headers, json.loads(reply.body)


class TestSigned:
    """What a botocore signature opens; how strictly it is checked is in `test_identity_pool`."""

    @pytest.fixture
    def demo(self) -> Iterator[DemoCognito]:
        """By the clock of this computer, which signs."""
        with DemoCognito(more_users=[("boss", ["admin"])]) as demo:
            yield demo

    def test_the_role_decides_who_may(self, demo: DemoCognito) -> None:
        other, boss = keys(demo, "confirmed@example.com"), keys(demo, "boss")
        assert ask_signed(demo, other, "/v1/user")[2] == {
            "arn": "arn:aws:sts::123456789012:assumed-role/demo-user/CognitoIdentityCredentials",
            "identity": "us-east-1:an-identity",
        }
        assert ask_signed(demo, boss, "/v1/admin?x=1")[0] == 200
        status, headers, body = ask_signed(demo, other, "/v1/admin?x=1")
        assert (status, headers["x-amzn-errortype"]) == (403, "AccessDeniedException")
        assert body["Message"].startswith("User: arn:aws:sts::123456789012:assumed-role/demo-user/")
        assert body["Message"].endswith(
            "arn:aws:execute-api:us-east-1:********9012:demo/GET/v1/admin"
        )

    def test_the_file_is_read_with_a_token_in_a_header_of_its_own(self, demo: DemoCognito) -> None:
        credentials = keys(demo, "confirmed@example.com")
        token = tokens(demo, "confirmed@example.com")["IdToken"]
        status, _, body = ask_signed(demo, credentials, "/v1/read-file", idToken=token)
        assert (status, body["key"]) == (200, "cognito-test/us-east-1:an-identity/data.txt")
        for foreign in (tokens(demo)["IdToken"], "x", ""):
            status, headers, _ = ask_signed(demo, credentials, "/v1/read-file", idToken=foreign)
            assert (status, "x-amzn-errortype" in headers) == (401, False)

    def test_a_foreign_key_is_refused(self, demo: DemoCognito) -> None:
        known = keys(demo, "boss")
        wrong = replace(known, secret_access_key=Secret("x"))
        unknown = replace(known, access_key_id="ASIA" + "A" * 16)
        for credentials, error_type in (
            (wrong, "InvalidSignatureException"),
            (unknown, "UnrecognizedClientException"),
        ):
            assert error(ask_signed(demo, credentials, "/v1/user")) == (403, error_type)

    def test_a_user_pool_authorizer_and_a_jwt_take_no_signature(self, demo: DemoCognito) -> None:
        status, headers, _ = ask_signed(demo, keys(demo, "boss"), "/v2/user")
        assert status == 401
        assert "invalid_token" in headers["www-authenticate"]
