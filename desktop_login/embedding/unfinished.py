"""A sign-in at one window of which its program has not heard the end. Holds no window: it is given up when that has gone."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from desktop_login.domain.states import SignedIn, SignedOut, State
from desktop_login.embedding.engine import SIGN_OUT_S

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_login.embedding.place import Place
    from desktop_login.flow.services import AuthServices

Result = TypeVar("Result")


class UnfinishedSignIn:
    """For the thread of the window, which asks by it for all that may sign somebody in (`remote`). So
    what others ask of the session is known not to be of this window."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._has_asked = False  # and has not heard of an end since

    @property
    def is_new(self) -> bool:
        """Whether somebody has signed in at this window, and the program does not know it yet."""
        return self._place.signed_in_at is self

    @property
    def services(self) -> AuthServices | None:
        return self._place.engine.services

    def submit(
        self,
        use: Callable[[AuthServices], Awaitable[Result]],
        *,
        restore: bool = True,
        finish: bool = False,
    ) -> Future[Result]:
        """As `Link.submit`, for this window."""
        self._has_asked = True

        async def asked(services: AuthServices) -> Result:
            self._place.asking = self
            return await use(services)

        return self._place.engine.submit(asked, restore=restore, finish=finish)

    def soon(self, call: Callable[[AuthServices], object]) -> None:
        """As `Link.soon`, for this window."""
        self._has_asked = True

        def asked(services: AuthServices) -> None:
            self._place.asking = self
            call(services)

        self._place.engine.soon(asked)

    def heard(self, state: State) -> None:
        if isinstance(state, SignedIn) or (isinstance(state, SignedOut) and not state.late):
            self._has_asked = False

    def is_told(self) -> None:
        """The program knows who is signed in."""
        if self.is_new:
            self._place.signed_in_at = None

    def drop(self) -> None:
        """Drop what is under way, with its password; who has come in by it stays. Another window of the
        session, or a sign-in by questions, may be at it: then it goes on there."""
        if self._has_begun():
            call = self._leave if self._place.is_in_use else self._drop
            self._place.engine.soon(call)

    def give_up(self, *, pending: bool = False) -> Future[None] | None:
        """The same, and sign out again who has come in by what this window has asked for.

        Args:
            pending: Whether the window waits for the session, so that more than it has heard of may
                be under way.

        Returns:
            What ends when that is done; None if nothing was under way here.
        """
        place, engine = self._place, self._place.engine
        is_ours = self.is_new or ((self._has_asked or pending) and not place.is_in_use)
        if is_ours and self._has_begun():
            with suppress(RuntimeError):  # the session is closed
                return engine.submit(self._give_up, restore=False, finish=True)
        self.drop()
        return None

    async def _give_up(self, services: AuthServices) -> None:
        """On the engine's loop. Waits as long as a host has to. Who was stored stays signed in, and so
        does who has come in elsewhere."""
        import asyncio

        self._drop(services)
        if self.is_new:
            leaving = asyncio.ensure_future(services.session_manager.sign_out())
            await asyncio.wait({leaving}, timeout=SIGN_OUT_S)

    def _drop(self, services: AuthServices) -> None:
        if self._place.engine.is_talking:
            services.coordinator.give_up()

    def _leave(self, _: AuthServices) -> None:
        """What goes on elsewhere is no more of this window."""
        if self._place.asking is self:
            self._place.asking = None

    def _has_begun(self) -> bool:
        """Not before there are use cases; and in a child after `fork()` nothing of it is there."""
        return self._place.process == os.getpid() and self._place.engine.services is not None
