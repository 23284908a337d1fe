"""A real Chromium on the demo's pages: clicking, typing, and passkeys of its virtual authenticator."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from desktop_login.demo import managed_pages
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from tests.demo.browser import CALLBACK, PASSWORD, authorize, claims, exchange, query
from tests.reference.chromium import Chromium, chromium

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="it is driven over pipes of its own"),
]
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Iterator[DemoCognito]:
    with DemoCognito(getattr(request, "param", None)) as demo:
        yield demo


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    with chromium(tmp_path) as browser:
        yield browser


def begin(browser: Chromium, demo: DemoCognito, path: str = "", **changes: str | None) -> None:
    target = f"{path}?{query(demo, **changes)}" if path else authorize(demo, **changes)
    browser.open(demo.domain_url + target)


def sign_in(browser: Chromium, story: str) -> None:
    browser.wait_for("Sign in")
    browser.type("username", f"{story}@example.com")
    browser.type("password", PASSWORD)
    browser.press("Sign in")


def returned(browser: Chromium) -> dict[str, str]:
    """The parameters with which the browser came back to the app. Nobody listens there."""
    browser.wait(lambda: browser.address.startswith(CALLBACK), "back in the app")
    return dict(parse_qsl(urlsplit(browser.address).query))


def test_password_and_code_lead_back_to_the_app(browser: Chromium, demo: DemoCognito) -> None:
    begin(browser, demo)
    sign_in(browser, "email-code")
    browser.wait_for("Enter your code")
    browser.type("code", demo.pool.mailbox.messages[-1].code)
    browser.press("Continue")
    came = returned(browser)
    assert came["state"] == "the-state"
    _, reply = exchange(demo, came["code"])
    assert claims(reply["id_token"])["email"] == "email-code@example.com"
    assert browser.complaints() == []


def test_second_sign_in_goes_through_silently_until_signed_out(
    browser: Chromium, demo: DemoCognito
) -> None:
    begin(browser, demo)
    sign_in(browser, "confirmed")
    first = returned(browser)["code"]
    browser.open("about:blank")
    begin(browser, demo)
    assert returned(browser)["code"] != first
    out = "http://127.0.0.1:8917/signed-out"
    browser.open(f"{demo.domain_url}/logout?client_id={demo.config.client_id}&logout_uri={out}")
    browser.wait(lambda: browser.address == out, "signed out")
    begin(browser, demo)
    browser.wait_for("Sign in")


def test_company_by_its_button(browser: Chromium, demo: DemoCognito) -> None:
    begin(browser, demo, lang="ja")
    browser.wait_for("サインイン")
    browser.press("Demo Company でサインイン")
    browser.wait_for("Demo Companyにサインイン")
    browser.type("name", "山田 花子")
    browser.press("続行")
    _, reply = exchange(demo, returned(browser)["code"])
    assert claims(reply["id_token"])["name"] == "山田 花子"
    assert browser.complaints() == []


@pytest.mark.parametrize("address", ["http://[::1]:8917/callback", "http://localhost:8917/in"])
def test_other_names_of_this_computer_are_reached(browser: Chromium, address: str) -> None:
    with DemoCognito(DemoPoolConfig(redirect_uris=(address,))) as demo:
        begin(browser, demo, redirect_uri=address)
        sign_in(browser, "confirmed")
        browser.wait(lambda: browser.address.startswith(f"{address}?code="), "back in the app")


def test_wrong_password_is_said_and_nothing_is_loaded_from_elsewhere(
    browser: Chromium, demo: DemoCognito
) -> None:
    begin(browser, demo)
    browser.wait_for("Sign in")
    browser.type("username", "confirmed@example.com")
    browser.type("password", "wrong")
    browser.press("Sign in")
    seen = "document.querySelector('[role=alert]')?.textContent"
    browser.wait(
        lambda: browser.run(seen) == "Incorrect username or password.", "the reason is seen"
    )
    origins = {
        address.partition("/oauth2")[0].partition("/login")[0] for address in browser.requests()
    }
    assert {one for one in origins if not one.startswith("data:")} == {demo.domain_url}


@pytest.mark.parametrize("width", [320, 1000])
@pytest.mark.parametrize("path", ["/login", "/signup", "/forgotPassword", "/company"])
def test_page_fits_into_a_narrow_window(
    browser: Chromium, demo: DemoCognito, width: int, path: str
) -> None:
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=700,
        deviceScaleFactor=1,
        mobile=False,
    )
    provider = "DemoCompany" if path == "/company" else None
    for language in ("en", "ja"):
        begin(browser, demo, path, lang=language, identity_provider=provider)
        browser.wait(lambda: browser.run("document.readyState") == "complete", "loaded")
        browser.wait(lambda: browser.run("document.documentElement.lang") == language, language)
        assert browser.run("document.documentElement.scrollWidth") <= width
        small = browser.run(
            "[...document.querySelectorAll('button, input:not([type=hidden]), .button')]"
            ".filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == []


class TestPasskeys:
    @pytest.fixture
    def key(self, browser: Chromium) -> str:
        browser.call("WebAuthn.enable")
        made = browser.call("WebAuthn.addVirtualAuthenticator", options=KEY)
        identifier: str = made["authenticatorId"]
        return identifier

    def add(self, browser: Chromium, demo: DemoCognito) -> None:
        begin(browser, demo, "/passkeys/add")
        sign_in(browser, "passkey")
        browser.wait_for("Add a passkey")
        browser.press("Add a passkey")

    def use(self, browser: Chromium, demo: DemoCognito) -> None:
        begin(browser, demo, prompt="login")
        browser.wait_for("Sign in")
        browser.type("username", "passkey@example.com")
        browser.press("Sign in another way")
        browser.wait_for("Choose how to sign in")
        browser.press("Passkey")
        browser.wait_for("Use your passkey")
        browser.press("Use your passkey")

    def seen(self, browser: Chromium) -> str:
        """The kind of error that the page was told by the browser."""
        script = "document.getElementById('said').dataset.error"
        browser.wait(lambda: bool(browser.run(script)), "an error")
        error: str = browser.run(script)
        return error

    def test_passkey_is_added_and_signs_in(
        self, browser: Chromium, demo: DemoCognito, key: str
    ) -> None:
        self.add(browser, demo)
        _, first = exchange(demo, returned(browser)["code"])
        user = demo.pool.find("passkey@example.com")
        assert user is not None
        (stored,) = user.passkeys.values()
        (held,) = browser.call("WebAuthn.getCredentials", authenticatorId=key)["credentials"]
        assert base64.b64decode(held["credentialId"]) == base64.urlsafe_b64decode(
            stored.credential_id + "=" * (-len(stored.credential_id) % 4)
        )
        assert held["rpId"] == "localhost"
        assert stored.transports == ("usb",)
        self.use(browser, demo)
        _, second = exchange(demo, returned(browser)["code"])
        subjects = {claims(reply["id_token"])["sub"] for reply in (first, second)}
        assert subjects == {user.sub}
        assert stored.counter > 0
        assert browser.complaints() == []

    def test_key_that_has_one_already_is_told(
        self, browser: Chromium, demo: DemoCognito, key: str
    ) -> None:
        assert key
        self.add(browser, demo)
        returned(browser)
        begin(browser, demo, "/passkeys/add")
        browser.wait_for("Add a passkey")
        browser.press("Add a passkey")
        assert self.seen(browser) == "InvalidStateError"
        text = browser.run("document.getElementById('said').textContent")
        assert text == "This key already has a passkey for your account."

    @pytest.mark.parametrize("demo", [DemoPoolConfig(user_verification="required")], indirect=True)
    def test_person_who_is_not_verified_is_refused(
        self, browser: Chromium, demo: DemoCognito, key: str
    ) -> None:
        browser.call("WebAuthn.setUserVerified", authenticatorId=key, isUserVerified=False)
        self.add(browser, demo)
        assert self.seen(browser) == "NotAllowedError"
        browser.call("WebAuthn.setUserVerified", authenticatorId=key, isUserVerified=True)
        browser.press("Add a passkey")
        assert returned(browser)["code"]

    def test_passkey_of_a_copied_key_is_refused(
        self, browser: Chromium, demo: DemoCognito, key: str
    ) -> None:
        assert key
        self.add(browser, demo)
        returned(browser)
        user = demo.pool.find("passkey@example.com")
        assert user is not None
        (stored,) = user.passkeys.values()
        stored.counter = 1000
        self.use(browser, demo)
        browser.wait_for("Sign in")
        seen = browser.run("document.querySelector('[role=alert]').textContent")
        assert seen.startswith("The passkey was not accepted.")

    def test_not_now_goes_back_without_one(
        self, browser: Chromium, demo: DemoCognito, key: str
    ) -> None:
        assert key
        begin(browser, demo, "/passkeys/add")
        sign_in(browser, "passkey")
        browser.wait_for("Add a passkey")
        browser.press("Not now")
        assert returned(browser)["error"] == "access_denied"

    def test_only_the_script_of_the_page_runs(self, browser: Chromium, demo: DemoCognito) -> None:
        begin(browser, demo, "/passkeys/add")
        sign_in(browser, "passkey")
        browser.wait_for("Add a passkey")
        browser.run(
            "(() => {const one = document.createElement('script'); one.textContent = 'evil = 1';"
            "document.body.append(one)})()"
        )
        assert browser.run("typeof evil") == "undefined"
        assert any("Content Security Policy" in text for text in browser.complaints())


def test_hash_of_the_script_is_that_of_the_script() -> None:
    digest = hashlib.sha256(managed_pages.SCRIPT.encode()).digest()
    rules = managed_pages.fields("", with_script=True)["Content-Security-Policy"]
    assert f"script-src 'sha256-{base64.b64encode(digest).decode()}'" in rules
    assert "script-src" not in managed_pages.fields("")["Content-Security-Policy"]
