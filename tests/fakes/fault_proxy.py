"""A network that misbehaves on demand, between the program and a demo Cognito. Knows no operation's meaning."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.patience import STEP_S

ANYTHING = "*"
KEYS = "jwks.json"


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    cut_at: int | None = None  # bytes after which the connection breaks


# What becomes of one request: `forward` asks the real service. None: the connection is dropped.
NetworkFault = Callable[[Callable[[], Reply]], "Reply | None"]


def lost_before_sending(forward: Callable[[], Reply]) -> None:
    """The service never hears of the request."""


def lost_reply(forward: Callable[[], Reply]) -> None:
    """The service has acted, and nobody learns of it."""
    forward()


def delayed(seconds: float) -> NetworkFault:
    def fault(forward: Callable[[], Reply]) -> Reply:
        reply = forward()
        time.sleep(seconds)
        return reply

    return fault


def cut_off(forward: Callable[[], Reply]) -> Reply:
    """The connection breaks in the middle of the body."""
    reply = forward()
    reply.cut_at = len(reply.body) // 2
    return reply


def answered(status: int, body: bytes | str | object = b"", **headers: str) -> NetworkFault:
    """Something in between answers in the service's place."""
    if isinstance(body, str):
        content = body.encode()
    else:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def fault(forward: Callable[[], Reply]) -> Reply:
        return Reply(status, {"Content-Type": "application/x-amz-json-1.1"} | named, content)

    return fault


def refused(code: str, text: str = "", status: int = 400, **headers: str) -> NetworkFault:
    return answered(status, {"__type": code, "message": text}, **headers)


def edited(change: Callable[[Any], Any]) -> NetworkFault:
    """The service's own answer, with something else in it."""

    def fault(forward: Callable[[], Reply]) -> Reply:
        reply = forward()
        reply.body = json.dumps(change(json.loads(reply.body))).encode()
        return reply

    return fault


def html(title: str = "Log in to this network") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>…</body></html>"


@dataclass
class _Rule:
    operation: str
    fault: NetworkFault
    left: float


@dataclass
class FaultProxy:
    """Listens on loopback from `start()` to `stop()`; `target` is the demo's address."""

    target: str
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rules: list[_Rule] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="fault proxy"
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def on(self, operation: str, *faults: NetworkFault, times: float = 1) -> None:
        """The next requests for `operation` meet these faults, each `times` times, in order."""
        with self._lock:
            self._rules += [_Rule(operation, fault, times) for fault in faults]

    def always(self, operation: str, fault: NetworkFault) -> None:
        self.on(operation, fault, times=float("inf"))

    def heal(self) -> None:
        with self._lock:
            self._rules.clear()

    def count(self, operation: str) -> int:
        return self.seen.count(operation)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fault_for(self, operation: str) -> NetworkFault | None:
        with self._lock:
            self.seen.append(operation)
            for rule in self._rules:
                if rule.left > 0 and rule.operation in (operation, ANYTHING):
                    rule.left -= 1
                    return rule.fault
        return None

    def forward(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        address = urlsplit(self.target).netloc
        connection = http.client.HTTPConnection(address, timeout=STEP_S)
        try:
            sent = {k: v for k, v in headers.items() if k.lower() not in ("host", "connection")}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            kept = ("content-type", "date", "x-amzn-requestid")
            found = {k: v for k, v in answer.getheaders() if k.lower() in kept}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    proxy: FaultProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def do_POST(self) -> None:
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        self._pass_on(operation, self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def do_GET(self) -> None:
        self._pass_on(self.path.rpartition("/")[2], b"")

    def _pass_on(self, operation: str, body: bytes) -> None:
        proxy = self.server.proxy

        def forward() -> Reply:
            return proxy.forward(self.command, self.path, dict(self.headers), body)

        fault = proxy.fault_for(operation)
        reply = forward() if fault is None else fault(forward)
        self.close_connection = True
        if reply is None:
            return
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut_at])

    def log_message(self, *args: object) -> None:
        pass
