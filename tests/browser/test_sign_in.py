"""A sign-in with the browser from the click to the session, against a strict authorization server."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from desktop_login.domain.browser import ThroughBrowser
from desktop_login.domain.states import SignedIn
from tests.fakes.browsing import browsing


def play(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_the_browser_comes_back_and_the_dashboard_is_shown(tmp_path: Path) -> None:
    async def story() -> None:
        async with browsing(tmp_path) as world:
            state = await world.browse_in()
            assert isinstance(state, SignedIn), state
            assert state.session.identity.email == "confirmed@example.com"
            assert state.session.tokens.through == ThroughBrowser(world.server.url)
            assert len(world.server.redeemed) == 1
            world.browser.close()
            last = world.browser.seen[-1]
            assert last.status == 200
            assert "You are signed in." in last.body
            assert "code=" not in last.url

    play(story())
