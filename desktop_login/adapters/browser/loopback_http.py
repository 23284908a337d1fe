"""One small request and one small answer, over a socket: what a browser sends on its way back, and nothing else.

A server of the standard library would read a hundred headers of 64 KiB each, answer unknown methods
with its name, and wait half a second before it closes.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_login.adapters.browser.tab_pages import Page, bare_headers
from desktop_login.domain.browser_rounds import Redirect

MAX_LINE = 8 * 1024
MAX_HEAD = 32 * 1024
READ_S = 10.0
_REASONS = {
    200: "OK",
    303: "See Other",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    414: "URI Too Long",
    421: "Misdirected Request",
    431: "Request Header Fields Too Large",
}


@dataclass(frozen=True)
class Request:
    """A request that has passed every check that does not depend on the round. The code is in its query."""

    path: str
    query: str = field(repr=False)


class Refused(Exception):
    """The request is not answered with a page."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def read(connection: socket.socket, redirect: Redirect) -> Request:
    """Read the head of a request, and refuse what no browser sends on its way back.

    Raises:
        Refused: With the status that says why.
        OSError: The connection has ended, or it took too long.
    """
    line, *fields = _head(connection).split(b"\r\n")
    parts = line.split(b" ")
    if len(parts) != 3 or not parts[2].startswith(b"HTTP/1."):
        raise Refused(400)
    headers = _headers_of(fields)
    if headers.get("host") != redirect.netloc:
        raise Refused(421)
    if parts[0] != b"GET":
        raise Refused(405)
    target = parts[1]
    if not target.startswith(b"/") or target.startswith(b"//") or not target.isascii():
        raise Refused(400)
    # Only a page that the person sees may come back: no picture, no script, no frame.
    if headers.get("sec-fetch-mode", "navigate") != "navigate":
        raise Refused(400)
    if headers.get("sec-fetch-dest", "document") != "document":
        raise Refused(400)
    # The beginning of a WebSocket is a GET too, and browsers do not say with it what it is for.
    if "upgrade" in headers:
        raise Refused(400)
    path, _, query = target.decode("ascii").partition("?")
    return Request(path, query)


def _head(connection: socket.socket) -> bytes:
    """The request up to the empty line. The whole of it must arrive in time, not each part."""
    until = time.monotonic() + READ_S
    raw = b""
    while b"\r\n\r\n" not in raw:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        part = connection.recv(4096)
        if not part:
            raise ConnectionResetError
        raw += part
        line = raw.partition(b"\r\n")[0]
        if len(line) > MAX_LINE:
            raise Refused(414)
        if len(raw) > MAX_HEAD:
            raise Refused(431)
        if raw[:1] < b"A" or raw[:1] > b"Z":
            raise Refused(400)  # TLS, or no HTTP at all
    connection.settimeout(READ_S)
    return raw.partition(b"\r\n\r\n")[0]


def _headers_of(fields: Sequence[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in fields:
        name, found, value = line.partition(b":")
        key = name.decode("latin-1").lower()
        if not found or key != key.strip() or not key or (key == "host" and key in headers):
            raise Refused(400)
        headers[key] = value.decode("latin-1").strip()
    return headers


def redirect_to(address: str) -> Page:
    return Page(b"", {**bare_headers(), "Location": address})


def send(connection: socket.socket, status: int, answer: Page) -> None:
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}"]
    if answer.body:
        lines.append("Content-Type: text/html; charset=utf-8")
    lines.append(f"Content-Length: {len(answer.body)}")
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body)


def drain(connection: socket.socket) -> None:
    """Read what a refused request still sends, so that its sender gets the answer and no reset."""
    connection.settimeout(0.5)
    for _ in range(16):
        if not connection.recv(64 * 1024):
            return
