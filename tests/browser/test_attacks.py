"""Somebody on this computer, or a page in the browser, wants the code, or wants another one to be taken."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_login.adapters.browser import listener
from desktop_login.domain.browser import BrowserAction
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.states import SignedIn
from tests.browser.test_rows import (
    answer_to,
    begun,
    error_of,
    is_free,
    play,
    port_of,
    seen_by,
    until,
)
from tests.fakes.browsing import BrowsingWorld, get

pytestmark = pytest.mark.medium


@pytest.mark.parametrize("address", ["127.0.0.1", ""], ids=["our address", "every address"])
def test_a_program_that_is_first_at_the_port_gets_no_browser(tmp_path: Path, address: str) -> None:
    async def story(world: BrowsingWorld) -> None:
        first, second, _ = world.ports_of_redirects
        with socket.create_server((address, first)) as other:
            other.settimeout(0.0)
            assert isinstance(await world.browse_in(), SignedIn)
            with pytest.raises(BlockingIOError):  # nothing came to it
                other.accept()
        assert port_of(world.browser.links[0]) == second

    play(tmp_path, story)


def test_a_program_that_comes_later_does_not_get_the_port(tmp_path: Path) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        port = port_of(question.link.reveal())
        for address in ("127.0.0.1", ""):
            for option in (socket.SO_REUSEADDR, getattr(socket, "SO_REUSEPORT", 0)):
                with socket.socket() as other:
                    if option:
                        other.setsockopt(socket.SOL_SOCKET, option, 1)
                    with pytest.raises(OSError):
                        other.bind((address, port))
                        other.listen()
        assert "You are signed in." in (await seen_by(world, question.link.reveal()))[-1].body

    play(tmp_path, story)


SECOND: dict[str, Callable[[str, str], str]] = {
    "the same again": lambda used, fresh: used,
    "another code for the same state": lambda used, fresh: used.replace(
        parse_qs(urlsplit(used).query)["code"][0], parse_qs(urlsplit(fresh).query)["code"][0]
    ),
    "an error for the same state": lambda used, fresh: used.replace("code=", "error="),
}


@pytest.mark.parametrize("name", SECOND)
def test_a_second_return_after_the_sign_in_changes_nothing(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 5.0)

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        used = await answer_to(world, question.link.reveal())
        fresh = await answer_to(world, question.link.reveal())
        assert "You are signed in." in (await seen_by(world, used))[-1].body
        assert isinstance(await world.ended(), SignedIn)
        seen = await asyncio.to_thread(get, SECOND[name](used, fresh))
        assert seen.status == 400
        assert "earlier attempt" in seen.body
        assert len(world.server.redeemed) == 1
        assert isinstance(world.states[-1], SignedIn)

    play(tmp_path, story)


def test_the_state_of_a_round_is_worth_nothing_in_the_next_one_of_the_same_landing(
    tmp_path: Path,
) -> None:
    async def story(world: BrowsingWorld) -> None:
        first = await begun(world)
        old = parse_qs(urlsplit(first.link.reveal()).query)["state"][0]
        await world.flow.answer(BrowserAction.ANOTHER_ACCOUNT)
        link = (await world.waiting()).link.reveal()
        await until(lambda: world.browser.links[-1] != first.link.reveal())
        fresh = await answer_to(world, await answer_to(world, link))
        new = parse_qs(urlsplit(fresh).query)["state"][0]
        assert new != old
        seen = await asyncio.to_thread(get, fresh.replace(new, old))
        assert seen.status == 400
        assert world.server.redeemed == []
        assert "You are signed in." in (await seen_by(world, fresh))[-1].body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)


def test_a_tab_that_was_left_open_for_an_hour_finds_nobody_and_gives_no_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.flow import browser_sign_in

    monkeypatch.setattr(browser_sign_in, "PATIENCE_S", 0.05)

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        await until(lambda: is_free(port_of(question.link.reveal())))
        back = await answer_to(world, question.link.reveal())
        with pytest.raises(OSError):
            await asyncio.to_thread(get, back)
        monkeypatch.setattr(browser_sign_in, "PATIENCE_S", 600.0)
        await world.flow.answer(BrowserAction.START_AGAIN)  # now somebody listens there again
        await until(lambda: not is_free(port_of(question.link.reveal())))
        assert "earlier attempt" in (await asyncio.to_thread(get, back)).body
        assert world.server.redeemed == []
        assert not world.files()

    play(tmp_path, story)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_domain_that_answers_with_a_redirect_to_http_gets_the_code_once_and_no_further(
    tmp_path: Path, status: int
) -> None:
    async def story(world: BrowsingWorld) -> None:
        with socket.create_server(("127.0.0.1", 0)) as elsewhere:
            elsewhere.settimeout(0.0)
            place = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/oauth2/token"
            world.server.fault = lambda form: (status, {"Location": place}, b"")
            state = await world.browse_in()
            assert error_of(state) is ErrorCode.CAPTIVE_PORTAL
            assert len(world.server.redeemed) == 1
            with pytest.raises(BlockingIOError):  # code and verifier went nowhere else
                elsewhere.accept()
        assert not world.files()

    play(tmp_path, story)
