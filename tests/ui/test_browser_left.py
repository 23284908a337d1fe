"""A sign-in in the browser that its window leaves for another profile, or for good."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from desktop_login.adapters.browser import listener
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from tests.browser.test_rows import is_free, port_of
from tests.demo.browser import Browser
from tests.fakes.browsing import free_ports, get, landings
from tests.ui.test_browser_sign_in import by_password
from tests.ui.test_pools_in_one_window import OneWindow, opened_with

pytestmark = pytest.mark.medium

__all__ = ["opened_with"]  # a fixture


class Links(QObject):
    """The desktop's browser, at which nobody sits."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    @Slot(QUrl)
    def take(self, link: QUrl) -> None:
        self.seen.append(bytes(link.toEncoded().data()).decode("ascii"))


@pytest.fixture
def uris() -> tuple[str, ...]:
    return tuple(f"http://127.0.0.1:{port}/callback" for port in free_ports(2))


@pytest.fixture
def demo(uris: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoCognito]:
    monkeypatch.setenv("COGNITO_REDIRECT_URIS", ",".join(uris))
    with DemoCognito(DemoPoolConfig(redirect_uris=uris)) as demo:
        yield demo


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> Iterator[Links]:
    monkeypatch.setenv("BROWSER", sys.executable)  # there is one, and this test is it
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 0.05)
    made = Links()
    QDesktopServices.setUrlHandler("http", made, "take")  # type: ignore[arg-type]
    yield made
    QDesktopServices.unsetUrlHandler("http")


def come_back(demo: DemoCognito, link: str) -> str:
    """Sign in at the link after all; returns where the browser ends, with a code."""
    there = urlsplit(link)
    address: str = by_password(Browser(demo), f"{there.path}?{there.query}").location
    assert "code=" in address
    return address


def test_row_10_a_profile_that_is_switched_waits_for_no_browser(
    opened_with: Callable[..., OneWindow], demo: DemoCognito, links: Links
) -> None:
    run = opened_with("first", "second")
    run.hand.until(lambda: not run.window.sign_in.lacks_offer)
    run.hand.press("Sign in with browser")
    run.hand.arrive(WaitingForBrowserPage)
    run.hand.until(lambda: len(links.seen) == 1)
    (link,) = links.seen
    run.turns(lambda: run.choose("second"))
    assert isinstance(run.hand.page, SignInPage)
    run.hand.until(lambda: landings() == [])
    assert is_free(port_of(link))
    back = come_back(demo, link)
    with pytest.raises(OSError):
        get(back)
    run.hand.until(lambda: not run.window.sign_in.lacks_offer)
    run.hand.press("Sign in with browser")
    run.hand.arrive(WaitingForBrowserPage)
    run.hand.until(lambda: len(links.seen) == 2)
    assert port_of(links.seen[1]) == port_of(link)
    seen = get(back)
    assert (seen.status, "earlier attempt" in seen.body) == (400, True)
    assert list(demo.grants) == []
    assert run.rows()[:2] == ["first\tsigned out", "second\tsigned out"]
    run.hand.press("Cancel")
    run.hand.arrive(SignInPage)
    run.hand.until(lambda: landings() == [])
