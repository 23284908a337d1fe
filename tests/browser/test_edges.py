"""What seldom happens between the click and the session: answers that come late, are strange, or never come."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from desktop_login.adapters.browser import authorize, listener, loopback, loopback_http
from desktop_login.adapters.browser.authorize import CognitoAuthorize
from desktop_login.adapters.browser.domain import PoolDomain
from desktop_login.adapters.browser.listener import LoopbackListener
from desktop_login.adapters.browser.tab_pages import Look
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Chosen
from desktop_login.domain.browser import BrowserAction, BrowserSignIn
from desktop_login.domain.browser_rounds import Asking, Redirect, Returned, redirect_of
from desktop_login.domain.challenges import Method, Option
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, SignedOut, Working
from desktop_login.flow.browser_ports import AskedFirst
from tests.browser.test_rows import begun, error_of, is_free, play, seen_by, until
from tests.fakes.browsing import BrowsingWorld, free_ports, get, landings
from tests.fakes.world import pool_of
from tests.patience import STEP_S

pytestmark = pytest.mark.medium


def redirect(port: int = 0) -> Redirect:
    found = redirect_of(f"http://127.0.0.1:{port or free_ports(1)[0]}/callback")
    assert found is not None
    return found


@contextmanager
def closing(landing: Any) -> Iterator[Any]:
    """Close it at the end, and wait until nothing of it is left."""
    try:
        yield landing
    finally:
        landing.close()
        until_s = time.monotonic() + STEP_S
        while landings() and time.monotonic() < until_s:
            time.sleep(0.005)
        assert not landings()


# --- the flow ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", [BrowserAction.OPEN_AGAIN, BrowserAction.START_AGAIN, BrowserAction.ANOTHER_ACCOUNT]
)
def test_an_answer_to_a_round_that_is_over_says_so(tmp_path: Path, answer: BrowserAction) -> None:
    async def story(world: BrowsingWorld) -> None:
        await begun(world)
        browser = world.flow._conversation
        world.flow.cancel()
        await browser.answer(answer)
        await browser.resend()
        assert error_of(world.states[-1]) is ErrorCode.STEP_TOOK_TOO_LONG

    play(tmp_path, story)


def test_while_a_code_is_redeemed_other_answers_change_nothing(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.pause_s = 0.3
        question = await begun(world)
        tab = asyncio.create_task(seen_by(world, question.link.reveal()))
        await world.until(lambda one: isinstance(one, Working) and one.activity.name == "FINISHING")
        for answer in (BrowserAction.OPEN_AGAIN, BrowserAction.ANOTHER_ACCOUNT):
            await world.flow.answer(answer)
        assert "You are signed in." in (await tab)[-1].body
        assert isinstance(await world.ended(), SignedIn)
        assert len(world.browser.links) == 1

    play(tmp_path, story)


@pytest.mark.parametrize("slow", ["find_domain", "ask", "listen", "redeem", "read"])
def test_whoever_cancels_during_a_step_is_signed_out_and_no_port_stays(
    tmp_path: Path, slow: str
) -> None:
    async def story(world: BrowsingWorld) -> None:
        reached, go_on = asyncio.Event(), asyncio.Event()
        usual = world.ports.off_thread

        async def held(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            result = await usual(call, *args, **kwargs)
            if call.__name__ == slow:
                reached.set()
                await go_on.wait()
            return result

        world.flow._ports = world.ports._replace(off_thread=held)
        world.flow._attempts.off_thread = held
        begins = asyncio.create_task(world.flow.sign_in_with_browser(BrowserSignIn()))
        await asyncio.wait_for(reached.wait(), STEP_S)
        world.flow.cancel()
        go_on.set()
        await begins
        await until(lambda: all(map(is_free, world.ports_of_redirects)))
        await asyncio.sleep(0.05)
        assert world.session_manager.session is None
        assert error_of(world.states[-1]) is ErrorCode.CANCELLED
        await until(lambda: all(grant.revoked for grant in world.demo.grants))
        assert not world.files()

    play(tmp_path, story)


def test_an_answer_to_another_question_is_none(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        await begun(world)
        before = len(world.states)
        await world.flow.answer(Chosen(Option(Method.EMAIL, "EMAIL_OTP")))
        assert len(world.states) == before

    play(tmp_path, story)


def test_leaving_a_window_without_a_browser_at_work_changes_nothing(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.flow.end_waiting()
        assert isinstance(await world.browse_in(), SignedIn)
        world.flow.end_waiting()
        assert world.session_manager.session is not None

    play(tmp_path, story)


def test_a_code_that_is_refused_after_cancel_is_not_shown(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.pause_s = 0.3
        question = await begun(world)
        back = (await asyncio.to_thread(get, question.link.reveal())).headers["Location"]
        world.server._codes.clear()
        tab = asyncio.create_task(asyncio.to_thread(get, back))
        await world.until(lambda one: isinstance(one, Working) and one.activity.name == "FINISHING")
        world.flow.cancel()
        await tab
        await asyncio.sleep(0.5)
        assert error_of(world.states[-1]) is ErrorCode.CANCELLED

    play(tmp_path, story)


def test_a_failure_that_comes_after_cancel_is_not_shown(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.pause_s = 0.2
        world.server.edit = lambda claims: claims.update(nonce="x")
        question = await begun(world)
        tab = asyncio.create_task(seen_by(world, question.link.reveal()))
        await world.until(lambda one: isinstance(one, Working) and one.activity.name == "FINISHING")
        world.flow.cancel()
        await tab
        await until(lambda: [grant.revoked for grant in world.demo.grants] == [True])
        assert error_of(world.states[-1]) is ErrorCode.CANCELLED

    play(tmp_path, story)


def test_a_question_beforehand_that_fails_after_cancel_is_not_shown(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        reached, go_on = asyncio.Event(), asyncio.Event()
        usual = world.ports.off_thread

        async def failing(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if call.__name__ == "ask":
                reached.set()
                await go_on.wait()
                raise failed(ErrorCode.NO_CONNECTION)
            return await usual(call, *args, **kwargs)

        world.flow._ports = world.ports._replace(off_thread=failing)
        begins = asyncio.create_task(world.flow.sign_in_with_browser(BrowserSignIn()))
        await asyncio.wait_for(reached.wait(), STEP_S)
        world.flow.cancel()
        go_on.set()
        await begins
        assert error_of(world.states[-1]) is ErrorCode.CANCELLED

    play(tmp_path, story)


def test_an_answer_that_takes_too_long_lets_the_tab_go_and_still_signs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "HELD_S", 0.05)

    async def story(world: BrowsingWorld) -> None:
        world.server.pause_s = 0.4
        question = await begun(world)
        last = (await seen_by(world, question.link.reveal()))[-1]
        assert "Return to the app" in last.body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_without_a_browser_nothing_is_offered_and_a_sign_out_says_so(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        assert isinstance(await world.browse_in(), SignedIn)
        without = world.ports._replace(browser=None)
        world.session_manager._ports = without
        await world.session_manager.sign_out(in_browser=True)
        state = await world.until(lambda one: isinstance(one, SignedOut) and one.late)
        assert error_of(state) is ErrorCode.BROWSER_STAYS_SIGNED_IN
        world.start()
        world.flow._ports = without
        assert await world.flow.find_domain() == ""
        await world.flow.sign_in_with_browser(BrowserSignIn())
        assert error_of(world.states[-1]) is ErrorCode.BROWSER_UNKNOWN

    play(tmp_path, story)


def test_a_client_without_the_owners_scope_says_why_the_account_is_closed(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        assert isinstance(await world.browse_in(), SignedIn)

        def refuses(*_: object) -> None:
            raise failed(ErrorCode.SCOPE_MISSING)

        world.flow._account._own = type("Own", (), {"details": refuses})()
        await world.flow.open_account()
        assert error_of(world.states[-1]) is ErrorCode.BROWSER_ACCOUNT_CLOSED

    play(tmp_path, story)


# --- the listener -----------------------------------------------------------------------------


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=STEP_S) as one:
        one.sendall(request)
        got = b""
        while part := one.recv(4096):
            got += part
        return got


@pytest.mark.parametrize(
    ("request_line", "fields", "status"),
    [
        (b"GET /callback", b"", 400),
        (b"GET /callback SMTP/1.1", b"", 400),
        (b"GET  /callback HTTP/1.1", b"", 400),
        (b"GET http://evil.example/callback HTTP/1.1", b"", 400),
        (b"GET //evil.example/callback HTTP/1.1", b"", 400),
        (b"GET /\xff HTTP/1.1", b"", 400),
        (b"GET /callback HTTP/1.1", b"Host: 127.0.0.1\r\n", 400),
        (b"GET /callback HTTP/1.1", b"no colon\r\n", 400),
        (b"GET /callback HTTP/1.1", b" Folded: x\r\n", 400),
        (b"GET /callback HTTP/1.1", b": x\r\n", 400),
        (b"GET /callback HTTP/1.1", b"X: " + b"x" * 33000 + b"\r\n", 431),
        (b"OPTIONS /callback HTTP/1.1", b"", 405),
    ],
)
def test_a_head_that_no_browser_sends_is_refused(
    request_line: bytes, fields: bytes, status: int
) -> None:
    place = redirect()
    with closing(LoopbackListener().listen([place], "en")):
        host = f"Host: {place.netloc}\r\n".encode()
        got = raw(place.port, request_line + b"\r\n" + host + fields + b"\r\n")
        assert got.startswith(f"HTTP/1.1 {status} ".encode())
        assert (b"Allow: GET" in got) is (status == 405)


def test_a_head_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback_http, "READ_S", 0.2)
    place = redirect()
    with closing(LoopbackListener().listen([place], "en")):
        with socket.create_connection(("127.0.0.1", place.port), timeout=STEP_S) as one:
            begin = time.monotonic()
            for byte in b"GET /":
                one.sendall(bytes([byte]))
                time.sleep(0.02)
            assert one.recv(1) == b""
            assert time.monotonic() - begin < STEP_S / 2


def test_a_landing_that_is_closed_waits_no_more_and_takes_nothing() -> None:
    with closing(LoopbackListener().listen([redirect()], "en")) as landing:
        assert not landing.take(Returned(Secret("a")))  # nothing is expected yet
        landing.expect(Secret("s"))
        assert landing.wait(0.0) is None
        landing.close()
        landing.send_on(Secret("https://d"))
        begin = time.monotonic()
        assert landing.wait(STEP_S) is None
        assert landing.wait(STEP_S) is None
        assert time.monotonic() - begin < STEP_S / 2
        assert not landing.take(Returned(Secret("a")))


def test_a_return_to_nobody_gets_the_page_of_an_earlier_attempt() -> None:
    place = redirect()
    with closing(LoopbackListener().listen([place], "ja")):
        seen = get(f"{place.url}?code=a&state=b")
        assert seen.status == 400
        assert "以前のサインイン" in seen.body


def test_a_flood_of_errors_without_a_state_fills_no_memory() -> None:
    place = redirect()
    with closing(LoopbackListener().listen([place], "en")) as landing:
        landing.expect(Secret("s" * 43))
        for _ in range(12):
            assert get(f"{place.url}?error=access_denied").status == 200
        assert landing._queue.qsize() == 8


def test_each_connection_beyond_the_limit_pushes_out_another_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also while those that were pushed out have not noticed yet."""
    monkeypatch.setattr(loopback, "MAX_CONNECTIONS", 4)
    gone: list[object] = []
    place = redirect()
    with closing(LoopbackListener().listen([place], "en")) as landing:
        monkeypatch.setattr(landing, "_let_go", gone.append)  # a thread that is slow to notice
        others = [socket.create_connection(("127.0.0.1", place.port), STEP_S) for _ in range(7)]
        until_s = time.monotonic() + STEP_S
        while len(gone) + len(landing._connections) < 7 and time.monotonic() < until_s:
            time.sleep(0.005)
        assert len(gone) == len(set(gone)) == 3
        assert len(landing._connections) == 4
        monkeypatch.undo()
        for one in (*others, *gone):
            one.close()  # type: ignore[attr-defined]


