"""When to renew tokens. Pure arithmetic on seconds: every clock reading and every random number is handed in."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.tokens import Lifetime

TICK_S = 15.0
MAX_BACKOFF_S = 300.0
JUMP_S = 5.0
_MAX_LEAD_S = 300.0
_LEAD_SHARE = 0.20
_JITTER_SHARE = 0.10
_APART_S = 30.0
_RESUME_JITTER_S = 5.0
_UNSURE_S, _UNSURE_SHARE = 2.0, 0.10


def refresh_margin(lifetime: Lifetime, random: float) -> float:
    """Seconds before expiry at which a renewal is due; `random` in [0, 1) spreads many clients.

    A fixed lead would renew five-minute tokens for ever, so it scales with the lifetime.
    """
    full = min(_MAX_LEAD_S, _LEAD_SHARE * lifetime.seconds)
    return full * (1.0 - _JITTER_SHARE * random)


def expires_at_safe(lifetime: Lifetime) -> float:
    """Server time from which the tokens must not be offered as good: a Date header tells the
    server's time to two seconds or so, and a token is used a moment after it was copied."""
    return lifetime.expires_at - min(_UNSURE_S, _UNSURE_SHARE * lifetime.seconds)


def due(lifetime: Lifetime, server_time: float, random: float) -> float:
    """Server time at which tokens that have just arrived are renewed.

    At least half a minute from now, however short they live: a service that hands out tokens
    which are nearly dead must not be asked without end.
    """
    soonest = server_time + min(_APART_S, lifetime.seconds / 2)
    return max(lifetime.expires_at - refresh_margin(lifetime, random), soonest)


def after_resume(server_time: float, random: float) -> float:
    """Server time at which to ask after a sleep: everybody's computer wakes up at nine."""
    return server_time + _RESUME_JITTER_S * random


def backoff(failures: int, random: float) -> float:
    """Seconds to wait after the n-th failure in a row: full jitter, capped at five minutes."""
    return random * min(MAX_BACKOFF_S, 2.0 * 2.0 ** min(failures, 12))


@dataclass(frozen=True)
class ServerClock:
    """Tells server time from two local clocks that may each lie.

    The wall clock can be set back; the monotonic clock stops while the computer sleeps. A
    token is therefore as old as the *larger* of the two says.
    """

    anchor: ClockReading
    clock_skew: float

    def server_time(self, now: ClockReading) -> float:
        elapsed = max(now.wall - self.anchor.wall, now.monotonic - self.anchor.monotonic)
        return self.anchor.wall + elapsed + self.clock_skew

    def moved_to(self, now: ClockReading) -> ServerClock:
        """The same server time, counted from `now`. What has passed cannot be taken back later:
        neither by setting the wall clock back nor by a sleep after that."""
        return ServerClock(now, self.server_time(now) - now.wall)

    def jumped(self, before: ClockReading, now: ClockReading) -> bool:
        """True after sleep or a changed wall clock: the two clocks moved apart by over 5 s."""
        return abs((now.wall - before.wall) - (now.monotonic - before.monotonic)) > JUMP_S
