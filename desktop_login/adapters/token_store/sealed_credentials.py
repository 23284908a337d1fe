"""The `KeptCredentials` port: AWS credentials beside the session, sealed with its key.

The key of the session is only read here. A sign-out removes it, and then what is left of a file that
could not be removed is useless. The lock is another one than that of the session, which may be held
by whoever renews it: it is never taken while this one is held.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.adapters.token_store.encrypted_record import (
    StoreKey,
    seal_body,
    subject_of,
    unseal_body,
)
from desktop_login.adapters.token_store.keychain import Keychain
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.adapters.token_store.record_parts import decoded_key
from desktop_login.domain.aws_credentials import AwsCredentials, Grounds, KeptAccess
from desktop_login.domain.errors import AuthError
from desktop_login.domain.secret import Secret
from desktop_login.system.files import private_file, private_folder
from desktop_login.system.paths import (
    AWS_CREDENTIALS,
    AWS_LOCK,
    RECORD,
    session_key,
)

if TYPE_CHECKING:
    from filelock import FileLock

_LOCK_S = 20.0
_MAX = 64 * 1024


class SealedCredentials:
    """Beside the session of one pool, app client and profile, below the data folder."""

    def __init__(self, keychain: Keychain, folder: Path, store_key: StoreKey) -> None:
        self._keychain = keychain
        self._store_key = store_key
        self._name = store_key.folder_name
        self._folder = folder / self._name
        self._file = RecordFile(self._folder, AWS_CREDENTIALS)
        self._record = RecordFile(self._folder, RECORD)
        self._key: bytes | None = None

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Without the lock too much is fetched, which harms nobody."""
        from filelock import FileLock, Timeout  # what is only read needs none

        self._key = None  # somebody may have signed out and in since
        lock: FileLock | None = None
        try:
            private_folder(self._folder)
            private_file(self._folder / AWS_LOCK)
            lock = FileLock(self._folder / AWS_LOCK, timeout=_LOCK_S, mode=0o600)
            lock.acquire()
        except (Timeout, OSError):
            lock = None
        try:
            yield
        finally:
            if lock is not None:
                lock.release()

    def load(self) -> KeptAccess | None:
        try:
            record = self._file.read(_MAX)
            key = self._key_at_hand() if record is not None else None
            if record is None or key is None:
                return None
            return _kept(unseal_body(key, self._store_key, record), subject_of(record) or "")
        except (OSError, AuthError, KeyError, TypeError, ValueError):
            return None

    def save(self, kept: KeptAccess) -> None:
        """Only beside a session: one that is not remembered leaves nothing on the disk."""
        with contextlib.suppress(OSError, AuthError):
            key = self._key_at_hand() if self._record.exists() else None
            if key is not None:
                subject = kept.grounds.subject
                self._file.write(seal_body(key, self._store_key, subject, _body(kept)))

    def _key_at_hand(self) -> bytes | None:
        """The key of the session, read once while the lock is held."""
        if self._key is None:
            self._key = decoded_key(self._keychain.get(session_key(self._name)))
        return self._key


def _body(kept: KeptAccess) -> dict[str, object]:
    credentials, grounds = kept.credentials, kept.grounds
    return {
        "identity_pool": grounds.identity_pool_id,
        "identity": kept.identity_id,
        "role": grounds.role,
        "groups": list(grounds.groups),
        "roles": list(grounds.roles),
        "preferred": grounds.preferred,
        "key_id": credentials.access_key_id,
        "secret": credentials.secret_access_key.reveal(),
        "session": credentials.session_token.reveal(),
        "expiration": credentials.expiration,
        "drift": credentials.clock_skew,
    }


def _kept(body: Mapping[str, object], subject: str) -> KeptAccess:
    """Raises KeyError, TypeError or ValueError for what another version may have written."""
    grounds = Grounds(
        str(body["identity_pool"]),
        subject,
        str(body["role"]),
        _texts(body["groups"]),
        _texts(body["roles"]),
        str(body["preferred"]),
    )
    credentials = AwsCredentials(
        str(body["key_id"]),
        Secret(str(body["secret"])),
        Secret(str(body["session"])),
        float(str(body["expiration"])),
        float(str(body["drift"])),
    )
    return KeptAccess(grounds, str(body["identity"]), credentials)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return tuple(map(str, value))
