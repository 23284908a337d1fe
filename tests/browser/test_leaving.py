"""Whoever leaves, sleeps or chooses otherwise, in the very moment in which something happens."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_login.domain.browser import (
    BrowserAction,
    BrowserSignIn,
    BrowserStage,
    ContinueInBrowser,
    PastedAddress,
)
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, DashboardState, SignedIn, SignedOut, State
from desktop_login.flow import browser_sign_in
from tests.browser.test_rows import (
    answer_to,
    begun,
    error_of,
    is_asked,
    is_free,
    play,
    port_of,
    seen_by,
    until,
)
from tests.fakes.browsing import BrowsingWorld, browse, get, landings
from tests.patience import STEP_S

pytestmark = pytest.mark.medium


def held_at(world: BrowsingWorld, name: str) -> tuple[asyncio.Event, asyncio.Event]:
    """The first call of this name is over, but nobody learns it before the second event is set."""
    reached, go_on = asyncio.Event(), asyncio.Event()
    usual = world.ports.off_thread

    async def held(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = await usual(call, *args, **kwargs)
        if getattr(call, "__name__", "") == name and not reached.is_set():
            reached.set()
            await go_on.wait()
        return result

    world.flow._ports = world.ports = world.ports._replace(off_thread=held)
    world.flow._attempts.off_thread = held
    return reached, go_on


def is_timed_out(state: State) -> bool:
    question = state.question if isinstance(state, Asked) else None
    return isinstance(question, ContinueInBrowser) and question.stage is BrowserStage.TIMED_OUT


@pytest.mark.parametrize("how", ["cancel", "window closed", "a password instead"])
def test_whoever_leaves_while_the_browser_sign_in_is_loaded_opens_no_browser(
    tmp_path: Path, how: str
) -> None:
    async def story(world: BrowsingWorld) -> None:
        reached, go_on = held_at(world, "load")
        begins = asyncio.create_task(world.flow.sign_in_with_browser(BrowserSignIn()))
        await reached.wait()
        match how:
            case "cancel":
                world.flow.cancel()
            case "window closed":
                world.flow.end_waiting()
            case _:
                await world.sign_in_with_password()
        go_on.set()
        await begins
        await asyncio.sleep(0.05)
        assert (world.browser.links, landings()) == ([], [])
        if how == "a password instead":
            assert world.session_manager.session is not None
            assert world.signed_in.history[0].ways != ()
        elif how == "cancel":
            assert error_of(world.states[-1]) is ErrorCode.CANCELLED
        else:  # who listens without a window must not wait for its end
            assert world.states[-1] == SignedOut()

    play(tmp_path, story)


@pytest.mark.parametrize("step", ["load", "find_domain", "listen"])
def test_whoever_leaves_the_account_before_its_browser_opens_sees_neither_again(
    tmp_path: Path, step: str
) -> None:
    async def story(world: BrowsingWorld) -> None:
        await world.sign_in_with_password("passkey")
        await world.flow.open_account()
        assert isinstance(world.asked.question, AccountOverview)
        reached, go_on = held_at(world, step)
        adds = asyncio.create_task(world.flow.answer(PasskeyAction.ADD_IN_BROWSER))
        await reached.wait()
        world.flow.leave()
        assert isinstance(world.states[-1], DashboardState)
        go_on.set()
        await adds
        await until(lambda: landings() == [])
        assert world.browser.links == []
        assert isinstance(world.states[-1], DashboardState)

    play(tmp_path, story)


def test_row_7_another_account_in_the_moment_of_the_return_is_one_sign_in(tmp_path: Path) -> None:
    """The code is there already, and the window does not know it yet."""

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        tab: list[str] = []
        visit = threading.Thread(target=lambda: tab.append(browse(back)[-1].body), daemon=True)
        visit.start()
        time.sleep(0.3)  # the window is busy
        await world.flow.answer(BrowserAction.ANOTHER_ACCOUNT)
        assert isinstance(await world.ended(), SignedIn)
        assert len(world.server.redeemed) == 1
        assert len(world.browser.links) == 1
        await asyncio.to_thread(visit.join)
        assert "You are signed in." in tab[0]

    play(tmp_path, story)


@pytest.mark.parametrize("seen", ["nothing came", "a tab of before"])
def test_row_10_a_computer_that_has_slept_waits_no_longer(
    tmp_path: Path, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock that measures the wait stands still meanwhile."""
    looks_s = 0.05 if seen == "nothing came" else STEP_S
    monkeypatch.setattr(browser_sign_in, "LOOK_EVERY_S", looks_s)

    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        port = port_of(question.link.reveal())
        back = await answer_to(world, question.link.reveal())
        await asyncio.sleep(0.2)
        assert not any(map(is_timed_out, world.states))
        world.clock.sleep(8 * 3600.0)
        if seen == "a tab of before":
            assert "was not completed" in (await asyncio.to_thread(browse, back))[-1].body
            assert world.server.redeemed == []
        await world.until(is_timed_out)
        await until(lambda: is_free(port))
        with pytest.raises(OSError):
            await asyncio.to_thread(get, back)
        assert world.session_manager.session is None

    play(tmp_path, story)


def test_half_a_character_in_a_pasted_address_is_refused_and_the_wait_goes_on(
    tmp_path: Path,
) -> None:
    async def story(world: BrowsingWorld) -> None:
        question = await begun(world)
        back = await answer_to(world, question.link.reveal())
        for text in (f"{back}\ud83d", back.replace("code=", "code=\udc80"), f"\ud83d{back}"):
            await world.flow.answer(PastedAddress(Secret(text)))
            assert is_asked(ErrorCode.BROWSER_OTHER_ADDRESS)(world.states[-1])
        assert "You are signed in." in (await seen_by(world, back))[-1].body
        assert isinstance(await world.ended(), SignedIn)

    play(tmp_path, story)