def test_a_page_of_a_sign_out_is_at_its_own_path_only() -> None:
    place = redirect().signed_out
    with closing(
        LoopbackListener(Look("Acme <b>", "#1e7a46")).listen_for_sign_out([place])
    ) as landing:
        assert get(place.url.replace("signed-out", "other")).status == 404
        assert not landing.wait(0.0)
        seen = get(place.url)
        assert "Acme &lt;b&gt;" in seen.body
        assert "#1e7a46" in seen.body
        assert landing.wait(STEP_S)


def test_on_a_computer_without_ipv6_localhost_is_one_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_ports(1)[0]
    place = redirect_of(f"http://localhost:{port}/callback")
    assert place is not None
    monkeypatch.setattr(socket, "AF_INET6", 9999)  # a family that the system does not know
    with closing(LoopbackListener().listen([place], "en")):
        monkeypatch.undo()
        assert not is_free(port)


# --- asking beforehand ---------------------------------------------------------------------------

DOCUMENT = "/.well-known/openid-configuration"


class Oddly:
    """A server that answers each request as it is told: status, headers, body; None waits."""

    def __init__(self) -> None:
        self.answer: tuple[int, dict[str, str], bytes] | None = (200, {}, b"")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if outer.answer is None:
                    time.sleep(1.0)
                    return
                status, headers, body = outer.answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()


