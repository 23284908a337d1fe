"""A page in the person's own browser that knows the state of the round, and wants the program to take its code.

It cannot know that state. With it, what keeps the page out is that only a page which the person sees
may return; so this is tried with it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.browser import listener
from desktop_login.adapters.browser.listener import LoopbackLanding, LoopbackListener
from desktop_login.domain.browser_rounds import redirect_of
from desktop_login.domain.secret import Secret
from tests.fakes.browsing import free_ports, landings
from tests.patience import STEP_S
from tests.reference.chromium import Chromium, chromium

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="it is driven over pipes of its own"),
]
STATE = "s" * 43
REBOUND = "rebound.example.com"
# Each tries to have a request sent to `there`, and calls `done` when the browser has given up on it.
TRIES = {
    "picture": "const one = new Image(); one.onload = one.onerror = done; one.src = there",
    "fetch": "fetch(there).then(done, done)",
    "fetch without CORS": "fetch(there, {mode: 'no-cors', credentials: 'include'}).then(done, done)",
    "XMLHttpRequest": (
        "const one = new XMLHttpRequest(); one.onloadend = done; one.open('GET', there); one.send()"
    ),
    "script": (
        "const one = document.createElement('script'); one.onload = one.onerror = done;"
        "one.src = there; document.body.append(one)"
    ),
    "style sheet": (
        "const one = document.createElement('link'); one.rel = 'stylesheet';"
        "one.onload = one.onerror = done; one.href = there; document.head.append(one)"
    ),
    "prefetch": (
        "const one = document.createElement('link'); one.rel = 'prefetch';"
        "one.onload = one.onerror = done; one.href = there; document.head.append(one)"
    ),
    "frame": (
        "const one = document.createElement('iframe'); one.onload = done;"
        "one.src = there; document.body.append(one)"
    ),
    "object": (
        "const one = document.createElement('object'); one.onload = one.onerror = done;"
        "one.data = there; document.body.append(one)"
    ),
    "form in a frame": (
        "const frame = document.createElement('iframe'); frame.name = 'f';"
        "document.body.append(frame); frame.onload = done; const form ="
        "document.createElement('form'); form.method = 'post'; form.target = 'f';"
        "form.action = there; document.body.append(form); form.submit()"
    ),
    "beacon": "navigator.sendBeacon(there, 'x'); setTimeout(done, 500)",
    "socket": (
        "const one = new WebSocket(there.replace('http', 'ws')); one.onerror = one.onclose = done"
    ),
    "events": "const one = new EventSource(there); one.onerror = () => {one.close(); done()}",
    "video": "const one = document.createElement('video'); one.onerror = done; one.src = there",
}


@pytest.fixture
def landing(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackLanding]:
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 0.5)
    place = redirect_of(f"http://127.0.0.1:{free_ports(1)[0]}/callback")
    assert place is not None
    landing = LoopbackListener().listen([place], "en")
    landing.expect(Secret(STATE))
    yield landing
    landing.close()
    for thread in landings():
        thread.join(STEP_S)


@contextmanager
def evil_page() -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<!doctype html><title>win a prize</title><h1>Prize</h1>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join(STEP_S)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    with (
        chromium(tmp_path, f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1") as browser,
        evil_page() as address,
    ):
        browser.open(address)
        browser.wait_for("Prize")
        yield browser


def comes_back(browser: Chromium, landing: LoopbackLanding, address: str) -> None:
    """The real return, which a person sees."""
    # not by a command, which would wait for the page, and the page for what follows
    link = f"{address}?code=good&state={STATE}"
    browser.run(f"setTimeout(() => {{ location.href = {link!r} }}, 0)")
    back = landing.wait(STEP_S)
    assert back is not None and back.code is not None
    assert back.code.reveal() == "good"
    landing.finish(signed_in=True)
    browser.wait_for("You are signed in.")


def test_row_6_nothing_that_a_page_loads_is_a_return(
    browser: Chromium, landing: LoopbackLanding
) -> None:
    there = f"{landing.redirect.url}?code=evil&state={STATE}"
    taken: list[str] = []
    for what, script in TRIES.items():
        browser.run(
            f"new Promise(done => {{const there = {there!r};"
            f" setTimeout(done, 5000); {script}}}).then(() => 0)"
        )
        back = landing.wait(0.1)
        if back is not None:
            taken.append(what)
            landing.expect(Secret(STATE))
    assert taken == []
    assert not landing.has_returned
    comes_back(browser, landing, landing.redirect.url)


def test_row_6_a_name_that_was_bent_to_this_computer_reaches_nothing(
    browser: Chromium, landing: LoopbackLanding
) -> None:
    """DNS rebinding: the page and the listener have one origin, so the browser asks for all it wants."""
    port = landing.redirect.port
    bent = f"http://{REBOUND}:{port}"
    browser.open(f"{bent}/callback?code=evil&state={STATE}")
    browser.wait(lambda: browser.address.startswith(bent), "the page of the listener")
    seen = browser.run("fetch('/callback?code=evil&state=x').then(one => one.status, () => 0)")
    assert seen in (0, 421)
    assert not landing.has_returned
    comes_back(browser, landing, landing.redirect.url)


def test_row_5_a_page_that_sends_the_person_there_with_another_state_ends_nothing(
    browser: Chromium, landing: LoopbackLanding
) -> None:
    browser.open(f"{landing.redirect.url}?code=evil&state={'x' * 43}")
    browser.wait_for("This page belongs to an earlier attempt.")
    assert not landing.has_returned
    browser.open(f"{landing.redirect.url}?error=access_denied")
    back = landing.wait(STEP_S)
    assert back is not None and not back.ours
    assert not landing.has_returned
    comes_back(browser, landing, landing.redirect.url)
