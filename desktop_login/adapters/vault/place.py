"""Where the record of a pool and client lies. Standard library only, so that a window may ask before it paints."""

from __future__ import annotations

from pathlib import Path

RECORD = "session.bin"


def folder_name(pool_id: str, client_id: str) -> str:
    """A name that says nothing about the pool and fits every file system."""
    import hashlib  # it loads OpenSSL, which a first start need not wait for

    return hashlib.sha256(f"{pool_id}|{client_id}".encode()).hexdigest()[:16]


def has_record(folder: Path, pool_id: str, client_id: str) -> bool:
    """Cheap, and without the keychain: is there a record to try?"""
    return (folder / folder_name(pool_id, client_id) / RECORD).is_file()
