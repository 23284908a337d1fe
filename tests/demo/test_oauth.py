"""OAuth 2.0 of the demo's domain, rule by rule: what may be asked for, codes, tokens. Raw HTTP."""

from __future__ import annotations

import base64
import json
import threading
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_login.demo.oauth import (
    Asked,
    GoesBack,
    Malformed,
    StaysHere,
    TokenError,
    asked,
    fields_of,
)
from desktop_login.demo.oauth import _basic as basic_of
from desktop_login.demo.oauth import _is_proved as is_proved
from desktop_login.demo.pool import ADMIN_SCOPE, DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.browser import (
    CALLBACK,
    CHALLENGE,
    VERIFIER,
    Browser,
    authorize,
    challenge_of,
    claims,
    exchange,
    fresh_verifier,
    query,
    signed_in,
    token,
    tokens,
)
from tests.fakes.clocks import HandClock

SECRET = "s+e/c ret%&=" * 3
API = "https://api.example.com/read"
CUSTOM = DemoPoolConfig(scopes=("openid", "email", ADMIN_SCOPE, API))


def basic(name: str, secret: str) -> dict[str, str]:
    pair = base64.b64encode(f"{quote(name, safe='')}:{quote(secret, safe='')}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


class TestAuthorize:
    @pytest.mark.parametrize(
        "address",
        [
            None,
            "",
            f"{CALLBACK}/",
            f"{CALLBACK}?a=b",
            f"{CALLBACK}#a",
            CALLBACK.upper(),
            "http://127.0.0.1:8918/callback",
            "http://localhost:8917/callback",
            "http://[::1]:8917/callback",
            "https://127.0.0.1:8917/callback",
            "http://127.0.0.1:8917/Callback",
            "http://127.0.0.1:8917/callback/../callback",
            "http://127.0.0.1:8917@evil.example/callback",
            "javascript:alert(1)",
        ],
    )
    def test_address_that_is_not_registered_gets_nothing(
        self, demo: DemoCognito, address: str | None
    ) -> None:
        for changes in ({}, {"response_type": "token"}, {"prompt": "none"}):
            page = Browser(demo).send("GET", authorize(demo, redirect_uri=address, **changes))
            assert page.status == 302
            assert page.location.startswith("/error?error=redirect_mismatch&client_id=")

    @pytest.mark.parametrize("client", [None, "", "other", "DEMODESKTOPCLIENT0000001"])
    def test_unknown_client_stays_on_the_domain(
        self, demo: DemoCognito, client: str | None
    ) -> None:
        page = Browser(demo).send("GET", authorize(demo, client_id=client))
        assert page.location.startswith("/error?error=invalid_client&client_id=")

    @pytest.mark.parametrize(("asked", "language"), [("ja", "&lang=ja"), ("xx", ""), (None, "")])
    def test_error_that_stays_is_said_in_the_language_of_the_app(
        self, demo: DemoCognito, asked: str | None, language: str
    ) -> None:
        changes = {"lang": asked} if asked else {}
        browser = Browser(demo)
        page = browser.send("GET", authorize(demo, redirect_uri="http://127.0.0.1:1/", **changes))
        assert page.location.partition("client_id=")[2] == f"{demo.config.client_id}{language}"
        assert ('<html lang="ja"' in browser.open(page.location).text) is (asked == "ja")

    @pytest.mark.parametrize("name", ["redirect_uri", "client_id"])
    def test_twice_the_client_or_its_address_is_none(self, demo: DemoCognito, name: str) -> None:
        value = CALLBACK if name == "redirect_uri" else demo.config.client_id
        page = Browser(demo).send("GET", f"{authorize(demo)}&{name}={quote(value, safe='')}")
        assert page.location.startswith("/error?error=")

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"response_type": None}, "invalid_request"),
            ({"response_type": ""}, "invalid_request"),
            ({"response_type": "code token"}, "invalid_request"),
            ({"response_type": "id_token"}, "invalid_request"),
            ({"response_type": "token"}, "unauthorized_client"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge_method": "s256"}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge": ""}, "invalid_request"),
            ({"code_challenge": CHALLENGE[:-1]}, "invalid_request"),
            ({"code_challenge": f"{CHALLENGE}A"}, "invalid_request"),
            ({"code_challenge": f"{CHALLENGE[:-1]}="}, "invalid_request"),
            ({"scope": "openid other"}, "invalid_scope"),
            ({"scope": "OPENID"}, "invalid_scope"),
            ({"scope": "email"}, "invalid_scope"),
            ({"scope": f"profile {ADMIN_SCOPE}"}, "invalid_scope"),
            ({"identity_provider": "Google"}, "invalid_request"),
            ({"idp_identifier": "other.example.com"}, "invalid_request"),
            ({"identity_provider": "COGNITO", "idp_identifier": "x"}, "invalid_request"),
            ({"prompt": "none login"}, "invalid_request"),
            ({"prompt": "sometimes"}, "invalid_request"),
            ({"prompt": "none"}, "login_required"),
        ],
    )
    def test_mistake_is_told_to_the_app(
        self, demo: DemoCognito, changes: dict[str, str | None], error: str
    ) -> None:
        page = Browser(demo).send("GET", authorize(demo, **changes))
        assert page.status == 302
        assert page.location.startswith(f"{CALLBACK}?error={error}")
        assert page.returned["state"] == "the-state"

    @pytest.mark.parametrize("demo", [DemoPoolConfig(errors_carry_state=False)], indirect=True)
    def test_errors_can_come_without_state_and_codes_cannot(self, demo: DemoCognito) -> None:
        page = Browser(demo).send("GET", authorize(demo, scope="other"))
        assert page.returned == {"error": "invalid_scope"}
        assert signed_in(demo).returned["state"] == "the-state"

    @pytest.mark.parametrize("demo", [DemoPoolConfig(code_flow=False)], indirect=True)
    def test_client_without_the_code_flow_is_refused(self, demo: DemoCognito) -> None:
        page = Browser(demo).send("GET", authorize(demo))
        assert page.returned["error"] == "unauthorized_client"

    @pytest.mark.parametrize("name", ["state", "nonce", "scope", "code_challenge"])
    def test_twice_a_parameter_is_refused(self, demo: DemoCognito, name: str) -> None:
        page = Browser(demo).send("GET", f"{authorize(demo)}&{name}=x")
        assert page.returned["error"] == "invalid_request"

    @pytest.mark.parametrize("path", ["/login", "/signup", "/forgotPassword", "/company"])
    def test_every_page_checks_the_request_again(self, demo: DemoCognito, path: str) -> None:
        browser = Browser(demo)
        assert browser.send("GET", f"{path}?{query(demo, redirect_uri='http://evil.example')}")[1][
            "Location"
        ].startswith("/error?")
        page = browser.send("GET", f"{path}?{query(demo, scope='other')}")
        assert page.returned["error"] == "invalid_scope"
        assert browser.open(f"{path}?").status == 400

    def test_redirect_is_checked_again_with_the_password(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(authorize(demo))
        form = {**page.form.fields, "username": "confirmed@example.com", "password": raw.PASSWORD}
        there = page.form.action.replace("8917", "8918")
        assert browser.post(there, form).location.startswith("/error?error=redirect_mismatch")

    def test_order_of_the_parameters_does_not_matter(self, demo: DemoCognito) -> None:
        turned = "&".join(reversed(query(demo).split("&")))
        assert (
            Browser(demo).send("GET", f"/oauth2/authorize?{turned}").location.startswith("/login?")
        )

    def test_without_scope_all_are_granted(self, demo: DemoCognito) -> None:
        reply = tokens(demo, scope=None)
        assert claims(reply["access_token"])["scope"] == " ".join(demo.config.scopes)

    def test_state_comes_back_as_it_was(self, demo: DemoCognito) -> None:
        state = "a b+c%2B=&#ä漢"
        assert signed_in(demo, state=state).returned["state"] == state
        assert "state" not in signed_in(demo, state=None).returned

    @pytest.mark.parametrize(
        "demo", [DemoPoolConfig(redirect_uris=("myapp://back?a=1",))], indirect=True
    )
    def test_own_schemes_and_queries_are_kept(self, demo: DemoCognito) -> None:
        page = signed_in(demo, redirect_uri="myapp://back?a=1")
        assert page.location.startswith("myapp://back?a=1&code=")

    @pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "OPTIONS"])
    def test_only_get(self, demo: DemoCognito, method: str) -> None:
        assert Browser(demo).send(method, authorize(demo)).status in (403, 405, 411, 415)


