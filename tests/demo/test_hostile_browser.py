"""Requests to the demo's domain that are meant to do harm, and what its pages are made of."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from html import escape
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.demo import managed_pages
from desktop_login.demo.connections import MAX_CONNECTIONS
from desktop_login.demo.managed_pages import Button, Input, Key, Link, View
from desktop_login.demo.managed_words import LANGUAGES, WORDS, Words, preferred
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.request_head import MAX_BODY, MAX_HEAD
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.browser import PASSWORD, Browser, HtmlForm, Page, authorize, query, signed_in
from tests.patience import STEP_S

GUARD_S = 3.0
EVIL = """"'><script>alert(1)</script>&amp;"""
PAGES = ["/login", "/signup", "/forgotPassword", "/company"]


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Iterator[DemoCognito]:
    with DemoCognito(getattr(request, "param", None)) as demo:
        yield demo


def port_of(demo: DemoCognito) -> int:
    return int(demo.domain_url.rpartition(":")[2])


def answered(demo: DemoCognito, data: bytes) -> bytes:
    """The first line of the answer to these bytes."""
    with socket.create_connection(("127.0.0.1", port_of(demo)), timeout=STEP_S) as wire:
        try:
            wire.sendall(data)
        except OSError:
            pass  # it was refused before all of it was sent
        return wire.makefile("rb").readline()


def page_of(demo: DemoCognito, path: str, **changes: str | None) -> tuple[Browser, Page]:
    if path == "/company":
        changes.setdefault("identity_provider", "DemoCompany")
    browser = Browser(demo)
    return browser, browser.open(f"{path}?{query(demo, **changes)}")


