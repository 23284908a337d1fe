"""A real Chromium without a window, driven over a pipe by its debugging protocol.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PROCESS_S, STEP_S

NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--remote-debugging-pipe",
)
# The protocol is spoken on these two; either may be one of the pipes' own numbers.
_ON_3_AND_4 = """
import os, sys
ends = [os.dup(int(end)) for end in sys.argv[1:3]]
while min(ends) < 5:
    ends = [os.dup(end) for end in ends]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PAUSE_S = 0.05


class Chromium:
    """One browser with one tab. Not thread-safe."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._buffer = b""
        self._number = 0
        self._session = ""
        self._results: dict[int, dict[str, Any]] = {}
        self._routes: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = self._send(method, **parameters)
        while number not in self._results:
            self._hear()
        seen = self._results.pop(number)
        assert "error" not in seen, (method, seen["error"])
        result: dict[str, Any] = seen["result"]
        return result

    def route(self, origin: str, to: str) -> None:
        """Answer for a host that does not exist: pages move to `to`, requests are sent there."""
        self._routes[origin] = to
        patterns = [{"urlPattern": f"{one}/*"} for one in self._routes]
        self.call("Fetch.enable", patterns=patterns)

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        seen = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in seen, seen["exceptionDetails"]
        return seen["result"].get("value")

    def open(self, address: str) -> None:
        self.call("Page.navigate", url=address)

    @property
    def address(self) -> str:
        """Also of a page that could not be loaded."""
        history = self.call("Page.getNavigationHistory")
        address: str = history["entries"][history["currentIndex"]]["url"]
        return address

    @property
    def history(self) -> list[str]:
        """The addresses to which "Back" leads, and the one that is shown."""
        entries = self.call("Page.getNavigationHistory")["entries"]
        return [one["url"] for one in entries]

    @property
    def heading(self) -> str:
        text: str = self.run("document.querySelector('h1')?.textContent ?? ''")
        return text

    def wait(self, until: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + STEP_S
        while not self._holds(until):
            assert time.monotonic() < end, (what, self.address, self.run("document.body.innerText"))
            time.sleep(_PAUSE_S)

    def wait_for(self, heading: str) -> None:
        ready = "document.readyState === 'complete'"
        self.wait(lambda: self.heading == heading and self.run(ready), heading)

    def type(self, field: str, text: str) -> None:
        """Click into a field, and type as a keyboard does."""
        self.run(f"document.getElementsByName({json.dumps(field)})[0].select()")
        self.call("Input.insertText", text=text)

    def press(self, label: str) -> None:
        """Click a button or a link by what stands on it, with the mouse."""
        box = self.run(
            "(() => {const one = [...document.querySelectorAll('button, a')].find(one =>"
            f" one.textContent === {json.dumps(label)});"
            "one.scrollIntoView(); const box = one.getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]})()"
        )
        place = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, **place)

    def requests(self) -> list[str]:
        """The addresses of all requests up to now."""
        self.run("0")
        return [
            one["params"]["request"]["url"]
            for one in self.events
            if one.get("method") == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the browser writes into its console about the pages."""
        self.run("0")
        return [
            one["params"]["entry"]["text"]
            for one in self.events
            if one.get("method") == "Log.entryAdded"
            and one["params"]["entry"]["source"] in ("security", "violation", "javascript")
        ]

    def _holds(self, until: Callable[[], bool]) -> bool:
        try:
            return until()
        except AssertionError:  # the page is just being replaced
            return False

    def _send(self, method: str, **parameters: Any) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        return self._number

    def _hear(self) -> None:
        while b"\0" not in self._buffer:
            data = os.read(self._from, 1 << 16)
            assert data, "Chromium has ended"
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        seen: dict[str, Any] = json.loads(line)
        if "id" in seen:
            self._results[seen["id"]] = seen
            return
        self.events.append(seen)
        if seen["method"] == "Fetch.requestPaused":
            self._reroute(seen["params"])

    def _reroute(self, paused: dict[str, Any]) -> None:
        request = paused["request"]
        origin, address = next(
            (origin, to + request["url"].removeprefix(origin))
            for origin, to in self._routes.items()
            if request["url"].startswith(f"{origin}/")
        )
        assert origin
        status, fields, body = 307, {"Location": address}, b""
        if paused["resourceType"] != "Document":
            status, fields, body = _answered(request, address)
        self._send(
            "Fetch.fulfillRequest",
            requestId=paused["requestId"],
            responseCode=status,
            responseHeaders=[{"name": name, "value": value} for name, value in fields.items()],
            body=base64.b64encode(body).decode(),
        )


def _answered(request: dict[str, Any], address: str) -> tuple[int, dict[str, str], bytes]:
    """What the server at `address` says to a request of a script."""
    data = request.get("postData", "").encode() if request["method"] == "POST" else None
    sent = urllib.request.Request(address, data, request["headers"], method=request["method"])
    try:
        with urllib.request.urlopen(sent, timeout=STEP_S) as reply:
            return reply.status, dict(reply.headers), reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def found() -> str:
    """The browser of this computer; skips the test where there is none."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("there is no Chromium; `dev.py test --all` installs it where it can")


@contextmanager
def chromium(profile: Path, *options: str) -> Iterator[Chromium]:
    """A browser with a new, empty profile. Its home is there too, so it reads nobody's settings."""
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    arguments = [found(), *_OPTIONS, f"--user-data-dir={profile / 'profile'}", *options]
    command = [sys.executable, "-ISc", _ON_3_AND_4, str(to_read), str(from_write), *arguments]
    process = subprocess.Popen(
        command,
        pass_fds=(to_read, from_write),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(profile), "XDG_CONFIG_HOME": str(profile / "config")},
        start_new_session=True,
    )
    os.close(to_read)
    os.close(from_write)
    try:
        yield Chromium(to_write, from_read)
    finally:
        os.close(to_write)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait(PROCESS_S)
        os.close(from_read)