class TestToken:
    def test_code_gives_three_tokens(self, demo: DemoCognito) -> None:
        reply = tokens(demo)
        assert set(reply) == {
            "id_token",
            "access_token",
            "refresh_token",
            "expires_in",
            "token_type",
        }
        assert (reply["expires_in"], reply["token_type"]) == (3600, "Bearer")
        seen = claims(reply["id_token"])
        assert seen["nonce"] == "the-nonce"
        digest = challenge_of(reply["access_token"])  # base64url of SHA-256
        full = base64.urlsafe_b64decode(f"{digest}=")
        assert seen["at_hash"] == base64.urlsafe_b64encode(full[:16]).rstrip(b"=").decode()
        assert claims(reply["access_token"])["version"] == 2

    def test_code_works_once_and_the_second_time_takes_all_back(self, demo: DemoCognito) -> None:
        code = signed_in(demo).returned["code"]
        _, reply = exchange(demo, code)
        assert exchange(demo, code) == (400, {"error": "invalid_grant"})
        status, _ = raw.send(demo, "GetUser", {"AccessToken": reply["access_token"]})
        assert status == 400
        form = {
            "grant_type": "refresh_token",
            "client_id": demo.config.client_id,
            "refresh_token": reply["refresh_token"],
        }
        assert token(demo, form)[1]["error"] == "invalid_grant"

    def test_two_requests_at_once_get_tokens_once(self, demo: DemoCognito) -> None:
        code = signed_in(demo).returned["code"]
        statuses: list[int] = []
        barrier = threading.Barrier(6)

        def ask() -> None:
            barrier.wait()
            statuses.append(exchange(demo, code)[0])

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [200, 400, 400, 400, 400, 400]

    def test_code_lives_five_minutes(self, demo: DemoCognito, clock: HandClock) -> None:
        code, other = signed_in(demo).returned["code"], signed_in(demo).returned["code"]
        clock.pass_time(299)
        assert exchange(demo, code)[0] == 200
        clock.pass_time(1)
        assert exchange(demo, other) == (400, {"error": "invalid_grant"})

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"code_verifier": None}, "invalid_grant"),
            ({"code_verifier": ""}, "invalid_grant"),
            ({"code_verifier": f"{VERIFIER}A"}, "invalid_grant"),
            ({"code_verifier": VERIFIER[:42]}, "invalid_grant"),
            ({"code_verifier": CHALLENGE}, "invalid_grant"),
            ({"redirect_uri": "http://127.0.0.1:18917/callback"}, "invalid_grant"),
            ({"redirect_uri": None}, "invalid_request"),
            ({"client_id": "other"}, "invalid_client"),
            ({"client_id": None}, "invalid_client"),
            ({"client_secret": "guess"}, "invalid_client"),
            ({"code": "A" * 43}, "invalid_grant"),
            ({"code": ""}, "invalid_request"),
            ({"grant_type": None}, "invalid_request"),
            ({"grant_type": "password"}, "unsupported_grant_type"),
            ({"grant_type": "client_credentials"}, "unauthorized_client"),
        ],
    )
    def test_what_does_not_belong_together_is_refused(
        self, demo: DemoCognito, changes: dict[str, str | None], error: str
    ) -> None:
        code = signed_in(demo).returned["code"]
        status, reply = exchange(demo, **({"code": code} | changes))  # type: ignore[arg-type]
        assert (status, reply["error"]) == (400, error)

    def test_wrong_verifier_uses_the_code_up(self, demo: DemoCognito) -> None:
        code = signed_in(demo).returned["code"]
        exchange(demo, code, code_verifier=fresh_verifier())
        assert exchange(demo, code) == (400, {"error": "invalid_grant"})

    def test_verifier_without_a_challenge_is_refused(self, demo: DemoCognito) -> None:
        without: dict[str, str | None] = {"code_challenge": None, "code_challenge_method": None}
        code = signed_in(demo, "confirmed", **without).returned["code"]
        assert exchange(demo, code)[1]["error"] == "invalid_grant"
        code = signed_in(demo, "confirmed", **without).returned["code"]
        assert exchange(demo, code, code_verifier=None)[0] == 200

    def test_person_who_was_disabled_meanwhile_gets_nothing(self, demo: DemoCognito) -> None:
        code = signed_in(demo).returned["code"]
        user = demo.pool.find("confirmed@example.com")
        assert user is not None
        user.enabled = False
        assert exchange(demo, code)[1]["error"] == "invalid_grant"

    def test_without_openid_there_is_no_id_token(self, demo: DemoCognito) -> None:
        reply = tokens(demo, scope=ADMIN_SCOPE)
        assert "id_token" not in reply
        form = {
            "grant_type": "refresh_token",
            "client_id": demo.config.client_id,
            "refresh_token": reply["refresh_token"],
        }
        assert "id_token" not in token(demo, form)[1]

    @pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
    def test_only_forms_are_understood(self, demo: DemoCognito, kind: str) -> None:
        body = urlencode({"grant_type": "authorization_code"}).encode()
        page = Browser(demo).send("POST", "/oauth2/token", body, {"Content-Type": kind})
        assert (page.status, json.loads(page.text)["error"]) == (400, "invalid_request")

    def test_get_is_refused(self, demo: DemoCognito) -> None:
        assert Browser(demo).send("GET", "/oauth2/token").status == 405

    def test_twice_a_field_is_refused(self, demo: DemoCognito) -> None:
        body = b"grant_type=authorization_code&grant_type=refresh_token"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        page = Browser(demo).send("POST", "/oauth2/token", body, kind)
        assert json.loads(page.text)["error"] == "invalid_request"

    @pytest.mark.parametrize("demo", [CUSTOM], indirect=True)
    @pytest.mark.parametrize(
        ("scope", "with_id_token"), [(API, False), (f"openid {API}", True), (None, True)]
    )
    def test_scopes_of_an_api_are_granted(
        self, demo: DemoCognito, scope: str | None, with_id_token: bool
    ) -> None:
        reply = tokens(demo, scope=scope)
        assert API in claims(reply["access_token"])["scope"].split()
        assert ("id_token" in reply) is with_id_token

    @pytest.mark.parametrize(
        ("scope", "shown"),
        [
            ("openid", {"email", "email_verified", "name"}),
            (f"openid {ADMIN_SCOPE}", {"email", "email_verified", "name"}),
            ("openid email", {"email", "email_verified"}),
            ("openid phone", set()),
            ("openid profile", {"email", "email_verified", "name"}),
        ],
    )
    def test_scopes_decide_what_the_id_token_shows(
        self, demo: DemoCognito, scope: str, shown: set[str]
    ) -> None:
        seen = claims(tokens(demo, scope=scope)["id_token"])
        assert {"email", "email_verified", "name"} & set(seen) == shown


