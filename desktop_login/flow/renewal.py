"""One renewal: lock → read again → newer there? adopt it → else refresh → save → release. Blocks; tells nobody."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from desktop_login.domain.errors import ENDS_SESSION, LoginError, Problem
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.flow.ports import Ports, Vault


class Store(Enum):
    """What the vault is for in this renewal. WRITE: what it holds is older than ours."""

    NOTHING = "nothing"
    WRITE = "write"
    READ_AND_WRITE = "read and write"


class Renewal:
    def __init__(self, ports: Ports, vault: Vault) -> None:
        self._provider = ports.provider
        self._reader = ports.reader
        self._devices = ports.devices
        self._vault = vault

    def __call__(
        self, old: Session, store: Callable[[], Store], server_time: float
    ) -> tuple[Session, bool]:
        """The renewed session, and whether it is where it should be stored.

        `store` is asked again before writing. Raises `LoginError`.
        """
        reads = store() is Store.READ_AND_WRITE
        with self._vault.exclusive():
            stored = self._newer_in_store(old, server_time) if reads else None
            if stored is not None:
                return stored, True
            try:
                tokens = self._refresh(old.tokens)
            except LoginError as error:
                if error.fault.problem not in ENDS_SESSION or not reads:
                    raise
                # another process may have rotated it, or signed in again
                stored = self._newer_in_store(old, server_time)
                if stored is None:
                    raise
                return stored, True
            session = self._reader.read(tokens, subject=old.identity.subject)
            if store() is Store.NOTHING:
                return session, True
            if reads and not self._vault.keeps(session.identity.subject):
                return session, True  # signed out in another window: nothing is stored anew
            try:
                self._vault.save(tokens, session.identity.subject)
            except LoginError:
                return session, False
            return session, True

    def _refresh(self, tokens: Tokens) -> Tokens:
        """A device that the service has forgotten is forgotten here too, silently."""
        try:
            return self._provider.refresh(tokens)
        except LoginError as error:
            if error.fault.problem is not Problem.DEVICE_UNKNOWN or not tokens.device_key:
                raise
        with contextlib.suppress(LoginError):  # it will be refused again, and forgotten then
            self._devices.forget(tokens.device_key)
        return self._provider.refresh(replace(tokens, device_key=""))

    def _newer_in_store(self, old: Session, server_time: float) -> Session | None:
        try:
            tokens = self._vault.load()
            if tokens is None or tokens.access_token == old.tokens.access_token:
                return None
            session = self._reader.read(tokens, subject=old.identity.subject, stored=True)
        except LoginError:
            return None
        newer = session.lifetime.expires_at > old.lifetime.expires_at
        alive = session.lifetime.expires_at > server_time
        return session if newer and alive else None
