"""The session in the token store: saved behind the window, and removed where it must not stay. Knows no schedule."""

from __future__ import annotations

from collections.abc import Callable

from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.flow.active_session import ABOUT_SAVING, ActiveSession
from desktop_login.flow.ports import Ports, TokenStore
from desktop_login.flow.refresh import Store


class SessionKeeping:
    """Keeps the active session in the token store, and nothing else in it.

    A keychain may ask the user and so block for minutes; somebody may sign out meanwhile.
    Therefore it saves in the background, looks again which session is the active one, and shows
    what went wrong later.
    """

    def __init__(
        self,
        ports: Ports,
        token_store: TokenStore,
        active: Callable[[], ActiveSession | None],
        publish: Callable[[ActiveSession], None],
    ) -> None:
        self._provider = ports.provider
        self._token_store = token_store
        self._off_thread = ports.off_thread
        self._background = ports.background
        self._active = active
        self._publish = publish

    async def save_behind(
        self, active: ActiveSession, afterwards: Callable[[], None] = lambda: None
    ) -> None:
        """Save it in the background; then make the blocking call `afterwards`, unless it has ended."""
        work = self._save_and_report(active, afterwards)
        await self._background(work, lambda: self._saving_is_slow(active))

    async def save(self, active: ActiveSession) -> None:
        """Save it, and note in it whether that failed."""
        active.saving = True
        try:
            await self._off_thread(self._save_blocking, active)
        except AuthError as error:
            # A locked keychain would ask the user at every tick, so it is tried again only on
            # request. A full disk is tried again at the next tick.
            active.unsaved = error.error_info.code is not ErrorCode.KEYCHAIN
            active.warning = error.error_info
            return
        finally:
            active.saving = False
        now_active = self._active()
        if active is now_active:
            active.unsaved = False
            if active.warning is not None and active.warning.code in ABOUT_SAVING:
                active.warning = None
        elif now_active is None:
            # signed out while the write was running: remove what it wrote
            await self.forget(active.session)

    async def forget(self, session: Session, ended: Tokens | None = None) -> None:
        """Remove it without reporting errors; a more important message is shown."""
        try:
            await self._off_thread(self._token_store.forget, session.identity.subject, ended)
        except AuthError:
            return

    async def discard(self, session: Session) -> None:
        """Revoke what was renewed for a session that has ended, and remove it unless another began."""
        if self._active() is None:
            await self.forget(session)
        await self.revoke(session)

    async def revoke(self, session: Session) -> None:
        """Revoke its tokens without reporting errors; the sign-out has already been reported."""
        try:
            await self._off_thread(self._provider.revoke, session.tokens.refresh_token)
        except AuthError:
            return

    def place_of(self, active: ActiveSession) -> Callable[[], Store]:
        """Return a function for `TokenRefresher`: after a sign-out a late result is not stored."""

        def store() -> Store:
            if not active.remember or active is not self._active():
                return Store.NOTHING
            return Store.WRITE if active.unsaved else Store.READ_AND_WRITE

        return store

    async def _save_and_report(self, active: ActiveSession, afterwards: Callable[[], None]) -> None:
        await self.save(active)
        if active.warning != active.warning_shown:
            self._publish(active)
        if active is self._active():
            await self._off_thread(afterwards)

    def _saving_is_slow(self, active: ActiveSession) -> None:
        if active.saving and active.warning is None:
            active.warning = AuthErrorInfo(ErrorCode.KEYCHAIN_SLOW)
            self._publish(active)

    def _save_blocking(self, active: ActiveSession) -> None:
        with self._token_store.exclusive():
            if active is self._active():
                self._token_store.save(active.newest.tokens, active.session.identity.subject)
