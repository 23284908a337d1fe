"""When something is tried again: tokens refreshed, requests repeated. Arithmetic only: clock readings and random numbers are arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.freshness import is_good_for, safe_until
from desktop_login.domain.tokens import Lifetime

TICK_S = 15.0
MAX_BACKOFF_S = 300.0
JUMP_S = 5.0
_MAX_LEAD_S = 300.0
_LEAD_SHARE = 0.20
_JITTER_SHARE = 0.10
_APART_S = 30.0
_RESUME_JITTER_S = 5.0
_PAUSE_S = 15
_DAY_S = 86400.0
_LONGEST_RETRY_S = 30
# While the user waits for these nothing may be sent: it would only make the wait longer.
BLOCKS_SENDING = frozenset({ErrorCode.LOCKED_OUT, ErrorCode.TOO_MANY_ATTEMPTS})


def refresh_margin(lifetime: Lifetime, random: float) -> float:
    """Return how many seconds before expiry a refresh is due.

    The margin is a share of the lifetime: a fixed one could be longer than five-minute tokens
    live, and refresh them without end.

    Args:
        lifetime: Of the tokens, in server time.
        random: In [0, 1); spreads the requests of many clients.
    """
    full = min(_MAX_LEAD_S, _LEAD_SHARE * lifetime.seconds)
    return full * (1.0 - _JITTER_SHARE * random)


def expires_at_safe(lifetime: Lifetime) -> float:
    """Return the server time (epoch s) from which the tokens count as expired.

    It is up to two seconds before the real expiry: the Date header gives the server's time to
    about two seconds only, and a copied token is used a little later.
    """
    return safe_until(lifetime.issued_at, lifetime.expires_at)


def has_left(lifetime: Lifetime, server_time: float, seconds: float) -> bool:
    """Return whether tokens are good for so long, or for half their life if that is less."""
    return is_good_for(seconds, lifetime.issued_at, lifetime.expires_at, server_time)


def due(lifetime: Lifetime, server_time: float, random: float) -> float:
    """Return the server time (epoch s) at which tokens that have just arrived are refreshed.

    At least half a minute from now, or half the lifetime if that is less, so that a service
    which issues tokens close to their expiry is not asked without end.

    Args:
        lifetime: Of the new tokens, in server time.
        server_time: Now, in epoch seconds.
        random: In [0, 1); see `refresh_margin`.
    """
    soonest = server_time + min(_APART_S, lifetime.seconds / 2)
    return max(lifetime.expires_at - refresh_margin(lifetime, random), soonest)


def session_end(
    claims: Mapping[str, object], session_days: int, server_time: float
) -> float | None:
    """Return when the refresh token ends (server time, epoch s); None where that is not known.

    Cognito tells no client how long it lives, so the days come from the settings (0: unknown). They
    count from the sign-in: neither a renewal nor a rotated refresh token begins them anew. An end
    that has passed while the session goes on was wrong.
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html

    Args:
        claims: Of the ID token.
        session_days: How long the refresh tokens of the app client are valid.
        server_time: Now, in epoch seconds.
    """
    signed_in_at = claims.get("auth_time")
    if not session_days or isinstance(signed_in_at, bool):
        return None
    if not isinstance(signed_in_at, int | float) or not 0 < signed_in_at <= server_time + _DAY_S:
        return None
    end = signed_in_at + session_days * _DAY_S
    return end if end > server_time else None


def after_resume(server_time: float, random: float) -> float:
    """Return the server time (epoch s) of the first refresh after a sleep.

    It is spread over five seconds, because many computers wake up at the same time.
    """
    return server_time + _RESUME_JITTER_S * random


def backoff(failures: int, random: float) -> float:
    """Return the seconds to wait after failures in a row: full jitter, at most five minutes.

    Args:
        failures: How many there were, without a success in between.
        random: In [0, 1).
    """
    return random * min(MAX_BACKOFF_S, 2.0 * 2.0 ** min(failures, 12))


def retry_wait(error_info: AuthErrorInfo, busy_answers: int, random: float) -> int | None:
    """Return for how many seconds a page waits after an error; None if there is nothing to wait for.

    A busy service is asked again when it says so, or after a random time whose limit doubles with
    every such answer, up to half a minute. A locked account waits for the end of its lock, and
    after too many attempts nothing is sent for a while.

    Args:
        error_info: The error that is shown.
        busy_answers: How many answers in a row said that the service is busy, with this one.
        random: In [0, 1).
    """
    match error_info.code:
        case ErrorCode.BUSY:
            longest = min(_LONGEST_RETRY_S, 2**busy_answers)
            return int(error_info.seconds or 1 + int(random * longest))
        case ErrorCode.LOCKED_OUT if error_info.seconds:
            return max(1, round(error_info.seconds))
        case ErrorCode.TOO_MANY_ATTEMPTS:
            return _PAUSE_S
        case _:
            return None


@dataclass(frozen=True)
class ServerClock:
    """Computes server time from two local clocks, either of which may be wrong.

    The wall clock can be set back; the monotonic clock may stop during sleep. The time that has
    passed is therefore the larger of the two differences.

    Attributes:
        anchor: The clock reading from which time is counted.
        clock_skew: Server time minus wall time at the anchor, in seconds.
    """

    anchor: ClockReading
    clock_skew: float

    def server_time(self, now: ClockReading) -> float:
        """Return the server time in epoch seconds."""
        elapsed = max(now.wall - self.anchor.wall, now.monotonic - self.anchor.monotonic)
        return self.anchor.wall + elapsed + self.clock_skew

    def moved_to(self, now: ClockReading) -> ServerClock:
        """Return a clock with the same server time and `now` as its anchor.

        Time that has passed is fixed by this: setting the wall clock back, or a sleep after
        that, cannot undo it.
        """
        return ServerClock(now, self.server_time(now) - now.wall)

    def jumped(self, before: ClockReading, now: ClockReading) -> bool:
        """Return whether the two clocks moved apart by over 5 s: after a sleep or a set clock."""
        return abs((now.wall - before.wall) - (now.monotonic - before.monotonic)) > JUMP_S
