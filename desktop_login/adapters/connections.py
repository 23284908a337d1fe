"""Connections that are hung up where an answer as a whole takes too long. Knows no address and no content.

A time limit of a socket holds for each of its reads: whoever sends a byte now and then keeps
http.client reading one line of a head, or of a chunk, for as long as they like.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ProtocolError

if TYPE_CHECKING:
    _Base = HTTPConnection
else:
    _Base = object
_TIMES_A_READ = 2  # what a whole head may take, in times of what may pass between two parts of it


class _Patient(_Base):
    """For the head of an answer, and for a proxy's answer to CONNECT."""

    peer: Any = None

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 does itself
        self.peer = self.sock  # http.client lets go of it where the answer is the last
        with hung_up_after(self._whole_s, self.peer):
            return super().getresponse()

    def _tunnel(self) -> None:
        with hung_up_after(self._whole_s, self.sock):
            super()._tunnel()

    @property
    def _whole_s(self) -> float:
        assert isinstance(self.timeout, int | float)  # noqa: S101 - `Transport` gives numbers
        return _TIMES_A_READ * self.timeout


class _PatientHttp(_Patient, HTTPConnection):
    pass


class _PatientHttps(_Patient, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _PatientHttp


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _PatientHttps


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _HttpPool, "https": _HttpsPool}


@contextlib.contextmanager
def hung_up_after(seconds: float, peer: Any) -> Iterator[None]:
    """Raises `ProtocolError` if what is done inside has not ended by then: the end of a
    connection looks like the end of an answer to some readers."""
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        _shut_down(peer)

    watch = threading.Timer(seconds, hang_up)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
    if late.is_set():
        raise ProtocolError("The answer takes too long.")


def _shut_down(peer: Any) -> None:
    """Below TLS, whose objects belong to the thread that reads."""
    while not isinstance(peer, socket.socket | None):
        peer = peer.socket  # TLS to a proxy, inside which there is TLS to the service
    if peer is not None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(peer, socket.SHUT_RDWR)
