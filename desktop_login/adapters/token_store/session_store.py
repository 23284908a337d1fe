"""The `TokenStore` port: a key in the keychain, an encrypted record in a file. Decides what may be deleted, and when.

A refresh writes only the file; the keychain is written once, at sign-in. A sign-out removes the key
first, so that a file that could not be removed is useless.
"""

from __future__ import annotations

import base64
import contextlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from filelock import FileLock, Timeout

from desktop_login.adapters.token_store.earlier import Earlier
from desktop_login.adapters.token_store.encrypted_record import StoreKey, seal, subject_of, unseal
from desktop_login.adapters.token_store.keychain import Keychain
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.adapters.token_store.record_parts import KEY_BYTES, MAX_RECORD, decoded_key
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import StillLocked
from desktop_login.system.files import private_file, private_folder
from desktop_login.system.paths import AWS_CREDENTIALS, LOCK, RECORD, session_key

_LOCK_S = 20.0
_LOCK_TO_FORGET_S = 0.25


class EncryptedTokenStore:
    """Stores the session of one pool and app client below `folder`.

    `insists`: without the lock nothing is refreshed. A command can say so and be repeated; a window
    has a person in front of it, and two refreshes at once are better for them than none.
    """

    def __init__(
        self, keychain: Keychain, folder: Path, store_key: StoreKey, *, insists: bool = False
    ) -> None:
        self._insists = insists
        self._keychain = keychain
        self._store_key = store_key
        self._name = store_key.folder_name
        self._folder = folder / self._name
        self._file = RecordFile(self._folder)
        self._aws = RecordFile(self._folder, AWS_CREDENTIALS)
        self._key: bytes | None = None
        self._earlier = Earlier(keychain, folder, store_key, RECORD)
        self._guard = threading.Lock()
        self._forgetting = threading.Condition()
        self._forgets = 0
        self._locked_by: int | None = None

    @property
    def service(self) -> str:
        """The name of the keychain entry, different for each pool and app client."""
        return session_key(self._name)

    def load(self) -> Tokens | None:
        record = self._read_or_taken_over()
        if record is None:
            return None
        try:
            return self._opened(record)
        except AuthError as error:
            if error.error_info.code is not ErrorCode.RECORD_UNREADABLE:
                raise
            refused = error
        with contextlib.suppress(OSError):  # if it cannot be renamed, the error is the same
            if self._file.read(MAX_RECORD) == record:  # and no window has written since
                self._file.set_aside()
        raise refused

    def save(self, tokens: Tokens, subject: str) -> None:
        try:
            before = self._file.read(MAX_RECORD)
            if before is None or self._is_not_opened_by_the_key_at_hand(before):
                self._key = None  # another process may have signed out and in, with another key
            key = self._stored_key() or self._new_key()
            record = seal(key, self._store_key, subject, tokens)
            self._file.write(record)
            written = self._file.read(MAX_RECORD)
        except OSError as error:
            raise failed(ErrorCode.NOT_SAVED, type(error).__name__) from None
        if written != record:
            raise failed(ErrorCode.NOT_SAVED, "NotReadBack")
        self._remove_earlier()

    def keeps(self, subject: str) -> bool:
        try:
            record = self._file.read(MAX_RECORD)
            if record is not None:
                return subject_of(record) == subject
            # a sign-out removes the key first: if there is a key, the file was lost otherwise
            return self._keychain.get(self.service) is not None
        except (OSError, AuthError):
            return True  # saving will raise the error

    def forget(self, subject: str, ended: Tokens | None = None) -> None:
        # A refresh in another process checks the store before it writes, so a sign-out need not
        # wait for it.
        with self._announced(), self._file_lock(_LOCK_TO_FORGET_S):
            try:
                record = self._file.read(MAX_RECORD)
                if record is not None and self._is_not_theirs(record, subject, ended):
                    return
                self._remove(had_something=self._file.leaves_anything() or self._key is not None)
                self._earlier.remove_of(subject)
            except OSError as error:
                raise failed(ErrorCode.NOT_SAVED, type(error).__name__) from None

    def forget_everybody(self) -> None:
        """Remove the session whoever's it is, and its key: nothing names this pool any more."""
        with self._announced(), self._file_lock(_LOCK_TO_FORGET_S):
            try:
                self._remove(had_something=self._file.leaves_anything())
                self._earlier.remove()
            except OSError as error:
                raise failed(ErrorCode.NOT_SAVED, type(error).__name__) from None

    def exclusive(self) -> AbstractContextManager[None]:
        return self._locked()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._forgetting:  # a sign-out in progress would remove the record of a new sign-in
            self._forgetting.wait_for(lambda: not self._forgets)
        with self._guard, self._file_lock(_LOCK_S, insists=self._insists):
            self._locked_by = threading.get_ident()
            try:
                yield
            finally:
                self._locked_by = None

    @contextmanager
    def _announced(self) -> Iterator[None]:
        """Count a sign-out in progress; it ends at the latest with the keychain's deadline."""
        with self._forgetting:
            self._forgets += 1
        try:
            yield
        finally:
            with self._forgetting:
                self._forgets -= 1
                self._forgetting.notify_all()

    @contextmanager
    def _file_lock(self, patience_s: float, *, insists: bool = False) -> Iterator[None]:
        try:
            private_folder(self._folder)
            file = self._folder / LOCK
            private_file(file)
            lock = FileLock(file, timeout=patience_s, mode=0o600)
            lock.acquire()
        except (Timeout, OSError) as error:
            if insists and isinstance(error, Timeout):
                raise StillLocked from None
            # Two simultaneous refreshes are better than none: the grace period of the rotation
            # allows them.
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _read_or_taken_over(self) -> bytes | None:
        try:
            record = self._file.read(MAX_RECORD)
            if record is None and self._earlier.may_be_taken_over():
                mine = threading.get_ident() == self._locked_by
                with nullcontext() if mine else self._file_lock(_LOCK_S):
                    record = self._file.read(MAX_RECORD) or self._taken_over()
        except OSError as error:
            raise failed(ErrorCode.KEYCHAIN, type(error).__name__) from None
        return record

    def _taken_over(self) -> bytes | None:
        """Take over the record of an earlier version, encrypted again under the present name.

        The key stays the same, so that two windows which do this at once do not conflict.
        """
        found = self._earlier.find()
        if found is None:
            return None
        key = decoded_key(found.key)
        if key is None:
            raise failed(ErrorCode.KEY_MISSING, "NoKey")
        tokens = unseal(key, found.store_key, found.record)
        record = seal(key, self._store_key, subject_of(found.record) or "", tokens)
        self._keep_key(key)
        with contextlib.suppress(OSError):  # then the next start does it
            self._file.write(record)
            self._remove_earlier()
        return record

    def _remove_earlier(self) -> None:
        with contextlib.suppress(OSError, AuthError):  # the next save or sign-out does it
            self._earlier.remove()

    def _is_not_theirs(self, record: bytes, subject: str, ended: Tokens | None) -> bool:
        if (subject_of(record) or subject) != subject:
            return True
        if ended is None:
            return False
        try:
            return self._opened(record).refresh_token != ended.refresh_token
        except AuthError as error:
            # without the key it may be a newer session that is still valid
            return error.error_info.code in (ErrorCode.KEYCHAIN, ErrorCode.KEY_MISSING)

    def _remove(self, *, had_something: bool) -> None:
        trouble: AuthError | None = None
        if had_something:
            self._key = None
            try:
                self._keychain.delete(self.service)
            except AuthError as error:
                trouble = error
        self._file.remove()
        self._aws.remove()
        if trouble is not None:
            raise trouble

    def _opened(self, record: bytes) -> Tokens:
        """Decrypt the record; another process may have replaced the cached key meanwhile."""
        at_hand = self._key
        if at_hand is not None:
            try:
                return unseal(at_hand, self._store_key, record)
            except AuthError as error:
                if error.error_info.code is not ErrorCode.RECORD_UNREADABLE:
                    raise
                self._key = None
        key = self._stored_key()
        if key is None:
            # some keychains answer "nothing" while they start, so the record is not damaged
            raise failed(ErrorCode.KEY_MISSING, "NoKey")
        return unseal(key, self._store_key, record)

    def _is_not_opened_by_the_key_at_hand(self, record: bytes) -> bool:
        if self._key is None:
            return False
        try:
            unseal(self._key, self._store_key, record)
        except AuthError:
            return True
        return False

    def _stored_key(self) -> bytes | None:
        if self._key is None:
            self._key = decoded_key(self._keychain.get(self.service))
        return self._key

    def _new_key(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        self._keep_key(key)
        return key

    def _keep_key(self, key: bytes) -> None:
        self._keychain.set(self.service, base64.b64encode(key).decode())
        self._key = key


class MemoryTokenStore:
    """Stores nothing: for the demo."""

    def load(self) -> Tokens | None:
        return None

    def save(self, tokens: Tokens, subject: str) -> None:
        """Do nothing: the session manager holds the session."""

    def keeps(self, subject: str) -> bool:  # noqa: ARG002 - the port's name
        return False

    def forget(self, subject: str, ended: Tokens | None = None) -> None:
        """Do nothing: nothing was stored."""

    def exclusive(self) -> AbstractContextManager[None]:
        return nullcontext()
