"""One GET of a small public document. Decides what counts as an answer; knows no Cognito.

The same certificates and proxies as the conversation itself: the system's store through
truststore, and the proxy that the environment names.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3 import exceptions as lib

from desktop_login.adapters.clock import epoch_of
from desktop_login.domain.errors import Fault, LoginError, Problem, Trace

MAX_BYTES = 64 * 1024
TIMEOUT_S = 5.0

# urllib3's exceptions, most special first
_PROBLEMS: tuple[tuple[type[Exception], Problem], ...] = (
    (lib.ProxyError, Problem.PROXY),
    (lib.SSLError, Problem.CERTIFICATE),
    (ssl.SSLError, Problem.CERTIFICATE),
    (lib.HTTPError, Problem.NO_CONNECTION),
    (OSError, Problem.NO_CONNECTION),
)


class Page(NamedTuple):
    """`server_time` is epoch seconds from the Date header, and Age where a cache answered."""

    status: int
    body: bytes
    server_time: float | None


class Web:
    """Fetches from the host of one address. Thread-safe."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = _manager(url)

    def get(self, operation: str) -> Page:
        """Any answer of the service, whatever its status.

        Raises `LoginError`: NO_CONNECTION, PROXY, CERTIFICATE, CAPTIVE_PORTAL (HTML or a
        redirect), FIREWALL, BUSY, SERVICE_PROBLEM, NOT_UNDERSTOOD (too large).
        """
        try:
            reply = self._http.request(
                "GET", self.url, timeout=TIMEOUT_S, redirect=False, preload_content=False
            )
            try:
                body = reply.read(MAX_BYTES + 1)
            finally:
                reply.release_conn()
        except (lib.HTTPError, OSError) as error:
            trace = Trace(operation, type(error).__name__)
            raise LoginError(Fault(_problem_of(error), trace)) from None
        problem = _refusal(reply.status, body)
        if problem is not None:
            raise LoginError(Fault(problem, Trace(operation, str(reply.status))))
        return Page(reply.status, body, _server_time(reply.headers))


def is_loopback(host: str) -> bool:
    """Nothing on this computer is behind a proxy, whatever the environment says."""
    return host in ("localhost", "127.0.0.1", "::1")


def proxy_of(url: str) -> str:
    """The proxy that the environment names for this address, as a URL; empty where none is used."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    proxy = getproxies().get(parts.scheme, "")
    if not proxy or is_loopback(host) or proxy_bypass(host):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _manager(url: str) -> urllib3.PoolManager:
    context = ssl.create_default_context() if url.startswith("https:") else None
    proxy = proxy_of(url)
    if proxy:
        return urllib3.ProxyManager(proxy, ssl_context=context, retries=False)
    return urllib3.PoolManager(ssl_context=context, retries=False)


def _problem_of(error: Exception) -> Problem:
    for kind, problem in _PROBLEMS:
        if isinstance(error, kind):
            return problem
    return Problem.NO_CONNECTION


def problem_of_status(status: int) -> Problem | None:
    """What a status says by itself; None where the body has to."""
    match status:
        case 407:
            return Problem.PROXY
        case 403:
            return Problem.FIREWALL
        case 429:
            return Problem.BUSY
        case _ if 300 <= status < 400:
            return Problem.CAPTIVE_PORTAL
        case _ if status >= 500:
            return Problem.SERVICE_PROBLEM
        case _:
            return None


def _refusal(status: int, body: bytes) -> Problem | None:
    problem = problem_of_status(status)
    if problem is None and len(body) > MAX_BYTES:
        return Problem.NOT_UNDERSTOOD
    if problem is None and body.lstrip()[:1] == b"<":
        return Problem.CAPTIVE_PORTAL
    return problem


def _server_time(headers: Mapping[str, str]) -> float | None:
    date, age = epoch_of(headers.get("Date", "")), headers.get("Age", "")
    return date + int(age) if date is not None and age.isdecimal() and len(age) < 9 else date
