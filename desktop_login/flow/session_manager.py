"""Keeps a session alive: when it is refreshed and what ends it. Has no timer and no keychain of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from desktop_login.domain.errors import ENDS_SESSION, AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.history import Event
from desktop_login.domain.schedule import TICK_S, refresh_margin
from desktop_login.domain.states import LastUse, Notice, SignedOut
from desktop_login.domain.tokens import Identity, Session, Signature, Tokens
from desktop_login.domain.ways import Ways
from desktop_login.flow.active_session import ActiveSession
from desktop_login.flow.ports import Gate, Listener, Ports, Random, TokenStore
from desktop_login.flow.refresh import SessionExpired, TokenRefresher
from desktop_login.flow.session_keeping import SessionKeeping
from desktop_login.flow.sign_out import SignOut

TELL_USE_S = 60.0  # the window shows minutes


class SessionManager:
    """Owns the session between sign-in and sign-out.

    `tick()` is called about every 15 s, and when the computer may have slept or the network came
    back. It compares clock readings, so no long timer is needed, and returns when it should be
    called again if that is sooner.

    A session is shown before it is saved, and a sign-out before the stored session is removed
    (`SessionKeeping`, `SignOut`). The listener is notified of errors later.
    """

    def __init__(
        self,
        ports: Ports,
        token_store: TokenStore,
        random: Random,
        on_state: Listener,
        session_days: int = 0,
    ) -> None:
        self._ports = ports
        self._token_verifier = ports.token_verifier
        self._token_store = token_store
        self._clock = ports.clock
        self._make_gate = ports.gate
        self._gate: Gate | None = None
        self._off_thread = ports.off_thread
        self._background = ports.background
        self._random = random
        self._notify = on_state
        self._session_days = session_days
        # What a program around this one says to a stored session: why it shall not be restored.
        self.admit: Callable[[Identity], Awaitable[AuthErrorInfo | None]] | None = None
        self._active: ActiveSession | None = None
        self._restoring = False
        self._key_missing = False
        self._sign_out = SignOut(ports, token_store, on_state)
        self._refresher = TokenRefresher(ports, token_store)
        self._keeping = SessionKeeping(ports, token_store, lambda: self._active, self._publish)
        self._last_tick = ports.clock.now()

    async def restore(self, *, quietly: bool = False) -> bool:
        """Restore the stored session without a password; return False if there is none to show.

        If the keychain has no key for the record, every tick tries again, `quietly` (that error
        is not reported again): a keychain that is still starting answers like this.
        """
        self._restoring, self._key_missing = True, False
        try:
            tokens = await self._off_thread(self._token_store.load)
            if tokens is None or self._gave_up_waiting():
                return False
            session = await self._off_thread(self._token_verifier.read, tokens, stored=True)
        except AuthError as error:
            if not self._gave_up_waiting():
                self._key_missing = error.error_info.code is ErrorCode.KEY_MISSING
                if not (quietly and self._key_missing):
                    self._notify(SignedOut(error.error_info))
            return False
        if self._gave_up_waiting():
            return False  # the user did not wait for the keychain and is signing in
        clock_skew = self._token_verifier.clock_skew()
        if clock_skew is not None:  # the clock may have been set since these tokens were stored
            session = replace(session, tokens=replace(session.tokens, clock_skew=clock_skew))
        if self.admit is not None and not await self._admitted(session, self.admit):
            return False
        active = self._hold(session, remember=True, event=Event.RESTORED)
        active.due_at = session.lifetime.expires_at - refresh_margin(
            session.lifetime, self._random()
        )
        self._publish(active)
        if active.is_due(self._clock.now()):
            await self._refresh(active)
        elif session.identity.signature is Signature.UNCHECKED:
            await self._check_signature(active)
        return True

    async def _admitted(
        self, session: Session, admit: Callable[[Identity], Awaitable[AuthErrorInfo | None]]
    ) -> bool:
        """A refusal signs out. A check that did not take place lets nobody in, and decides nothing:
        the stored session stays, and is asked about again."""
        refused = await admit(session.identity)
        if self._gave_up_waiting():
            return False
        if refused is None:
            return True
        self._notify(SignedOut(refused))
        if refused.code is not ErrorCode.IN_THE_APP:
            now = self._clock.now()
            ends = ActiveSession.taken(session, True, now, self._random(), Event.RESTORED, ())
            await self._sign_out(session, ends.local(now, _id_token_expiry(session)), False)
        return False

    def stop_restoring(self) -> None:
        """Stop restoring because the user signs in; a stored session found later is ignored."""
        self._restoring = False

    def _gave_up_waiting(self) -> bool:
        return not self._restoring

    async def adopt(
        self,
        session: Session,
        remember: bool,
        warning: AuthErrorInfo | None = None,
        wanted: Callable[[], bool] = lambda: True,
        afterwards: Callable[[], None] = lambda: None,
        ways: Ways = (),
    ) -> None:
        """Take over a session after a sign-in and notify the listener.

        Args:
            session: The verified session.
            remember: Whether to store it, in the background.
            warning: An error to show with it.
            wanted: Whether the user still waits; if not, the session is revoked.
            afterwards: A blocking call to make once the session is stored.
            ways: How the user signed in, for the history.
        """
        if not wanted():
            await self._keeping.revoke(session)
            return
        active = self._hold(session, remember, ways=ways)
        active.warning = warning
        active.saving = remember  # from here on: whoever waits for the store must not miss it
        self._publish(active)
        if remember:
            await self._keeping.save_behind(active, afterwards)

    @property
    def session(self) -> Session | None:
        return self._active.session if self._active is not None else None

    def server_time(self) -> float:
        """Return the server's time (epoch s), as far as it is known."""
        now = self._clock.now()
        return self._active.server_time(now) if self._active is not None else now.wall

    def used_by(self, program: str) -> None:
        """Note that a program was handed a token, and notify the listener once a minute."""
        active = self._active
        if active is None:
            return
        before, now = active.last_use, self._clock.now().wall
        if before is None or before.program != program or abs(now - before.at) >= TELL_USE_S:
            active.last_use = LastUse(program, now)
            self._publish(active)

    async def usable_session(self) -> Session | None:
        """Return the session, refreshed first if its tokens have expired; None if it has ended.

        Whoever asks during a refresh gets its result.
        """
        active = self._active
        if active is not None and active.is_dead(self._clock.now()):
            if active.unchecked is not None:
                self._show_unchecked(active, active.unchecked)
            else:
                await self._refresh(active)
        return self.session

    async def refresh(self) -> Session | None:
        """Refresh after the service refused the access token, to see whether the session is valid."""
        if self._active is not None:
            await self._refresh(self._active)
        return self.session

    async def renewed(self) -> AuthErrorInfo | None:
        """Refresh for somebody outside, and return why it failed; None if there are new tokens.

        Whoever asks while a refresh is running waits for that one, so that all of them get the
        same tokens.
        """
        return await self._refresh(self._active) if self._active is not None else None

    async def end(self, notice: Notice) -> None:
        """End the session without revoking it, because the account was deleted."""
        active, self._active = self._active, None
        self._notify(SignedOut(notice=notice))
        if active is not None:
            await self._background(self._keeping.forget(active.session), lambda: None)

    async def tick(self) -> float:
        """Compare the clocks, and refresh if it is due.

        Returns the seconds until the next call: TICK_S, or less if something is due sooner.
        """
        active, now = self._active, self._clock.now()
        before, self._last_tick = self._last_tick, now
        await self._sign_out.retry()
        if active is None:
            await self._look_for_key()
            return TICK_S
        jumped = active.passed(before, now, self._random())
        saves = active.unsaved and not active.refreshing and not active.saving
        if saves:
            await self._keeping.save(active)
        if active.unchecked is not None and not active.refreshing:
            await self._check_refreshed(active, active.unchecked)
        if active.is_due(now):
            if not active.refreshing:  # its end is published; a tick need not wait for it
                await self._refresh(active)
        elif jumped or saves or active.trouble or active.is_dead(now):
            self._publish(active)  # the times shown have changed, or the token has expired
        return self._active.look_again_in(self._clock.now()) if self._active is not None else TICK_S

    async def _look_for_key(self) -> None:
        """Restore the session whose key was not there, if it is by now."""
        if self._key_missing and self._restoring:
            await self.restore(quietly=True)

    def network_is_back(self) -> None:
        """End a back-off: the next tick may refresh."""
        if self._active is not None:
            self._active.hold_back_no_longer()

    async def refresh_now(self) -> None:
        """Refresh because the user asked for it, independent of the schedule."""
        if self._active is not None:
            await self._refresh(self._active, notice=Notice.REFRESHED)

    async def save_again(self) -> None:
        """Save again because the user asked for it, after unlocking the keychain."""
        active = self._active
        if active is not None and active.remember and not active.refreshing and not active.saving:
            await self._keeping.save_behind(active)

    async def sign_out(self, everywhere: bool = False, in_browser: bool = False) -> None:
        """End the session at once; then remove it from the token store and revoke its tokens.

        The listener is notified at once, and again if one of the two fails.

        Args:
            everywhere: Whether to revoke all tokens of the user.
            in_browser: Whether to end the browser's own session too, if the sign-in went through it.
        """
        active, self._active = self._active, None
        if active is None:
            self._notify(SignedOut())
            return
        until = active.local(self._clock.now(), _id_token_expiry(active.session))
        self._notify(SignedOut(None, Notice.SIGNED_OUT, until))
        through = active.session.tokens.through
        if in_browser and through is not None:
            from desktop_login.flow.browser_sign_out import BrowserSignOut

            sign_out_there = BrowserSignOut(self._ports, self._notify)
            await self._background(sign_out_there(active.session, through, until), lambda: None)
        await self._sign_out(active.session, until, everywhere)

    async def forgotten(self) -> None:
        """Wait until a session that was signed out is removed from the token store, or the listener
        was notified that the keychain is slow."""
        await self._sign_out.forgotten()

    async def _refresh(
        self, active: ActiveSession, notice: Notice | None = None
    ) -> AuthErrorInfo | None:
        """One refresh at a time: whoever comes during one waits for its result.

        Returns:
            Why there are no new tokens; None if there are.
        """
        if active is not self._active:
            return None
        if active.refreshing:
            return await self._gate.wait() if self._gate is not None else None
        gate = self._gate = self._make_gate()
        failure: AuthErrorInfo | None = AuthErrorInfo(ErrorCode.IN_THE_APP)
        active.refreshing = True
        try:
            failure = await self._renew(active, notice)
        finally:
            active.refreshing = False  # on any exception, so that the next refresh is possible
            if self._gate is gate:
                self._gate = None
            gate.open(failure)
        return failure

    async def _renew(self, active: ActiveSession, notice: Notice | None) -> AuthErrorInfo | None:
        self._publish(active)
        try:
            session, saved = await self._off_thread(
                self._refresher,
                active.session,
                self._keeping.place_of(active),
                active.server_time(self._clock.now()),
            )
        except AuthError as error:
            active.refreshing = False  # before the failure is published
            if active is self._active:
                dead = error.tokens if isinstance(error, SessionExpired) else active.session.tokens
                await self._not_refreshed(active, error.error_info, dead)
            return error.error_info
        active.refreshing = False
        if active is not self._active:
            await self._keeping.discard(session)
            return None
        fresh = self._active = active.refreshed(
            session, self._clock.now(), self._random(), by_hand=notice is not None
        )
        fresh.unsaved = not saved
        fresh.warning = active.warning
        refused = active.warning is not None and active.warning.code is ErrorCode.KEYCHAIN
        if notice is Notice.REFRESHED and fresh.unchecked is not None:
            notice = Notice.REFRESHED_NOT_CHECKED
        if not saved and refused:
            fresh.unsaved = False  # a keychain that has refused is asked again only on request
        elif not saved:
            fresh.warning = AuthErrorInfo(ErrorCode.NOT_SAVED)
        elif fresh.warning is not None and fresh.warning.code is ErrorCode.NOT_SAVED:
            fresh.warning = None
        self._publish(fresh, notice)
        return None

    async def _not_refreshed(
        self, active: ActiveSession, error_info: AuthErrorInfo, dead: Tokens
    ) -> None:
        if error_info.code in ENDS_SESSION:
            self._active = None
            self._notify(SignedOut(error_info))
            await self._background(self._keeping.forget(active.session, dead), lambda: None)
            return
        active.not_refreshed(error_info, self._clock.now(), self._random())
        self._publish(active)

    async def _check_refreshed(self, active: ActiveSession, unchecked: Session) -> None:
        """Verify the refreshed token again, as the keys may be available now.

        Once the verified token has expired, the unverified one is shown.
        """
        subject = active.session.identity.subject
        try:
            session = await self._off_thread(
                self._token_verifier.read, unchecked.tokens, subject=subject
            )
        except AuthError:
            # it does not verify, or has expired during a sleep: keep the verified one, and refresh
            active.unchecked, active.due_at = None, 0.0
            return
        if active is not self._active:
            return
        if session.identity.signature is Signature.VERIFIED or active.is_dead(self._clock.now()):
            self._show_unchecked(active, session)

    def _show_unchecked(self, active: ActiveSession, session: Session) -> None:
        active.session, active.unchecked = session, None
        self._publish(active)

    async def _check_signature(self, active: ActiveSession) -> None:
        try:
            session = await self._off_thread(
                self._token_verifier.read,
                active.session.tokens,
                subject=active.session.identity.subject,
            )
        except AuthError:
            if active is self._active:
                await self._refresh(active)  # a stored token that does not verify is replaced
            return
        if active is self._active:
            active.session = session
            self._publish(active)

    def _hold(
        self,
        session: Session,
        remember: bool,
        event: Event = Event.SIGNED_IN,
        ways: Ways = (),
    ) -> ActiveSession:
        self._active = ActiveSession.taken(
            session, remember, self._clock.now(), self._random(), event, ways
        )
        return self._active

    def _publish(self, active: ActiveSession, notice: Notice | None = None) -> None:
        if active is not self._active:
            return  # signed out meanwhile: the session has ended
        active.warning_shown = active.warning
        self._notify(active.shown(self._clock.now(), notice, self._session_days))


def _id_token_expiry(session: Session) -> float:
    expiry = session.identity.claims.get("exp")
    return float(expiry) if isinstance(expiry, int | float) else session.lifetime.expires_at
