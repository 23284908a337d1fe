"""The head of an HTTP/1.1 request, read as strictly as RFC 9112 allows. Knows no socket and no operation.

Whatever two programs could understand in two ways is refused: two lengths, two hosts, a length
that is no plain number, lines that end in a way of their own.
https://www.rfc-editor.org/rfc/rfc9112#name-message-body-length
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

MAX_HEAD = 16 * 1024
MAX_BODY = 128 * 1024
_REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) ([!-~]{1,2048}) HTTP/([0-9])\.([0-9])")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
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
    """`fields` by their names in lower case; `length` is the body's, in bytes."""

    method: str
    target: str
    fields: Mapping[str, str]
    length: int
    keeps_connection: bool


def parse(raw: bytes) -> Head:
    """`raw` ends with the last field, without the empty line. Raises `BadRequest`."""
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
        _length(fields, found[1] == b"POST"),
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


def _length(fields: Mapping[str, str], is_needed: bool) -> int:
    given = fields.get("content-length")
    if "transfer-encoding" in fields:
        if given is not None:
            raise _malformed("The length is given twice")
        raise BadRequest(501, "NotImplemented", "Transfer-Encoding is not supported")
    if given is None:
        if is_needed:
            raise BadRequest(411, "LengthRequired", "Content-Length is missing")
        return 0
    if not (given.isascii() and given.isdecimal()):
        raise _malformed("Content-Length is not a number")
    if len(given) > 9 or int(given) > MAX_BODY:
        raise BadRequest(413, "SerializationException", "Request is too large")
    return int(given)


def _malformed(text: str) -> BadRequest:
    return BadRequest(400, "BadRequest", text)
