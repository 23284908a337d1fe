"""Passkeys on the pages of the demo's domain, with a key in software. Every one is verified twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import webauthn
from webauthn.helpers import base64url_to_bytes

from desktop_login.demo.demo_key import DemoKey
from desktop_login.demo.pool import COMPANY, DemoPoolConfig, User
from desktop_login.demo.server import DemoCognito
from tests.demo.browser import PASSWORD, Browser, Page, authorize, claims, exchange, query
from tests.fakes.passkey_client import Credential, asserted, made, touching

EMAIL = "passkey@example.com"


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Iterator[DemoCognito]:
    with DemoCognito(getattr(request, "param", None)) as demo:
        yield demo


@pytest.fixture
def key() -> DemoKey:
    return touching()


def options_of(page: Page) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found, page.text
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


def begun(demo: DemoCognito) -> tuple[Browser, Page]:
    """The page that adds a passkey, after the password."""
    browser = Browser(demo)
    page = browser.open(f"/passkeys/add?{query(demo)}")
    page = browser.submit(page, username=EMAIL, password=PASSWORD)
    assert "Add a passkey" in page.text
    return browser, page


def added(demo: DemoCognito, key: DemoKey) -> tuple[Browser, Credential, dict[str, Any]]:
    browser, page = begun(demo)
    options = options_of(page)
    credential = made(key, options, demo.domain_url)
    page = browser.submit(page, credential=json.dumps(credential))
    assert page.returned["state"] == "the-state", page
    assert exchange(demo, page.returned["code"])[0] == 200
    return browser, credential, options


def chosen(demo: DemoCognito, name: str = EMAIL) -> tuple[Browser, Page]:
    """The page that asks for the passkey."""
    browser = Browser(demo)
    page = browser.open(authorize(demo))
    page = browser.submit(page, do=("do", "way"), username=name)
    return browser, browser.submit(page, do=("answer", "WEB_AUTHN"))


def user_of(demo: DemoCognito) -> User:
    user = demo.pool.find(EMAIL)
    assert user is not None
    return user


def test_passkey_is_added_and_used_and_a_second_verifier_agrees(
    demo: DemoCognito, key: DemoKey
) -> None:
    _, credential, options = added(demo, key)
    first = webauthn.verify_registration_response(
        credential=credential,
        expected_challenge=base64url_to_bytes(options["challenge"]),
        expected_rp_id="localhost",
        expected_origin=demo.domain_url,
        require_user_verification=True,
    )
    browser, page = chosen(demo)
    request = options_of(page)
    answer = asserted(key, request, demo.domain_url)
    back = browser.submit(page, credential=json.dumps(answer))
    _, reply = exchange(demo, back.returned["code"])
    assert claims(reply["id_token"])["email"] == EMAIL
    used = webauthn.verify_authentication_response(
        credential=answer,
        expected_challenge=base64url_to_bytes(request["challenge"]),
        expected_rp_id="localhost",
        expected_origin=demo.domain_url,
        credential_public_key=first.credential_public_key,
        credential_current_sign_count=first.sign_count,
        require_user_verification=True,
    )
    assert used.new_sign_count > first.sign_count


def test_answer_works_once(demo: DemoCognito, key: DemoKey) -> None:
    added(demo, key)
    browser, page = chosen(demo)
    text = json.dumps(asserted(key, options_of(page), demo.domain_url))
    assert browser.submit(page, credential=text).status == 303
    again = Browser(demo)
    again.cookies = dict(browser.cookies)
    assert again.submit(page, credential=text).status == 400


@pytest.mark.parametrize(
    "origin", ["http://localhost:1", "https://localhost", "http://evil.example"]
)
def test_answer_for_another_page_is_refused(demo: DemoCognito, key: DemoKey, origin: str) -> None:
    browser, page = begun(demo)
    credential = made(key, options_of(page), origin)
    assert browser.submit(page, credential=json.dumps(credential)).status == 400
    assert user_of(demo).passkeys == {}
    added(demo, key)
    browser, page = chosen(demo)
    answer = asserted(key, options_of(page), origin)
    assert browser.submit(page, credential=json.dumps(answer)).status == 400


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "x", '{"id": 1}', "[" * 5000, '{"id":"A"}']
)
def test_what_is_no_answer_is_refused(demo: DemoCognito, text: str) -> None:
    browser, page = begun(demo)
    page = browser.submit(page, credential=text)
    assert page.status == 400
    assert "The passkey was not accepted." in page.text
    assert options_of(page)["challenge"]
    assert user_of(demo).passkeys == {}


@pytest.mark.parametrize("text", ["", "{}", "x", "[" * 5000])
def test_what_is_no_answer_signs_nobody_in(demo: DemoCognito, key: DemoKey, text: str) -> None:
    added(demo, key)
    browser, page = chosen(demo)
    page = browser.submit(page, credential=text)
    assert (page.status, page.location) == (400, "")


def test_passkey_of_somebody_else_signs_nobody_in(demo: DemoCognito, key: DemoKey) -> None:
    added(demo, key)
    browser, page = chosen(demo)
    other = touching()
    registration = {
        **demo.passkeys.registration_options(user_of(demo)),
        "excludeCredentials": [],
    }
    made(other, registration, demo.domain_url)
    request = {**options_of(page), "allowCredentials": []}
    answer = asserted(other, request, demo.domain_url)
    page = browser.submit(page, credential=json.dumps(answer))
    assert page.status == 400
    assert "The passkey was not accepted." in page.text


def test_only_who_is_signed_in_adds_a_passkey(demo: DemoCognito, key: DemoKey) -> None:
    browser, page = begun(demo)
    credential = json.dumps(made(key, options_of(page), demo.domain_url))
    stranger = Browser(demo)
    form = stranger.open(authorize(demo)).form.fields
    reply = stranger.post(page.form.action, {"_csrf": form["_csrf"], "credential": credential})
    assert reply.location.startswith("/login?")
    assert user_of(demo).passkeys == {}
    assert browser.submit(page, credential=credential).returned["code"]


def test_form_of_another_page_adds_no_passkey(demo: DemoCognito, key: DemoKey) -> None:
    browser, page = begun(demo)
    credential = json.dumps(made(key, options_of(page), demo.domain_url))
    form = {**page.form.fields, "credential": credential}
    assert browser.post(page.form.action, form, Origin="http://evil.example").status == 403
    form["_csrf"] = "0" * 64
    assert browser.post(page.form.action, form).status == 403
    assert user_of(demo).passkeys == {}


@pytest.mark.parametrize(
    "demo", [DemoPoolConfig(passkeys=False), DemoPoolConfig(passkeys_allowed=0)], indirect=True
)
def test_pool_without_room_says_so_to_the_app(demo: DemoCognito) -> None:
    browser = Browser(demo)
    page = browser.open(f"/passkeys/add?{query(demo)}")
    page = browser.submit(page, username=EMAIL, password=PASSWORD)
    assert page.returned["error"] == "invalid_request"
    assert page.returned["state"] == "the-state"


def test_person_of_the_company_gets_none(demo: DemoCognito) -> None:
    browser = Browser(demo)
    page = browser.open(f"/passkeys/add?{query(demo, identity_provider=COMPANY)}")
    page = browser.submit(page, name="Ann")
    assert page.returned["error"] == "invalid_request"


def test_script_is_on_the_pages_of_passkeys_only(demo: DemoCognito) -> None:
    _, page = begun(demo)
    rules = page.fields["Content-Security-Policy"] or ""
    assert "script-src 'sha256-" in rules
    assert "unsafe" not in rules
    assert page.form.tags.count("script") == 1
    for address in (authorize(demo), f"/signup?{query(demo)}", f"/forgotPassword?{query(demo)}"):
        other = Browser(demo).open(address)
        assert "script" not in other.form.tags
        assert "script-src" not in (other.fields["Content-Security-Policy"] or "")


def test_person_with_a_foreign_name_is_shown_as_text(demo: DemoCognito, key: DemoKey) -> None:
    user = demo.pool.find(EMAIL)
    assert user is not None
    user.attributes["name"] = "\"'><script>alert(1)</script>"
    _, page = begun(demo)
    assert page.form.tags.count("script") == 1
    assert options_of(page)["user"]["displayName"] == user.attributes["name"]