@pytest.mark.parametrize("demo", [DemoPoolConfig(client_secret=SECRET)], indirect=True)
class TestSecret:
    def test_secret_may_stand_in_header_or_form(self, demo: DemoCognito) -> None:
        given = basic(demo.config.client_id, SECRET)
        for with_id in (True, False):
            code = signed_in(demo).returned["code"]
            form = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": CALLBACK,
                "code_verifier": VERIFIER,
                **({"client_id": demo.config.client_id} if with_id else {}),
            }
            assert token(demo, form, **given)[0] == 200
        code = signed_in(demo).returned["code"]
        assert exchange(demo, code, client_secret=SECRET)[0] == 200

    def test_wrong_or_missing_secret_is_refused(self, demo: DemoCognito) -> None:
        code = signed_in(demo).returned["code"]
        assert exchange(demo, code) == (400, {"error": "invalid_client"})
        assert exchange(demo, code, client_secret="wrong")[1]["error"] == "invalid_client"
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        for name, secret in ((demo.config.client_id, "wrong"), ("other", SECRET)):
            assert token(demo, form, **basic(name, secret))[1]["error"] == "invalid_client"
        for header in ("Basic", "Basic !", "Bearer x", f"Basic {base64.b64encode(b'x').decode()}"):
            assert token(demo, form, Authorization=header)[1]["error"] == "invalid_client"
        assert exchange(demo, code, client_secret=SECRET)[0] == 200

    def test_client_that_says_twice_who_it_is_is_refused(self, demo: DemoCognito) -> None:
        given = basic(demo.config.client_id, SECRET)
        form = {"grant_type": "refresh_token", "client_secret": SECRET}
        assert token(demo, form, **given)[1]["error"] == "invalid_request"
        form = {"grant_type": "refresh_token", "client_id": "other"}
        assert token(demo, form, **given)[1]["error"] == "invalid_request"

    def test_pages_need_no_secret(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(f"/forgotPassword?{query(demo)}")
        page = browser.submit(page, username="confirmed@example.com")
        assert demo.pool.mailbox.messages


class TestRefresh:
    def refresh(self, demo: DemoCognito, token_: str) -> tuple[int, dict[str, str]]:
        form = {
            "grant_type": "refresh_token",
            "client_id": demo.config.client_id,
            "refresh_token": token_,
        }
        return token(demo, form)

    def test_rotation_gives_a_new_one_and_spends_the_old(
        self, demo: DemoCognito, clock: HandClock
    ) -> None:
        first = tokens(demo)["refresh_token"]
        status, reply = self.refresh(demo, first)
        assert status == 200
        assert reply["refresh_token"] != first
        assert claims(reply["id_token"])["at_hash"]
        assert "nonce" not in claims(reply["id_token"])
        clock.pass_time(demo.config.grace_s + 1)
        assert self.refresh(demo, first)[1]["error"] == "invalid_grant"
        assert self.refresh(demo, reply["refresh_token"])[0] == 200

    @pytest.mark.parametrize("demo", [DemoPoolConfig(rotation=False)], indirect=True)
    def test_without_rotation_the_old_one_stays(self, demo: DemoCognito) -> None:
        first = tokens(demo)["refresh_token"]
        for _ in range(2):
            status, reply = self.refresh(demo, first)
            assert (status, "refresh_token" in reply) == (200, False)
        asked = {"ClientId": demo.config.client_id, "RefreshToken": first}
        assert raw.send(demo, "GetTokensFromRefreshToken", asked)[0] == 200

    def test_scopes_and_time_of_the_sign_in_stay(self, demo: DemoCognito, clock: HandClock) -> None:
        first = tokens(demo, scope="openid email")
        clock.pass_time(100)
        _, reply = self.refresh(demo, first["refresh_token"])
        assert claims(reply["access_token"])["scope"] == "openid email"
        assert claims(reply["id_token"])["auth_time"] == int(clock.wall) - 100
        assert "name" not in claims(reply["id_token"])

    @pytest.mark.parametrize("token_", ["", "x", "a.b.c"])
    def test_what_is_no_refresh_token_is_refused(self, demo: DemoCognito, token_: str) -> None:
        status, reply = self.refresh(demo, token_)
        assert (status, reply["error"]) == (400, "invalid_grant" if token_ else "invalid_request")

    @pytest.mark.parametrize("path", ["/oauth2/revoke", "/revoke"])
    def test_revoked_one_is_refused(self, demo: DemoCognito, path: str) -> None:
        reply = tokens(demo)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        form = {"client_id": demo.config.client_id, "token": reply["refresh_token"]}
        page = Browser(demo).send("POST", path, urlencode(form).encode(), kind)
        assert (page.status, page.text) == (200, "")
        assert self.refresh(demo, reply["refresh_token"])[1]["error"] == "invalid_grant"
        assert raw.send(demo, "GetUser", {"AccessToken": reply["access_token"]})[0] == 400

    @pytest.mark.parametrize(
        ("form", "error"),
        [
            ({"token": "x", "client_id": "other"}, "invalid_client"),
            ({"token": ""}, "invalid_request"),
            ({"token": "a.b.c"}, "unsupported_token_type"),
            ({"token": "unknown"}, ""),
        ],
    )
    def test_what_can_be_revoked(self, demo: DemoCognito, form: dict[str, str], error: str) -> None:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        form = {"client_id": demo.config.client_id} | form
        page = Browser(demo).send("POST", "/oauth2/revoke", urlencode(form).encode(), kind)
        assert (json.loads(page.text)["error"] if page.text else "") == error

    @pytest.mark.parametrize("demo", [DemoPoolConfig(revocation=False)], indirect=True)
    def test_revocation_can_be_off(self, demo: DemoCognito) -> None:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        form = urlencode({"client_id": demo.config.client_id, "token": "x"}).encode()
        page = Browser(demo).send("POST", "/oauth2/revoke", form, kind)
        assert json.loads(page.text)["error"] == "invalid_request"


class TestUserInfo:
    def info(self, demo: DemoCognito, header: str | None) -> tuple[int, dict[str, str]]:
        fields = {"Authorization": header} if header is not None else {}
        page = Browser(demo).send("GET", "/oauth2/userInfo", fields=fields)
        return page.status, json.loads(page.text)

    def test_every_value_is_a_text(self, demo: DemoCognito) -> None:
        reply = tokens(demo)
        status, seen = self.info(demo, f"Bearer {reply['access_token']}")
        assert status == 200
        assert seen["email_verified"] == "true"
        assert seen["sub"] == claims(reply["id_token"])["sub"]
        assert seen["username"] == claims(reply["id_token"])["cognito:username"]
        assert all(isinstance(value, str) for value in seen.values())

    def test_scopes_decide_what_it_says(self, demo: DemoCognito) -> None:
        reply = tokens(demo, scope="openid phone")
        _, seen = self.info(demo, f"Bearer {reply['access_token']}")
        assert set(seen) == {"sub", "username"}

    def test_openid_is_demanded(self, demo: DemoCognito) -> None:
        reply = tokens(demo, scope=ADMIN_SCOPE)
        status, seen = self.info(demo, f"Bearer {reply['access_token']}")
        assert (status, seen["error"]) == (401, "invalid_token")

    @pytest.mark.parametrize(
        ("header", "status"),
        [(None, 400), ("", 400), ("Basic eA==", 400), ("Bearer x", 401), ("Bearer a.b.c", 401)],
    )
    def test_other_tokens_are_refused(
        self, demo: DemoCognito, header: str | None, status: int
    ) -> None:
        assert self.info(demo, header)[0] == status

    def test_id_token_and_revoked_token_are_refused(self, demo: DemoCognito) -> None:
        reply = tokens(demo)
        assert self.info(demo, f"Bearer {reply['id_token']}")[0] == 401
        user = demo.pool.find("confirmed@example.com")
        assert user is not None
        demo.revoke_all(user)
        assert self.info(demo, f"Bearer {reply['access_token']}")[0] == 401


class TestPrograms:
    @pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke"])
    def test_pages_of_any_origin_may_ask_without_cookies(
        self, demo: DemoCognito, path: str
    ) -> None:
        origin = {"Origin": "https://app.example.com"}
        preflight = Browser(demo).send(
            "OPTIONS", path, fields={**origin, "Access-Control-Request-Method": "POST"}
        )
        assert preflight.status == 204
        for page in (preflight, Browser(demo).send("GET", path, fields=origin)):
            assert page.fields["Access-Control-Allow-Origin"] == "*"
            assert page.fields["Access-Control-Allow-Credentials"] is None
            assert page.fields["Cache-Control"] == "no-store"

    def test_discovery_names_every_endpoint(self, demo: DemoCognito) -> None:
        _, seen = raw.get(demo, f"/{demo.config.pool_id}/.well-known/openid-configuration")
        assert seen["issuer"] == demo.config.issuer
        for name, path in {
            "authorization_endpoint": "/oauth2/authorize",
            "token_endpoint": "/oauth2/token",
            "userinfo_endpoint": "/oauth2/userInfo",
            "revocation_endpoint": "/oauth2/revoke",
            "end_session_endpoint": "/logout",
        }.items():
            assert seen[name] == f"{demo.domain_url}{path}"
            assert Browser(demo).send("GET", path).status in (302, 400, 405)
        assert set(seen["token_endpoint_auth_methods_supported"]) == {
            "client_secret_basic",
            "client_secret_post",
        }


CONFIG = DemoPoolConfig(client_secret=SECRET)
GOOD = {
    "response_type": "code",
    "client_id": CONFIG.client_id,
    "redirect_uri": CALLBACK,
    "scope": "openid",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


class TestProperties:
    @given(st.dictionaries(st.sampled_from([*GOOD, "state", "prompt", "nonce"]), st.text()))
    def test_error_never_goes_to_an_address_that_is_not_registered(
        self, changes: dict[str, str]
    ) -> None:
        text = urlencode(GOOD | changes)
        try:
            found = asked(CONFIG, text)
        except StaysHere:
            return
        except GoesBack as back:
            assert back.address.startswith(f"{CALLBACK}?error=")
            assert "\r" not in back.address
            assert back.address.isascii()
            return
        assert found.redirect_uri in CONFIG.redirect_uris
        assert set(found.scopes) <= set(CONFIG.scopes)
        assert found.back_with_code("c").startswith(f"{CALLBACK}?code=c")

    @given(st.text(max_size=300))
    def test_any_query_is_accepted_or_refused(self, text: str) -> None:
        for read in (fields_of, lambda query: asked(CONFIG, query)):
            try:
                read(text)
            except (Malformed, StaysHere, GoesBack):
                pass

    @given(st.text(min_size=1), st.text())
    def test_basic_reads_what_clients_write(self, name: str, secret: str) -> None:
        try:
            header = basic(name, secret)["Authorization"]
        except UnicodeEncodeError:
            return
        assert basic_of(header) == (name, secret)

    @given(st.text())
    def test_basic_refuses_or_reads_anything(self, text: str) -> None:
        try:
            basic_of(text)
        except TokenError as error:
            assert error.code == "invalid_client"

    @given(st.text())
    def test_state_survives_the_way_back(self, state: str) -> None:
        try:
            text = urlencode(GOOD | {"state": state})
        except UnicodeEncodeError:
            return
        try:
            found = asked(CONFIG, text)
        except GoesBack:
            assert "\0" in state
            return
        back = found.back_with_code("c")
        assert fields_of(back.partition("?")[2]) == {"code": "c", "state": state}

    @settings(suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.text(alphabet="ABCabc019-._~", min_size=43, max_size=128))
    def test_every_verifier_proves_its_own_challenge_only(self, verifier: str) -> None:
        assert is_proved(challenge_of(verifier), verifier)
        assert not is_proved(CHALLENGE, verifier) or verifier == VERIFIER


def test_secrets_are_in_no_repr() -> None:
    found = asked(CONFIG, urlencode(GOOD | {"state": "st-4711", "nonce": "no-4711"}))
    shown = repr(found)
    assert isinstance(found, Asked)
    assert "4711" not in shown
    assert CHALLENGE not in shown
