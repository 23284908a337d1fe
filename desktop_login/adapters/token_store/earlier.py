"""Records of an earlier version, whose folder names were ambiguous. Hands them over once and removes them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from desktop_login.adapters.token_store.encrypted_record import MAX_RECORD, StoreKey, subject_of
from desktop_login.adapters.token_store.keychain import Keychain
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.system.paths import (
    LOCK,
    earlier_folder_name,
    is_unambiguous,
    session_key,
)


class Found(NamedTuple):
    """A record of schema 1, the key under which it was stored, and the keychain's entry for it."""

    record: bytes
    store_key: StoreKey
    key: str | None


class Earlier:
    """The earlier file `name` of a pool and app client; `key_of` names its keychain entry after the folder."""

    def __init__(
        self,
        keychain: Keychain,
        folder: Path,
        store_key: StoreKey,
        name: str,
        key_of: Callable[[str], str] = session_key,
    ) -> None:
        self._keychain = keychain
        self._pool_and_client = StoreKey(store_key.pool_id, store_key.client_id)
        called = earlier_folder_name(
            store_key.pool_id, store_key.client_id, store_key.profile, store_key.endpoint
        )
        self._folder = folder / called
        self._service = key_of(called)
        self._file = RecordFile(self._folder, name) if called else None
        self._counts = is_unambiguous(store_key.profile, store_key.endpoint)

    def may_be_taken_over(self) -> bool:
        """Return whether there is a record to take over; does not use the keychain."""
        return self._file is not None and self._counts and self._file.exists()

    def subject(self) -> str | None:
        """Return the subject in the record's header; None without a record. Raises OSError."""
        record = self._file.read(MAX_RECORD) if self._file is not None else None
        return None if record is None else subject_of(record)

    def find(self) -> Found | None:
        """Return what may be taken over, or None. Raises OSError and `AuthError(KEYCHAIN)`."""
        if self._file is None or not self._counts:
            return None
        record = self._file.read(MAX_RECORD)
        if record is None:
            return None
        return Found(record, self._pool_and_client, self._keychain.get(self._service))

    def remove(self) -> None:
        """Remove the key and then the file, so that a file that remains is useless.

        Without such a file the keychain is not used. Raises OSError and `AuthError(KEYCHAIN)`.
        """
        if self._file is None or not self._file.leaves_anything():
            return
        self._keychain.delete(self._service)
        self._file.remove()
        with contextlib.suppress(OSError):  # the devices may still lie there
            (self._folder / LOCK).unlink(missing_ok=True)
            self._folder.rmdir()
