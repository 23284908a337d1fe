"""Connections to the demo: how many are open, and how long each may take. Knows no HTTP answer.

A client that opens connections and sends nothing, or one byte at a time, must not affect others. So
the number of connections is limited, the one that has been idle longest is closed for a new one,
and a request that has begun must be complete within some seconds.
"""

from __future__ import annotations

import contextlib
import errno
import re
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator

from desktop_login.demo.request_head import (
    MAX_BODY,
    MAX_CHUNK_LINE,
    MAX_HEAD,
    BadRequest,
    chunk_length,
    too_large,
)

HOST = "127.0.0.1"  # never an address that another computer can reach
_HOST_6 = "::1"
_TRIES = 8
MAX_CONNECTIONS = 64
IDLE_S = 30.0
REQUEST_S = 10.0
_LINGER_S = 2.0
_BACKLOG = 1024  # connections come faster than threads begin
_OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_REUSEADDR),
    (socket.IPPROTO_IPV6, socket.IPV6_V6ONLY),
)
_CHUNK = 64 * 1024
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


class Connection:
    """One client.

    Attributes:
        busy: Whether its request is being answered; then it is not closed for a new connection.

    Args:
        peer: The socket.
        idle_s: Seconds that it may be silent between two requests.
        request_s: Seconds that a request may take to arrive, and an answer to be sent.
    """

    def __init__(self, peer: socket.socket, idle_s: float, request_s: float) -> None:
        self.busy = False
        self._peer = peer
        self._idle_s = idle_s
        self._request_s = request_s
        self._buffer = bytearray()
        self._deadline = 0.0
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else answers wait 40 ms

    def read_head(self) -> bytes | None:
        """Read up to the empty line; return None if the client sends no further request.

        Raises:
            BadRequest: The head is too long, too slow or incomplete.
            OSError: The connection broke.
        """
        if not self._buffer:
            self._deadline = time.monotonic() + self._idle_s
            with contextlib.suppress(TimeoutError):
                self._receive()
            if not self._buffer:
                return None
        self._deadline = time.monotonic() + self._request_s
        looked_at = 0
        while (end := _END_OF_HEAD.search(self._buffer, looked_at)) is None:
            if len(self._buffer) > MAX_HEAD:
                break
            looked_at = max(0, len(self._buffer) - 3)
            self._receive_more()
        if end is None or end.start() > MAX_HEAD:
            raise BadRequest(431, "RequestHeaderFieldsTooLarge", "The head is too long")
        head = bytes(self._buffer[: end.start()])
        if end[0] != b"\r\n\r\n":
            raise BadRequest(400, "BadRequest", "A line ends without CR LF")
        del self._buffer[: end.end()]
        return head

    def read_body(self, length: int | None) -> bytes:
        """Read a body; `length` is None for a chunked one. Raises what `read_head` raises."""
        return self._read_chunks() if length is None else self._read(length)

    def _read(self, length: int) -> bytes:
        while len(self._buffer) < length:
            self._receive_more()
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def _read_chunks(self) -> bytes:
        """Read a chunked body (RFC 9112, 7.1); trailer fields are dropped."""
        body = bytearray()
        while length := chunk_length(self._read_line(MAX_CHUNK_LINE)):
            if len(body) + length > MAX_BODY:
                raise too_large()
            body += self._read(length)
            if self._read(2) != b"\r\n":
                raise BadRequest(400, "BadRequest", "A chunk is longer than it says")
        left = MAX_HEAD
        while line := self._read_line(left):
            left -= len(line)
        return bytes(body)

    def send(self, data: bytes) -> None:
        """Send an answer. Raises `OSError`, also if the client does not read."""
        self._peer.settimeout(self._request_s)
        self._peer.sendall(data)

    def linger(self) -> None:
        """Wait until the client has read the last answer: closing with unread input would lose it."""
        with contextlib.suppress(OSError):
            self._peer.shutdown(socket.SHUT_WR)
            self._deadline = time.monotonic() + _LINGER_S
            while self._receive():
                self._buffer.clear()

    def hang_up(self) -> None:
        """Close the connection, which wakes the thread that reads from it. Any thread may call it."""
        with contextlib.suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._peer.close()

    def _read_line(self, limit: int) -> bytes:
        """Without its end, which is CR LF."""
        while (end := self._buffer.find(b"\r\n", 0, max(0, limit) + 2)) < 0:
            if len(self._buffer) >= limit + 2:
                raise BadRequest(400, "BadRequest", "A line of the body is too long")
            self._receive_more()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def _receive_more(self) -> None:
        try:
            if self._receive():
                return
        except TimeoutError:
            raise BadRequest(408, "RequestTimeout", "The request took too long") from None
        raise BadRequest(400, "BadRequest", "The request is incomplete")

    def _receive(self) -> int:
        """How many bytes have come; 0 at the end."""
        self._peer.settimeout(max(0.001, self._deadline - time.monotonic()))
        data = self._peer.recv(_CHUNK)
        self._buffer += data
        return len(data)


