"""The format of an encrypted record. Decides whether bytes are a valid record; reads and writes no file.

A record is one line of JSON (schema, pool, client, profile, endpoint, subject), then a 96-bit
nonce, then the tokens under AES-256-GCM with that line as associated data. So a record of another
pool, client, profile, endpoint, user or schema cannot be decrypted. Records of schema 1 had neither
profile nor endpoint; they count as records with both empty.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_login.adapters.token_store.record_parts import NONCE_BYTES, header_of, opened
from desktop_login.domain.browser import ThroughBrowser
from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.system.paths import folder_name, place_of

SCHEMA = 2
_MAX_DRIFT_S = 100 * 366 * 86400.0  # a flat battery sets the year 1970


@dataclass(frozen=True)
class StoreKey:
    """What a record belongs to besides the user. The profile "default" is the same as none: see `place_of`."""

    pool_id: str
    client_id: str
    profile: str = ""
    endpoint: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", place_of(self.profile))

    @property
    def folder_name(self) -> str:
        """Of the folder with everything that belongs to it."""
        return folder_name(self.pool_id, self.client_id, self.profile, self.endpoint)


def seal(key: bytes, store_key: StoreKey, subject: str, tokens: Tokens) -> bytes:
    body: dict[str, object] = {
        "id_token": tokens.id_token.reveal(),
        "access_token": tokens.access_token.reveal(),
        "refresh_token": tokens.refresh_token.reveal(),
        "drift": tokens.clock_skew,
        "device_key": tokens.device_key,
    }
    if tokens.through is not None:
        body["through_browser"] = [tokens.through.domain, tokens.through.provider]
    return seal_body(key, store_key, subject, body)


def unseal(key: bytes, store_key: StoreKey, record: bytes) -> Tokens:
    """Raises `AuthError`: RECORD_NEWER, POOL_CHANGED or RECORD_UNREADABLE."""
    try:
        return _tokens(unseal_body(key, store_key, record))
    except (ValueError, KeyError, TypeError) as error:
        raise failed(ErrorCode.RECORD_UNREADABLE, type(error).__name__) from None


def seal_body(key: bytes, store_key: StoreKey, subject: str, body: Mapping[str, object]) -> bytes:
    header = _header(store_key, subject)
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, json.dumps(body).encode(), header)


def unseal_body(key: bytes, store_key: StoreKey, record: bytes) -> dict[str, object]:
    """Raises `AuthError`: RECORD_NEWER, POOL_CHANGED or RECORD_UNREADABLE."""
    header = header_of(record)
    if header is None:
        raise failed(ErrorCode.RECORD_UNREADABLE, "Shape")
    _check_header(header, store_key)
    try:
        body = opened(key, record, header)
    except (InvalidTag, ValueError, TypeError, RecursionError) as error:
        raise failed(ErrorCode.RECORD_UNREADABLE, type(error).__name__) from None
    if not isinstance(body, dict):
        raise failed(ErrorCode.RECORD_UNREADABLE, "Body")
    return body


def subject_of(record: bytes) -> str | None:
    """Return the subject in the header, without decrypting; None if there is none."""
    header = header_of(record)
    try:
        subject = json.loads(header)["subject"] if header is not None else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return subject if isinstance(subject, str) else None


def _header(store_key: StoreKey, subject: str) -> bytes:
    fields = {
        "schema": SCHEMA,
        "pool": store_key.pool_id,
        "client": store_key.client_id,
        "profile": store_key.profile,
        "endpoint": store_key.endpoint,
        "subject": subject,
    }
    return json.dumps(fields, sort_keys=True).encode() + b"\n"


def _check_header(line: bytes, store_key: StoreKey) -> None:
    try:
        header = json.loads(line)
        schema = header["schema"]
        if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
            raise failed(ErrorCode.RECORD_UNREADABLE, "Schema")
        if schema > SCHEMA:
            raise failed(ErrorCode.RECORD_NEWER, "Schema")
        whose = StoreKey(header["pool"], header["client"])
        if schema > 1:
            whose = replace(whose, profile=header["profile"], endpoint=header["endpoint"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise failed(ErrorCode.RECORD_UNREADABLE, "Header") from None
    if whose != store_key:
        raise failed(ErrorCode.POOL_CHANGED, "StoreKey")


def _tokens(body: dict[str, Any]) -> Tokens:  # JSON: each value is looked at here
    texts = [body["id_token"], body["access_token"], body["refresh_token"]]
    clock_skew = body["drift"]
    if not all(isinstance(text, str) and text for text in texts):
        raise ValueError("a token is missing")
    id_token, access_token, refresh_token = (Secret(text) for text in texts)
    if isinstance(clock_skew, bool) or not isinstance(clock_skew, int | float):
        raise TypeError("drift is not a number")
    if not -_MAX_DRIFT_S < clock_skew < _MAX_DRIFT_S:
        raise ValueError("drift out of range")
    device_key = body.get("device_key", "")  # not in records of earlier versions
    if not isinstance(device_key, str):
        raise TypeError("device key is not a string")
    return Tokens(
        id_token,
        access_token,
        refresh_token,
        float(clock_skew),
        device_key,
        through=_through(body.get("through_browser")),
    )


def _through(found: object) -> ThroughBrowser | None:
    """Records of a sign-in with a password, and those of earlier versions, have nothing there."""
    if found is None:
        return None
    if not isinstance(found, list) or len(found) != 2:
        raise ValueError("through_browser is no pair")
    domain, provider = found
    if not isinstance(domain, str) or not isinstance(provider, str):
        raise TypeError("through_browser is not text")
    return ThroughBrowser(domain, provider)
