"""A server that asks for a token, and one to which it redirects; both note every header that came."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Came(NamedTuple):
    """A request: its path, the headers by their small names, the body."""

    path: str
    headers: dict[str, str]
    body: bytes


class Protected:
    """`/ok` answers 200, `/no` 401, `/once` 401 to the first token that it sees; `/to?URL` redirects
    with 302, `/keep?URL` with 307, `/once-to?URL` after a 401."""

    def __init__(self) -> None:
        self.came: list[Came] = []
        self.refused: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=lambda: self._server.serve_forever(0.02), name="protected", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def sent(self, header: str) -> list[str]:
        """The value of a header in each request, "" without it."""
        return [one.headers.get(header.lower(), "") for one in self.came]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self._chunks() if "transfer-encoding" in headers else self.rfile.read(length)
                came = Came(self.path, headers, body)
                server.came.append(came)
                path, _, target = self.path.partition("?")
                self.send_response(server._status(path, came))
                if target:
                    self.send_header("Location", target)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = answer

            def _chunks(self) -> bytes:
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        return Handler

    def _status(self, path: str, came: Came) -> int:
        if path in ("/once", "/once-to"):
            token = came.headers.get("authorization", "") or came.headers.get("idtoken", "")
            first = not self.refused
            self.refused.add(token)
            return 401 if first else 302 if path == "/once-to" else 200
        return {"/no": 401, "/to": 302, "/keep": 307}.get(path, 200)


@contextmanager
def protected() -> Iterator[Protected]:
    server = Protected()
    try:
        yield server
    finally:
        server.close()