@pytest.fixture
def oddly() -> Iterator[Oddly]:
    server = Oddly()
    yield server
    server.server.shutdown()
    server.server.server_close()
    server.thread.join(STEP_S)


POOL = PoolClient("eu-west-1", "eu-west-1_AbCdEfGhI", "abc")
PLACE = redirect(8917)


@pytest.mark.parametrize(
    ("status", "location", "expected"),
    [
        (200, "", AskedFirst.GO_ON),
        (400, "", AskedFirst.NOT_REGISTERED),
        (500, "", AskedFirst.GO_ON),
        (302, "{url}/login?x=y", AskedFirst.GO_ON),
        (302, "{url}/error?error=redirect_mismatch", AskedFirst.NOT_REGISTERED),
        (302, "/error?error=redirect_mismatch", AskedFirst.NOT_REGISTERED),
        (302, "{url}/error?error=invalid_client", AskedFirst.GO_ON),
        (302, "{url}/error?" + "&".join(["a=b"] * 40), AskedFirst.GO_ON),
        (302, "https://evil.example/error?error=redirect_mismatch", AskedFirst.GO_ON),
        (302, PLACE.url + "?error=unauthorized_client", AskedFirst.NOT_ALLOWED),
        (302, PLACE.url + "?error=invalid_scope", AskedFirst.NO_SUCH_SCOPE),
        (
            302,
            PLACE.url + "?error_description=invalid_scope&error=invalid_request",
            AskedFirst.NO_SUCH_SCOPE,
        ),
        (302, PLACE.url + "?error=invalid_request", AskedFirst.GO_ON),
        (302, PLACE.url + "?code=x", AskedFirst.GO_ON),
    ],
)
def test_what_the_answer_beforehand_means(
    oddly: Oddly, status: int, location: str, expected: AskedFirst
) -> None:
    oddly.answer = (status, {"Location": location.format(url=oddly.url)} if location else {}, b"")
    assert CognitoAuthorize(POOL).ask(oddly.url, PLACE, Asking("abc")) is expected


