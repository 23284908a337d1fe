"""Accepts what comes to a port of this computer, on one thread, and answers each connection on one of its own."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from abc import ABC, abstractmethod

from desktop_login.adapters.browser.loopback_http import READ_S, Refused, Request, drain, read, send
from desktop_login.adapters.browser.tab_pages import Look, Outcome, Page, bare_headers, page
from desktop_login.domain.browser_rounds import Redirect
from desktop_login.system import threads

MAX_CONNECTIONS = 64
# After a connection that could not be taken: the next look finds it again, and would at once.
BREATH_S = 0.1


class Pages:
    """The pages of one language, made when they are needed."""

    def __init__(self, language: str, look: Look) -> None:
        self._language = language
        self._look = look

    def of(self, outcome: Outcome) -> Page:
        return page(outcome, self._language, self._look)


class Loopback(ABC):
    """Accepts connections on one thread, and answers each on one of its own."""

    def __init__(
        self, redirect: Redirect, sockets: list[socket.socket], pages: Pages, life_s: float
    ) -> None:
        self.redirect = redirect
        self._pages = pages
        self._lock = threading.Lock()
        self._connections: dict[socket.socket, None] = {}
        self._closed = False
        self._closes_at = time.monotonic() + life_s
        self._sockets = sockets
        self._wake, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._woken, selectors.EVENT_READ)
        for one in sockets:
            self._selector.register(one, selectors.EVENT_READ)
        threads.start(self._accept, f"browser: port {redirect.port}")

    @property
    def closed(self) -> bool:
        return self._closed

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
            self._closes_at = min(self._closes_at, time.monotonic() + seconds)
        self._wake_up()

    def _wake_up(self) -> None:
        with contextlib.suppress(OSError):
            self._wake.send(b"\0")

    def _accept(self) -> None:
        try:
            while not self._closed:
                left = self._closes_at - time.monotonic()
                if left <= 0:
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
        except OSError:
            if self._closed:
                raise
            self._make_room()  # no file or no memory is left
            return
        connection.settimeout(READ_S)
        with self._lock:
            if self._closed:
                connection.close()
                return
            oldest = next(iter(self._connections)) if self._is_full() else None
            if oldest is not None:  # at once, or the next one that comes pushes out the same
                del self._connections[oldest]
            self._connections[connection] = None
        if oldest is not None:
            self._let_go(oldest)
        try:
            threads.start(lambda: self._serve(connection), "browser: connection")
        except RuntimeError:  # the system has no thread left
            self._forget(connection)
            self._make_room()

    def _make_room(self) -> None:
        with self._lock:
            oldest = next(iter(self._connections), None)
        if oldest is not None:
            self._let_go(oldest)
        time.sleep(BREATH_S)

    def _forget(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.pop(connection, None)
        connection.close()

    def _is_full(self) -> bool:
        return len(self._connections) >= MAX_CONNECTIONS

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._answer(connection)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                drain(connection)
        except OSError:
            pass  # it went away, or was too slow
        finally:
            self._forget(connection)

    def _answer(self, connection: socket.socket) -> None:
        try:
            request = read(connection, self.redirect)
            self._respond(connection, request)
        except Refused as refused:
            allow = {"Allow": "GET"} if refused.status == 405 else {}
            send(connection, refused.status, Page(b"", {**bare_headers(), **allow}))

    @abstractmethod
    def _respond(self, connection: socket.socket, request: Request) -> None:
        """Answer a request that a browser may send. Raises `Refused`."""

    def _leave_out(self, connection: socket.socket) -> None:
        """This connection is not closed to make room: it has the code."""
        with self._lock:
            self._connections.pop(connection, None)
