"""The session in hand and what follows from it at a reading of the clocks. Calls nobody, tells nobody.

Times inside are server time; what is shown is told in readings of the local wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop_login.domain.clock_reading import Moment
from desktop_login.domain.errors import TRANSIENT, Fault, Problem
from desktop_login.domain.schedule import (
    MAX_BACKOFF_S,
    TICK_S,
    Watch,
    after_resume,
    backoff,
    dead_from,
    due,
)
from desktop_login.domain.states import Fresh, Freshness, News, Renewing, SignedIn, Unrenewed
from desktop_login.domain.tokens import Session, Signature


@dataclass
class SessionInHand:
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
    watch: Watch
    due_at: float
    failures: int = 0
    not_before: float = 0.0
    trouble: Fault | None = None
    notice: Fault | None = None
    unsaved: bool = False
    saving: bool = False
    renewing: bool = False
    unchecked: Session | None = None

    @classmethod
    def taken(cls, session: Session, remember: bool, now: Moment, random: float) -> SessionInHand:
        watch = Watch(now, session.tokens.drift)
        return cls(session, remember, watch, due(session.lifetime, watch.server_time(now), random))

    def renewed(self, session: Session, now: Moment, random: float) -> SessionInHand:
        """What is in hand after a renewal. A verified token that lives is not replaced by one
        that nobody could check; its place is kept until the keys come, or it dies."""
        fresh = SessionInHand.taken(session, self.remember, now, random)
        lives = fresh.server_time(now) < self.dead_from
        if lives and _is_verified(self.session) and not _is_verified(session):
            tokens = replace(session.tokens, id_token=self.session.tokens.id_token)
            fresh.session, fresh.unchecked = replace(self.session, tokens=tokens), session
        return fresh

    @property
    def newest(self) -> Session:
        """What the service gave out last, and what is stored."""
        return self.unchecked or self.session

    @property
    def dead_from(self) -> float:
        return dead_from(self.session.lifetime)

    def server_time(self, now: Moment) -> float:
        return self.watch.server_time(now)

    def local(self, now: Moment, server_time: float) -> float:
        """The reading of the local wall clock at which the server's clock shows `server_time`."""
        return now.wall + (server_time - self.watch.server_time(now))

    def is_dead(self, now: Moment) -> bool:
        return self.server_time(now) >= self.dead_from

    def is_due(self, now: Moment) -> bool:
        time = self.server_time(now)
        return time >= self.due_at and time >= self.not_before

    def look_again_in(self, now: Moment) -> float:
        """Seconds until something falls due, TICK_S at most."""
        if self.renewing:
            return TICK_S
        time = self.server_time(now)
        moments = (max(self.due_at, self.not_before), self.dead_from)
        return min([TICK_S, *(moment - time for moment in moments if moment > time)])

    def passed(self, before: Moment, now: Moment, random: float) -> bool:
        """Moves on to `now`. True after a sleep or another time of day: earlier failures then
        say nothing, and the renewal waits a moment, because everybody wakes up at nine."""
        jumped = self.watch.jumped(before, now)
        self.watch = self.watch.moved_to(now)
        if jumped:
            self.failures, self.not_before = 0, after_resume(self.server_time(now), random)
        return jumped

    def hold_back_no_longer(self) -> None:
        self.failures, self.not_before = 0, 0.0

    def not_renewed(self, fault: Fault, now: Moment, random: float) -> None:
        """When to try again after a failure that did not end the session."""
        self.failures += 1
        self.trouble = fault
        time = self.server_time(now)
        if fault.problem in TRANSIENT:
            wait = fault.seconds or backoff(self.failures, random)
            self.not_before = time + max(wait, 0.0)
        else:
            # Repeating will not help: wait for the person, a restart, or the expiry.
            expiry = self.session.lifetime.expires_at
            self.not_before = expiry if time < expiry else time + MAX_BACKOFF_S

    def shown(self, now: Moment, news: News | None = None) -> SignedIn:
        expires_at = self.local(now, self.dead_from)
        return SignedIn(self.session, self._freshness(now), expires_at, self.notice, news)

    def _freshness(self, now: Moment) -> Freshness:
        alive = not self.is_dead(now)
        if self.renewing:
            return Renewing(alive)
        if self.trouble is not None:
            fault = self.trouble
            if fault.problem not in TRANSIENT:
                fault = replace(fault, problem=Problem.NOT_RENEWED)
            return Unrenewed(fault, alive)
        if not alive:
            return Renewing(usable=False)  # in a moment: a wake-up waits up to five seconds
        return Fresh(self.local(now, self.due_at))


def _is_verified(session: Session) -> bool:
    return session.identity.signature is Signature.VERIFIED