def test_scopes_of_the_settings_are_asked_for_beforehand(oddly: Oddly) -> None:
    pool = POOL._replace(scopes=("openid",))
    assert CognitoAuthorize(pool).ask(oddly.url, PLACE, Asking("abc")) is AskedFirst.GO_ON


def test_no_answer_in_time_or_half_of_one_opens_the_browser(
    oddly: Oddly, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorize, "PATIENCE_S", 0.1)
    oddly.answer = None
    probe = CognitoAuthorize(POOL)
    assert probe.ask(oddly.url, PLACE, Asking("abc")) is AskedFirst.GO_ON
    assert not probe.ask_sign_out(oddly.url, PLACE)
    monkeypatch.setattr(authorize, "PATIENCE_S", 30.0)
    assert probe.ask(oddly.url, PLACE, Asking("abc")) is AskedFirst.GO_ON  # the connection is lost


def test_a_sign_out_is_possible_only_where_the_service_comes_back(oddly: Oddly) -> None:
    probe = CognitoAuthorize(POOL)
    for location, expected in ((PLACE.url, True), (f"{oddly.url}/error", False)):
        oddly.answer = (302, {"Location": location}, b"")
        assert probe.ask_sign_out(oddly.url, PLACE) is expected
    assert not probe.ask_sign_out("http://127.0.0.1:1", PLACE)
    with pytest.raises(AuthError):
        probe.ask("http://127.0.0.1:1", PLACE, Asking("abc"))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"authorization_endpoint": "https://login.example.com/oauth2/authorize"}', True),
        (b'{"authorization_endpoint": "https://login.example.com/other"}', False),
        (b'{"authorization_endpoint": "http://login.example.com/oauth2/authorize"}', False),
        (b'{"authorization_endpoint": 7}', False),
        (b"{}", False),
        (b"[]", False),
        (b"no JSON", False),
        (b"[" * 60000, False),
    ],
)
def test_the_pools_document_names_the_domain(oddly: Oddly, body: bytes, found: bool) -> None:
    oddly.answer = (200, {}, body.replace(b"{url}", oddly.url.encode()))
    probe = CognitoAuthorize(POOL._replace(endpoint_url=oddly.url))
    assert probe.find_domain() == ("https://login.example.com" if found else "")
    oddly.answer = (404, {}, b"")
    assert probe.find_domain() == ("https://login.example.com" if found else "")  # it is kept


