"""A token out of the stored session, if it is there, opens and is fresh: the shortest way without a window.

Whatever is otherwise is None, and the ordinary way finds out what, and says it. So nothing of the
program's errors, values and settings is loaded here. The record is what it claims to be: its key has
the name of its place in the keychain, and its header is authenticated with it.
"""

from __future__ import annotations

import sys

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.token_store.record_parts import decoded_key, header_of, opened
from desktop_login.domain.freshness import is_good_for
from desktop_login.quick import RECORD, keychain, read_own

TYPE_CHECKING = False  # the module `typing` is loaded by others, or not at all
if TYPE_CHECKING:
    from typing import Any


def token_at_hand(folder: str, place: str, use: str, left_s: float) -> str | None:
    """The token, or None."""
    if sys.platform in ("win32", "darwin"):
        return None  # their keychains take keyring, and with it the ordinary way
    try:
        record = read_own(f"{folder}/{place}/{RECORD}")
        header = header_of(record)
        key = _key_of(place) if header is not None else None
        if header is None or key is None:
            return None
        body = opened(key, record, header)
        token, server_time = body[f"{use}_token"], SystemClock().now().wall + body["drift"]
        lifetimes = [_times(body["id_token"]), _times(body["access_token"])]
        fresh = all(is_good_for(left_s, *times, server_time) for times in lifetimes)
    except Exception:  # noqa: BLE001 - the ordinary way says what it is
        return None
    return token if fresh and isinstance(token, str) else None


def _key_of(place: str) -> bytes | None:
    from desktop_login.adapters.token_store.secret_item import secret_of

    return decoded_key(secret_of(f"{keychain()}/{place}"))


def _times(token: str) -> tuple[float, float]:
    """When it was issued and when it expires. It was verified before it was stored."""
    import binascii
    import json

    part = token.split(".")[1].replace("-", "+").replace("_", "/")
    claims: Any = json.loads(binascii.a2b_base64(part + "=" * (-len(part) % 4)))  # JSON
    return float(claims["iat"]), float(claims["exp"])
