"""The requests that were sent to an API, as they are remembered: without values of headers, bodies, replies and secrets. Keeps nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from desktop_login.domain.api_refusals import SentToken

MOST = 50
MAX_BYTES = 256 * 1024
_MAX_ADDRESS, _MAX_NAME, _MAX_NAMES = 2048, 128, 20
_VERSION = 1
BLOT = "***"
# Part of a name behind which a secret stands; `pass` is in `password`, `sig` in `signature`.
_SECRET = re.compile(r"(?i)token|key|code|secret|sig|pass|pwd|auth|session|credential|jwt|otp")
_JWT = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*){0,4}")


@dataclass(frozen=True)
class SavedRequest:
    """What is remembered of a request.

    Attributes:
        address: With secrets blotted.
        header_names: Of the headers that a person wrote; their values are not kept.
        service: What it was signed for, if it was.
    """

    method: str
    address: str
    token: SentToken = SentToken.ID
    header_names: tuple[str, ...] = ()
    service: str = ""


def blotted(address: str) -> str:
    """Return the address without what may be a secret: values behind such names, tokens, a fragment."""
    address = _JWT.sub(BLOT, address.partition("#")[0])
    before, mark, query = address.partition("?")
    return before + mark + "&".join(map(_blotted_pair, query.split("&")))


def _blotted_pair(pair: str) -> str:
    """From the first secret on: a semicolon may part pairs, or stand in a value."""
    start = 0
    for part in pair.split(";"):
        name, equals, value = part.partition("=")
        if equals and value and _SECRET.search(unquote(name)):
            return f"{pair[:start]}{name}={BLOT}"
        start += len(part) + 1
    return pair


def remembered(kept: Sequence[SavedRequest], sent: SavedRequest) -> tuple[SavedRequest, ...]:
    """Return what is kept from now on: the request that was just sent comes first."""
    others = tuple(one for one in kept if one != sent)
    return (sent, *others)[:MOST] if _fits(sent) else tuple(kept)


def written(kept: Sequence[SavedRequest]) -> bytes:
    """Return the file's content."""
    requests = [
        {
            "method": one.method,
            "address": one.address,
            "token": one.token.value,
            "headers": list(one.header_names),
            "service": one.service,
        }
        for one in kept
    ]
    return json.dumps({"version": _VERSION, "requests": requests}, indent=1).encode("ascii")


def read(content: bytes) -> tuple[SavedRequest, ...]:
    """Return what a file holds, without what is no request.

    Addresses are blotted once more: somebody may have written into the file.
    """
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return ()
    listed = value.get("requests") if isinstance(value, dict) else None
    found = map(_read_one, listed if isinstance(listed, list) else [])
    return tuple(one for one in found if one is not None and _fits(one))[:MOST]


def _read_one(value: object) -> SavedRequest | None:
    if not isinstance(value, dict):
        return None
    method, address, service = (value.get(name) for name in ("method", "address", "service"))
    names = value.get("headers")
    texts = (method, address, service, *(names if isinstance(names, list) else [None]))
    if not all(isinstance(text, str) for text in texts):
        return None
    try:
        token = SentToken(value.get("token"))
    except ValueError:
        return None
    return SavedRequest(
        str(method), blotted(str(address)), token, tuple(map(str, texts[3:])), str(service)
    )


def _fits(one: SavedRequest) -> bool:
    names = (one.method, one.service, *one.header_names)
    return (
        len(one.address) <= _MAX_ADDRESS
        and one.address.isascii()
        and len(names) <= _MAX_NAMES
        and all(len(name) <= _MAX_NAME and name.isascii() and name.isprintable() for name in names)
    )
