"""Connections with a deadline for the whole answer, head included.

A socket's timeout applies to each read. With it alone a server could keep a request open for ever,
by sending one byte of a header at a time, or one `100 Continue` after the other.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import TYPE_CHECKING, cast

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PAUSES = 2


class _Stream(io.RawIOBase):
    """Reads from a connection for `_PAUSES` times its timeout, then raises TimeoutError."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._raw = connection.makefile("rb", buffering=0)
        self._pause = connection.gettimeout()
        self._end = time.monotonic() + _PAUSES * (self._pause or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if self._pause is not None:
            left = self._end - time.monotonic()
            if left <= 0:
                raise TimeoutError("The answer takes too long.")
            self._connection.settimeout(min(self._pause, left))
        return cast("io.RawIOBase", self._raw).readinto(buffer) or 0

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """One answer, also a proxy's answer to CONNECT."""

    def __init__(
        self,
        sock: socket.socket,
        debuglevel: int = 0,
        method: str | None = None,
        url: str | None = None,
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp.close()
        self.fp = cast("io.BufferedReader", io.BufferedReader(_Stream(sock)))


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


# for `pool_classes_by_scheme` of a urllib3.PoolManager
POOLS = {"http": _Pool, "https": _SecurePool}
