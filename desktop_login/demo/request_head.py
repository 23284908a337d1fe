"""The head of an HTTP/1.1 request, read as strictly as RFC 9112 allows. Knows no socket and no operation.

A head that two programs could understand differently is refused: two lengths, two hosts, a length
that is not a plain number, unusual line ends.
https://www.rfc-editor.org/rfc/rfc9112#name-message-body-length
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

MAX_HEAD = 16 * 1024
MAX_BODY = 128 * 1024
MAX_CHUNK_LINE = 1024
_REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) ([!-~]{1,2048}) HTTP/([0-9])\.([0-9])")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[\t -~\x80-\xff]*)?")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_ONCE = frozenset(
    {b"host", b"content-length", b"transfer-encoding", b"x-amz-target", b"origin", b"expect"}
)


class BadRequest(Exception):
    """Becomes an answer of this status, after which the connection ends."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text


class Head(NamedTuple):
    """A request head.

    Attributes:
        fields: Field name in lower case to value.
        length: The length of the body in bytes; None for a chunked one.
    """

    method: str
    target: str
    fields: Mapping[str, str]
    length: int | None
    keeps_connection: bool


def parse(raw: bytes) -> Head:
    """Parse a head that ends with the last field, without the empty line. Raises `BadRequest`."""
    first, *lines = raw.split(b"\r\n")
    found = _REQUEST_LINE.fullmatch(first)
    if found is None:
        raise _malformed("The request line is malformed")
    if found[3] != b"1":
        raise BadRequest(505, "HttpVersionNotSupported", "Only HTTP/1.1 is spoken here")
    fields = _fields(lines)
    if "host" not in fields and found[4] != b"0":
        raise _malformed("There is no Host")
    closes = fields.get("connection", "").strip().lower() == "close"
    return Head(
        found[1].decode("ascii"),
        found[2].decode("ascii"),
        fields,
        _length(fields, is_needed=found[1] == b"POST", may_be_chunked=found[4] != b"0"),
        not closes and found[4] != b"0",
    )


def _fields(lines: list[bytes]) -> Mapping[str, str]:
    fields: dict[bytes, bytes] = {}
    for line in lines:
        given, colon, value = line.partition(b":")
        if not colon or not _NAME.fullmatch(given) or _CONTROL.search(value):
            raise _malformed("A field is malformed")
        name = given.lower()
        if name in fields and name in _ONCE:
            raise _malformed("A field stands there twice")
        text = value.strip(b" \t")
        fields[name] = fields[name] + b", " + text if name in fields else text
    return {name.decode("ascii"): value.decode("latin-1") for name, value in fields.items()}


def _length(fields: Mapping[str, str], *, is_needed: bool, may_be_chunked: bool) -> int | None:
    given = fields.get("content-length")
    coding = fields.get("transfer-encoding")
    if coding is not None:
        if given is not None:
            raise _malformed("The length is given twice")
        if not may_be_chunked:
            raise _malformed("HTTP/1.0 knows no Transfer-Encoding")
        if coding.lower() != "chunked":
            raise BadRequest(501, "NotImplemented", "This Transfer-Encoding is not supported")
        return None
    if given is None:
        if is_needed:
            raise BadRequest(411, "LengthRequired", "Content-Length is missing")
        return 0
    if not (given.isascii() and given.isdecimal()):
        raise _malformed("Content-Length is not a number")
    if len(given) > 9 or int(given) > MAX_BODY:
        raise too_large()
    return int(given)


def chunk_length(line: bytes) -> int:
    """Return how many bytes follow this line; 0 for the last chunk.

    Extensions are ignored (RFC 9112, 7.1.1). Raises `BadRequest`.
    """
    found = _CHUNK.fullmatch(line)
    if found is None:
        raise _malformed("A chunk is malformed")
    length = int(found[1], 16)
    if length > MAX_BODY:
        raise too_large()
    return length


def too_large() -> BadRequest:
    return BadRequest(413, "SerializationException", "Request is too large")


def _malformed(text: str) -> BadRequest:
    return BadRequest(400, "BadRequest", text)
