"""What must hold whatever the browser, the service and other programs do; the numbers are those of the design's table."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from desktop_login.adapters.browser import listener, loopback, loopback_http
from desktop_login.adapters.browser.listener import LoopbackListener
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.browser import (
    BrowserAction,
    BrowserSignIn,
    BrowserStage,
    ContinueInBrowser,
    IdentityProvider,
    PastedAddress,
)
from desktop_login.domain.browser_rounds import redirect_of
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn, SignedOut, State, Working
from desktop_login.domain.ways import Way
from desktop_login.system.log import logger
from tests.fakes.authorization_server import TokenFault
from tests.fakes.browsing import (
    BrowsingWorld,
    Seen,
    answers_given,
    browse,
    browsing,
    free_ports,
    get,
    landings,
)
from tests.fakes.browsing import (
    play as play_story,
)
from tests.patience import STEP_S, within

pytestmark = pytest.mark.medium

Story = Callable[[BrowsingWorld], Awaitable[None]]


def play(folder: Path, story: Story, **more: Any) -> None:
    async def whole() -> None:
        async with browsing(folder, **more) as world:
            await story(world)

    play_story(whole())


def error_of(state: State) -> ErrorCode | None:
    error_info = getattr(state, "error_info", None)
    return error_info.code if isinstance(error_info, AuthErrorInfo) else None


def port_of(link: str) -> int:
    redirect = parse_qs(urlsplit(link).query)["redirect_uri"][0]
    return urlsplit(redirect).port or 0


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


async def begun(world: BrowsingWorld, **wanted: Any) -> ContinueInBrowser:
    """The browser is open, and whoever sits there has not done anything yet."""
    world.browser.visits = False
    await world.flow.sign_in_with_browser(BrowserSignIn(**wanted))
    return await world.waiting()


async def seen_by(world: BrowsingWorld, url: str) -> list[Seen]:
    return await asyncio.to_thread(browse, url)


async def answer_to(world: BrowsingWorld, link: str) -> str:
    """Where the pool's page sends the browser."""
    return (await asyncio.to_thread(get, link)).headers["Location"]


def is_waiting(state: State) -> bool:
    question = state.question if isinstance(state, Asked) else None
    return isinstance(question, ContinueInBrowser) and question.stage is BrowserStage.WAITING


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(STEP_S):
        while not true():
            await asyncio.sleep(0.01)


def is_asked(error_code: ErrorCode) -> Callable[[State], bool]:
    return lambda state: isinstance(state, Asked) and error_of(state) is error_code


# --- 1 to 3: ports ------------------------------------------------------------------------


