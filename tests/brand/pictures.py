"""Pictures for tests of brands, good and hostile, as bytes. Needs no Qt."""

from __future__ import annotations

import struct
import zlib

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40">'
    '<defs><linearGradient id="a"><stop offset="0" stop-color="#123"/></linearGradient></defs>'
    '<rect width="120" height="40" rx="8" fill="url(#a)"/></svg>'
)


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int = 4, height: int = 4, *, rows: int | None = None) -> bytes:
    """A grey picture; with `rows`, only so many are there, whatever it says of its height."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = height if rows is None else rows
    body = zlib.compress((b"\0" + b"\x80" * width) * rows)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    )


def svg(inside: str = "", attributes: str = 'viewBox="0 0 120 40"', before: str = "") -> bytes:
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'
    ).encode()
