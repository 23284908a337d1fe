"""Sessions that go on while the window shows another pool: who is signed in where. Refreshes and ends none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.system.paths import place_of

if TYPE_CHECKING:
    from desktop_login.domain.pool import PoolClient
    from desktop_login.domain.states import State
    from desktop_login.ui.live_session import LiveSession


class PoolInUse:
    """A pool and the profile that names it; "default" is the same as none, as for what is stored."""

    def __init__(self, pool: PoolClient | None, profile: str) -> None:
        self._pool_and_place = pool, place_of(profile)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PoolInUse) and self._pool_and_place == other._pool_and_place

    def __hash__(self) -> int:
        return hash(self._pool_and_place)

    def replaces(self, other: PoolInUse) -> bool:
        """Whether it stands in the place of another pool, whose session is of no profile now."""
        from desktop_login.services.pool_setup import is_same_pool

        (pool, place), (before, place_before) = self._pool_and_place, other._pool_and_place
        return place == place_before and not is_same_pool(pool, before)


class KeptSessions:
    """One of the users of each session in which somebody is signed in, until they sign out."""

    def __init__(self) -> None:
        self._known: list[tuple[PoolInUse, LiveSession]] = []
        self._entered: list[LiveSession] = []

    def remember(self, owner: PoolInUse, session: LiveSession | None) -> None:
        """It is the one of this pool and profile from now on."""
        self._known = [
            (other, known)
            for other, known in self._known
            if other != owner and not known.ended and known is not session
        ]
        if session is not None:
            self._known.append((owner, session))

    def keep(self, owner: PoolInUse) -> None:
        """The window turns to another pool: where somebody is signed in, the session goes on."""
        from desktop_login.domain.states import SignedOut

        session = self._of(owner)
        if session is None or session.states.latest is None or session in self._entered:
            return
        self._entered.append(session)
        session.enter(self)

        def listen(state: State) -> None:
            if isinstance(state, SignedOut) and not state.late and session in self._entered:
                self._entered.remove(session)
                session.states.remove(listen)
                session.leave(self)

        session.states.add(listen)

    def in_use(self, owner: PoolInUse, beside: object) -> LiveSession | None:
        """The session, if more than `beside` uses it."""
        session = self._of(owner)
        return session if session is not None and session.is_used_beside(beside) else None

    def user_of(self, owner: PoolInUse) -> str:
        """Who is signed in, or ""."""
        session = self._of(owner)
        latest = session.states.latest if session is not None else None
        if latest is None:
            return ""
        who = latest.session.identity
        return who.email or who.username or who.subject

    def close(self) -> None:
        """The program ends."""
        entered, self._entered = self._entered, []
        for session in entered:
            session.leave(self)
        self._known = []

    def _of(self, owner: PoolInUse) -> LiveSession | None:
        found = (session for other, session in self._known if other == owner)
        session = next(found, None)
        return session if session is not None and not session.ended else None
