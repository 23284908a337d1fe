"""Records of earlier versions, which lie in folders of other names. Hands them over once and removes them.

The first names were ambiguous. Later the pool above the profiles got another name as soon as there
were profiles.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from desktop_login.adapters.token_store.encrypted_record import StoreKey, subject_of
from desktop_login.adapters.token_store.keychain import Keychain
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.adapters.token_store.record_parts import MAX_RECORD
from desktop_login.system.paths import (
    LOCK,
    earlier_folders,
    name_as_default,
    session_key,
)


class Found(NamedTuple):
    """A record, the store key under which it was sealed, and the keychain's entry for it."""

    record: bytes
    store_key: StoreKey
    key: str | None


class _Place(NamedTuple):
    """A folder of an earlier version; `counts`: what lies in it may be taken over."""

    folder: Path
    file: RecordFile
    service: str
    store_key: StoreKey
    counts: bool


class Earlier:
    """The earlier files `name` of a pool and app client; `key_of` names their keychain entries after the folder."""

    def __init__(
        self,
        keychain: Keychain,
        folder: Path,
        store_key: StoreKey,
        name: str,
        key_of: Callable[[str], str] = session_key,
    ) -> None:
        self._keychain = keychain
        pool_id, client_id, endpoint = store_key.pool_id, store_key.client_id, store_key.endpoint
        as_default = name_as_default(pool_id, client_id, endpoint)
        # the first versions wrote neither profile nor endpoint into the record
        first = StoreKey(pool_id, client_id)
        self._places = [
            _Place(
                folder / called,
                RecordFile(folder / called, name),
                key_of(called),
                store_key if called == as_default else first,
                counts,
            )
            for called, counts in earlier_folders(pool_id, client_id, store_key.profile, endpoint)
        ]

    def may_be_taken_over(self) -> bool:
        """Return whether there is a record to take over; does not use the keychain."""
        return any(place.counts and place.file.exists() for place in self._places)

    def find(self) -> Found | None:
        """Return what may be taken over, or None. Raises OSError and `AuthError(KEYCHAIN)`."""
        for place in self._places:
            record = place.file.read(MAX_RECORD) if place.counts else None
            if record is not None:
                return Found(record, place.store_key, self._keychain.get(place.service))
        return None

    def remove(self) -> None:
        """Remove the key and then the file, so that a file that remains is useless.

        Without such a file the keychain is not used. Raises OSError and `AuthError(KEYCHAIN)`.
        """
        for place in self._places:
            self._remove(place)

    def remove_of(self, subject: str) -> None:
        """The same, of one user only."""
        for place in self._places:
            record = place.file.read(MAX_RECORD)
            if record is not None and subject_of(record) == subject:
                self._remove(place)

    def _remove(self, place: _Place) -> None:
        if not place.file.leaves_anything():
            return
        self._keychain.delete(place.service)
        place.file.remove()
        with contextlib.suppress(OSError):  # the devices may still lie there
            (place.folder / LOCK).unlink(missing_ok=True)
            place.folder.rmdir()
