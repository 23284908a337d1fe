"""One renewal: lock → read again → newer there? adopt it → else refresh → save → release. Blocks; tells nobody."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from desktop_login.domain.errors import ENDS_SESSION, AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.schedule import expires_at_safe
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.flow.ports import Ports, TokenStore


class Store(Enum):
    """What the vault is for in this renewal. WRITE: what it holds is older than ours."""

    NOTHING = "nothing"
    WRITE = "write"
    READ_AND_WRITE = "read and write"


class SessionExpired(AuthError):
    """The service has ended the session that these tokens are of."""

    def __init__(self, error_info: AuthErrorInfo, tokens: Tokens) -> None:
        super().__init__(error_info)
        self.tokens = tokens


class TokenRefresher:
    def __init__(self, ports: Ports, token_store: TokenStore) -> None:
        self._provider = ports.provider
        self._token_verifier = ports.token_verifier
        self._devices = ports.devices
        self._clock = ports.clock
        self._token_store = token_store

    def __call__(
        self, old: Session, store: Callable[[], Store], server_time: float
    ) -> tuple[Session, bool]:
        """The renewed session, and whether it is where it should be stored.

        `store` is asked again before writing. Raises `AuthError`; `SessionExpired` where nothing
        is left to renew.
        """
        reads = store() is Store.READ_AND_WRITE
        with self._token_store.exclusive():
            latest = old
            while True:
                stored = self._stored_by_another(latest, server_time) if reads else None
                if stored is not None:
                    if expires_at_safe(stored.lifetime) > server_time:
                        return stored, True
                    latest = stored  # its refresh token is the one that still counts
                try:
                    tokens = self._refresh(latest.tokens)
                    break
                except AuthError as error:
                    if error.error_info.code not in ENDS_SESSION:
                        raise
                    if not reads or self._stored_by_another(latest, server_time) is None:
                        raise SessionExpired(error.error_info, latest.tokens) from None
                    # without the lock another process has renewed it, or signed in again
            session = self._token_verifier.read(tokens, subject=old.identity.subject)
            if store() is Store.NOTHING:
                return session, True
            if reads and not self._token_store.keeps(session.identity.subject):
                return session, True  # signed out in another window: nothing is stored anew
            try:
                self._token_store.save(tokens, session.identity.subject)
            except AuthError:
                return session, False
            return session, True

    def _refresh(self, tokens: Tokens) -> Tokens:
        """A device that the service has forgotten is forgotten here too, silently."""
        try:
            return self._provider.refresh(tokens)
        except AuthError as error:
            if error.error_info.code is not ErrorCode.DEVICE_UNKNOWN or not tokens.device_key:
                raise
        with contextlib.suppress(AuthError):  # it will be refused again, and forgotten then
            self._devices.forget(tokens.device_key)
        return self._provider.refresh(replace(tokens, device_key=""))

    def _stored_by_another(self, ours: Session, server_time: float) -> Session | None:
        """What the store holds instead of our tokens. Everybody writes under the lock, so it is
        newer, however long it has to live."""
        try:
            tokens = self._token_store.load()
            if tokens is None or tokens.refresh_token == ours.tokens.refresh_token:
                return None
            session = self._token_verifier.read(tokens, subject=ours.identity.subject, stored=True)
        except AuthError:
            return None
        # the clock may have been set since it was stored: it is as old as ours knows at least
        clock_skew = max(tokens.clock_skew, server_time - self._clock.now().wall)
        return replace(session, tokens=replace(tokens, clock_skew=clock_skew))
