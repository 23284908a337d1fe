"""The session in hand and what follows from it at a reading of the clocks. CognitoApi nobody, tells nobody.

Times inside are server time; what is shown is told in readings of the local wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import TRANSIENT, AuthErrorInfo, ErrorCode
from desktop_login.domain.schedule import (
    MAX_BACKOFF_S,
    TICK_S,
    ServerClock,
    after_resume,
    backoff,
    due,
    expires_at_safe,
)
from desktop_login.domain.states import (
    Fresh,
    Freshness,
    Notice,
    RefreshFailed,
    Refreshing,
    SignedIn,
)
from desktop_login.domain.tokens import Session, Signature


@dataclass
class ActiveSession:
    """`due_at` is when the renewal is due; `not_before` holds it back after a failure.

    `trouble` is why the last renewal failed, `notice` what the person should know besides.

    `unchecked` is what a renewal has brought while the keys could not be had: `session` then
    goes on showing the ID token that was verified. Its other tokens are the new ones: only the
    service sees them, which has taken the old ones back where they are rotated.

    `saving`: the vault is being written, which takes as long as a keychain's question to the
    person. `unsaved`: it is to be tried again at the next tick.
    """

    session: Session
    remember: bool
    server_clock: ServerClock
    due_at: float
    failures: int = 0
    not_before: float = 0.0
    trouble: AuthErrorInfo | None = None
    warning: AuthErrorInfo | None = None
    unsaved: bool = False
    saving: bool = False
    refreshing: bool = False
    unchecked: Session | None = None

    @classmethod
    def taken(
        cls, session: Session, remember: bool, now: ClockReading, random: float
    ) -> ActiveSession:
        server_clock = ServerClock(now, session.tokens.clock_skew)
        return cls(
            session,
            remember,
            server_clock,
            due(session.lifetime, server_clock.server_time(now), random),
        )

    def refreshed(self, session: Session, now: ClockReading, random: float) -> ActiveSession:
        """What is in hand after a renewal. A verified token that lives is not replaced by one
        that nobody could check; its place is kept until the keys come, or it dies."""
        fresh = ActiveSession.taken(session, self.remember, now, random)
        lives = fresh.server_time(now) < self.expires_at_safe
        if lives and _is_verified(self.session) and not _is_verified(session):
            tokens = replace(session.tokens, id_token=self.session.tokens.id_token)
            fresh.session, fresh.unchecked = replace(self.session, tokens=tokens), session
        return fresh

    @property
    def newest(self) -> Session:
        """What the service gave out last, and what is stored."""
        return self.unchecked or self.session

    @property
    def expires_at_safe(self) -> float:
        return expires_at_safe(self.session.lifetime)

    def server_time(self, now: ClockReading) -> float:
        return self.server_clock.server_time(now)

    def local(self, now: ClockReading, server_time: float) -> float:
        """The reading of the local wall clock at which the server's clock shows `server_time`."""
        return now.wall + (server_time - self.server_clock.server_time(now))

    def is_dead(self, now: ClockReading) -> bool:
        return self.server_time(now) >= self.expires_at_safe

    def is_due(self, now: ClockReading) -> bool:
        time = self.server_time(now)
        return time >= self.due_at and time >= self.not_before

    def look_again_in(self, now: ClockReading) -> float:
        """Seconds until something falls due, TICK_S at most."""
        if self.refreshing:
            return TICK_S
        time = self.server_time(now)
        times = (max(self.due_at, self.not_before), self.expires_at_safe)
        return min([TICK_S, *(time_of - time for time_of in times if time_of > time)])

    def passed(self, before: ClockReading, now: ClockReading, random: float) -> bool:
        """Moves on to `now`. True after a sleep or another time of day: earlier failures then
        say nothing, and the renewal waits a moment, because everybody wakes up at nine."""
        jumped = self.server_clock.jumped(before, now)
        self.server_clock = self.server_clock.moved_to(now)
        if jumped:
            self.failures, self.not_before = 0, after_resume(self.server_time(now), random)
        return jumped

    def hold_back_no_longer(self) -> None:
        self.failures, self.not_before = 0, 0.0

    def not_refreshed(self, error_info: AuthErrorInfo, now: ClockReading, random: float) -> None:
        """When to try again after a failure that did not end the session."""
        self.failures += 1
        self.trouble = error_info
        time = self.server_time(now)
        if error_info.code in TRANSIENT:
            wait = error_info.seconds or backoff(self.failures, random)
            self.not_before = time + max(wait, 0.0)
        else:
            # Repeating will not help: wait for the person, a restart, or the expiry.
            expiry = self.session.lifetime.expires_at
            self.not_before = expiry if time < expiry else time + MAX_BACKOFF_S

    def shown(self, now: ClockReading, notice: Notice | None = None) -> SignedIn:
        expires_at = self.local(now, self.expires_at_safe)
        return SignedIn(self.session, self._freshness(now), expires_at, self.warning, notice)

    def _freshness(self, now: ClockReading) -> Freshness:
        alive = not self.is_dead(now)
        if self.refreshing:
            return Refreshing(alive)
        if self.trouble is not None:
            error_info = self.trouble
            if error_info.code not in TRANSIENT:
                error_info = replace(error_info, code=ErrorCode.NOT_REFRESHED)
            return RefreshFailed(error_info, alive)
        if not alive:
            return Refreshing(usable=False)  # in a moment: a wake-up waits up to five seconds
        return Fresh(self.local(now, self.due_at))


def _is_verified(session: Session) -> bool:
    return session.identity.signature is Signature.VERIFIED
