"""The `BrowserListener` port: sockets on the loopback addresses of this computer. Decides what is let in; redeems nothing.

It reads one small request a connection and answers with a page of its own. A server of the standard
library would read a hundred headers of 64 KiB each, answer unknown methods with its name, and wait
half a second before it closes.
"""

from __future__ import annotations

import contextlib
import errno
import queue
import selectors
import socket
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_login.adapters.browser.tab_pages import Look, Outcome, Page, bare_headers, page
from desktop_login.domain.browser_rounds import (
    Malformed,
    NotOurs,
    Redirect,
    Returned,
    read_return,
)
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.messages.translate import language_in_use
from desktop_login.system import threads
from desktop_login.system.log import logger

BACKLOG = 64
MAX_LINE = 8 * 1024
MAX_HEAD = 32 * 1024
READ_S = 10.0
HELD_S = 8.0
# How long the landing stays open for the last page, and after a code at the most.
AFTER_PAGE_S = 3.0
AFTER_CODE_S = 15.0
MAX_CONNECTIONS = 64
_MAX_QUEUED = 8
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


class LoopbackListener:
    """Opens landings. `look` is what the deployer chose for the tab's pages."""

    def __init__(self, look: Look | None = None) -> None:
        self._look = look or Look()

    def listen(self, redirects: Sequence[Redirect], language: str) -> LoopbackLanding:
        redirect, sockets = _bound(redirects)
        return LoopbackLanding(redirect, sockets, language, self._look)

    def listen_for_sign_out(self, redirects: Sequence[Redirect]) -> LoopbackSignOutLanding:
        redirect, sockets = _bound(redirects)
        return LoopbackSignOutLanding(redirect, sockets, language_in_use(), self._look)


def _bound(redirects: Sequence[Redirect]) -> tuple[Redirect, list[socket.socket]]:
    for redirect in redirects:
        sockets = _sockets(redirect)
        if sockets:
            logger.info("browser: listening on port %d", redirect.port)
            return redirect, sockets
    ports = ", ".join(str(redirect.port) for redirect in redirects)
    logger.info("browser: no port is free (%s)", ports)
    raise AuthError(AuthErrorInfo(ErrorCode.BROWSER_PORTS_BUSY, name=ports))


def _sockets(redirect: Redirect) -> list[socket.socket]:
    """Listen on all addresses of the redirect, or on none. A computer without IPv6 has one less."""
    sockets: list[socket.socket] = []
    try:
        for address in redirect.addresses:
            one = _socket(address, redirect.port)
            if one is not None:
                sockets.append(one)
    except OSError:
        for one in sockets:
            one.close()
        return []
    return sockets


def _socket(address: str, port: int) -> socket.socket | None:
    """Raises OSError if somebody else has the port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        one = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return None
    try:
        if sys.platform == "win32":
            # SO_REUSEADDR would let a second program take the port over there:
            # https://learn.microsoft.com/windows/win32/winsock/using-so-reuseaddr-and-so-exclusiveaddruse
            one.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # Without it the port is blocked for a minute after each use (TIME_WAIT).
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((address, port))
        one.listen(BACKLOG)
        one.setblocking(False)
    except OSError as error:
        one.close()
        if family == socket.AF_INET6 and error.errno == errno.EADDRNOTAVAIL:
            return None
        raise
    return one


@dataclass(frozen=True)
class _Request:
    """A request that has passed every check that does not depend on the round. The code is in its query."""

    path: str
    query: str = field(repr=False)


class _Refused(Exception):
    """The request is not answered with a page."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Held:
    """The browser's request with the code, which waits for its answer."""

    def __init__(self) -> None:
        self.decided = threading.Event()
        self.link: Secret | None = None
        self.outcome = Outcome.NOT_SIGNED_IN


