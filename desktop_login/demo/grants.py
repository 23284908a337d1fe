"""Refresh tokens: their user, rotation, grace period, reuse, revocation. Knows nothing about JWTs."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from desktop_login.demo.pool import ADMIN_SCOPE, DemoPoolConfig, Now
from desktop_login.demo.service_exception import ServiceException, not_authorized


@dataclass
class Grant:
    """One sign-in. Rotation replaces its refresh tokens, but does not extend `expires_at`.

    Attributes:
        scopes: What its access tokens may be used for.
        in_browser: Whether it came through managed login.
    """

    sub: str
    client_id: str
    origin: str
    auth_time: float
    expires_at: float
    device_key: str = ""
    revoked: bool = False
    scopes: tuple[str, ...] = (ADMIN_SCOPE,)
    in_browser: bool = False


@dataclass
class _RefreshToken:
    grant: Grant
    replaced_at: float | None = None


class Grants:
    def __init__(self, config: DemoPoolConfig, now: Now) -> None:
        self._config = config
        self._now = now
        self._lock = threading.Lock()
        self._tokens: dict[str, _RefreshToken] = {}

    def open(self, sub: str, device_key: str = "") -> tuple[Grant, str]:
        now, origin = self._now(), str(uuid.uuid4())
        end = now + self._config.refresh_token_s
        grant = Grant(sub, self._config.client_id, origin, now, end, device_key)
        with self._lock:
            return grant, self._new(grant)

    def open_in_browser(
        self, sub: str, scopes: tuple[str, ...], auth_time: float
    ) -> tuple[Grant, str]:
        """`auth_time` is when the person signed in in the browser, which may be a while ago."""
        grant, token = self.open(sub)
        grant.scopes, grant.auth_time, grant.in_browser = scopes, auth_time, True
        return grant, token

    def __iter__(self) -> Iterator[Grant]:
        """Iterate over all sign-ins."""
        with self._lock:
            return iter({id(entry.grant): entry.grant for entry in self._tokens.values()}.values())

    def of(self, token: str) -> Grant:
        """Return the sign-in of a valid refresh token. Raises `ServiceException`."""
        with self._lock:
            return self._alive(token).grant

    def use(self, token: str) -> str | None:
        """Use a refresh token; return the next one, or None without rotation. Raises `ServiceException`."""
        with self._lock:
            entry, now = self._alive(token), self._now()
            if not self._config.rotation:
                return None
            if entry.replaced_at is not None:
                if now > entry.replaced_at + self._config.grace_s or not self._config.grace_s:
                    raise ServiceException(
                        "RefreshTokenReuseException", "Refresh token was already used"
                    )
            else:
                entry.replaced_at = now
            return self._new(entry.grant)

    def revoke(self, token: str) -> None:
        """Revoke a token; does nothing, and raises nothing, for an invalid one."""
        with self._lock:
            entry = self._tokens.get(token)
            if entry is not None:
                entry.grant.revoked = True

    def revoke_all(self, sub: str) -> None:
        with self._lock:
            for entry in self._tokens.values():
                if entry.grant.sub == sub:
                    entry.grant.revoked = True

    def is_revoked(self, origin: str) -> bool:
        with self._lock:
            return any(
                entry.grant.revoked
                for entry in self._tokens.values()
                if entry.grant.origin == origin
            )

    def _new(self, grant: Grant) -> str:
        token = secrets.token_urlsafe(1350)  # about as long as the real ones
        self._tokens[token] = _RefreshToken(grant)
        return token

    def _alive(self, token: str) -> _RefreshToken:
        entry = self._tokens.get(token)
        if entry is None:
            raise not_authorized("Invalid Refresh Token.")
        if entry.grant.revoked:
            raise not_authorized("Refresh Token has been revoked")
        if entry.grant.expires_at <= self._now():
            raise not_authorized("Refresh Token has expired")
        return entry
