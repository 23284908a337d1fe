"""AWS credentials over http for one program on this computer, as a container of AWS has them.

Whoever asks must know a word of 256 bits, which only that program was given, and must be no web page:
a page can reach loopback addresses, but it can neither send this `Authorization` without asking first
nor leave out `Origin`, and a name that was rebound to 127.0.0.1 stands in `Host`.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

from __future__ import annotations

import contextlib
import hmac
import json
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

_HOST = "127.0.0.1"
_PATH = "/credentials"
_PATIENCE_S = 10.0
_LAST_ANSWER_S = 20.0  # what a renewal may take: see `quick.RENEWAL_S`
_MOST = 32
# What a browser adds to the requests of a page.
_OF_PAGES = frozenset({"origin", "referer", "sec-fetch-site", "sec-fetch-mode"})

Peer = socket.socket | tuple[bytes, socket.socket]
Address = tuple[str, int] | str
# Returns the status and the JSON of an answer.
Answer = Callable[[], tuple[int, Mapping[str, object]]]


class CredentialsEndpoint:
    """Answers while it is entered. `answer` is called on threads of its own, one call at a time.

    To leave it waits for a call that is running: it may be renewing the session, and a refresh token
    that was rotated and not stored is lost. Afterwards none is begun.
    """

    def __init__(self, answer: Answer) -> None:
        self.word = secrets.token_urlsafe(32)
        self._answer = answer
        self._asking = threading.Lock()
        self._is_over = False
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="aws endpoint", daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self._server.server_port}{_PATH}"

    def is_meant(self, request: BaseHTTPRequestHandler) -> bool:
        """Return whether the request comes from the program that was given the word."""
        fields = request.headers
        words = fields.get_all("Authorization") or []
        known = len(words) == 1 and hmac.compare_digest(
            words[0].encode("utf-8", "replace"), self.word.encode()
        )
        hosts = [[f"{name}:{self._server.server_port}"] for name in (_HOST, "localhost")]
        return known and fields.get_all("Host") in hosts and not _OF_PAGES & _names(fields)

    def answered(self) -> tuple[int, Mapping[str, object]]:
        with self._asking:
            if self._is_over:
                return 503, {"code": "Ended", "message": "Ended"}
            return self._answer()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self._asking.acquire(timeout=_LAST_ANSWER_S):
            self._asking.release()


def _names(fields: Message) -> frozenset[str]:
    return frozenset(name.lower() for name in fields)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False

    def __init__(self, endpoint: CredentialsEndpoint) -> None:
        self.endpoint = endpoint
        self._strangers: dict[Peer, None] = {}  # in the order in which they came
        self._order = threading.Lock()
        super().__init__((_HOST, 0), _Handler)

    def process_request(self, request: Peer, client_address: Address) -> None:
        """Whoever has waited longest without the word makes room: every program of this computer can
        connect, and one that says nothing must not keep the command from its credentials."""
        with self._order:
            if len(self._strangers) >= _MOST:
                oldest = next(iter(self._strangers))
                del self._strangers[oldest]
                if isinstance(oldest, socket.socket):
                    with contextlib.suppress(OSError):
                        oldest.shutdown(socket.SHUT_RDWR)
            self._strangers[request] = None
        super().process_request(request, client_address)

    def is_known(self, request: Peer) -> None:
        """It is no stranger: it has the word, or has gone."""
        with self._order:
            self._strangers.pop(request, None)

    def process_request_thread(self, request: Peer, client_address: Address) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.is_known(request)

    def handle_error(self, request: Peer, client_address: Address) -> None:
        """Say nothing: standard error belongs to the program that is being run."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _PATIENCE_S
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.close_connection = True
        endpoint = self.server.endpoint
        if not endpoint.is_meant(self) or self.path != _PATH:
            self._send(403, {"code": "Forbidden", "message": "Forbidden"})
            return
        self.server.is_known(self.request)
        self._send(*endpoint.answered())

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Every other method, and what is no HTTP: without the page that http.server has."""
        del message, explain
        self.close_connection = True
        self._send(405 if code == 501 else code, {"code": "Refused", "message": "Refused"})

    def _send(self, status: int, answer: Mapping[str, object]) -> None:
        body = json.dumps(answer).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""
