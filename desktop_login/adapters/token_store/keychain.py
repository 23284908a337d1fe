"""The operating system's keychain, with a fixed backend and a deadline for every call.

keyring's own choice of backend is never used: environment variables and a configuration file
can point it at a plaintext or null store. See docs/adr/0004.
"""

from __future__ import annotations

import contextlib
import secrets
import sys
from collections.abc import Callable
from typing import Protocol, TypeVar

from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.system.threads import patiently, within

Result = TypeVar("Result")

# A locked keychain asks the user; the window stays usable meanwhile.
PATIENCE_S = 60.0
TRIAL_S = 3.0
_ACCOUNT = "session key"


class Keychain(Protocol):
    """Stores short secrets. Every method raises `AuthError(KEYCHAIN)` and nothing else."""

    def get(self, service: str) -> str | None: ...

    def set(self, service: str, secret: str) -> None: ...

    def delete(self, service: str) -> None:
        """Delete the secret; does nothing if there is none."""


class Backend(Protocol):
    """What is used of a backend of keyring. Raises all sorts of errors."""

    def get_password(self, service: str, account: str, /) -> str | None: ...

    def set_password(self, service: str, account: str, secret: str, /) -> None: ...

    def delete_password(self, service: str, account: str, /) -> None: ...


class OsKeychain:
    """Windows Credential Manager, macOS Keychain or the freedesktop Secret Service."""

    def __init__(
        self, backend: Callable[[], Backend] | None = None, patience_s: float = PATIENCE_S
    ) -> None:
        self._make = backend or system_backend
        self._backend: Backend | None = None
        self._patience = patience_s

    def get(self, service: str) -> str | None:
        def read() -> str | None:
            value = self._opened().get_password(service, _ACCOUNT)
            return None if value is None else str(value)

        return self._within_deadline(read)

    def set(self, service: str, secret: str) -> None:
        def write() -> bool:
            backend = self._opened()
            backend.set_password(service, _ACCOUNT, secret)
            # some keychains report success and store nothing
            return bool(backend.get_password(service, _ACCOUNT) == secret)

        if not self._within_deadline(write):
            raise failed(ErrorCode.KEYCHAIN, "NotReadBack")

    def delete(self, service: str) -> None:
        def erase() -> bool:
            backend = self._opened()
            if backend.get_password(service, _ACCOUNT) is None:
                return True
            with contextlib.suppress(Exception):  # what counts is checked in the next line
                backend.delete_password(service, _ACCOUNT)
            return backend.get_password(service, _ACCOUNT) is None

        if not self._within_deadline(erase):
            raise failed(ErrorCode.KEYCHAIN, "NotDeleted")

    def _opened(self) -> Backend:
        if self._backend is None:
            self._backend = self._make()
        return self._backend

    def _within_deadline(self, call: Callable[[], Result]) -> Result:
        """Makes the call on a thread of its own: an unanswered prompt blocks for ever."""
        try:
            return within(self._patience, lambda: patiently(call), "keychain")
        except TimeoutError:
            code = "NoAnswer"
        except BaseException as error:  # noqa: BLE001 - half of the errors are no KeyringError
            code = type(error).__name__
        raise failed(ErrorCode.KEYCHAIN, code)


def system_backend() -> Backend:
    """Return the backend of this system, instantiated directly."""
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        backend = WinVaultKeyring()
        backend.persist = "local machine"  # the default roams with the profile
        return backend
    if sys.platform == "darwin":
        from keyring.backends.macOS import Keyring as MacKeyring

        return MacKeyring()
    from keyring.backends.SecretService import Keyring as SecretService

    return SecretService()


def trial(keychain: Keychain, service: str) -> None:
    """Write, read and delete a test entry. Raises `AuthError` if the keychain cannot be used now."""
    word = secrets.token_hex(8)
    keychain.set(service, word)
    if keychain.get(service) != word:
        raise failed(ErrorCode.KEYCHAIN, "NotReadBack")
    keychain.delete(service)
