"""One request to somebody's API, with whatever token the caller put into it. Decides how much is read; knows no Cognito.

Certificates and proxy are those of every other request (`transport`). No redirect is followed
here: libraries strip `Authorization` at most, and carry any other header to the next origin.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping

from desktop_login.adapters.clock import epoch_of
from desktop_login.adapters.transport import Transport, only
from desktop_login.domain.api_request import MAX_HEADERS, MAX_SHOWN, HttpCall, HttpReply
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo

# Together 30 seconds: a whole reply may take twice as long as one part of it.
CONNECT_S = 5.0
READ_S = 12.5
_MOST_DIGITS = 18  # of a length
# Of zlib: a gzip or a zlib stream, whichever it is.
_EITHER_HEADER = 32 + zlib.MAX_WBITS


def send(call: HttpCall, *, limit: int = MAX_SHOWN) -> HttpReply:
    """Return the reply; blocks for up to 30 seconds.

    Raises:
        AuthError: WRONG_ADDRESS, PROXY_UNUSABLE or NO_CONNECTION, and nothing was sent; PROXY,
            CERTIFICATE, CERTIFICATES_MISSING or CONNECTION_LOST; NOT_UNDERSTOOD for headers
            beyond the limit. CONNECTION_LOST also for a body that ends too early: half an
            answer must not be taken for one.
    """
    transport = Transport(only(call.url), limit=limit, connect_s=CONNECT_S, read_s=READ_S)
    begun = time.monotonic()
    try:
        answer = transport.send(call.method, call.url, call.headers, call.body)
    finally:
        transport.close()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if _size(headers) > MAX_HEADERS:
        raise AuthError(AuthErrorInfo(ErrorCode.NOT_UNDERSTOOD, RequestInfo(code="headers")))
    if len(answer.body) < min(_announced(call.method, answer.status, headers), limit):
        raise AuthError(AuthErrorInfo(ErrorCode.CONNECTION_LOST, RequestInfo(code="length")))
    body, cut = _unpacked(answer.body[:limit], headers.get("content-encoding", ""), limit)
    return HttpReply(
        answer.status,
        headers,
        body,
        cut or len(answer.body) > limit,
        time.monotonic() - begun,
        epoch_of(headers.get("date", "")),
    )


def _announced(method: str, status: int, headers: Mapping[str, str]) -> int:
    """Return how long the body should be, as far as the headers say so.

    https://www.rfc-editor.org/rfc/rfc9110#name-content-length
    """
    length = headers.get("content-length", "")
    has_body = method != "HEAD" and status not in (204, 304)
    known = has_body and length.isascii() and length.isdecimal() and len(length) <= _MOST_DIGITS
    return int(length) if known else 0


def _size(headers: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.items())


def _unpacked(body: bytes, encoding: str, limit: int) -> tuple[bytes, bool]:
    """Return the body without its `Content-Encoding`, and whether it was cut.

    An encoding that is unknown, or broken, leaves the bytes as they came.
    """
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body, False
    unpacker = zlib.decompressobj(_EITHER_HEADER)
    try:
        unpacked = unpacker.decompress(body, limit)
    except zlib.error:
        return body, False
    return unpacked, bool(unpacker.unconsumed_tail) or not unpacker.eof
