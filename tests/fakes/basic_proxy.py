"""A proxy on loopback that demands a name and a password, for CONNECT and for absolute addresses alike."""

from __future__ import annotations

import base64
import contextlib
import http.client
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.patience import STEP_S


class BasicProxy:
    """Listens from `start()` to `stop()`. Whatever the host, it leads to `target` (host, port), so
    that a test can ask for an address on the internet. `target` None: where was asked for."""

    def __init__(self, user: str, password: str, target: tuple[str, int] | None = None) -> None:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.expected = f"Basic {pair}"
        self.target = target
        self.passed: list[str] = []
        self.refused: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="basic proxy"
        )

    def __enter__(self) -> BasicProxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    proxy: BasicProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def do_CONNECT(self) -> None:
        if not self._allowed():
            return
        host, _, port = self.path.rpartition(":")
        place = self.server.proxy.target or (host, int(port))
        with socket.create_connection(place, timeout=STEP_S) as there:
            self.send_response_only(200)
            self.end_headers()
            _pump(self.connection, there)
        self.close_connection = True

    def do_GET(self) -> None:
        self._forward(b"")

    def do_POST(self) -> None:
        self._forward(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _forward(self, body: bytes) -> None:
        if not self._allowed():
            return
        parts = urlsplit(self.path)
        place = self.server.proxy.target or (parts.hostname or "", parts.port or 80)
        there = http.client.HTTPConnection(*place, timeout=STEP_S)
        sent = {k: v for k, v in self.headers.items() if not k.lower().startswith("proxy-")}
        sent["Host"] = f"{place[0]}:{place[1]}"
        there.request(self.command, parts.path or "/", body, sent)
        reply = there.getresponse()
        content = reply.read()
        self.send_response_only(reply.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        there.close()

    def _allowed(self) -> bool:
        proxy, request = self.server.proxy, f"{self.command} {self.path}"
        if self.headers.get("Proxy-Authorization") == proxy.expected:
            proxy.passed.append(request)
            return True
        proxy.refused.append(request)
        self.close_connection = True
        self.send_response_only(407)
        self.send_header("Proxy-Authenticate", 'Basic realm="test"')
        self.send_header("Content-Length", "0")
        self.end_headers()
        return False

    def log_message(self, *args: object) -> None:
        pass


def _pump(here: socket.socket, there: socket.socket) -> None:
    """Both ways, until one side is done."""
    with contextlib.suppress(OSError):
        while True:
            ready, _, _ = select.select([here, there], [], [], 10)
            if not ready:
                return
            for one in ready:
                part = one.recv(65536)
                if not part:
                    return
                (there if one is here else here).sendall(part)
