"""The parts of an encrypted record, and how they are opened. Knows neither pool nor token, and loads little: a command reads a record with it."""

from __future__ import annotations

TYPE_CHECKING = False  # the module `typing` is not needed to open a record
if TYPE_CHECKING:
    from typing import Any

MAX_RECORD = 512 * 1024
KEY_BYTES, NONCE_BYTES = 32, 12
_MAX_HEADER = 64 * 1024  # no settings file, and so no endpoint in it, is longer


def header_of(record: bytes) -> bytes | None:
    """The first line with its end, or None: this is no record."""
    line, found, _ = record[: _MAX_HEADER + 1].partition(b"\n")
    return line + b"\n" if found and len(record) <= MAX_RECORD else None


def opened(key: bytes, record: bytes, header: bytes) -> Any:  # JSON
    """The decrypted content.

    Raises:
        InvalidTag: Of `cryptography`: another key, or the record is damaged.
        ValueError: It is no JSON.
        RecursionError: It is nested too deep.
    """
    import json

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = record[len(header) :]
    plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], header)
    return json.loads(plain)


def decoded_key(text: str | None) -> bytes | None:
    """Decode a key from the keychain's text; None if it is not one."""
    import binascii

    try:
        key = binascii.a2b_base64(text or "", strict_mode=True)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
