"""Where the record of a pool and client lies. Standard library only, so that a window may ask before it paints."""

from __future__ import annotations

from pathlib import Path

RECORD = "session.bin"


def folder_name(pool_id: str, client_id: str, profile: str = "") -> str:
    """A name that says nothing about the pool and fits every file system.

    Two profiles of one client are two sessions.
    """
    import hashlib  # it loads OpenSSL, which a first start need not wait for

    identity = "|".join((pool_id, client_id, *([profile] if profile else [])))
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def has_record(folder: Path, pool_id: str, client_id: str, profile: str = "") -> bool:
    """Cheap, and without the keychain: is there a record to try?"""
    return (folder / folder_name(pool_id, client_id, profile) / RECORD).is_file()
