"""A request to an API and its reply: what may be sent, where a token may go, where a reply may lead it. Sends nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

from desktop_login.domain.amazon import is_this_computer

_PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What two programs could read differently is no address: no blanks, no backslashes, no user names.
_ADDRESS = r"(https?)://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?(?:[/?#][!-\[\]-~]*)?"
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}"
_METHOD = r"[A-Z]{1,20}"
_SERVICE = r"[a-z0-9-]{1,64}"
# They say where a request ends and for whom it is: only the program itself may.
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})

MAX_SHOWN = 1024 * 1024
MAX_SAVED = 64 * 1024 * 1024
MAX_SENT = 10 * 1024 * 1024
MAX_HEADERS = 64 * 1024

# In the value of a header they stand for a token of the session.
ID_TOKEN, ACCESS_TOKEN = "{id_token}", "{access_token}"

Origin = tuple[str, str, int]


class RequestError(Enum):
    """Why a request is not sent."""

    ADDRESS = "no address"
    INSECURE = "a token over http"
    ELSEWHERE = "a token to another origin than the API's"
    METHOD = "no method"
    HEADER = "no header"
    TOO_LARGE = "too large"
    SERVICE = "no AWS service to sign for"


@dataclass(frozen=True)
class HttpCall:
    """A request. `headers` may hold a token, so they are in no repr."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class HttpReply:
    """A reply with any status.

    Attributes:
        headers: By lower-case name; a name that comes twice is joined by ", ".
        body: Unpacked, and cut at the limit.
        cut: Whether there was more than the limit, or more than could be unpacked.
        seconds: From the call to the end of the reply.
        server_time: Epoch seconds, from the Date header; None without one.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    cut: bool
    seconds: float
    server_time: float | None = None

    @property
    def reason(self) -> str:
        """The usual words for the status, such as `Forbidden`; empty for an unknown one."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""


def origin_of(url: str) -> Origin | None:
    """Return scheme, host and port (RFC 6454); None if the URL is not http or https, or is malformed."""
    found = re.fullmatch(_ADDRESS, url)
    if found is None:
        return None
    scheme, host, port = found.groups()
    if port and int(port) > 65535:
        return None
    return scheme, host.lower(), int(port) if port else _PORTS[scheme]


def carries_tokens(url: str) -> bool:
    """Return whether a token may be sent to this URL at all: https, or http on this computer."""
    origin = origin_of(url)
    return origin is not None and (origin[0] == "https" or is_this_computer(_plain(origin)))


def same_origin(url: str, other: str) -> bool:
    """Return whether both URLs name the same scheme, host and port."""
    return (origin := origin_of(url)) is not None and origin == origin_of(other)


def shown_origin(url: str) -> str:
    """Return the origin of a URL as people write it, without the usual port; the URL if it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}"


def whole_address(address: str, api_url: str) -> str:
    """Return the URL that an address means; one that begins with `/` is below `api_url`.

    A path of `api_url`, such as the stage of a REST API, is kept. Blanks and letters that a URL
    cannot hold are encoded.
    """
    if address.startswith("/") and not address.startswith("//") and api_url:
        address = api_url.rstrip("/") + address
    scheme, separator, rest = address.partition("://")
    if not separator:
        return address
    authority, slash, path = rest.partition("/")
    try:
        path = quote(path, safe=_KEPT)
    except UnicodeEncodeError:  # what is no text is no address, and refused as one
        return address
    return f"{scheme.lower()}://{authority}{slash}{path}"


_KEPT = "%/:=&?~#+!$,;'@()*[]{}-._"


def fault_of(
    call: HttpCall, *, proved: bool, api_url: str = "", elsewhere: bool = False
) -> RequestError | None:
    """Return why the request must not be sent.

    Args:
        call: The request, without its tokens.
        proved: Whether a token or a signature goes along.
        api_url: The API of the settings: a token goes to its origin only.
        elsewhere: The person has said that another origin is meant.
    """
    if origin_of(call.url) is None:
        return RequestError.ADDRESS
    if proved and not carries_tokens(call.url):
        return RequestError.INSECURE
    if proved and api_url and not elsewhere and not same_origin(call.url, api_url):
        return RequestError.ELSEWHERE
    if not re.fullmatch(_METHOD, call.method):
        return RequestError.METHOD
    if any(not _is_header(name, value) for name, value in call.headers.items()):
        return RequestError.HEADER
    size = sum(len(name) + len(value) + 4 for name, value in call.headers.items())
    is_large = size > MAX_HEADERS or len(call.body or b"") > MAX_SENT
    return RequestError.TOO_LARGE if is_large else None


def _is_header(name: str, value: str) -> bool:
    """RFC 9110 section 5: a line end in a value would add a header."""
    if not re.fullmatch(_NAME, name) or name.lower() in _OURS:
        return False
    return all(one == "\t" or " " <= one <= "~" or "\xa0" <= one <= "\xff" for one in value)


def is_service(text: str) -> bool:
    """Return whether a signature can be for it: its name stands in a header."""
    return re.fullmatch(_SERVICE, text) is not None


def header_of(line: str) -> tuple[str, str] | None:
    """Return name and value of a line `Name: value`; None if it is none."""
    name, colon, value = line.partition(":")
    name, value = name.strip(), value.strip()
    return (name, value) if colon and _is_header(name, value) else None


def followed(url: str, location: str) -> str | None:
    """Return where a redirect may be followed with the same token; None if it leads elsewhere."""
    try:
        target = urljoin(url, location)
    except ValueError:
        return None
    return target if same_origin(url, target) else None


def _plain(origin: Origin) -> str:
    scheme, host, port = origin
    return f"{scheme}://{host}:{port}"
