"""The `UnconfirmedNames` port: user names that the program generated for new accounts.

If the e-mail address is an alias in a pool, it becomes a valid name only once it is verified. Until
then the account can be confirmed, and signed in to, only by its user name, which the user has never
seen.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.system.paths import UNCONFIRMED, name_as_default

_MOST = 16  # accounts that are being created on one computer
_LIMIT = 8 * 1024
_LONGEST_NAME = 128


class MemoryNames:
    """Keeps names in memory, while the program runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: Mapping[str, str] = {}

    def find(self, address: str) -> str:
        return self._read().get(_hashed(address), "")

    def keep(self, address: str, username: str) -> None:
        with self._lock:
            others = {key: name for key, name in self._read().items() if key != _hashed(address)}
            newest = [*others.items(), (_hashed(address), username)][-_MOST:]
            self._write(dict(newest))

    def forget(self, address: str) -> None:
        with self._lock:
            before = self._read()
            after = {key: name for key, name in before.items() if key != _hashed(address)}
            if len(after) < len(before):
                self._write(after)

    def _read(self) -> Mapping[str, str]:
        return self._names

    def _write(self, names: Mapping[str, str]) -> None:
        self._names = names


class FileNames(MemoryNames):
    """Keeps names in a file of mode 0600, with the addresses hashed.

    Neither is a secret, so the file is not encrypted and needs no keychain. A file that cannot be
    read or written is ignored.
    """

    def __init__(self, folder: Path, store_key: StoreKey) -> None:
        super().__init__()
        self._file = RecordFile(folder / store_key.folder_name, UNCONFIRMED)
        earlier = name_as_default(store_key.pool_id, store_key.client_id, store_key.endpoint)
        self._earlier = None if store_key.profile else RecordFile(folder / earlier, UNCONFIRMED)

    def forget_everybody(self) -> None:
        """Remove the file."""
        with self._lock:
            self._write({})

    def _read(self) -> Mapping[str, str]:
        earlier = {} if self._earlier is None else self._read_of(self._earlier)
        return {**earlier, **self._read_of(self._file)}

    def _read_of(self, file: RecordFile) -> Mapping[str, str]:
        try:
            content = file.read(_LIMIT)
            names = json.loads(content) if content and len(content) <= _LIMIT else {}
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(names, dict):
            return {}
        return {key: name for key, name in names.items() if _is_name(name)}

    def _write(self, names: Mapping[str, str]) -> None:
        with contextlib.suppress(OSError):
            if names:
                self._file.write(json.dumps(names).encode())
            else:
                self._file.remove()
            if self._earlier is not None:
                self._earlier.remove()


def _is_name(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def _hashed(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
