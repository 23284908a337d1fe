"""The pool's signing keys, fetched and cached. Decides when to fetch; verifies no token."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from desktop_login.adapters.clock import clock_skew
from desktop_login.adapters.http import HttpClient
from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import AuthError
from desktop_login.domain.schedule import ServerClock
from desktop_login.flow.ports import Clock

FETCH_EVERY_S = 30.0
KEEP_S = 24 * 3600.0
# The members of a public key (RFC 7518 6.3.1, RFC 7517 4), and the length of the longest modulus
# that OpenSSL verifies with: 16,384 bits in base64url.
_PUBLIC = frozenset({"kty", "kid", "use", "alg", "n", "e"})
_LONGEST = 2731


class KeysUnreachable(Exception):
    """The keys cannot be fetched now, which says nothing about any token."""


class Keys:
    """RSA signing keys by `kid`. Thread-safe."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Mapping[str, PyJWK] = {}
        self._fetched: ClockReading | None = None
        self._tried: ClockReading | None = None
        self._watch: ServerClock | None = None
        self._web = HttpClient(url)

    @property
    def clock_skew(self) -> float | None:
        """Server time minus local time in seconds, by the last answer; None before the first."""
        now = self._clock.now()
        with self._lock:
            return None if self._watch is None else self._watch.server_time(now) - now.wall

    def at_hand(self, kid: str) -> PyJWK | None:
        with self._lock:
            return self._keys.get(kid) if self._still_good() else None

    def get(self, kid: str) -> PyJWK | None:
        """Return the key, after a fetch if it is unknown; None if the pool has no such key.

        Raises `KeysUnreachable` if the keys cannot be fetched, or if the known ones may be older
        than the key.
        """
        with self._lock:
            if self._still_good() and kid in self._keys:
                return self._keys[kid]
            if self._may_try():
                self._fetch()
            if not self._still_good() or (kid not in self._keys and not self._is_latest()):
                raise KeysUnreachable
            return self._keys.get(kid)

    def warm_up(self) -> None:
        """Fetch ahead of time; errors are ignored."""
        with self._lock:
            if not self._still_good() and self._may_try():
                self._fetch()

    def _still_good(self) -> bool:
        return bool(self._keys) and _within(self._fetched, self._clock.now(), KEEP_S)

    def _is_latest(self) -> bool:
        """Return whether the cached keys come from the last attempt: otherwise there may be newer ones."""
        return self._fetched is self._tried

    def _may_try(self) -> bool:
        return not _within(self._tried, self._clock.now(), FETCH_EVERY_S)

    def _fetch(self) -> None:
        self._tried = self._clock.now()
        try:
            page = self._web.get("jwks.json")
        except AuthError:
            return
        if page.server_time is not None:
            self._watch = ServerClock(self._tried, clock_skew(page.server_time, self._tried))
        keys = signing_keys(page.body) if page.status == 200 else {}
        if keys:
            self._keys, self._fetched = keys, self._tried


def signing_keys(body: bytes) -> dict[str, PyJWK]:
    """Return the usable keys of a JWKS document by `kid`; none if it is another document."""
    try:
        listed = json.loads(body)["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}  # a captive portal may answer with anything
    keys = list(_read(listed)) if isinstance(listed, list) else []
    return {key.key_id: key for key in keys if key.key_id}


def _read(listed: list[object]) -> Iterator[PyJWK]:
    """Read only the members of a public key.

    Given a private exponent as well, PyJWT would search for the primes of a number of any length,
    which takes minutes and blocks the window.
    """
    for one in listed:
        public = {name: one[name] for name in _PUBLIC & one.keys()} if isinstance(one, dict) else {}
        if not _signs(public):
            continue
        try:
            yield PyJWK(public)
        except (ValueError, TypeError, PyJWTError):
            continue  # of another kind, or damaged; the next one may be usable


def _signs(public: Mapping[str, object]) -> bool:
    return (
        public.get("kty") == "RSA"
        and public.get("use", "sig") == "sig"
        and public.get("alg", "RS256") == "RS256"
        and all(isinstance(value, str) and len(value) <= _LONGEST for value in public.values())
    )


def _within(then: ClockReading | None, now: ClockReading, seconds: float) -> bool:
    return then is not None and 0 <= now.monotonic - then.monotonic < seconds
