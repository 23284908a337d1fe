"""A demo Cognito behind TLS, with a root of its own: what a real pool is to a computer. On loopback."""

from __future__ import annotations

import contextlib
import http.client
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from desktop_login.demo.server import DemoCognito
from tests.patience import STEP_S


class TlsFront:
    """`https://127.0.0.1:port`, forwarded to the demo from `start` to `stop` (`with`).

    `chain` is a PEM file with the certificate of the server and its key. `seen` are the operations
    and the names of documents that were asked for.
    """

    def __init__(self, demo: DemoCognito, chain: Path) -> None:
        self.demo = demo
        self.seen: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.front = self
        self._server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._server.context.load_cert_chain(chain)
        self.url = f"https://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(
            target=self._server.serve_forever, args=(0.05,), name="TLS front", daemon=True
        )

    def __enter__(self) -> TlsFront:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    front: TlsFront
    context: ssl.SSLContext

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake belongs to the thread of the connection."""
        request.settimeout(STEP_S)
        with contextlib.suppress(OSError):  # a client that refuses the certificate hangs up
            with self.context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self) -> None:
        self._forward(b"")

    def do_POST(self) -> None:
        self._forward(self.rfile.read(int(self.headers["Content-Length"])))

    def _forward(self, body: bytes) -> None:
        front = self.server.front
        target = self.headers.get("X-Amz-Target", "")
        front.seen.append(target.rpartition(".")[2] or self.path.rpartition("/")[2])
        there = front.demo.url.removeprefix("http://")
        connection = http.client.HTTPConnection(there, timeout=STEP_S)
        sent = {**dict(self.headers), "Host": there}
        connection.request(self.command, self.path, body, sent)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        self.send_response_only(reply.status)
        for name in ("Content-Type", "Date", "x-amzn-RequestId"):
            if reply.headers[name]:
                self.send_header(name, reply.headers[name])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass
