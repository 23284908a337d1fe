"""Where the record of a pool and client lies. Standard library only, so that a window may ask before it paints."""

from __future__ import annotations

from pathlib import Path

RECORD, LOCK = "session.bin", "session.lock"


def folder_name(pool_id: str, client_id: str, profile: str = "", endpoint: str = "") -> str:
    """A name that says nothing about the pool and fits every file system.

    Two profiles of one client are two sessions. So is another endpoint: whoever can change the
    settings must not be sent what was stored for the real one. With either, the four texts are
    hashed as a JSON list, which no other four give; an earlier version joined them, so that a
    profile could be named like an endpoint. Without, the name is still the earlier one.
    """
    if not profile and not endpoint:
        return _hashed(f"{pool_id}|{client_id}")
    import json

    return _hashed(json.dumps([pool_id, client_id, profile, endpoint]))


def earlier_folder_name(pool_id: str, client_id: str, profile: str, endpoint: str) -> str:
    """What an earlier version called the folder, if it called it otherwise; "" if not."""
    more = [text for text in (profile, f"endpoint={endpoint}" if endpoint else "") if text]
    return _hashed("|".join((pool_id, client_id, *more))) if more else ""


def is_unambiguous(profile: str, endpoint: str) -> bool:
    """Whether the earlier name can have been this profile's only: then what lies under it may be
    taken over. What was stored for an endpoint is not: its user signs in again."""
    return bool(profile) and not endpoint and "endpoint=" not in profile


def has_record(
    folder: Path, pool_id: str, client_id: str, profile: str = "", endpoint: str = ""
) -> bool:
    """Cheap, and without the keychain: is there a record to try?"""
    names = [folder_name(pool_id, client_id, profile, endpoint)]
    if is_unambiguous(profile, endpoint):
        names.append(earlier_folder_name(pool_id, client_id, profile, endpoint))
    return any((folder / name / RECORD).is_file() for name in names)


def _hashed(identity: str) -> str:
    import hashlib  # it loads OpenSSL, which a first start need not wait for

    return hashlib.sha256(identity.encode()).hexdigest()[:16]
