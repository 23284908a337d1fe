"""The three parts of a token as they are written. Verifies nothing: what is read here is only shown."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping


def header_of(token: str) -> Mapping[str, object]:
    """Return the first part, decoded; empty if it is no JSON object."""
    return _decoded(token.partition(".")[0])


def claims_of(token: str) -> Mapping[str, object]:
    """Return the second part, decoded; empty if it is no JSON object. Of a token verified before."""
    return _decoded(token.partition(".")[2].partition(".")[0])


def _decoded(part: str) -> Mapping[str, object]:
    try:
        written = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        value = json.loads(written)
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def short_key(key: object) -> str:
    """Return the id of a key, short enough for a line; its two ends are what people compare."""
    text = key if isinstance(key, str) else "–"
    return text if len(text) <= 12 else f"{text[:4]}…{text[-5:]}"
