"""Keychains for tests: one that works, and ones that fail as real ones do."""

from __future__ import annotations

from desktop_login.domain.errors import Problem, failed


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
        raise failed(Problem.KEYCHAIN, "Locked")

    def set(self, service: str, secret: str) -> None:
        raise failed(Problem.KEYCHAIN, "Locked")

    def delete(self, service: str) -> None:
        raise failed(Problem.KEYCHAIN, "Locked")