def test_a_domain_on_this_computer_counts_with_an_endpoint_on_this_computer(oddly: Oddly) -> None:
    body = b'{"authorization_endpoint": "http://localhost:9/oauth2/authorize"}'
    oddly.answer = (200, {}, body)
    local = CognitoAuthorize(POOL._replace(endpoint_url=oddly.url))
    assert local.find_domain() == "http://localhost:9"
    elsewhere = PoolDomain(POOL)
    assert elsewhere._domain_in("http://localhost:9/oauth2/authorize") == ""


def test_only_an_emulator_has_its_pages_at_the_host_of_its_api(oddly: Oddly) -> None:
    oddly.answer = (
        200,
        {},
        b'{"authorization_endpoint": "%s/oauth2/authorize"}' % oddly.url.encode(),
    )
    assert PoolDomain(POOL._replace(endpoint_url=oddly.url)).find() == oddly.url
    assert PoolDomain(POOL)._domain_in(f"{POOL.service_url}/oauth2/authorize") == ""


def test_a_pool_whose_document_cannot_be_had_has_no_domain() -> None:
    assert CognitoAuthorize(POOL._replace(endpoint_url="http://127.0.0.1:1")).find_domain() == ""


def test_every_round_has_secrets_of_its_own() -> None:
    with DemoCognito() as demo:
        probe = CognitoAuthorize(pool_of(demo))
    rounds = [probe.new_round(PLACE, None) for _ in range(20)]
    secrets = {one for each in rounds for one in (each.state, each.nonce, each.verifier)}
    assert len(secrets) == 60
    assert all(len(one.reveal()) == 43 for one in secrets)
