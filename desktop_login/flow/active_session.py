"""The active session, and what follows from it at a clock reading. Sends no request and notifies no listener.

Times are server time; what is shown is converted to local time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import NOT_REACHED, TRANSIENT, AuthErrorInfo, ErrorCode
from desktop_login.domain.history import Event, History, begun, not_reached, reached, renewed
from desktop_login.domain.schedule import (
    MAX_BACKOFF_S,
    TICK_S,
    ServerClock,
    after_resume,
    backoff,
    due,
    expires_at_safe,
    session_end,
)
from desktop_login.domain.states import (
    Fresh,
    Freshness,
    LastUse,
    Notice,
    RefreshFailed,
    Refreshing,
    SignedIn,
)
from desktop_login.domain.tokens import Session, Signature
from desktop_login.domain.ways import Ways

# Warnings that a successful save removes.
ABOUT_SAVING = frozenset({ErrorCode.KEYCHAIN, ErrorCode.NOT_SAVED, ErrorCode.KEYCHAIN_SLOW})


@dataclass
class ActiveSession:
    """The session of the signed-in user and the state of its refresh.

    Attributes:
        remember: Whether the session is stored.
        due_at: When the next refresh is due (server time, epoch s).
        failures: Failed refreshes in a row.
        not_before: No refresh before this server time, after a failure or a sleep.
        trouble: Why the last refresh failed.
        warning: Another error that is shown, such as a keychain that refuses.
        warning_shown: What it was when the session was shown last.
        unsaved: Whether saving failed and is tried again at the next tick.
        saving: Whether the token store is being written; a keychain may ask the user meanwhile.
        refreshing: Whether a refresh is running.
        unchecked: The result of a refresh while the signing keys could not be fetched. `session`
            then keeps the verified ID token, with the new access and refresh tokens: a service
            that rotates refresh tokens no longer accepts the old ones.
        history: What has happened since the session began; it ends with the session.
        last_use: Which program was handed a token last.
    """

    session: Session
    remember: bool
    server_clock: ServerClock
    due_at: float
    failures: int = 0
    not_before: float = 0.0
    trouble: AuthErrorInfo | None = None
    warning: AuthErrorInfo | None = None
    warning_shown: AuthErrorInfo | None = None
    unsaved: bool = False
    saving: bool = False
    refreshing: bool = False
    unchecked: Session | None = None
    history: History = ()
    last_use: LastUse | None = None

    @classmethod
    def taken(
        cls,
        session: Session,
        remember: bool,
        now: ClockReading,
        random: float,
        event: Event = Event.SIGNED_IN,
        ways: Ways = (),
    ) -> ActiveSession:
        server_clock = ServerClock(now, session.tokens.clock_skew)
        return cls(
            session,
            remember,
            server_clock,
            due(session.lifetime, server_clock.server_time(now), random),
            history=begun(event, now.wall, ways),
        )

    def refreshed(
        self, session: Session, now: ClockReading, random: float, *, by_hand: bool = False
    ) -> ActiveSession:
        """Return the session after a refresh.

        A verified ID token that is still valid is not replaced by an unverified one; it is kept
        until the keys can be fetched or it expires.
        """
        fresh = ActiveSession.taken(session, self.remember, now, random)
        lives = fresh.server_time(now) < self.expires_at_safe
        if lives and _is_verified(self.session) and not _is_verified(session):
            tokens = replace(session.tokens, id_token=self.session.tokens.id_token)
            fresh.session, fresh.unchecked = replace(self.session, tokens=tokens), session
        fresh.last_use = self.last_use
        fresh.history = renewed(
            self.history,
            now.wall,
            by_hand=by_hand,
            before=self.newest.identity.claims,
            after=session.identity.claims,
        )
        return fresh

    @property
    def newest(self) -> Session:
        """The tokens that the service issued last, which are the ones to store."""
        return self.unchecked or self.session

    @property
    def expires_at_safe(self) -> float:
        return expires_at_safe(self.session.lifetime)

    def server_time(self, now: ClockReading) -> float:
        return self.server_clock.server_time(now)

    def local(self, now: ClockReading, server_time: float) -> float:
        """Convert a server time to local wall time (epoch s)."""
        return now.wall + (server_time - self.server_clock.server_time(now))

    def is_dead(self, now: ClockReading) -> bool:
        return self.server_time(now) >= self.expires_at_safe

    def is_due(self, now: ClockReading) -> bool:
        time = self.server_time(now)
        return time >= self.due_at and time >= self.not_before

    def look_again_in(self, now: ClockReading) -> float:
        """Return the seconds until something is due, at most TICK_S."""
        if self.refreshing:
            return TICK_S
        time = self.server_time(now)
        times = (max(self.due_at, self.not_before), self.expires_at_safe)
        return min([TICK_S, *(time_of - time for time_of in times if time_of > time)])

    def passed(self, before: ClockReading, now: ClockReading, random: float) -> bool:
        """Move the clock to `now`; return whether the computer slept or its clock was set.

        Earlier failures are then reset, and the next refresh waits up to five seconds, because
        many computers wake up at the same time.
        """
        jumped = self.server_clock.jumped(before, now)
        self.server_clock = self.server_clock.moved_to(now)
        if jumped:
            self.failures, self.not_before = 0, after_resume(self.server_time(now), random)
        return jumped

    def hold_back_no_longer(self) -> None:
        self.failures, self.not_before = 0, 0.0

    def not_refreshed(self, error_info: AuthErrorInfo, now: ClockReading, random: float) -> None:
        """Record a failure that did not end the session, and set when to try again."""
        self.failures += 1
        self.trouble = error_info
        lost = error_info.code in NOT_REACHED
        self.history = (not_reached if lost else reached)(self.history, now.wall)
        time = self.server_time(now)
        if error_info.code in TRANSIENT:
            wait = error_info.seconds or backoff(self.failures, random)
            self.not_before = time + max(wait, 0.0)
            self.due_at = min(
                self.due_at, time
            )  # asked for by hand before it was due: still wanted
        else:
            # A retry would fail too: wait for the user, a restart, or the expiry.
            expiry = self.session.lifetime.expires_at
            self.not_before = expiry if time < expiry else time + MAX_BACKOFF_S

    def shown(
        self, now: ClockReading, notice: Notice | None = None, session_days: int = 0
    ) -> SignedIn:
        expires_at = self.local(now, self.expires_at_safe)
        end = session_end(self.session.identity.claims, session_days, self.server_time(now))
        return SignedIn(
            self.session,
            self._freshness(now),
            expires_at,
            self.warning,
            notice,
            kept=self._is_kept,
            history=self.history,
            ends_at=None if end is None else self.local(now, end),
            last_use=self.last_use,
        )

    @property
    def _is_kept(self) -> bool:
        """Not while the keychain is waited for, nor once it has refused, which is not tried again."""
        trouble = self.warning is not None and self.warning.code in ABOUT_SAVING
        return self.remember and not self.unsaved and not trouble

    def _freshness(self, now: ClockReading) -> Freshness:
        alive = not self.is_dead(now)
        if self.refreshing:
            return Refreshing(alive)
        if self.trouble is not None:
            error_info = self.trouble
            if error_info.code not in TRANSIENT:
                error_info = replace(error_info, code=ErrorCode.NOT_REFRESHED)
            return RefreshFailed(
                error_info, alive, self.local(now, max(self.due_at, self.not_before))
            )
        if not alive:
            return Refreshing(usable=False)  # the refresh starts within five seconds of a wake-up
        return Fresh(self.local(now, self.due_at))


def _is_verified(session: Session) -> bool:
    return session.identity.signature is Signature.VERIFIED
