"""The proxy that the environment or the system names for a URL. Decides whether it is usable; does not connect."""

from __future__ import annotations

import base64
import ipaddress
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes
from urllib.request import getproxies, proxy_bypass

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode

MAX_ADDRESS = 2048
_MAX_SHOWN = 64
# [scheme://][user[:password]@]host[:port][/…]; characters with a meaning in a URL are
# percent-encoded in a password (RFC 3986 3.2.1).
_ADDRESS = re.compile(
    r"(?:(?P<scheme>https?)://|//)?"
    r"(?:(?P<userinfo>[^\s/?#]*)@)?"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*)|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>\d{1,5}))?"
    r"(?:/[^\s@?#]*)?",
    re.IGNORECASE | re.ASCII,
)
_PLAIN = re.compile(r"([^:/?#\[\]]*(?::[0-9]{1,9})?)/?")
_BEGINNING = re.compile(r"(\[[0-9A-Fa-f:.]*\]?|[^:/?#]*)")


class Proxy(NamedTuple):
    """A usable proxy.

    `authorization` is the value of Proxy-Authorization (RFC 7617), which contains the password.
    """

    scheme: str
    host: str
    port: int
    authorization: str = ""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.shown}"

    @property
    def shown(self) -> str:
        """Host and port, which may be shown."""
        return f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"Proxy({self.shown})"


def proxy_for(url: Url) -> Proxy | None:
    """Return the proxy for a URL; None if none is used, as for every loopback address.

    Raises:
        AuthError: PROXY_UNUSABLE, with the proxy's name without its user and password.
    """
    host = url.host or ""
    named = getproxies().get(url.scheme or "", "")
    if not named or is_loopback(host) or proxy_bypass(url.netloc or host):
        return None
    proxy = parsed(named)
    if proxy is None:
        raise AuthError(AuthErrorInfo(ErrorCode.PROXY_UNUSABLE, name=harmless(named)))
    return proxy


def proxy_between(url: str) -> Proxy | None:
    """Return the same for a URL as text. Raises `AuthError`: PROXY_UNUSABLE, WRONG_ADDRESS."""
    try:
        place = parse_url(url)
    except LocationParseError:
        raise AuthError(AuthErrorInfo(ErrorCode.WRONG_ADDRESS, name="–")) from None
    return proxy_for(place)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def parsed(address: str) -> Proxy | None:
    """Return the proxy that an address names; None if it cannot be used."""
    address = address.strip()
    found = _ADDRESS.fullmatch(address) if len(address) <= MAX_ADDRESS else None
    if found is None or not _is_host(found["host"]):
        return None
    scheme = (found["scheme"] or "http").lower()
    port = int(found["port"]) if found["port"] else {"http": 80, "https": 443}[scheme]
    if not 0 < port < 65536:
        return None
    return Proxy(scheme, found["host"].lower(), port, _authorization(found["userinfo"]))


def harmless(address: str) -> str:
    """Return the part of an unusable address that may be shown, without user name and password.

    These end at the last `@`. Without an `@`, what follows a colon is shown only if it is a number.
    """
    rest = address.rpartition("://")[2].rpartition("@")[2]
    found = _PLAIN.fullmatch(rest) or _BEGINNING.match(rest)
    return "".join(c for c in found[1] if c.isprintable())[:_MAX_SHOWN] if found else ""


def _is_host(host: str) -> bool:
    if not host.startswith("["):
        return ".." not in host
    try:
        ipaddress.IPv6Address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _authorization(userinfo: str | None) -> str:
    if not userinfo:
        return ""
    user, _, password = userinfo.partition(":")
    pair = b":".join(unquote_to_bytes(_bytes(part)) for part in (user, password))
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def _bytes(text: str) -> bytes:
    """Return the bytes as they were in the environment, in any encoding."""
    return text.encode("utf-8", "surrogateescape")
