"""One token refresh: lock, read the store, adopt newer tokens or else refresh, save, release. Blocks; notifies no listener."""

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
    """How a refresh uses the token store. WRITE: the stored tokens are older than ours."""

    NOTHING = "nothing"
    WRITE = "write"
    READ_AND_WRITE = "read and write"


class SessionExpired(AuthError):
    """The service has ended the session of these tokens."""

    def __init__(self, error_info: AuthErrorInfo, tokens: Tokens) -> None:
        super().__init__(error_info)
        self.tokens = tokens


class TokenRefresher:
    """Refreshes a session; one process at a time, by the lock of the token store."""

    def __init__(self, ports: Ports, token_store: TokenStore) -> None:
        self._provider = ports.provider
        self._token_verifier = ports.token_verifier
        self._devices = ports.devices
        self._clock = ports.clock
        self._token_store = token_store

    def __call__(
        self, old: Session, store: Callable[[], Store], server_time: float
    ) -> tuple[Session, bool]:
        """Return the refreshed session, and whether it is stored if it should be.

        Args:
            old: The session to refresh.
            store: How to use the token store; called again before writing.
            server_time: Now, in epoch seconds.

        Raises:
            SessionExpired: The service has ended the session.
            AuthError: The refresh failed otherwise; the session is kept.
        """
        reads = store() is Store.READ_AND_WRITE
        with self._token_store.exclusive():
            latest = old
            while True:
                stored = self._stored_by_another(latest, server_time) if reads else None
                if stored is not None:
                    if expires_at_safe(stored.lifetime) > server_time:
                        return stored, True
                    latest = stored  # its refresh token is the valid one
                try:
                    tokens = self._refresh(latest.tokens)
                    break
                except AuthError as error:
                    if error.error_info.code not in ENDS_SESSION:
                        raise
                    other = self._stored_by_another(latest, server_time) if reads else None
                    # without rotation another's renewal has the refresh token that was just refused
                    if other is None or _same_refresh_token(other.tokens, latest.tokens):
                        ended = SessionExpired(error.error_info, latest.tokens)
                        if _same_sign_in(latest, old):
                            raise ended from None
                        tokens = self._refresh_ours(old.tokens, ended)
                        break
                    # another process that ignores the lock has refreshed or signed in again
            session = self._token_verifier.read(tokens, subject=old.identity.subject)
            if store() is Store.NOTHING:
                return session, True
            if reads and not self._token_store.keeps(session.identity.subject):
                return session, True  # signed out in another window: do not store it again
            try:
                self._token_store.save(tokens, session.identity.subject)
            except AuthError:
                return session, False
            return session, True

    def _refresh_ours(self, tokens: Tokens, ended: SessionExpired) -> Tokens:
        """Refresh our own session, as the stored one of another sign-in has `ended`."""
        try:
            return self._refresh(tokens)
        except AuthError as error:
            if error.error_info.code not in ENDS_SESSION:
                raise
        raise ended from None  # with the stored tokens, so that they are removed

    def _refresh(self, tokens: Tokens) -> Tokens:
        """Refresh; if the service no longer knows the device, remove it and refresh without it."""
        return replace(self._refreshed(tokens), through=tokens.through)

    def _refreshed(self, tokens: Tokens) -> Tokens:
        try:
            return self._provider.refresh(tokens)
        except AuthError as error:
            if error.error_info.code is not ErrorCode.DEVICE_UNKNOWN or not tokens.device_key:
                raise
        with contextlib.suppress(AuthError):  # the next refusal removes it
            self._devices.forget(tokens.device_key)
        return self._provider.refresh(replace(tokens, device_key=""))

    def _stored_by_another(self, ours: Session, server_time: float) -> Session | None:
        """Return the stored session if its tokens are not ours.

        Every process writes under the lock, so the stored tokens are newer, even if they expire
        earlier. A pool that does not rotate refresh tokens gives the same one to all.
        """
        try:
            tokens = self._token_store.load()
            if tokens is None or _same_renewal(tokens, ours.tokens):
                return None
            session = self._token_verifier.read(tokens, subject=ours.identity.subject, stored=True)
        except AuthError:
            return None
        # the clock may have been set since it was stored: assume at least the age that we know
        clock_skew = max(tokens.clock_skew, server_time - self._clock.now().wall)
        return replace(session, tokens=replace(tokens, clock_skew=clock_skew))


def _same_renewal(one: Tokens, other: Tokens) -> bool:
    """The ID token does not say it: one that could not be verified is held back (`ActiveSession`)."""
    return _same_refresh_token(one, other) and one.access_token == other.access_token


def _same_refresh_token(one: Tokens, other: Tokens) -> bool:
    return one.refresh_token == other.refresh_token


def _same_sign_in(one: Session, other: Session) -> bool:
    """Return whether both come from one sign-in, so that the service ends both at once."""
    name = "origin_jti"
    return one is other or one.identity.claims.get(name) == other.identity.claims.get(name)