class TestStrangers:
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:{port}", "127.0.0.1:{port}", "localhost", "[::1]:1"]
    )
    def test_foreign_host_is_refused(self, demo: DemoCognito, host: str) -> None:
        host = host.format(port=port_of(demo))
        for path in ("/", authorize(demo), "/oauth2/token", "/oauth2/userInfo"):
            assert Browser(demo).send("GET", path, fields={"Host": host}).status == 403

    def test_two_hosts_are_refused(self, demo: DemoCognito) -> None:
        mine = f"localhost:{port_of(demo)}"
        for hosts in ((mine, mine), (mine, "evil.example"), ("evil.example", mine)):
            lines = "".join(f"Host: {host}\r\n" for host in hosts)
            assert b" 400 " in answered(demo, f"GET / HTTP/1.1\r\n{lines}\r\n".encode())

    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://localhost:1", "x"])
    def test_form_of_another_page_is_refused(
        self, demo: DemoCognito, path: str, origin: str
    ) -> None:
        browser, page = page_of(demo, path)
        reply = browser.post(page.form.action, page.form.fields, Origin=origin)
        assert (reply.status, reply.location) == (403, "")

    @pytest.mark.parametrize("path", PAGES)
    def test_form_without_its_token_is_refused(self, demo: DemoCognito, path: str) -> None:
        browser, page = page_of(demo, path)
        stranger = Browser(demo)
        stranger.open(f"/login?{query(demo)}")
        foreign = stranger.open(f"/login?{query(demo)}").form.fields["_csrf"]
        for given_ in (None, "", "0" * 64, foreign):
            form = dict(page.form.fields)
            del form["_csrf"]
            form |= {"_csrf": given_} if given_ is not None else {}
            assert browser.post(page.form.action, form).status == 403

    def test_form_without_its_cookie_is_refused(self, demo: DemoCognito) -> None:
        browser, page = page_of(demo, "/login")
        form = {**page.form.fields, "username": "confirmed@example.com", "password": PASSWORD}
        for cookies in ({}, {name: "x" * 43 for name in browser.cookies}):
            other = Browser(demo)
            other.cookies = dict(cookies)
            assert other.post(page.form.action, form).status == 403

    def test_cookie_that_is_no_cookie_of_ours_is_replaced(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        name = f"demo-browser-{port_of(demo)}"
        browser.cookies = {name: "chosen-by-somebody-else"}
        browser.open(authorize(demo))
        assert browser.cookies[name] != "chosen-by-somebody-else"

    def test_visit_gets_a_new_cookie_at_every_sign_in(self, demo: DemoCognito) -> None:
        name = f"demo-visit-{port_of(demo)}"
        browser = Browser(demo)
        browser.cookies = {name: "A" * 43}
        seen = ["A" * 43]
        for _ in range(2):
            page = browser.open(authorize(demo, prompt="login"))
            browser.submit(page, username="confirmed@example.com", password=PASSWORD)
            assert browser.cookies[name] not in seen
            seen.append(browser.cookies[name])
        browser.cookies = {name: seen[1]}
        assert browser.open(authorize(demo)).status == 200

    def test_api_does_not_answer_here_and_pages_not_there(self, demo: DemoCognito) -> None:
        target = {"X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser"}
        assert Browser(demo).send("POST", "/", b"{}", target).status == 415
        assert raw.get(demo, "/login")[0] == 404


class TestLoad:
    @pytest.mark.parametrize(
        ("data", "status"),
        [
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b""),
            (b"GET / HTTP/1.1\r\nX: " + b"x" * (MAX_HEAD + 1_000_000), b"431"),
            (b"GET /" + b"a" * 4000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
            (b"\0" * 100 + b"\r\n\r\n", b"400"),
        ],
    )
    def test_garbage_is_refused_and_others_are_served(
        self, demo: DemoCognito, data: bytes, status: bytes
    ) -> None:
        if status:
            assert status in answered(demo, data)
        else:
            socket.create_connection(("127.0.0.1", port_of(demo))).close()
        assert signed_in(demo).status == 303

    @pytest.mark.parametrize("path", [*PAGES, "/oauth2/token", "/oauth2/revoke"])
    def test_a_megabyte_is_refused(self, demo: DemoCognito, path: str) -> None:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost:{port_of(demo)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {10**6}\r\n\r\n"
        )
        assert b" 413 " in answered(demo, head.encode() + b"a" * 10**6)
        assert MAX_BODY < 10**6

    def test_silent_connections_hold_nobody_up(self, demo: DemoCognito) -> None:
        held = [
            socket.create_connection(("127.0.0.1", port_of(demo)))
            for _ in range(MAX_CONNECTIONS + 20)
        ]
        try:
            for one in held[:10]:
                one.sendall(b"GET / HT")
            began = time.monotonic()
            assert signed_in(demo).status == 303
            assert time.monotonic() - began < GUARD_S
        finally:
            for one in held:
                one.close()

    def test_both_addresses_of_localhost_answer(self, demo: DemoCognito) -> None:
        hosts = ["127.0.0.1", "::1"] if socket.has_ipv6 else ["127.0.0.1"]
        request = f"GET / HTTP/1.1\r\nHost: localhost:{port_of(demo)}\r\n\r\n".encode()
        for host in hosts:
            with socket.create_connection((host, port_of(demo)), timeout=STEP_S) as wire:
                wire.sendall(request)
                assert b" 200 " in wire.makefile("rb").readline()

    @pytest.mark.skipif(not socket.has_ipv6, reason="this computer has no IPv6")
    def test_port_that_another_program_has_at_one_address_is_not_taken(self) -> None:
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(OSError):
                DemoCognito(domain_port=port)

    def test_port_can_be_chosen_and_is_free_again_at_once(self, demo: DemoCognito) -> None:
        with DemoCognito() as other:
            port = port_of(other)
            assert signed_in(other).status == 303
        with DemoCognito(domain_port=port) as again:
            assert port_of(again) == port
            assert signed_in(again).status == 303


class TestPages:
    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_page_has_no_script_and_loads_nothing(
        self, demo: DemoCognito, path: str, language: str
    ) -> None:
        _, page = page_of(demo, path, lang=language)
        assert page.status == 200
        form = page.form
        assert form.language == language
        assert not {"script", "img", "iframe", "object", "base"} & set(form.tags)
        assert form.tags.count("h1") == form.tags.count("main") == 1
        assert not re.search(r"\son\w+=|style=|(?:src|href)=\"(?:https?:)?//", page.text)
        assert len(page.text.encode()) < 10_000

    def test_page_says_what_a_browser_may_do_with_it(self, demo: DemoCognito) -> None:
        _, page = page_of(demo, "/login")
        rules = dict(
            rule.strip().partition(" ")[::2]
            for rule in (page.fields["Content-Security-Policy"] or "").split(";")
        )
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        assert "unsafe" not in str(rules)
        assert rules["form-action"] == "'self' http://127.0.0.1:8917"
        assert page.fields["Cache-Control"] == "no-store"
        assert page.fields["X-Content-Type-Options"] == "nosniff"
        assert page.fields["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize(
        ("address", "rule"),
        [
            ("http://[::1]:8917/callback", None),
            ("myapp://callback", "'self' myapp:"),
            ("https://app.example.com/in", "'self' https://app.example.com"),
        ],
    )
    def test_form_rule_names_where_the_app_is(self, address: str, rule: str | None) -> None:
        with DemoCognito(DemoPoolConfig(redirect_uris=(address,))) as demo:
            _, page = page_of(demo, "/login", redirect_uri=address)
            rules = page.fields["Content-Security-Policy"] or ""
            found = re.search("form-action (.*)", rules)
            assert (found[1] if found else None) == rule

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_page_says_that_it_is_for_practice(self, demo: DemoCognito, language: str) -> None:
        say = Words(language)
        for path in PAGES:
            _, page = page_of(demo, path, lang=language)
            for sentence in ("practice", "practice_rule"):
                assert f"<span>{escape(say(sentence))}</span>" in page.text
        browser = Browser(demo, **{"Accept-Language": language})
        assert escape(say("practice")) in browser.open("/error?error=redirect_mismatch").text

    def test_hint_fills_the_name_in_as_text(self, demo: DemoCognito) -> None:
        _, page = page_of(demo, "/login", login_hint=EVIL)
        assert page.form.fields["username"] == EVIL
        assert "<script" not in page.text
        assert "script" not in page.form.tags

    def test_hint_is_for_the_pools_own_page_only(self, demo: DemoCognito) -> None:
        _, page = page_of(demo, "/login", login_hint="ann@x.example", identity_provider="COGNITO")
        assert page.form.fields["username"] == ""
        _, page = page_of(demo, "/company", login_hint="ann@x.example")
        assert page.form.fields["name"] == "Alex Company"

    def test_what_was_typed_comes_back_as_text(self, demo: DemoCognito) -> None:
        for path, field in (("/login", "username"), ("/signup", "email"), ("/company", "name")):
            browser, page = page_of(demo, path)
            values = {**page.form.fields, field: EVIL, "password": "x"}
            reply = browser.post(page.form.action, values)
            assert reply.status == 400
            assert reply.form.fields[field] == EVIL
            assert "<script" not in reply.text

    def test_error_page_shows_any_error_as_text(self, demo: DemoCognito) -> None:
        asked = urlencode({"error": EVIL, "client_id": EVIL})
        page = Browser(demo).open(f"/error?{asked}")
        assert page.status == 400
        assert "<script" not in page.text

    def test_password_is_in_no_page_and_no_address(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(authorize(demo))
        page = browser.submit(page, username="email-code@example.com", password=PASSWORD)
        assert PASSWORD not in page.text
        assert PASSWORD not in page.form.action

    @pytest.mark.parametrize(
        ("accepts", "language"),
        [
            ("", "en"),
            ("ja", "ja"),
            ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
            ("en-US,en;q=0.9,ja;q=0.1", "en"),
            ("de, ja;q=0.5", "ja"),
            ("de", "en"),
            ("ja;q=0", "en"),
            ("ja;q=x,*", "en"),
        ],
    )
    def test_language_is_the_browsers_unless_the_app_says(
        self, demo: DemoCognito, accepts: str, language: str
    ) -> None:
        assert preferred(accepts) == language
        browser = Browser(demo, **{"Accept-Language": accepts})
        assert browser.open(authorize(demo)).form.language == language
        for asked in LANGUAGES:
            assert browser.open(authorize(demo, lang=asked)).form.language == asked
        assert browser.open(authorize(demo, lang="de")).form.language == language

    @pytest.mark.parametrize("path", PAGES)
    def test_link_shows_the_page_in_the_other_language(self, demo: DemoCognito, path: str) -> None:
        browser, page = page_of(demo, path)
        assert browser.open(page.form.links[-1]).form.language == "ja"

    def test_every_word_is_said_in_both_languages(self) -> None:
        for key, (english, japanese) in WORDS.items():
            assert english
            assert japanese
            names = re.findall(r"{(\w+)}", english)
            assert sorted(names) == sorted(re.findall(r"{(\w+)}", japanese)), key

    def test_unknown_page_and_page_for_no_one(self, demo: DemoCognito) -> None:
        assert Browser(demo).open("/nothing").status == 404
        assert Browser(demo).open("/company?" + query(demo)).status == 404
        assert Browser(demo).open("/").status == 200

    @given(st.text(), st.text())
    def test_any_text_stays_text(self, one: str, two: str) -> None:
        view = View(
            one,
            two,
            one,
            key=Key(one, (two, one), one, two),
            then=two,
            inputs=(Input("field", one, value=two, hint=one),),
            buttons=(Button(one, "do", two),),
            provider=Link(one, two),
            links=(Link(two, one),),
            bad=two,
            good=one,
            action="/x",
        )
        plain = View("a", "b", "c", Key("d", ("e", "e"), "r", "s"), "t")
        plain = plain._replace(
            inputs=(Input("field", "f", value="g", hint="h"),),
            buttons=(Button("i", "do", "j"),),
            provider=Link("k", "l"),
            links=(Link("m", "n"),),
            bad="o",
            good="p",
            action="/x",
            lead="q",
        )
        say = Words("en")
        tags = [HtmlForm(managed_pages.html(v, say, "t", "/")).tags for v in (view, plain)]
        if all((one, two)):
            assert tags[0] == tags[1]
