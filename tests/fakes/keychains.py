"""Keychains for tests: one that works, and ones that fail as real ones do."""

from __future__ import annotations

import os
from pathlib import Path

from desktop_login.domain.errors import ErrorCode, failed


class MemoryKeychain:
    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def get(self, service: str) -> str | None:
        return self.entries.get(service)

    def set(self, service: str, secret: str) -> None:
        self.entries[service] = secret

    def delete(self, service: str) -> None:
        self.entries.pop(service, None)


class MemoryBackend:
    """What keyring's backends are, without a system behind it."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, account: str) -> str | None:
        return self.entries.get((service, account))

    def set_password(self, service: str, account: str, secret: str) -> None:
        self.entries[service, account] = secret

    def delete_password(self, service: str, account: str) -> None:
        del self.entries[service, account]


class LockedKeychain:
    """Every call fails, as with a locked or missing password store."""

    def get(self, service: str) -> str | None:
        raise failed(ErrorCode.KEYCHAIN, "Locked")

    def set(self, service: str, secret: str) -> None:
        raise failed(ErrorCode.KEYCHAIN, "Locked")

    def delete(self, service: str) -> None:
        raise failed(ErrorCode.KEYCHAIN, "Locked")


class FileKeychain:
    """What several processes share; each entry is a file, replaced in one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, service: str) -> str | None:
        try:
            return self._path(service).read_text("utf-8")
        except FileNotFoundError:
            return None

    def set(self, service: str, secret: str) -> None:
        draft = self._path(f"{service}.{os.getpid()}")
        draft.write_text(secret, "utf-8")
        draft.replace(self._path(service))

    def delete(self, service: str) -> None:
        self._path(service).unlink(missing_ok=True)

    def _path(self, service: str) -> Path:
        return self._folder / service.replace("/", "_")
