"""The `Vault` port: a key in the keychain, a sealed record beside it. Decides what may be deleted, and when.

Renewing a session writes only the file; the keychain is written once, at sign-in. Signing out
removes the key first, so that a left-over file is useless.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from filelock import FileLock, Timeout

from desktop_login.adapters.vault.keychain import Keychain
from desktop_login.adapters.vault.place import folder_name
from desktop_login.adapters.vault.record import KEY_BYTES, MAX_RECORD, Owner, seal, unseal
from desktop_login.adapters.vault.record_file import RecordFile
from desktop_login.domain.errors import LoginError, Problem, failed
from desktop_login.domain.tokens import Tokens

_LOCK_S = 20.0


class SealedVault:
    """Keeps the session of one pool and client below `folder`."""

    def __init__(self, keychain: Keychain, folder: Path, owner: Owner) -> None:
        self._keychain = keychain
        self._owner = owner
        self._name = folder_name(owner.pool_id, owner.client_id, owner.profile)
        self._folder = folder / self._name
        self._file = RecordFile(self._folder)
        self._key: bytes | None = None
        self._guard = threading.Lock()

    @property
    def service(self) -> str:
        """The keychain entry's name: one of its own for each pool and client."""
        return f"desktop-login/v1/{self._name}"

    def load(self) -> Tokens | None:
        try:
            record = self._file.read(MAX_RECORD)
        except OSError as error:
            raise failed(Problem.KEYCHAIN, type(error).__name__) from None
        if record is None:
            return None
        key = self._stored_key()
        if key is None:
            self._file.set_aside()
            raise failed(Problem.RECORD_UNREADABLE, "NoKey")
        try:
            return unseal(key, self._owner, record)
        except LoginError as error:
            if error.fault.problem is Problem.RECORD_UNREADABLE:
                self._file.set_aside()
            raise

    def save(self, tokens: Tokens, subject: str) -> None:
        if not self._file.exists():
            self._key = None  # another process may have signed out and removed the key
        key = self._stored_key() or self._new_key()
        record = seal(key, self._owner, subject, tokens)
        try:
            self._file.write(record)
            written = self._file.read(MAX_RECORD)
        except OSError as error:
            raise failed(Problem.NOT_SAVED, type(error).__name__) from None
        if written != record:
            raise failed(Problem.NOT_SAVED, "NotReadBack")

    def forget(self) -> None:
        had_something = self._file.exists() or self._key is not None
        trouble: LoginError | None = None
        if had_something:
            self._key = None
            try:
                self._keychain.delete(self.service)
            except LoginError as error:
                trouble = error
        try:
            self._file.remove()
        except OSError as error:
            raise failed(Problem.NOT_SAVED, type(error).__name__) from None
        if trouble is not None:
            raise trouble

    def exclusive(self) -> AbstractContextManager[None]:
        return self._locked()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._guard:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                lock = FileLock(self._folder / "session.lock", timeout=_LOCK_S)
                lock.acquire()
            except (Timeout, OSError):
                # Better two renewals than none: the grace period of the rotation covers it.
                yield
                return
            try:
                yield
            finally:
                lock.release()

    def _stored_key(self) -> bytes | None:
        if self._key is None:
            self._key = decoded_key(self._keychain.get(self.service))
        return self._key

    def _new_key(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        self._keychain.set(self.service, base64.b64encode(key).decode())
        self._key = key
        return key


class MemoryVault:
    """Keeps nothing at rest: for the demo, and for people who do not want to be remembered."""

    def load(self) -> Tokens | None:
        return None

    def save(self, tokens: Tokens, subject: str) -> None:
        """Nothing to do: the keeper holds the session."""

    def forget(self) -> None:
        """Nothing was kept."""

    def exclusive(self) -> AbstractContextManager[None]:
        return nullcontext()


def decoded_key(text: str | None) -> bytes | None:
    """The key as it stands in the keychain; None if that is no key."""
    if text is None:
        return None
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None
