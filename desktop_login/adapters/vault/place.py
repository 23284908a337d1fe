"""Where the record of a pool and client lies. Standard library only, so that a window may ask before it paints."""

from __future__ import annotations

from pathlib import Path

RECORD = "session.bin"


def folder_name(pool_id: str, client_id: str, profile: str = "", endpoint: str = "") -> str:
    """A name that says nothing about the pool and fits every file system.

    Two profiles of one client are two sessions. So is another endpoint: whoever can change the
    settings must not be sent what was stored for the real one.
    """
    import hashlib  # it loads OpenSSL, which a first start need not wait for

    more = [text for text in (profile, f"endpoint={endpoint}" if endpoint else "") if text]
    identity = "|".join((pool_id, client_id, *more))
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def has_record(
    folder: Path, pool_id: str, client_id: str, profile: str = "", endpoint: str = ""
) -> bool:
    """Cheap, and without the keychain: is there a record to try?"""
    return (folder / folder_name(pool_id, client_id, profile, endpoint) / RECORD).is_file()