class _Loopback(ABC):
    """Accepts connections on one thread, and answers each on one of its own."""

    def __init__(
        self, redirect: Redirect, sockets: list[socket.socket], language: str, look: Look
    ) -> None:
        self.redirect = redirect
        self._pages = _Pages(language, look)
        self._lock = threading.Lock()
        self._connections: dict[socket.socket, None] = {}
        self._closed = False
        self._closes_at: float | None = None
        self._sockets = sockets
        self._wake, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._woken, selectors.EVENT_READ)
        for one in sockets:
            self._selector.register(one, selectors.EVENT_READ)
        threads.start(self._accept, f"browser: port {redirect.port}")

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            # At once, and not when the thread comes to it: the port is to be free now.
            for one in self._sockets:
                one.close()
            connections = list(self._connections)
        for connection in connections:
            self._let_go(connection)
        self._wake_up()

    def _let_go(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    def _close_after(self, seconds: float) -> None:
        with self._lock:
            at = time.monotonic() + seconds
            self._closes_at = at if self._closes_at is None else min(self._closes_at, at)
        self._wake_up()

    def _wake_up(self) -> None:
        with contextlib.suppress(OSError):
            self._wake.send(b"\0")

    def _accept(self) -> None:
        try:
            while not self._closed:
                at = self._closes_at
                left = None if at is None else at - time.monotonic()
                if left is not None and left <= 0:
                    break
                for key, _ in self._selector.select(left):
                    self._take_one(key.fileobj)
        except (OSError, ValueError):
            pass  # closed meanwhile
        finally:
            self.close()
            self._selector.close()
            self._wake.close()
            self._woken.close()

    def _take_one(self, ready: object) -> None:
        assert isinstance(ready, socket.socket)  # noqa: S101 - nothing else was registered
        if ready is self._woken:
            ready.recv(64)
            return
        try:
            connection, _ = ready.accept()
        except (BlockingIOError, ConnectionError):
            return
        connection.settimeout(READ_S)
        with self._lock:
            if self._closed:
                connection.close()
                return
            oldest = next(iter(self._connections)) if self._is_full() else None
            self._connections[connection] = None
        if oldest is not None:
            self._let_go(oldest)
        threads.start(lambda: self._serve(connection), "browser: connection")

    def _is_full(self) -> bool:
        return len(self._connections) >= MAX_CONNECTIONS

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._answer(connection)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                _drain(connection)
        except OSError:
            pass  # it went away, or was too slow
        finally:
            with self._lock:
                self._connections.pop(connection, None)
            connection.close()

    def _answer(self, connection: socket.socket) -> None:
        try:
            request = _read(connection, self.redirect)
            self._respond(connection, request)
        except _Refused as refused:
            allow = {"Allow": "GET"} if refused.status == 405 else {}
            _send(connection, refused.status, Page(b"", {**bare_headers(), **allow}))

    @abstractmethod
    def _respond(self, connection: socket.socket, request: _Request) -> None:
        """Answer a request that a browser may send. Raises `_Refused`."""

    def _leave_out(self, connection: socket.socket) -> None:
        """This connection is not closed to make room: it has the code."""
        with self._lock:
            self._connections.pop(connection, None)


class LoopbackLanding(_Loopback):
    """The `Landing` port."""

    def __init__(
        self, redirect: Redirect, sockets: list[socket.socket], language: str, look: Look
    ) -> None:
        self._queue: queue.Queue[Returned | None] = queue.Queue(_MAX_QUEUED)
        self._state: Secret | None = None
        self._taken = False
        self._held: _Held | None = None
        self._outcome: Outcome | None = None
        super().__init__(redirect, sockets, language, look)

    def expect(self, state: Secret) -> None:
        with self._lock:
            self._state = state
            self._taken = False

    def wait(self, seconds: float) -> Returned | None:
        if self._closed and self._queue.empty():
            return None
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            return None

    def take(self, back: Returned) -> bool:
        with self._lock:
            if self._taken or self._closed or self._state is None:
                return False
            self._taken = True
        self._queue.put(back)
        return True

    def send_on(self, link: Secret) -> None:
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            held.link = link
            held.decided.set()

    def finish(self, *, signed_in: bool) -> None:
        outcome = Outcome.SIGNED_IN if signed_in else Outcome.NOT_SIGNED_IN
        with self._lock:
            held, self._held = self._held, None
            self._outcome, self._state = outcome, None
        if held is None:
            self.close()
            return
        self._close_after(AFTER_CODE_S)
        held.outcome = outcome
        held.decided.set()

    def close(self) -> None:
        with self._lock:
            held, self._held = self._held, None
            self._state = None
        if held is not None:
            held.decided.set()
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        super().close()

    def _respond(self, connection: socket.socket, request: _Request) -> None:
        if request.path == self.redirect.finished and self._outcome is not None:
            _send(connection, 200, self._pages.of(self._outcome))
            self._close_after(AFTER_PAGE_S)
            return
        if request.path != (self.redirect.path or "/"):
            raise _Refused(404)
        with self._lock:
            state = self._state
        try:
            if state is None:
                raise NotOurs
            back = read_return(request.query, state)
        except Malformed:
            raise _Refused(400) from None
        except NotOurs:
            self._refuse(connection)
            return
        if not back.ours:
            logger.info("browser: came back without a state: %s", back.error)
            with contextlib.suppress(queue.Full):
                self._queue.put_nowait(back)
            _send(connection, 200, self._pages.of(Outcome.NOT_SIGNED_IN))
            return
        self._let_in(connection, back, state)

    def _refuse(self, connection: socket.socket) -> None:
        logger.info("browser: came back from an earlier attempt")
        _send(connection, 400, self._pages.of(Outcome.EARLIER))

    def _let_in(self, connection: socket.socket, back: Returned, state: Secret) -> None:
        held = _Held()
        with self._lock:
            first = not self._taken and self._state is state
            if first:
                self._taken, self._held = True, held
        if not first:
            self._refuse(connection)
            return
        logger.info("browser: came back (%s)", back.error or "granted")
        self._leave_out(connection)
        self._queue.put(back)
        held.decided.wait(HELD_S)
        with self._lock:
            if self._held is held:  # it takes too long: whoever is slower finds nobody waiting
                self._held = None
                self._outcome = self._outcome or Outcome.NOT_SIGNED_IN
                self._closes_at = time.monotonic() + AFTER_CODE_S
            closed = self._closed
        self._wake_up()
        if held.link is not None:
            _send(connection, 303, _to(held.link.reveal()))
        elif closed:
            _send(connection, 200, self._pages.of(held.outcome))
        else:
            word = f"{self.redirect.finished}?{held.outcome.value}"
            _send(connection, 303, _to(f"http://{self.redirect.netloc}{word}"))


class LoopbackSignOutLanding(_Loopback):
    """The `SignOutLanding` port."""

    def __init__(
        self, redirect: Redirect, sockets: list[socket.socket], language: str, look: Look
    ) -> None:
        self._back = threading.Event()
        self._came = False
        super().__init__(redirect, sockets, language, look)

    def wait(self, seconds: float) -> bool:
        self._back.wait(seconds)
        return self._came

    def close(self) -> None:
        self._back.set()
        super().close()

    def _respond(self, connection: socket.socket, request: _Request) -> None:
        if request.path != self.redirect.path:
            raise _Refused(404)
        _send(connection, 200, self._pages.of(Outcome.SIGNED_OUT))
        self._came = True
        self._back.set()


class _Pages:
    """The pages of one language, made when they are needed."""

    def __init__(self, language: str, look: Look) -> None:
        self._language = language
        self._look = look

    def of(self, outcome: Outcome) -> Page:
        return page(outcome, self._language, self._look)


def _read(connection: socket.socket, redirect: Redirect) -> _Request:
    """Read the head of a request, and refuse what no browser sends on its way back.

    Raises:
        _Refused: With the status that says why.
        OSError: The connection has ended, or it took too long.
    """
    line, *fields = _head(connection).split(b"\r\n")
    parts = line.split(b" ")
    if len(parts) != 3 or not parts[2].startswith(b"HTTP/1."):
        raise _Refused(400)
    headers = _headers_of(fields)
    if headers.get("host") != redirect.netloc:
        raise _Refused(421)
    if parts[0] != b"GET":
        raise _Refused(405)
    target = parts[1]
    if not target.startswith(b"/") or target.startswith(b"//") or not target.isascii():
        raise _Refused(400)
    # Only a page that the person sees may come back: no picture, no script, no frame.
    if headers.get("sec-fetch-mode", "navigate") != "navigate":
        raise _Refused(400)
    if headers.get("sec-fetch-dest", "document") != "document":
        raise _Refused(400)
    path, _, query = target.decode("ascii").partition("?")
    return _Request(path, query)


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
            raise _Refused(414)
        if len(raw) > MAX_HEAD:
            raise _Refused(431)
        if raw[:1] < b"A" or raw[:1] > b"Z":
            raise _Refused(400)  # TLS, or no HTTP at all
    connection.settimeout(READ_S)
    return raw.partition(b"\r\n\r\n")[0]


def _headers_of(fields: Sequence[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in fields:
        name, found, value = line.partition(b":")
        key = name.decode("latin-1").lower()
        if not found or key != key.strip() or not key or (key == "host" and key in headers):
            raise _Refused(400)
        headers[key] = value.decode("latin-1").strip()
    return headers


def _to(address: str) -> Page:
    return Page(b"", {**bare_headers(), "Location": address})


def _send(connection: socket.socket, status: int, answer: Page) -> None:
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}"]
    if answer.body:
        lines.append("Content-Type: text/html; charset=utf-8")
    lines.append(f"Content-Length: {len(answer.body)}")
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body)


def _drain(connection: socket.socket) -> None:
    """Read what a refused request still sends, so that its sender gets the answer and no reset."""
    connection.settimeout(0.5)
    for _ in range(16):
        if not connection.recv(64 * 1024):
            return
