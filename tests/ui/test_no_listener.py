"""A window listens to no network, unless it waits for the browser: see tests/browser."""

from __future__ import annotations

import psutil

from desktop_login.demo.server import DemoCognito
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.ui.conftest import Open


def listening() -> set[tuple[str, int]]:
    """Every address on which this process can be reached, TCP or UDP."""
    return {
        (found.laddr.ip, found.laddr.port)
        for found in psutil.Process().net_connections("inet")
        if found.laddr and found.status in (psutil.CONN_LISTEN, psutil.CONN_NONE)
    }


def test_nothing_listens_from_the_first_paint_to_the_sign_out(
    opened: Open, demo: DemoCognito
) -> None:
    before = listening()
    assert before, "the demo at least, which stands for the service"
    hand = opened(demo)
    assert listening() == before
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    assert listening() == before
    token = hand.token()
    hand.press("Refresh now")
    hand.until(lambda: hand.token() != token)
    hand.press("Sign out")
    hand.arrive(SignInPage)
    assert listening() == before