def test_row_1_the_first_port_is_busy_the_next_one_is_in_the_link(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        first, second, _ = world.ports_of_redirects
        with socket.create_server(("127.0.0.1", first)):
            assert isinstance(await world.browse_in(), SignedIn)
        assert port_of(world.browser.links[0]) == second

    play(tmp_path, story)


def test_row_1_all_ports_are_busy_no_browser_is_opened(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        others = [socket.create_server(("127.0.0.1", port)) for port in world.ports_of_redirects]
        state = await world.browse_in()
        for one in others:
            one.close()
        assert isinstance(state, SignedOut)
        assert error_of(state) is ErrorCode.BROWSER_PORTS_BUSY
        assert state.error_info is not None
        assert state.error_info.name == ", ".join(map(str, world.ports_of_redirects))
        assert not world.browser.links
        assert not world.server.asked

    play(tmp_path, story)


def test_row_2_localhost_taken_on_ipv6_only_the_next_port(tmp_path: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("this computer has no IPv6")

    async def story(world: BrowsingWorld) -> None:
        first, second, _ = world.ports_of_redirects
        uris = tuple(f"http://localhost:{port}/callback" for port in (first, second))
        world.changes = {"redirect_uris": uris}
        world.server.redirects = list(uris)
        world.start()
        try:
            other = socket.create_server(("::1", first), family=socket.AF_INET6)
        except OSError:
            pytest.skip("this computer has no ::1")
        with other:
            assert isinstance(await world.browse_in(), SignedIn)
        assert port_of(world.browser.links[0]) == second

    play(tmp_path, story)


def test_row_2_localhost_listens_on_both_addresses(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        port = world.ports_of_redirects[0]
        world.changes = {"redirect_uris": (f"http://localhost:{port}/callback",)}
        world.server.redirects = [f"http://localhost:{port}/callback"]
        world.start()
        await begun(world)
        for host in ("127.0.0.1", "[::1]") if socket.has_ipv6 else ("127.0.0.1",):
            headers = {"Host": f"localhost:{port}"}
            seen = await asyncio.to_thread(get, f"http://{host}:{port}/other", headers)
            assert seen.status == 404

    play(tmp_path, story)


def test_row_3_a_second_sign_in_at_once_has_the_same_first_port(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        assert isinstance(await world.browse_in(), SignedIn)
        await world.session_manager.sign_out()
        world.browser.close()
        await until(lambda: is_free(world.ports_of_redirects[0]))
        world.states.clear()
        assert isinstance(await world.browse_in(), SignedIn)
        ports = {port_of(link) for link in world.browser.links}
        assert ports == {world.ports_of_redirects[0]}

    play(tmp_path, story)


# --- 4: other programs on this computer ----------------------------------------------------


def _pester(port: int, what: bytes) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=STEP_S)
    one.settimeout(STEP_S)
    try:
        one.sendall(what)
    except OSError:
        pass  # it was turned away
    return one


def test_row_4_silent_slow_huge_and_garbled_connections_do_not_hold_up_the_return(
    tmp_path: Path,
) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        port = port_of(question.link.reveal())
        host = f"Host: 127.0.0.1:{port}\r\n".encode()
        kinds = [
            *[b""] * 20,
            *[b"G"] * 5,
            b"GET /callback HTTP/1.1\r\n" + host + b"X: " + b"x" * 1024 * 1024,
            b"GET /" + b"x" * 9000,
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            bytes(range(256)) * 8,
            b"\r\n\r\n",
        ]
        others = [await asyncio.to_thread(_pester, port, kind) for kind in kinds]
        begin = time.monotonic()
        last = (await seen_by(world, question.link.reveal()))[-1]
        took = time.monotonic() - begin
        assert "You are signed in." in last.body
        assert took < within(1.0)
        assert isinstance(await world.ended(), SignedIn)
        for one in others:
            one.close()

    play(tmp_path, story)


def test_row_4_more_connections_than_are_kept_push_out_the_oldest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # none of them ends because it says nothing
    for module in (loopback, loopback_http):
        monkeypatch.setattr(module, "READ_S", 10 * STEP_S)

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        port = port_of(question.link.reveal())
        others = [
            await asyncio.to_thread(_pester, port, b"")
            for _ in range(loopback.MAX_CONNECTIONS + 10)
        ]
        for one in others[:10]:  # a connection that was made may not have been accepted yet
            one.settimeout(within(2))
            assert await asyncio.to_thread(one.recv, 1) == b""
        async with asyncio.timeout(within(2)):
            while len(landings()) > loopback.MAX_CONNECTIONS + 2:
                await asyncio.sleep(0.01)
        last = (await seen_by(world, question.link.reveal()))[-1]
        assert "You are signed in." in last.body
        for one in others:
            one.close()

    play(tmp_path, story)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"method": "POST"}, 405),
        ({"method": "HEAD"}, 405),
        ({"path": "/"}, 404),
        ({"path": "/callback/"}, 404),
        ({"path": "/favicon.ico"}, 404),
        ({"headers": {"Host": "evil.example"}}, 421),
        ({"headers": {"Host": "localhost:{port}"}}, 421),
        ({"headers": {"Sec-Fetch-Mode": "no-cors"}}, 400),
        ({"headers": {"Sec-Fetch-Mode": "cors"}}, 400),
        ({"headers": {"Sec-Fetch-Dest": "iframe"}}, 400),
        ({"headers": {"Upgrade": "websocket", "Connection": "Upgrade"}}, 400),
        ({"more": "&state=again"}, 400),
        ({"more": "&code=again"}, 400),
        ({"more": "&x" + "x" * 9000}, 414),
    ],
)
def test_row_6_what_no_return_of_a_browser_looks_like_is_refused_and_the_wait_goes_on(
    tmp_path: Path, change: Mapping[str, Any], status: int
) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        port = urlsplit(back).port
        url = back + change.get("more", "")
        if "path" in change:
            url = url.replace("/callback", change["path"])
        headers = {
            name: value.format(port=port) for name, value in change.get("headers", {}).items()
        }
        seen = await asyncio.to_thread(get, url, headers, change.get("method", "GET"))
        assert seen.status == status
        assert "code" not in seen.body
        assert world.server.redeemed == []
        last = (await seen_by(world, back))[-1]
        assert "You are signed in." in last.body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_row_6_the_pages_have_their_headers_and_are_small(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        await world.browse_in(language="ja")
        world.browser.close()
        returned, last = world.browser.seen[-2:]
        assert returned.status == 303
        assert urlsplit(last.url).path == "/done"
        for seen in (returned, last):
            assert seen.headers["Cache-Control"] == "no-store"
            assert seen.headers["Referrer-Policy"] == "no-referrer"
            assert seen.headers["X-Content-Type-Options"] == "nosniff"
            assert seen.headers["Connection"] == "close"
            policy = seen.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; style-src ")
            assert "frame-ancestors 'none'; base-uri 'none'; form-action 'none'" in policy
        assert 'lang="ja"' in last.body
        assert "サインインしました。" in last.body

    play(tmp_path, story)


# --- 5: tabs --------------------------------------------------------------------------------


def test_row_5_an_older_tab_is_told_so_the_newest_wins_and_one_code_is_redeemed(
    tmp_path: Path,
) -> None:
    async def story(world: BrowsingWorld) -> None:
        first = await begun(world)
        old = await answer_to(world, first.link.reveal())
        await world.flow.answer(BrowserAction.ANOTHER_ACCOUNT)
        second = await world.until(
            lambda one: (
                isinstance(one, Asked)
                and isinstance(one.question, ContinueInBrowser)
                and one.question.link != first.link
            )
        )
        assert isinstance(second, Asked)
        assert isinstance(second.question, ContinueInBrowser)
        stale = await asyncio.to_thread(get, old)
        assert stale.status == 400
        assert "earlier attempt" in stale.body
        seen = await seen_by(world, second.question.link.reveal())
        assert "You are signed in." in seen[-1].body
        assert isinstance(await world.ended(), SignedIn)
        assert len(world.server.redeemed) == 1

    play(tmp_path, story)


def test_row_5_the_same_return_twice_is_redeemed_once(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.pause_s = 0.5
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        both = await asyncio.gather(*(asyncio.to_thread(get, back) for _ in range(2)))
        assert sorted(seen.status for seen in both) == [303, 400]
        assert isinstance(await world.ended(), SignedIn)
        assert len(world.server.redeemed) == 1

    play(tmp_path, story)


def test_row_5_the_last_page_can_be_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 1.0)

    async def story(world: BrowsingWorld) -> None:
        await world.browse_in()
        world.browser.close()
        again = await asyncio.to_thread(get, world.browser.seen[-1].url)
        assert again.body == world.browser.seen[-1].body

    play(tmp_path, story)


def test_row_3_sign_ins_that_follow_at_once_all_get_the_first_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only stays for a page that was seen makes room."""
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 2.0)

    async def story(world: BrowsingWorld) -> None:
        for _ in range(4):
            world.states.clear()
            assert isinstance(await world.browse_in(), SignedIn)
            world.browser.close()
            await answers_given()
            assert world.browser.seen[-1].url.startswith(
                world.redirect_uris[0].removesuffix("/callback")
            )

    play(tmp_path, story)


def test_row_1_a_last_page_that_nobody_has_asked_for_makes_room_if_no_port_is_left() -> None:
    """The tab that is told nothing is better than a person who cannot sign in."""
    places = [redirect_of(f"http://127.0.0.1:{port}/callback") for port in free_ports(2)]
    given = [one for one in places if one is not None]
    landings_of = LoopbackListener()
    busy = []
    for _ in range(2):
        landing = landings_of.listen(given, "en")
        landing.expect(Secret("state"))
        busy.append(landing)
    with pytest.raises(AuthError, match="BROWSER_PORTS_BUSY"):
        landings_of.listen(given, "en")
    tab = socket.create_connection(("127.0.0.1", busy[0].redirect.port), STEP_S)
    with tab:
        tab.sendall(
            b"GET /callback?code=c&state=state HTTP/1.1\r\nHost: %s\r\n\r\n"
            % busy[0].redirect.netloc.encode()
        )
        assert busy[0].wait(STEP_S) is not None
        busy[0].finish(signed_in=True)
        assert b"/done" in tab.recv(4096)  # and it does not go there
    third = landings_of.listen(given, "en")
    assert third.redirect == busy[0].redirect
    for landing in (busy[1], third):
        landing.close()
    _nothing_listens()


@pytest.mark.parametrize("kind", ["sign-in", "sign-out"])
def test_a_landing_that_its_caller_has_lost_ends_by_itself(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(listener, "LIFE_S", 0.1)
    monkeypatch.setattr(listener, "SIGN_OUT_LIFE_S", 0.1)
    place = redirect_of(f"http://127.0.0.1:{free_ports(1)[0]}/callback")
    assert place is not None
    if kind == "sign-in":
        assert LoopbackListener().listen([place], "en").wait(STEP_S) is None
    else:
        assert not LoopbackListener().listen_for_sign_out([place.signed_out]).wait(STEP_S)
    _nothing_listens()


def _nothing_listens() -> None:
    end = time.monotonic() + STEP_S
    while landings():
        assert time.monotonic() < end, landings()
        time.sleep(0.01)


def test_another_account_that_loses_the_proof_is_asked_for_again_in_the_same_tab(
    tmp_path: Path,
) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.keeps_proof = False
        await begun(world)
        await world.flow.answer(BrowserAction.ANOTHER_ACCOUNT)
        seen = await seen_by(world, (await world.waiting()).link.reveal())
        assert "You are signed in." in seen[-1].body
        assert world.server.asked[-1]["prompt"] == "login"
        assert isinstance(await world.ended(), SignedIn)
        assert len(world.server.redeemed) == 2  # of two codes, each once
        assert len({form["code"] for form in world.server.redeemed}) == 2

    play(tmp_path, story)


# --- 7: races -------------------------------------------------------------------------------


def test_row_7_the_return_comes_before_the_opener_has_returned(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        returned = asyncio.Event()

        async def slow(link: Secret) -> bool:
            await asyncio.to_thread(browse, link.reveal())
            await returned.wait()
            return False  # and says in the end that nothing was opened

        world.ports = world.ports._replace(opener=slow)
        world.flow._ports = world.ports
        await world.flow.sign_in_with_browser(BrowserSignIn())
        assert isinstance(await world.ended(), SignedIn)
        returned.set()
        await asyncio.sleep(0.05)
        assert isinstance(world.states[-1], SignedIn)

    play(tmp_path, story)


def test_row_7_cancelled_while_the_browser_is_asked_shows_no_page_to_wait_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(world: BrowsingWorld) -> None:
        async def left(link: Secret) -> bool:
            world.flow.leave()
            return True

        world.browser.visits = False
        monkeypatch.setattr(type(world.browser), "__call__", lambda _, link: left(link))
        await world.flow.sign_in_with_browser(BrowserSignIn())
        await until(lambda: landings() == [])
        assert not any(isinstance(state, Asked) for state in world.states)

    play(tmp_path, story)


@pytest.mark.parametrize("pause_s", [0.0, 0.05, 0.3])
def test_row_7_cancelled_in_the_moment_of_the_return_never_both(
    tmp_path: Path, pause_s: float
) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.pause_s = 0.15
        await world.flow.sign_in_with_browser(BrowserSignIn())
        await asyncio.sleep(pause_s)
        signed_in = world.session_manager.session is not None
        if not signed_in:
            world.flow.cancel()
        await until(lambda: not landings())
        world.browser.close()
        await asyncio.sleep(0.5)
        both = world.session_manager.session is not None, error_of(world.states[-1])
        assert both in ((True, None), (False, ErrorCode.CANCELLED))
        if not signed_in:
            assert both[0] is False
            await until(lambda: all(grant.revoked for grant in world.demo.grants))
            assert not world.files()

    play(tmp_path, story)


# --- 8: the token request --------------------------------------------------------------------


def answered(status: int, body: object, **headers: str) -> TokenFault:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda form: (status, headers, raw)


FAULTS: Mapping[str, tuple[TokenFault, ErrorCode]] = {
    "lost": (lambda form: None, ErrorCode.CONNECTION_LOST),
    "500": (answered(500, b"oops"), ErrorCode.SERVICE_PROBLEM),
    "429": (answered(429, {}), ErrorCode.SERVICE_PROBLEM),
    "403 of a firewall": (answered(403, b"<html>"), ErrorCode.FIREWALL),
    "302": (answered(302, b"", Location="https://evil.example"), ErrorCode.CAPTIVE_PORTAL),
    "HTML": (answered(200, b"<html>Log in to this network"), ErrorCode.CAPTIVE_PORTAL),
    "{}": (answered(200, {}), ErrorCode.NOT_UNDERSTOOD),
    "list": (answered(200, []), ErrorCode.NOT_UNDERSTOOD),
    "half a JSON": (answered(200, b'{"id_token": "a'), ErrorCode.NOT_UNDERSTOOD),
    "deep": (answered(200, b"[" * 60000), ErrorCode.NOT_UNDERSTOOD),
    "too long": (answered(200, b" " * 70000 + b"{}"), ErrorCode.NOT_UNDERSTOOD),
    "no ID token": (
        answered(200, {"access_token": "a", "refresh_token": "b", "id_token": ""}),
        ErrorCode.NOT_UNDERSTOOD,
    ),
    "invalid_grant": (answered(400, {"error": "invalid_grant"}), ErrorCode.BROWSER_TOO_LATE),
    "invalid_client": (answered(401, {"error": "invalid_client"}), ErrorCode.SECRET_MISSING),
    "unauthorized_client": (
        answered(400, {"error": "unauthorized_client"}),
        ErrorCode.BROWSER_OFF,
    ),
    "invalid_request": (
        answered(400, {"error": "invalid_request"}),
        ErrorCode.BROWSER_NOT_COMPLETED,
    ),
    "another 400": (answered(400, {"error": ["x"]}), ErrorCode.BROWSER_NOT_COMPLETED),
    "garbled tokens": (
        answered(200, {"access_token": "a", "refresh_token": "b", "id_token": "c"}),
        ErrorCode.TOKEN_REFUSED,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_row_8_a_token_answer_that_is_none_is_not_asked_for_again(
    tmp_path: Path, name: str
) -> None:
    fault, expected = FAULTS[name]

    async def story(world: BrowsingWorld) -> None:
        world.server.fault = fault
        state = await world.browse_in()
        assert error_of(state) is expected
        assert len(world.server.redeemed) == 1
        assert not world.files()
        world.browser.close()
        assert "was not completed" in world.browser.seen[-1].body

    play(tmp_path, story)


EDITS: Mapping[str, tuple[Callable[[dict[str, Any]], None], ErrorCode]] = {
    "another nonce": (lambda c: c.update(nonce="x"), ErrorCode.BROWSER_OTHER_ANSWER),
    "no nonce": (lambda c: c.pop("nonce"), ErrorCode.BROWSER_OTHER_ANSWER),
    "nonce is a list": (lambda c: c.update(nonce=[c["nonce"]]), ErrorCode.BROWSER_OTHER_ANSWER),
    "another at_hash": (lambda c: c.update(at_hash="x" * 22), ErrorCode.BROWSER_OTHER_ANSWER),
    "at_hash is a number": (lambda c: c.update(at_hash=1), ErrorCode.BROWSER_OTHER_ANSWER),
    "another client": (lambda c: c.update(aud="other"), ErrorCode.TOKEN_REFUSED),
    "another user": (lambda c: c.update(sub="other"), ErrorCode.TOKEN_REFUSED),
    "another issuer": (lambda c: c.update(iss="https://evil.example"), ErrorCode.TOKEN_REFUSED),
    "an access token": (lambda c: c.update(token_use="access"), ErrorCode.TOKEN_REFUSED),
}


@pytest.mark.parametrize("name", EDITS)
def test_row_8_tokens_of_another_round_client_or_user_are_revoked_and_not_stored(
    tmp_path: Path, name: str
) -> None:
    edit, expected = EDITS[name]

    async def story(world: BrowsingWorld) -> None:
        world.server.edit = edit
        state = await world.browse_in()
        assert error_of(state) is expected
        assert len(world.server.redeemed) == 1
        await until(lambda: all(grant.revoked for grant in world.demo.grants))
        assert len(world.demo.grants) == 1
        assert not world.files()

    play(tmp_path, story)


def test_row_8_an_unsigned_id_token_is_refused(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        key = world.demo._issuer._keys()[0]
        unsigned = lambda claims: jwt.encode(claims, "", algorithm="none")  # noqa: E731
        object.__setattr__(key, "sign", unsigned)
        state = await world.browse_in()
        assert error_of(state) is ErrorCode.TOKEN_REFUSED
        assert not world.files()

    play(tmp_path, story)


def test_an_id_token_without_at_hash_is_accepted(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.edit = lambda claims: claims.pop("at_hash") and None
        assert isinstance(await world.browse_in(), SignedIn)

    play(tmp_path, story)


@pytest.mark.parametrize("by", [-600.0, 600.0])
def test_row_9_a_clock_that_is_ten_minutes_off_is_noticed_as_with_a_password(
    tmp_path: Path, by: float
) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.set_clock(by)
        state = await world.browse_in()
        assert isinstance(state, SignedIn), state

    play(tmp_path, story)


# --- 10 and 11: nobody waits, nothing opens ---------------------------------------------------


@pytest.mark.parametrize("how", ["cancel", "leave", "window closed", "a password instead"])
def test_row_10_whoever_stops_waiting_frees_the_port_at_once(tmp_path: Path, how: str) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        port = port_of(question.link.reveal())
        assert not is_free(port)
        begin = time.monotonic()
        match how:
            case "cancel":
                world.flow.cancel()
            case "leave":
                world.flow.leave()
            case "window closed":
                world.flow.end_waiting()
            case _:
                await world.sign_in_with_password()
        assert is_free(port)
        assert how == "a password instead" or time.monotonic() - begin < within(0.1)
        back = await answer_to(world, question.link.reveal())
        with pytest.raises(OSError):
            await asyncio.to_thread(get, back)
        assert world.server.redeemed == []

    play(tmp_path, story)


def test_row_10_the_tab_that_is_held_when_somebody_cancels_is_told_so(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.pause_s = 1.0
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        held = asyncio.create_task(asyncio.to_thread(get, back))
        await world.until(lambda one: isinstance(one, Working) and one.activity.name == "FINISHING")
        world.flow.cancel()
        seen = await held
        assert "was not completed" in seen.body
        assert error_of(world.states[-1]) is ErrorCode.CANCELLED
        await until(lambda: [grant.revoked for grant in world.demo.grants] == [True])
        assert world.session_manager.session is None

    play(tmp_path, story)


def test_a_late_tab_meets_the_next_round_and_is_told_so(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        first = await begun(world)
        back = await answer_to(world, first.link.reveal())
        world.flow.cancel()
        world.states.clear()
        await begun(world)
        assert "earlier attempt" in (await asyncio.to_thread(get, back)).body
        assert world.server.redeemed == []

    play(tmp_path, story)


def test_ten_minutes_without_a_return_close_the_port_and_offer_a_new_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.flow import browser_sign_in

    monkeypatch.setattr(browser_sign_in, "PATIENCE_S", 0.05)

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        await world.until(
            lambda one: (
                isinstance(one, Asked)
                and isinstance(one.question, ContinueInBrowser)
                and one.question.stage is BrowserStage.TIMED_OUT
            )
        )
        assert is_free(port_of(question.link.reveal()))
        back = await answer_to(world, question.link.reveal())
        await world.flow.answer(PastedAddress(Secret(back)))
        assert error_of(world.states[-1]) is ErrorCode.BROWSER_TOO_LATE
        monkeypatch.setattr(browser_sign_in, "PATIENCE_S", 600.0)
        world.browser.visits = True
        await world.flow.answer(BrowserAction.START_AGAIN)
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_row_11_no_browser_the_page_says_so_and_the_link_works(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.browser.opens = False
        await world.flow.sign_in_with_browser(BrowserSignIn())
        state = await world.until(
            lambda one: (
                isinstance(one, Asked)
                and isinstance(one.question, ContinueInBrowser)
                and one.question.stage is BrowserStage.NOT_OPENED
            )
        )
        assert isinstance(state, Asked)
        assert isinstance(state.question, ContinueInBrowser)
        world.browser.opens, world.browser.visits = True, False
        await world.flow.answer(BrowserAction.OPEN_AGAIN)
        await until(lambda: is_waiting(world.states[-1]))
        assert len(set(world.browser.links)) == 1
        seen = await seen_by(world, state.question.link.reveal())
        assert "You are signed in." in seen[-1].body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_row_11_a_launcher_that_hangs_holds_up_nothing(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        never = asyncio.Event()

        async def hangs(link: Secret) -> bool:
            del link
            await never.wait()
            return False

        world.flow._ports = world.ports._replace(opener=hangs)
        await asyncio.wait_for(world.flow.sign_in_with_browser(BrowserSignIn()), STEP_S)
        question = await world.waiting()
        await asyncio.wait_for(world.flow.answer(BrowserAction.OPEN_AGAIN), STEP_S)
        seen = await seen_by(world, question.link.reveal())
        assert "You are signed in." in seen[-1].body
        assert isinstance(await world.ended(), SignedIn)
        never.set()

    play(tmp_path, story)


# --- 12: by hand -----------------------------------------------------------------------------

PASTED: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda back: back,
    "quotes": lambda back: f'"{back}"',
    "angle brackets and blanks": lambda back: f"  <{back}> \n",
    "line breaks inside": lambda back: f"{back[:40]}\r\n   {back[40:]}",
    "a fragment": lambda back: f"{back}#_=_",
}
NOT_PASTED: Mapping[str, Callable[[str], str]] = {
    "other port": lambda back: back.replace("http://127.0.0.1:", "http://127.0.0.1:1"),
    "other host": lambda back: back.replace("127.0.0.1", "localhost"),
    "other state": lambda back: back[:-1] + ("A" if back[-1] != "A" else "B"),
    "no state": lambda back: back.partition("&state")[0],
    "phishing": lambda back: back.replace("http://127.0.0.1", "http://evil.example/127.0.0.1"),
    "the code alone": lambda back: parse_qs(urlsplit(back).query)["code"][0],
    "nothing": lambda back: "",
    "a megabyte": lambda back: back + "x" * 1024 * 1024,
    "a parameter twice": lambda back: back + "&code=x",
    "an error without a state": lambda back: back.partition("?")[0] + "?error=access_denied",
}


@pytest.mark.parametrize("name", PASTED)
def test_row_12_a_pasted_address_of_this_round_signs_in(tmp_path: Path, name: str) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        await world.flow.answer(PastedAddress(Secret(PASTED[name](back))))
        assert isinstance(await world.ended(), SignedIn)
        assert len(world.server.redeemed) == 1

    play(tmp_path, story)


@pytest.mark.parametrize("name", NOT_PASTED)
def test_row_12_any_other_address_is_refused_and_the_wait_goes_on(
    tmp_path: Path, name: str
) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        await world.flow.answer(PastedAddress(Secret(NOT_PASTED[name](back))))
        assert is_asked(ErrorCode.BROWSER_OTHER_ADDRESS)(world.states[-1])
        assert world.server.redeemed == []
        seen = await seen_by(world, back)
        assert "You are signed in." in seen[-1].body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


# --- errors of the service ---------------------------------------------------------------------

ERRORS: Mapping[str, tuple[Mapping[str, str], ErrorCode, str]] = {
    "cancelled": ({"error": "access_denied"}, ErrorCode.BROWSER_CANCELLED, ""),
    "off": ({"error": "unauthorized_client"}, ErrorCode.BROWSER_OFF, ""),
    "service": ({"error": "server_error"}, ErrorCode.PROVIDER_TROUBLE, ""),
    "no session": ({"error": "login_required"}, ErrorCode.BROWSER_NOT_COMPLETED, ""),
    "markup": ({"error": "<b>x</b>"}, ErrorCode.BROWSER_NOT_COMPLETED, ""),
    "provider": (
        {
            "error": "invalid_request",
            "error_description": "Timeout occurred in calling IdP token endpoint",
        },
        ErrorCode.PROVIDER_TROUBLE,
        "",
    ),
    "parameter": (
        {"error": "invalid_request", "error_description": "bad parameter"},
        ErrorCode.BROWSER_NOT_COMPLETED,
        "",
    ),
    "Lambda": (
        {
            "error": "invalid_request",
            "error_description": "PreSignUp failed with error Ask  <b>Ann</b>\n first. ",
        },
        ErrorCode.RULE_OF_SERVICE,
        "Ask <b>Ann</b> first",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_at_the_redirect_ends_with_its_sentence(tmp_path: Path, name: str) -> None:
    values, expected, text = ERRORS[name]

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        world.server.error = values
        seen = await seen_by(world, question.link.reveal())
        assert "was not completed" in seen[-1].body
        state = await world.ended()
        assert error_of(state) is expected
        assert isinstance(state, SignedOut)
        assert state.error_info is not None
        assert state.error_info.text == text
        assert "<" not in state.error_info.request.code

    play(tmp_path, story)


def test_an_error_without_a_state_is_shown_and_the_wait_goes_on(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        world.server.error, world.server.error_with_state = {"error": "access_denied"}, False
        await seen_by(world, question.link.reveal())
        state = await world.until(lambda one: error_of(one) is not None)
        assert is_asked(ErrorCode.BROWSER_CANCELLED)(state)
        seen = await seen_by(world, question.link.reveal())
        assert "You are signed in." in seen[-1].body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


@pytest.mark.parametrize(
    "error",
    [
        {"error": "invalid_scope"},
        {"error": "invalid_request", "error_description": "invalid_scope"},
    ],
    ids=["as documented", "as reported"],
)
def test_a_scope_that_is_refused_is_left_out_in_the_same_tab(
    tmp_path: Path, error: dict[str, str]
) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        world.server.error = error
        seen = await seen_by(world, question.link.reveal())
        assert "You are signed in." in seen[-1].body
        assert "scope" in world.server.asked[-2]
        assert "scope" not in world.server.asked[-1]
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_scopes_that_are_refused_beforehand_are_left_out_at_once(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.scopes = ("openid", "email")
        assert isinstance(await world.browse_in(), SignedIn)
        assert "scope" not in world.server.asked[-1]

    play(tmp_path, story)


def test_without_any_scope_still_refused_the_administrator_is_named(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.scopes = ("openid",)
        question = await begun(world)
        world.server.error = {"error": "invalid_scope"}
        await seen_by(world, question.link.reveal())
        assert error_of(await world.ended()) is ErrorCode.BROWSER_SCOPES

    play(tmp_path, story)


def test_an_answer_of_another_server_is_not_used(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        await asyncio.to_thread(get, f"{back}&iss=https%3A%2F%2Fevil.example")
        assert error_of(await world.ended()) is ErrorCode.BROWSER_OTHER_ANSWER
        assert world.server.redeemed == []

    play(tmp_path, story)


# --- asked first ---------------------------------------------------------------------------------


def test_no_redirect_is_registered_no_browser_is_opened_and_the_list_is_shown(
    tmp_path: Path,
) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.redirects = []
        await world.flow.sign_in_with_browser(BrowserSignIn())
        question = await world.waiting()
        assert question.stage is BrowserStage.NOT_REGISTERED
        assert question.callback_urls == world.redirect_uris
        assert world.browser.links == []
        assert all(map(is_free, world.ports_of_redirects))
        world.server.redirects = list(world.redirect_uris)
        await world.flow.answer(BrowserAction.OPEN_ANYWAY)
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_only_the_last_redirect_is_registered_and_is_used(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.redirects = [world.redirect_uris[-1]]
        assert isinstance(await world.browse_in(), SignedIn)
        assert port_of(world.browser.links[0]) == world.ports_of_redirects[-1]

    play(tmp_path, story)


def test_a_client_that_may_not_is_told_before_the_browser_opens(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.allowed = False
        assert error_of(await world.browse_in()) is ErrorCode.BROWSER_OFF
        assert world.browser.links == []

    play(tmp_path, story)


def test_a_domain_that_is_not_there_opens_no_browser(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        world.changes = {"domain": f"http://127.0.0.1:{port}"}
        world.start()
        assert error_of(await world.browse_in()) is ErrorCode.NO_CONNECTION
        assert world.browser.links == []

    play(tmp_path, story)


def test_a_pool_without_a_domain_says_so(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.changes = {"domain": ""}
        world.start()
        assert await world.flow.find_domain() == ""
        assert error_of(await world.browse_in()) is ErrorCode.BROWSER_UNKNOWN

    play(tmp_path, story, config=DemoPoolConfig(has_domain=False))


def test_the_host_of_a_known_domain_is_found_without_a_request(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        assert await world.flow.find_domain() == world.server.url.partition("://")[2]
        assert world.server.asked == []

    play(tmp_path, story)


# --- what is asked, 14 and 15 --------------------------------------------------------------------


def test_the_link_has_what_the_service_documents_and_blanks_are_percent_encoded(
    tmp_path: Path,
) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world, hint="ann@example.com", language="ja")
        link = question.link.reveal()
        query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        assert query["login_hint"] == "ann@example.com"
        assert query["lang"] == "ja"
        assert query["scope"] == "openid email profile aws.cognito.signin.user.admin"
        assert query["code_challenge_method"] == "S256"
        assert "%20" in link
        assert "+" not in link
        for name in ("state", "nonce", "code_challenge"):
            assert query[name].replace("-", "").replace("_", "").isalnum()
            assert len(query[name]) >= 43
        assert "ann@example.com" not in repr(question)
        assert "login_hint" not in world.server.asked[0]  # nobody's name goes along beforehand

    play(tmp_path, story)


def test_a_provider_replaces_the_hint(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        await world.browse_in(hint="ann@example.com", provider=IdentityProvider("Acme", "Acme SSO"))
        assert world.server.asked[-1]["identity_provider"] == "Acme"
        assert "login_hint" not in world.server.asked[-1]

    play(tmp_path, story)


def test_a_client_with_a_secret_proves_it_at_the_token_address(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        world.server.secret = "0123456789abcdefghijklmn"
        state = await world.browse_in()
        assert error_of(state) is ErrorCode.SECRET_MISSING
        for secret, expected in (("x" * 24, ErrorCode.SECRET_WRONG), (world.server.secret, None)):
            world.changes = {"client_secret": Secret(secret)}
            world.start()
            assert error_of(await world.browse_in()) is expected

    play(tmp_path, story)


@pytest.fixture
def written() -> Iterator[list[str]]:
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)
    assert logger.handlers is not None


def test_row_14_no_secret_of_a_round_is_in_the_log(tmp_path: Path, written: list[str]) -> None:
    async def story(world: BrowsingWorld) -> None:
        assert isinstance(await world.browse_in(hint="ann@example.com"), SignedIn)
        form, asked = world.server.redeemed[0], world.server.asked[-1]
        tokens = world.signed_in.session.tokens
        secrets = [
            form["code"],
            form["code_verifier"],
            asked["state"],
            asked["nonce"],
            "ann@example.com",
            *(one.reveal() for one in (tokens.id_token, tokens.access_token, tokens.refresh_token)),
        ]
        text = "\n".join(line for line in written if not line.startswith("Using selector"))
        ours = [line for line in text.splitlines() if line.startswith("browser: ")]
        assert [line.split()[1] for line in ours] == ["listening", "asked", "came", "redeemed:"]
        assert [secret for secret in secrets if secret in text] == []

    play(tmp_path, story)


def test_row_14_of_what_comes_back_one_word_is_in_the_log(
    tmp_path: Path, written: list[str]
) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        link = question.link.reveal()
        back = await answer_to(world, link)
        values = parse_qs(urlsplit(back).query)
        await asyncio.to_thread(get, back.replace("state=", "state=x"))
        world.server.error = {"error": "access_denied", "error_description": "ann@example.com"}
        await seen_by(world, link)
        await world.ended()
        text = "\n".join(line for line in written if not line.startswith("Using selector"))
        assert "browser: came back (access_denied)" in text
        for secret in (values["code"][0], values["state"][0], "ann@example.com"):
            assert secret not in text

    play(tmp_path, story)


def test_row_15_a_federated_session_goes_on_after_a_restart_and_is_renewed(tmp_path: Path) -> None:
    def federated(claims: dict[str, Any]) -> None:
        claims["identities"] = [{"providerName": "Acme", "providerType": "SAML", "userId": "ann"}]
        claims["cognito:username"] = "Acme_ann"
        claims["email_verified"] = False

    async def story(world: BrowsingWorld) -> None:
        world.server.edit = federated
        state = await world.browse_in()
        assert isinstance(state, SignedIn)
        assert state.history[0].ways == (Way.BROWSER,)
        assert not any(isinstance(one, Asked) for one in world.states[-2:])  # nothing to verify
        await until(lambda: bool(world.files()))
        through = state.session.tokens.through
        assert through is not None
        assert through.provider == "Acme"
        await world.session_manager.refresh_now()
        assert world.signed_in.session.tokens.through == through
        world.start()
        assert await world.session_manager.restore()
        assert world.signed_in.session.tokens.through == through
        await world.session_manager.sign_out(in_browser=True)
        ended = await world.until(lambda one: isinstance(one, SignedOut) and one.late)
        assert error_of(ended) is ErrorCode.PROVIDER_STAYS_SIGNED_IN
        assert not world.files()

    play(tmp_path, story)
