"""The ports to which a browser may return: bound on loopback only, the first that is free. Reads no request."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Sequence

from desktop_login.domain.browser_rounds import Redirect
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.system.log import logger

BACKLOG = 64


def bound(redirects: Sequence[Redirect]) -> tuple[Redirect, list[socket.socket]]:
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
