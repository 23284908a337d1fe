"""Stand-ins for what lies below keyring's Windows and macOS backends, with the limits that are documented for them.

keyring's own classes run on top. Written from the documentation of the systems and from reports;
not compared with the systems themselves (docs/platforms.md).
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

# CRED_MAX_CREDENTIAL_BLOB_SIZE, https://learn.microsoft.com/windows/win32/api/wincred/ns-wincred-credentialw
MAX_BLOB = 5 * 512
NOT_FOUND, NO_LOGON_SESSION, BAD_STUB_DATA = 1168, 1312, 1783


class WindowsError(Exception):
    """pywintypes.error: no OSError and no KeyringError."""

    def __init__(self, winerror: int, funcname: str, strerror: str = "") -> None:
        super().__init__(winerror, funcname, strerror)
        self.winerror, self.funcname = winerror, funcname


class CredentialManager:
    """`win32cred`, as far as keyring uses it. `broken` is an error that every call meets."""

    CRED_TYPE_GENERIC = 1
    CRED_PERSIST_SESSION, CRED_PERSIST_LOCAL_MACHINE, CRED_PERSIST_ENTERPRISE = 1, 2, 3

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.longest = 0
        self.broken = 0

    def CredRead(self, Type: int, TargetName: str) -> dict[str, Any]:
        self._check("CredRead")
        if TargetName not in self.entries:
            raise WindowsError(NOT_FOUND, "CredRead", "Element not found.")
        return self.entries[TargetName]

    def CredWrite(self, credential: dict[str, Any], flags: int) -> None:
        self._check("CredWrite")
        blob = credential["CredentialBlob"].encode("utf-16-le")
        if len(blob) > MAX_BLOB:
            raise WindowsError(BAD_STUB_DATA, "CredWrite", "The stub received bad data.")
        self.longest = max(self.longest, len(blob) // 2)
        self.entries[credential["TargetName"]] = credential | {"CredentialBlob": blob}

    def CredDelete(self, Type: int, TargetName: str) -> None:
        self._check("CredDelete")
        if self.entries.pop(TargetName, None) is None:
            raise WindowsError(NOT_FOUND, "CredDelete", "Element not found.")

    def _check(self, function: str) -> None:
        if self.broken:
            raise WindowsError(self.broken, function)


def windows(monkeypatch: pytest.MonkeyPatch) -> tuple[CredentialManager, Any]:
    """The credential manager, and keyring's backend above it."""
    manager = CredentialManager()
    below = ModuleType("win32ctypes.pywin32")
    win32cred = ModuleType("win32ctypes.pywin32.win32cred")
    for name in dir(CredentialManager):
        if name.startswith(("Cred", "CRED")):
            setattr(win32cred, name, getattr(manager, name))
    pywintypes = SimpleNamespace(error=WindowsError)
    below.win32cred, below.pywintypes = win32cred, pywintypes  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "win32ctypes", ModuleType("win32ctypes"))
    monkeypatch.setitem(sys.modules, "win32ctypes.pywin32", below)
    monkeypatch.delitem(sys.modules, "keyring.backends.Windows", raising=False)
    backend = importlib.import_module("keyring.backends.Windows").WinVaultKeyring()
    backend.persist = "local machine"
    return manager, backend


class MacError(Exception):
    """`api.Error`; the status is an OSStatus."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class MacNotFound(MacError):
    pass


class MacDenied(MacError):
    pass


class MacKeychain:
    """keyring's `macOS.api`: storing deletes, then adds. `dies_between` loses the value there."""

    Error, NotFound, KeychainDenied = MacError, MacNotFound, MacDenied

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.writes = 0
        self.broken: MacError | None = None

    def find_generic_password(self, name: object, service: str, username: str) -> str:
        self._check()
        if (service, username) not in self.entries:
            raise MacNotFound(-25300)
        return self.entries[service, username]

    def set_generic_password(self, name: object, service: str, username: str, word: str) -> None:
        self._check()
        self.writes += 1
        self.entries.pop((service, username), None)
        self.entries[service, username] = word.partition("\0")[0]  # NUL ends it

    def delete_generic_password(self, name: object, service: str, username: str) -> None:
        self._check()
        if self.entries.pop((service, username), None) is None:
            raise MacNotFound(-25300)

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken


def macos(monkeypatch: pytest.MonkeyPatch) -> tuple[MacKeychain, Any]:
    """The keychain, and keyring's backend above it."""
    keychain = MacKeychain()
    module = importlib.import_module("keyring.backends.macOS")
    monkeypatch.setattr(module, "api", keychain, raising=False)
    return keychain, module.Keyring()
