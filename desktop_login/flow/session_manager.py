"""Keeps a session alive all day. Decides when to renew and what ends a session; knows no timer and no keychain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop_login.domain.errors import ENDS_SESSION, Fault, LoginError, Problem
from desktop_login.domain.schedule import TICK_S, lead
from desktop_login.domain.states import News, SignedOut
from desktop_login.domain.tokens import Session, Signature, Tokens
from desktop_login.flow.active_session import SessionInHand
from desktop_login.flow.ports import Listener, Ports, Random, Vault
from desktop_login.flow.refresh import Renewal, SessionOver, Store
from desktop_login.flow.revocations import Revocations

# What a save that succeeds takes back.
_ABOUT_SAVING = frozenset({Problem.KEYCHAIN, Problem.NOT_SAVED, Problem.KEYCHAIN_SLOW})


class SessionKeeper:
    """Owns the session between sign-in and sign-out.

    `tick()` is called about every 15 s, and whenever the computer may have slept or the
    network came back; the tick alone is enough, because it compares clock readings and
    never counts on a long timer. It says when it would like to look again, if that is
    sooner.

    The keychain may ask the person, and wait for minutes. So a session is told before it is
    saved, and a sign-out before the keychain has forgotten; both are done behind what is shown,
    and what comes of it is told later.
    """

    def __init__(self, ports: Ports, vault: Vault, random: Random, on_state: Listener) -> None:
        self._provider = ports.provider
        self._reader = ports.reader
        self._vault = vault
        self._clock = ports.clock
        self._off_thread = ports.off_thread
        self._behind = ports.behind
        self._random = random
        self._tell = on_state
        self._held: SessionInHand | None = None
        self._notice_told: Fault | None = None
        self._restoring = False
        self._key_missing = False
        self._revocations = Revocations(ports.provider, ports.clock, ports.off_thread)
        self._renewal = Renewal(ports, vault)
        self._last_tick = ports.clock.now()

    async def restore(self, *, quietly: bool = False) -> bool:
        """Brings back a stored session without a password. False: there is none to show.

        Where the keychain has no key for it, it is tried again at every tick, `quietly`: a
        keychain that is starting answers so, and asks nobody.
        """
        self._restoring, self._key_missing = True, False
        try:
            tokens = await self._off_thread(self._vault.load)
            if tokens is None or self._gave_up_waiting():
                return False
            session = await self._off_thread(self._reader.read, tokens, stored=True)
        except LoginError as error:
            if not self._gave_up_waiting():
                self._key_missing = error.fault.problem is Problem.KEY_MISSING
                if not (quietly and self._key_missing):
                    self._tell(SignedOut(error.fault))
            return False
        if self._gave_up_waiting():
            return False  # the person did not wait for the keychain and is signing in
        drift = self._reader.drift()
        if drift is not None:  # the clock may have been set since these tokens were stored
            session = replace(session, tokens=replace(session.tokens, drift=drift))
        held = self._hold(session, remember=True)
        held.due_at = session.lifetime.expires_at - lead(session.lifetime, self._random())
        self._publish(held)
        if held.is_due(self._clock.now()):
            await self._renew(held)
        elif session.identity.signature is Signature.UNCHECKED:
            await self._check_signature(held)
        return True

    def stop_restoring(self) -> None:
        """The person signs in instead: a stored session that is found later is left alone."""
        self._restoring = False

    def _gave_up_waiting(self) -> bool:
        return not self._restoring

    async def adopt(
        self,
        session: Session,
        remember: bool,
        notice: Fault | None = None,
        wanted: Callable[[], bool] = lambda: True,
        afterwards: Callable[[], None] = lambda: None,
    ) -> None:
        """Takes over a session that has just been signed in, and tells it; stores it only if
        asked to, behind what is shown. `afterwards` blocks, and is called when it is stored.

        Where it is not `wanted` any more it is given back.
        """
        if not wanted():
            await self._revoke_quietly(session)
            return
        held = self._hold(session, remember)
        held.notice = notice
        self._publish(held)
        if remember:
            work = self._save_and_tell(held, afterwards)
            await self._behind(work, lambda: self._saving_is_slow(held))

    @property
    def session(self) -> Session | None:
        return self._held.session if self._held is not None else None

    async def usable_session(self) -> Session | None:
        """The session, renewed first if its tokens have expired; None if it has ended."""
        held = self._held
        if held is not None and held.is_dead(self._clock.now()):
            if held.unchecked is not None:
                self._show_unchecked(held, held.unchecked)
            else:
                await self._renew(held)
        return self.session

    async def renew(self) -> Session | None:
        """The service did not like the access token: a renewal tells whether the session lives."""
        if self._held is not None:
            await self._renew(self._held)
        return self.session

    async def end(self, news: News) -> None:
        """The account is gone: there is nothing left to revoke."""
        held, self._held = self._held, None
        self._tell(SignedOut(news=news))
        if held is not None:
            await self._behind(self._forget_quietly(held.session), lambda: None)

    async def tick(self) -> float:
        """Looks at the clocks and renews when it is time.

        Returns in how many seconds to look again: TICK_S, or sooner if something is due.
        """
        held, now = self._held, self._clock.now()
        before, self._last_tick = self._last_tick, now
        await self._revocations.tell_again()
        if held is None:
            if self._key_missing and self._restoring:
                await self.restore(quietly=True)
            return TICK_S
        jumped = held.passed(before, now, self._random())
        saves = held.unsaved and not held.renewing and not held.saving
        if saves:
            await self._save(held)
        if held.unchecked is not None and not held.renewing:
            await self._check_renewed(held, held.unchecked)
        if held.is_due(now):
            await self._renew(held)
        elif jumped or saves or held.trouble or held.is_dead(now):
            self._publish(held)  # the times on screen have moved, or the token has expired
        return self._held.look_again_in(self._clock.now()) if self._held is not None else TICK_S

    def network_is_back(self) -> None:
        """The next tick need not wait for the rest of a back-off."""
        if self._held is not None:
            self._held.hold_back_no_longer()

    async def refresh_now(self) -> None:
        """The person asks for a renewal, whatever the schedule says."""
        if self._held is not None:
            await self._renew(self._held, news=News.RENEWED)

    async def save_again(self) -> None:
        """The person has unlocked the keychain, or hopes so."""
        held = self._held
        if held is not None and held.remember and not held.renewing and not held.saving:
            work = self._save_and_tell(held)
            await self._behind(work, lambda: self._saving_is_slow(held))

    async def sign_out(self, everywhere: bool = False) -> None:
        """The session is over at once; then the vault forgets it, the server is told, and the
        person learns how that went."""
        held, self._held = self._held, None
        if held is None:
            self._tell(SignedOut())
            return
        until = held.local(self._clock.now(), _id_token_expiry(held.session))
        self._tell(SignedOut(None, News.SIGNED_OUT, until))
        leaving = _Leaving(until)
        work = self._forget_and_tell(held.session, leaving)
        await self._behind(work, lambda: self._forgetting_is_slow(leaving))
        refused = await self._revocations.tell(held.session.tokens, everywhere)
        if refused is not None:
            self._tell(SignedOut(self._untold(refused, everywhere), until=until, late=True))

    async def _forget_and_tell(self, session: Session, leaving: _Leaving) -> None:
        fault: Fault | None = None
        try:
            await self._off_thread(self._vault.forget, session.identity.subject)
        except LoginError as error:
            fault = replace(error.fault, problem=Problem.NOT_FORGOTTEN)
        slow, leaving.ended = leaving.said_slow, True
        if fault is not None:
            self._tell(SignedOut(fault, until=leaving.until, late=True))
        elif slow:
            self._tell(SignedOut(None, News.SIGNED_OUT, leaving.until, late=True))

    def _forgetting_is_slow(self, leaving: _Leaving) -> None:
        if not leaving.ended:
            leaving.said_slow = True
            fault = Fault(Problem.KEYCHAIN_SLOW)
            self._tell(SignedOut(fault, until=leaving.until, late=True))

    async def _renew(self, held: SessionInHand, news: News | None = None) -> None:
        if held.renewing or held is not self._held:
            return  # single flight: whoever asks meanwhile sees the result of the running one
        held.renewing = True
        self._publish(held)
        try:
            session, saved = await self._off_thread(
                self._renewal,
                held.session,
                self._store_for(held),
                held.server_time(self._clock.now()),
            )
        except LoginError as error:
            held.renewing = False  # before the failure is told
            if held is self._held:
                dead = error.tokens if isinstance(error, SessionOver) else held.session.tokens
                await self._not_renewed(held, error.fault, dead)
            return
        finally:
            held.renewing = False  # whatever happened, the next renewal must be possible
        if held is not self._held:
            await self._revoke_late(session)
            return
        fresh = self._held = held.renewed(session, self._clock.now(), self._random())
        fresh.unsaved = not saved
        fresh.notice = held.notice
        if news is News.RENEWED and fresh.unchecked is not None:
            news = News.RENEWED_NOT_CHECKED
        if not saved:
            fresh.notice = Fault(Problem.NOT_SAVED)
        elif fresh.notice is not None and fresh.notice.problem is Problem.NOT_SAVED:
            fresh.notice = None
        self._publish(fresh, news)

    async def _not_renewed(self, held: SessionInHand, fault: Fault, dead: Tokens) -> None:
        if fault.problem in ENDS_SESSION:
            self._held = None
            self._tell(SignedOut(fault))
            await self._behind(self._forget_quietly(held.session, dead), lambda: None)
            return
        held.not_renewed(fault, self._clock.now(), self._random())
        self._publish(held)

    async def _check_renewed(self, held: SessionInHand, unchecked: Session) -> None:
        """The keys can be had again, or not yet; at the end of the verified token it has to do
        without."""
        subject = held.session.identity.subject
        try:
            session = await self._off_thread(self._reader.read, unchecked.tokens, subject=subject)
        except LoginError:
            # it does not verify, or died in a sleep: the good one stays, and is renewed
            held.unchecked, held.due_at = None, 0.0
            return
        if held is not self._held:
            return
        if session.identity.signature is Signature.VERIFIED or held.is_dead(self._clock.now()):
            self._show_unchecked(held, session)

    def _show_unchecked(self, held: SessionInHand, session: Session) -> None:
        held.session, held.unchecked = session, None
        self._publish(held)

    async def _check_signature(self, held: SessionInHand) -> None:
        try:
            session = await self._off_thread(
                self._reader.read,
                held.session.tokens,
                subject=held.session.identity.subject,
            )
        except LoginError:
            if held is self._held:
                await self._renew(held)  # a stored token that does not verify is replaced
            return
        if held is self._held:
            held.session = session
            self._publish(held)

    async def _save_and_tell(
        self, held: SessionInHand, afterwards: Callable[[], None] = lambda: None
    ) -> None:
        await self._save(held)
        if held.notice != self._notice_told:
            self._publish(held)
        if held is self._held:
            await self._off_thread(afterwards)

    def _saving_is_slow(self, held: SessionInHand) -> None:
        if held.saving and held.notice is None:
            held.notice = Fault(Problem.KEYCHAIN_SLOW)
            self._publish(held)

    async def _save(self, held: SessionInHand) -> None:
        held.saving = True
        try:
            await self._off_thread(self._save_blocking, held)
        except LoginError as error:
            # A locked keychain would ask the person at every tick: it is tried again only
            # when they say so. A full disk is tried again at the next tick.
            held.unsaved = error.fault.problem is not Problem.KEYCHAIN
            held.notice = error.fault
            return
        finally:
            held.saving = False
        if held is self._held:
            held.unsaved = False
            if held.notice is not None and held.notice.problem in _ABOUT_SAVING:
                held.notice = None
        elif self._held is None:
            # signed out while the write was running: what it wrote must not stay
            await self._forget_quietly(held.session)

    def _save_blocking(self, held: SessionInHand) -> None:
        with self._vault.exclusive():
            if held is self._held:
                self._vault.save(held.newest.tokens, held.session.identity.subject)

    async def _forget_quietly(self, session: Session, ended: Tokens | None = None) -> None:
        """Where the person is told something more important than a keychain's refusal."""
        try:
            await self._off_thread(self._vault.forget, session.identity.subject, ended)
        except LoginError:
            return

    async def _revoke_late(self, session: Session) -> None:
        if self._held is None:
            await self._forget_quietly(session)
        await self._revoke_quietly(session)

    async def _revoke_quietly(self, session: Session) -> None:
        try:
            await self._off_thread(self._provider.revoke, session.tokens.refresh_token)
        except LoginError:
            return  # the person has been told about the sign-out already

    def _store_for(self, held: SessionInHand) -> Callable[[], Store]:
        """Asked while the renewal runs: signed out meanwhile, a late result is never stored."""

        def store() -> Store:
            if not held.remember or held is not self._held:
                return Store.NOTHING
            return Store.WRITE if held.unsaved else Store.READ_AND_WRITE

        return store

    def _hold(self, session: Session, remember: bool) -> SessionInHand:
        self._held = SessionInHand.taken(session, remember, self._clock.now(), self._random())
        return self._held

    def _publish(self, held: SessionInHand, news: News | None = None) -> None:
        if held is not self._held:
            return  # signed out while something was awaited: this session is over
        self._notice_told = held.notice
        self._tell(held.shown(self._clock.now(), news))

    @staticmethod
    def _untold(fault: Fault, everywhere: bool) -> Fault:
        if everywhere:
            return replace(fault, problem=Problem.NOT_EVERYWHERE)
        if fault.problem is Problem.REVOCATION_OFF:
            return fault
        return replace(fault, problem=Problem.SERVER_NOT_TOLD)


@dataclass
class _Leaving:
    """A sign-out that the vault has yet to carry out; `until` is what is told with it."""

    until: float
    said_slow: bool = False
    ended: bool = False


def _id_token_expiry(session: Session) -> float:
    expiry = session.identity.claims.get("exp")
    return float(expiry) if isinstance(expiry, int | float) else session.lifetime.expires_at
