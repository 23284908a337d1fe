"""A browser for tests of the demo's domain: cookies, forms and redirects, and no script."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from desktop_login.demo.server import DemoCognito
from tests.patience import STEP_S

CALLBACK = "http://127.0.0.1:8917/callback"
PASSWORD = "Demo-Passw0rd!"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class HtmlForm(HTMLParser):
    """The form of a page, and the addresses that it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        match tag:
            case "html":
                self.language = given["lang"]
            case "form":
                self.action = given["action"]
            case "input":
                self.fields[given["name"]] = given.get("value", "")
            case "button":
                self.buttons.append((given.get("name", ""), given.get("value", "")))
            case "a":
                self.links.append(given["href"])


class Page(NamedTuple):
    status: int
    fields: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.fields["Location"] or ""

    @property
    def form(self) -> HtmlForm:
        return HtmlForm(self.text)

    @property
    def returned(self) -> dict[str, str]:
        """The query of the redirect."""
        return dict(parse_qsl(urlsplit(self.location).query, keep_blank_values=True))


class Browser:
    """Follows redirects on the domain, and stops at one that leads away."""

    def __init__(self, demo: DemoCognito, **headers: str) -> None:
        self.demo = demo
        self.headers = headers
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []

    def send(
        self, method: str, target: str, body: bytes = b"", fields: Mapping[str, str] = {}
    ) -> Page:
        port = int(self.demo.domain_url.rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STEP_S)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": f"localhost:{port}", **self.headers}
        sent |= {"Cookie": cookies} if cookies else {}
        try:
            connection.request(method, target, body or None, sent | dict(fields))
            reply = connection.getresponse()
            page = Page(reply.status, reply.headers, reply.read().decode())
        finally:
            connection.close()
        for cookie in page.fields.get_all("Set-Cookie", []):
            self.set_cookies.append(cookie)
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        return page

    def open(self, target: str) -> Page:
        page = self.send("GET", target)
        return self._followed(page)

    def submit(self, page: Page, *, do: tuple[str, str] = ("", ""), **values: str) -> Page:
        """Fill in the form of a page, and press a button of it."""
        form = page.form
        assert form.action, page.text
        missing = set(values) - set(form.fields)
        assert not missing, missing
        filled = {**form.fields, **values, **({do[0]: do[1]} if do[0] else {})}
        return self._followed(self.post(form.action, filled))

    def post(self, target: str, form: Mapping[str, str], **fields: str) -> Page:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.demo.domain_url}
        return self.send("POST", target, urlencode(form).encode(), kind | fields)

    def _followed(self, page: Page) -> Page:
        while page.location.startswith("/") and page.status in (302, 303):
            page = self.send("GET", page.location)
        return page


def query(demo: DemoCognito, **changes: str | None) -> str:
    """The parameters of authorize; None leaves one out."""
    parameters: dict[str, str | None] = {
        "response_type": "code",
        "client_id": demo.config.client_id,
        "redirect_uri": CALLBACK,
        "scope": "openid email profile aws.cognito.signin.user.admin",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    given = {name: value for name, value in parameters.items() if value is not None}
    return urlencode(given, quote_via=quote)


def authorize(demo: DemoCognito, **changes: str | None) -> str:
    return f"/oauth2/authorize?{query(demo, **changes)}"


def signed_in(demo: DemoCognito, story: str = "confirmed", **changes: str | None) -> Page:
    """Sign in with a password in a new browser; the redirect to the app."""
    browser = Browser(demo)
    page = browser.open(authorize(demo, **changes))
    return browser.submit(page, username=f"{story}@example.com", password=PASSWORD)


def token(demo: DemoCognito, form: Mapping[str, str], **fields: str) -> tuple[int, dict[str, Any]]:
    kind = {"Content-Type": "application/x-www-form-urlencoded", **fields}
    page = Browser(demo).send("POST", "/oauth2/token", urlencode(form).encode(), kind)
    return page.status, json.loads(page.text)


def exchange(demo: DemoCognito, code: str, **changes: str | None) -> tuple[int, dict[str, Any]]:
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "client_id": demo.config.client_id,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return token(demo, {name: value for name, value in form.items() if value is not None})


def tokens(demo: DemoCognito, story: str = "confirmed", **changes: str | None) -> dict[str, Any]:
    status, reply = exchange(demo, signed_in(demo, story, **changes).returned["code"])
    assert status == 200, reply
    return reply


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return read


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fresh_verifier() -> str:
    return secrets.token_urlsafe(32)
