"""Sends every HTTP request of the program. Decides where one may go and how much is read; knows no Cognito.

urllib3 with the certificates of `certificates` and the proxy of `proxies`; no redirects, no
retries, no cookies. A request to another scheme, host or port than expected is not sent.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

import urllib3
from urllib3 import exceptions as lib
from urllib3.util import Timeout, Url, parse_url

from desktop_login.adapters.certificates import elsewhere, system_context
from desktop_login.adapters.proxies import Proxy, proxy_for
from desktop_login.adapters.response_deadline import POOLS
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo

_CHUNK = 64 * 1024
_KEPT_CONNECTIONS = 10  # as many as requests may run at once
_PORTS = {"http": 80, "https": 443}
_MAX_SHOWN = 80
_TUNNEL_REFUSED = "Tunnel connection failed"  # http.client's words for an answer to CONNECT

# urllib3's exceptions, the most specific first. Without a connection nothing was sent.
_ERROR_CODES: tuple[tuple[type[Exception], ErrorCode], ...] = (
    (lib.ProxyError, ErrorCode.PROXY),
    (lib.SSLError, ErrorCode.CERTIFICATE),
    (ssl.SSLError, ErrorCode.CERTIFICATE),
    (lib.NewConnectionError, ErrorCode.NO_CONNECTION),
    (lib.ConnectTimeoutError, ErrorCode.NO_CONNECTION),
    (lib.LocationValueError, ErrorCode.NO_CONNECTION),
    (lib.HTTPError, ErrorCode.CONNECTION_LOST),
    (OSError, ErrorCode.CONNECTION_LOST),
)


class Origin(NamedTuple):
    """Where a request goes (RFC 6454); only the settings may decide that."""

    scheme: str
    host: str
    port: int


class Answer(NamedTuple):
    """An answer; `body` is cut one byte after the limit, so that its length shows an excess."""

    status: int
    headers: Mapping[str, str]
    body: bytes


MayReach = Callable[[Origin], bool]


class Transport:
    """Sends single requests to the origins that `may_reach` allows. Thread-safe.

    Args:
        may_reach: Whether a request may go to an origin.
        limit: The longest body that is read, in bytes.
        connect_s: Seconds for the connection, TLS included.
        read_s: Seconds between two parts of an answer; a whole answer, head included, may take
            twice as long.
        context: Replaces the context with the system's certificates.
    """

    def __init__(
        self,
        may_reach: MayReach,
        *,
        limit: int,
        connect_s: float = 5.0,
        read_s: float = 15.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._may_reach = may_reach
        self._limit = limit
        self._timeout = Timeout(connect=connect_s, read=read_s)
        self._context = context
        self._lock = threading.Lock()
        self._managers: dict[tuple[Proxy | None, ssl.SSLContext], urllib3.PoolManager] = {}

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Return the answer, with any status.

        Raises:
            AuthError: WRONG_ADDRESS, PROXY_UNUSABLE or NO_CONNECTION, and nothing was sent;
                PROXY, CERTIFICATE, CERTIFICATES_MISSING or CONNECTION_LOST.
        """
        place = self._allowed(url)
        try:
            # connect to the parsed URL, which is the one that was compared
            manager = self._manager(proxy_for(place))
            reply = manager.urlopen(
                method,
                place.url,
                body=body,
                headers=dict(headers or {}),
                timeout=self._timeout,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                enforce_content_length=False,
            )
            try:
                content = self._read(reply)
            except BaseException:
                reply.close()
                raise
        except (lib.HTTPError, OSError) as error:
            raise AuthError(_error_info_of(error)) from None
        if len(content) > self._limit:
            reply.close()
        else:
            reply.release_conn()
        return Answer(reply.status, reply.headers, content)

    def close(self) -> None:
        with self._lock:
            for manager in self._managers.values():
                manager.clear()

    def _allowed(self, url: str) -> Url:
        try:
            place = parse_url(url)
        except lib.LocationParseError:
            raise AuthError(AuthErrorInfo(ErrorCode.WRONG_ADDRESS, name="–")) from None
        origin = _origin(place)
        if origin is None or place.auth is not None or not self._may_reach(origin):
            shown = f"{place.scheme}://{place.netloc}"[:_MAX_SHOWN]
            raise AuthError(AuthErrorInfo(ErrorCode.WRONG_ADDRESS, name=shown))
        return place

    def _manager(self, proxy: Proxy | None) -> urllib3.PoolManager:
        context = self._context or system_context()
        key = (proxy, context)
        with self._lock:
            if key not in self._managers:
                self._managers[key] = _made(proxy, context)
            return self._managers[key]

    def _read(self, reply: urllib3.BaseHTTPResponse) -> bytes:
        parts, size = [], 0
        while size <= self._limit:
            part = reply.read1(min(_CHUNK, self._limit + 1 - size))
            if not part:
                break
            parts.append(part)
            size += len(part)
        return b"".join(parts)


def origin_of(url: str) -> Origin | None:
    """Return the origin of a URL; None if it is not an http or https URL."""
    try:
        return _origin(parse_url(url))
    except lib.LocationParseError:
        return None


def only(url: str) -> MayReach:
    """Allow only the origin of this URL."""
    expected = origin_of(url)
    return lambda origin: expected is not None and origin == expected


def _origin(place: Url) -> Origin | None:
    if place.scheme not in _PORTS or not place.host:
        return None
    return Origin(place.scheme, place.host, place.port or _PORTS[place.scheme])


def _made(proxy: Proxy | None, context: ssl.SSLContext) -> urllib3.PoolManager:
    manager = _manager_of(proxy, context)
    manager.pool_classes_by_scheme = POOLS
    return manager


def _manager_of(proxy: Proxy | None, context: ssl.SSLContext) -> urllib3.PoolManager:
    if proxy is None:
        return urllib3.PoolManager(ssl_context=context, maxsize=_KEPT_CONNECTIONS)
    given = {"Proxy-Authorization": proxy.authorization} if proxy.authorization else None
    return urllib3.ProxyManager(
        proxy.url,
        proxy_headers=given,
        proxy_ssl_context=context,
        ssl_context=context,
        maxsize=_KEPT_CONNECTIONS,
    )


def _error_info_of(error: Exception) -> AuthErrorInfo:
    request = RequestInfo(code=type(error).__name__)
    error_code = _error_code_of(error)
    if error_code is not ErrorCode.CERTIFICATE:
        return AuthErrorInfo(error_code, request)
    places = elsewhere()
    missing = [place.variable for place in places if not place.found]
    if missing:
        return AuthErrorInfo(ErrorCode.CERTIFICATES_MISSING, request, name=missing[0])
    return AuthErrorInfo(error_code, request, name=", ".join(place.variable for place in places))


def _error_code_of(error: Exception) -> ErrorCode:
    if isinstance(error, lib.ProxyError) and isinstance(error.original_error, lib.SSLError):
        return ErrorCode.CERTIFICATE  # the proxy's own
    if _TUNNEL_REFUSED in str(error):
        return ErrorCode.PROXY
    for kind, error_code in _ERROR_CODES:
        if isinstance(error, kind):
            return error_code
    return ErrorCode.CONNECTION_LOST
