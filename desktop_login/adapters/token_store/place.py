"""The folder names of the token store. Standard library only, because a window needs them before it paints."""

from __future__ import annotations

from pathlib import Path

RECORD, LOCK = "session.bin", "session.lock"


def folder_name(pool_id: str, client_id: str, profile: str = "", endpoint: str = "") -> str:
    """Return a name that does not reveal the pool and is valid on every file system.

    Two profiles of one app client have two sessions. So have two endpoints: an endpoint that somebody
    put into the settings must not get what was stored for the real one. With a profile or an endpoint
    the four texts are hashed as a JSON list, which is unambiguous; an earlier version joined them, so
    that a profile could be named like an endpoint. Without both, the name is that of the earlier
    version.
    """
    if not profile and not endpoint:
        return _hashed(f"{pool_id}|{client_id}")
    import json

    return _hashed(json.dumps([pool_id, client_id, profile, endpoint]))


def earlier_folder_name(pool_id: str, client_id: str, profile: str, endpoint: str) -> str:
    """Return the earlier version's name of the folder if it is another one; otherwise ""."""
    more = [text for text in (profile, f"endpoint={endpoint}" if endpoint else "") if text]
    return _hashed("|".join((pool_id, client_id, *more))) if more else ""


def is_unambiguous(profile: str, endpoint: str) -> bool:
    """Return whether the earlier name belongs to this profile only, so that its records may be used.

    Records for an endpoint are not taken over: the user signs in again.
    """
    return bool(profile) and not endpoint and "endpoint=" not in profile


def has_record(
    folder: Path, pool_id: str, client_id: str, profile: str = "", endpoint: str = ""
) -> bool:
    """Return whether there is a record to load; does not use the keychain."""
    names = [folder_name(pool_id, client_id, profile, endpoint)]
    if is_unambiguous(profile, endpoint):
        names.append(earlier_folder_name(pool_id, client_id, profile, endpoint))
    return any((folder / name / RECORD).is_file() for name in names)


def _hashed(identity: str) -> str:
    import hashlib  # loads OpenSSL, which a first start does not need

    return hashlib.sha256(identity.encode()).hexdigest()[:16]