class Listener:
    """Listens on loopback from the beginning, accepts from `start()` to `stop()` unless it pauses.

    `serve` has a thread for each connection, which ends with it. `as_localhost` listens at both
    addresses that browsers may understand by that name. Raises `OSError` if the port is taken.
    """

    def __init__(
        self,
        port: int,
        serve: Callable[[Connection], None],
        *,
        as_localhost: bool = False,
        limit: int = MAX_CONNECTIONS,
        idle_s: float = IDLE_S,
        request_s: float = REQUEST_S,
    ) -> None:
        self._serve = serve
        self._limit = limit
        self._times = idle_s, request_s
        self._sockets = _both(port) if as_localhost else (_listening(HOST, port),)
        self.port = int(self._sockets[0].getsockname()[1])
        self._wake, self._woken = socket.socketpair()
        self._changed = threading.Condition()
        self._open: dict[Connection, None] = {}  # the one that has waited longest is the first
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(
            target=self._accept,
            name="demo cognito",
            daemon=True,  # a window closed while this starts must not keep the process alive
        )
        self._thread.start()

    def stop(self) -> None:
        """Closes the port, ends every connection, and waits for the thread that accepts.

        One that was never started only closes its port.
        """
        self._accept_no_more()
        for end in (*self._sockets, self._wake, self._woken):
            end.close()
        self._hang_up()

    def pause(self) -> None:
        """Refuses connections until `resume()`, and ends those that are open.

        The port stays taken by a socket that does not listen, so no other program can have it.
        """
        self._accept_no_more()
        self._sockets = tuple(_bound_again(one) for one in self._sockets)
        self._hang_up()

    def resume(self) -> None:
        """Accepts connections again, at the same port."""
        for one in self._sockets:
            one.listen(_BACKLOG)
        self.start()

    def _accept_no_more(self) -> None:
        if self._thread is not None:
            self._wake.send(b"x")
            self._thread.join()
            self._woken.recv(1)
            self._thread = None

    def _hang_up(self) -> None:
        with self._changed:
            for connection in self._open:
                connection.hang_up()

    @contextlib.contextmanager
    def busy(self, connection: Connection) -> Iterator[None]:
        """While its request is answered. Afterwards the connection is the last to make room."""
        connection.busy = True
        try:
            yield
        finally:
            with self._changed:
                connection.busy = False
                if connection in self._open:
                    del self._open[connection]
                    self._open[connection] = None
                self._changed.notify()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as ready:
            for one in self._sockets:
                ready.register(one, selectors.EVENT_READ, one)
            ready.register(self._woken, selectors.EVENT_READ)
            while True:
                found = [key for key, _ in ready.select()]
                if any(key.fileobj is self._woken for key in found):
                    return
                for key in found:
                    with contextlib.suppress(OSError):  # the client is gone already
                        self._take(key.data.accept()[0])

    def _take(self, peer: socket.socket) -> None:
        connection = Connection(peer, *self._times)
        self._make_room()
        with self._changed:
            self._open[connection] = None
        try:
            threading.Thread(
                target=self._run, args=(connection,), name="demo connection", daemon=True
            ).start()
        except RuntimeError:  # no more threads on this computer
            self._forget(connection)

    def _make_room(self) -> None:
        with self._changed:
            while len(self._open) >= self._limit:
                waiting = next((one for one in self._open if not one.busy), None)
                if waiting is not None:
                    del self._open[waiting]
                    waiting.hang_up()
                else:
                    self._changed.wait()  # an answer is a matter of milliseconds

    def _run(self, connection: Connection) -> None:
        try:
            with contextlib.suppress(OSError):  # the client is gone, or had to make room
                self._serve(connection)
        finally:
            self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        with self._changed:
            self._open.pop(connection, None)
            self._changed.notify()
        connection.close()


def _listening(host: str, port: int) -> socket.socket:
    # create_server() sets SO_REUSEADDR where it means that a port is free again at once after
    # its server has ended, and not on Windows, where any program could then listen beside it.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    made.setblocking(False)
    return made


def _bound_again(listening: socket.socket) -> socket.socket:
    """A socket in the place of another, with the same options, that does not listen."""
    host, port = listening.getsockname()[:2]
    made = socket.socket(listening.family)
    for level, option in _OPTIONS:
        if level != socket.IPPROTO_IPV6 or listening.family == socket.AF_INET6:
            made.setsockopt(level, option, listening.getsockopt(level, option))
    listening.close()
    made.bind((host, port))
    made.setblocking(False)
    return made


def _both(port: int) -> tuple[socket.socket, ...]:
    """IPv4 and IPv6 at the same port; only the first where this computer has no IPv6.

    A port that another program has at one of the two would lead some browsers to that program.
    """
    left = _TRIES if port == 0 else 1
    while True:
        first = _listening(HOST, port)
        try:
            return first, _listening(_HOST_6, int(first.getsockname()[1]))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                return (first,)
            first.close()
            left -= 1
            if not left:
                raise
