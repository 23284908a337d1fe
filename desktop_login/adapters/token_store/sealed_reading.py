"""Opens the stored session of a place for reading, with the key of the keychain. Renews and writes nothing.

What a record belongs to stands in its own header, and the place is a hash of that: so the settings
need not be read. The tokens were verified before they were stored, and the record is authenticated:
only their times are looked at again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop_login.adapters.token_store.encrypted_record import StoreKey, unseal
from desktop_login.adapters.token_store.record_parts import MAX_RECORD, decoded_key
from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.domain.token_parts import claims_of
from desktop_login.domain.tokens import Lifetime, Tokens
from desktop_login.system.files import read_at_most
from desktop_login.system.paths import RECORD, folder_name, session_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_login.adapters.token_store.keychain import Keychain


class StoredSession(NamedTuple):
    """`store_key` is what the record belongs to; `claims` are those of the ID token."""

    tokens: Tokens
    claims: Mapping[str, object]
    lifetime: Lifetime
    store_key: StoreKey


def stored_session(folder: Path, place: str, keychain: Keychain) -> StoredSession | None:
    """None if there is no record.

    Raises:
        AuthError: KEYCHAIN, KEY_MISSING, RECORD_UNREADABLE, RECORD_NEWER or POOL_CHANGED.
    """
    try:
        record = read_at_most(folder / place / RECORD, MAX_RECORD)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise failed(ErrorCode.RECORD_UNREADABLE, type(error).__name__) from None
    store_key = _store_key_of(record, place)
    key = decoded_key(keychain.get(session_key(place)))
    if key is None:
        raise failed(ErrorCode.KEY_MISSING, "NoKey")
    tokens = unseal(key, store_key, record)
    claims = claims_of(tokens.id_token.reveal())
    lifetimes = [_lifetime(claims), _lifetime(claims_of(tokens.access_token.reveal()))]
    return StoredSession(tokens, claims, min(lifetimes, key=lambda one: one.expires_at), store_key)


def usual_keychain() -> Keychain:
    """The one in which the key of a session lies; on Linux without a prompt."""
    if sys.platform in ("win32", "darwin"):
        from desktop_login.adapters.token_store.keychain import OsKeychain

        return OsKeychain(patience_s=10.0)
    from desktop_login.adapters.token_store.secret_service import SecretServiceReader

    return SecretServiceReader()


def _store_key_of(record: bytes, place: str) -> StoreKey:
    """What the header says, if it hashes to the name of the folder; the seal covers it, too."""
    try:
        header = json.loads(record.partition(b"\n")[0])
        texts = [header.get(name, "") for name in ("pool", "client", "profile", "endpoint")]
    except (ValueError, AttributeError, RecursionError):
        raise failed(ErrorCode.RECORD_UNREADABLE, "Header") from None
    if not all(isinstance(text, str) for text in texts) or folder_name(*texts) != place:
        raise failed(ErrorCode.POOL_CHANGED, "Place")
    return StoreKey(*texts)


def _lifetime(claims: Mapping[str, object]) -> Lifetime:
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        raise failed(ErrorCode.RECORD_UNREADABLE, "Times")
    return Lifetime(float(issued), float(expires))
