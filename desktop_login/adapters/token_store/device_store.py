"""The `DeviceStore` port: remembered devices, encrypted under a key of their own. Not removed by a sign-out.

A device replaces a second factor, so it is stored with the same protection as a token. Without a
device the keychain is not used: most pools do not track devices.
"""

from __future__ import annotations

import base64
import contextlib
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_login.adapters.token_store.earlier import Earlier
from desktop_login.adapters.token_store.encrypted_record import StoreKey, seal_body, unseal_body
from desktop_login.adapters.token_store.keychain import Keychain
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.adapters.token_store.record_parts import KEY_BYTES, MAX_RECORD, decoded_key
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.secret import Secret
from desktop_login.system.paths import DEVICES, device_key

_MOST = 50  # users of one computer


@dataclass(frozen=True)
class _Entry:
    device: Device
    subject: str
    names: frozenset[str] = field(default=frozenset(), repr=False)


class MemoryDeviceStore:
    """Keeps devices in memory, while the program runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[_Entry] = []

    def find(self, name: str) -> Device | None:
        return _find(self._read(), name)

    def remember(self, device: Device, subject: str, names: tuple[str, ...]) -> None:
        with self._lock:
            # one device per user, whichever name they sign in with
            others = [entry for entry in self._read() if entry.subject != subject]
            new = _Entry(device, subject, frozenset(_folded(name) for name in names if name))
            self._write([*others, new][-_MOST:])

    def forget(self, device_key: str) -> None:
        with self._lock:
            before = self._read()
            after = [entry for entry in before if entry.device.key != device_key]
            if len(after) < len(before):
                self._write(after)

    def _read(self) -> list[_Entry]:
        return self._entries

    def _write(self, entries: list[_Entry]) -> None:
        self._entries = entries


class EncryptedDeviceStore(MemoryDeviceStore):
    """The devices of one pool and client, below `folder`."""

    def __init__(self, keychain: Keychain, folder: Path, store_key: StoreKey) -> None:
        super().__init__()
        self._keychain = keychain
        self._store_key = store_key
        self._file = RecordFile(folder / store_key.folder_name, DEVICES)
        self._service = device_key(store_key.folder_name)
        self._earlier = Earlier(keychain, folder, store_key, DEVICES, device_key)

    def forget_everybody(self) -> None:
        """Remove all devices and their key: nothing names this pool any more."""
        with self._lock:
            if self._file.exists() or self._earlier.may_be_taken_over():
                self._write([])

    def _read(self) -> list[_Entry]:
        """Return the stored devices; none if the record cannot be decrypted.

        Then a code is asked for, and the next device replaces the record. Raises `AuthError` for a
        record of a newer version, which is kept, and if the keychain refuses.
        """
        if not self._file.exists():
            return self._taken_over()
        key = decoded_key(self._keychain.get(self._service))
        try:
            record = self._file.read(MAX_RECORD)
        except OSError as error:
            raise failed(ErrorCode.KEYCHAIN, type(error).__name__) from None
        if key is None or record is None:
            return []
        try:
            return _entries(unseal_body(key, self._store_key, record))
        except AuthError as error:
            if error.error_info.code is ErrorCode.RECORD_NEWER:
                raise
            return []

    def _write(self, entries: list[_Entry]) -> None:
        try:
            if not entries:
                self._keychain.delete(self._service)
                self._file.remove()
            else:
                key = decoded_key(self._keychain.get(self._service)) or self._new_key()
                self._file.write(seal_body(key, self._store_key, "devices", _body(entries)))
            self._earlier.remove()
        except OSError as error:
            raise failed(ErrorCode.NOT_SAVED, type(error).__name__) from None

    def _taken_over(self) -> list[_Entry]:
        """Take over the record of an earlier version, encrypted again with the same key."""
        try:
            found = self._earlier.find()
            key = decoded_key(found.key) if found is not None else None
            if found is None or key is None:
                return []
            entries = _entries(unseal_body(key, found.store_key, found.record))
        except OSError as error:
            raise failed(ErrorCode.KEYCHAIN, type(error).__name__) from None
        except AuthError as error:
            if error.error_info.code is ErrorCode.KEYCHAIN:
                raise
            return []
        self._keep_key(key)
        with contextlib.suppress(AuthError):  # then the next start does it
            self._write(entries)
        return entries

    def _new_key(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        self._keep_key(key)
        return key

    def _keep_key(self, key: bytes) -> None:
        self._keychain.set(self._service, base64.b64encode(key).decode())


def _find(entries: Iterable[_Entry], name: str) -> Device | None:
    return next((entry.device for entry in entries if _folded(name) in entry.names), None)


def _folded(name: str) -> str:
    """Fold case: pools differ in case-sensitivity, and the service refuses a wrong user's device."""
    return name.casefold()


def _body(entries: Iterable[_Entry]) -> dict[str, object]:
    return {
        "devices": [
            {
                "key": entry.device.key,
                "group_key": entry.device.group_key,
                "password": entry.device.password.reveal(),
                "subject": entry.subject,
                "names": sorted(entry.names),
            }
            for entry in entries
        ]
    }


def _entries(body: dict[str, object]) -> list[_Entry]:
    listed = body.get("devices")
    found = []
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict):
            continue
        texts = [one.get(n) for n in ("key", "group_key", "password", "subject")]
        names = one.get("names")
        if all(isinstance(text, str) for text in texts) and isinstance(names, list):
            key, group, password, subject = map(str, texts)
            folded = frozenset(name for name in names if isinstance(name, str))
            found.append(_Entry(Device(key, group, Secret(password)), subject, folded))
    return found
