"""What a sign-in with the browser costs: from the click to the browser, from the return to the dashboard, and while it waits.

`python -m pytest -m benchmark -s tests/benchmarks/test_browser.py`
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_login.adapters.browser.authorize import CognitoAuthorize
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.secret import Secret
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from tests.fakes.browsing import browse, free_ports, landings
from tests.patience import STEP_S, within
from tests.ui.conftest import Hand, Open, loop, opened, qapp
from tests.ui.test_browser_sign_in import Person, offer_of

__all__ = ["loop", "opened", "qapp"]
pytestmark = pytest.mark.benchmark
ROUNDS = 7
ASKED_S, SHOWN_S = 0.1, 0.15
WAITING_SHARE, WATCHED_S = 0.001, 20.0  # of a core
BROWSER_S = 0.3  # no browser is back sooner; the window makes its page meanwhile


class Nobody(Person):
    """A browser that opens, and at which nobody sits."""

    def __init__(self, demo: DemoCognito) -> None:
        super().__init__(demo)
        self.visits = False


class Timed(Person):
    """Has the address ready before the browser returns, so that only the program is measured."""

    def __init__(self, demo: DemoCognito) -> None:
        super().__init__(demo)
        self.asked_at = self.returned_at = 0.0

    async def __call__(self, link: Secret) -> bool:
        self.asked_at = time.perf_counter()
        self.links.append(link.reveal())
        threading.Thread(target=self._return, args=(link.reveal(),), daemon=True).start()
        return True

    def _return(self, link: str) -> None:
        address = self.address(link)
        time.sleep(BROWSER_S)
        self.returned_at = time.perf_counter()
        browse(address)


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each question beforehand took."""
    seen: list[float] = []
    ask = CognitoAuthorize.ask

    def timed(self: CognitoAuthorize, *given: Any) -> Any:
        begun = time.perf_counter()
        try:
            return ask(self, *given)
        finally:
            seen.append(time.perf_counter() - begun)

    monkeypatch.setattr(CognitoAuthorize, "ask", timed)
    return seen


@pytest.fixture
def timed(qapp: QApplication, loop: LoopHolder, opened: Open) -> Iterator[tuple[Hand, Timed]]:
    uris = tuple(f"http://127.0.0.1:{port}/callback" for port in free_ports(3))
    with DemoCognito(DemoPoolConfig(redirect_uris=uris)) as demo:
        person = Timed(demo)
        hand = opened(demo, opener=person, redirect_uris=uris)
        hand.until(lambda: offer_of(hand) is not None)
        yield hand, person
    for thread in landings():
        thread.join(STEP_S)


def test_from_the_click_to_the_browser_and_from_the_return_to_the_dashboard(
    timed: tuple[Hand, Timed], asking: list[float]
) -> None:
    hand, person = timed
    clicks, returns = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        hand.press("Sign in with browser")
        hand.arrive(Dashboard)
        shown = time.perf_counter()
        clicks.append(person.asked_at - begun - asking[-1])
        returns.append(shown - person.returned_at)
        hand.press("Sign out")
        hand.arrive(SignInPage)
    for name, seen in (
        ("click → browser asked, without the asking", clicks),
        ("return → dashboard", returns),
    ):
        best, median, first = min(seen), statistics.median(seen), seen[0]
        print(
            f"{name}: {median * 1000:.0f} ms, at best {best * 1000:.0f}, the first {first * 1000:.0f}"
        )
    assert statistics.median(clicks) < within(ASKED_S)
    assert statistics.median(returns) < within(SHOWN_S)


def test_waiting_for_the_browser_costs_next_to_nothing(
    qapp: QApplication, loop: LoopHolder, opened: Open
) -> None:
    """The page with its calm line, the landing, and what looks whether the computer has slept."""
    uris = tuple(f"http://127.0.0.1:{port}/callback" for port in free_ports(1))
    with DemoCognito(DemoPoolConfig(redirect_uris=uris)) as demo:
        person = Nobody(demo)
        hand = opened(demo, opener=person, redirect_uris=uris)
        hand.until(lambda: offer_of(hand) is not None)

        def cost() -> float:
            rest = QEventLoop()
            QTimer.singleShot(int(WATCHED_S * 1000), rest.quit)
            begun = time.process_time()
            rest.exec()
            return time.process_time() - begun

        cost()  # what is finished after the first paint
        before = cost()
        hand.press("Sign in with browser")
        hand.arrive(WaitingForBrowserPage)
        hand.until(lambda: len(person.links) == 1)
        cost()
        waiting = cost()
        hand.press("Cancel")
        hand.arrive(SignInPage)
    for thread in landings():
        thread.join(STEP_S)
    share = (waiting - before) / WATCHED_S
    print(f"idle {before / WATCHED_S:.3%} of a core, waiting {waiting / WATCHED_S:.3%}")
    assert share < within(WAITING_SHARE)
