"""A sign-in at one window of which its program has not heard the end. Holds no window: it is given up when that has gone."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_login.domain.history import is_sign_in
from desktop_login.domain.states import Asked, SignedIn, SignedOut, State, Working
from desktop_login.embedding.engine import SIGN_OUT_S

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_login.embedding.engine import Engine
    from desktop_login.embedding.place import Place
    from desktop_login.flow.services import AuthServices


class UnfinishedSignIn:
    """For the thread of the window.

    Attributes:
        is_new: Whether somebody has signed in while the window was open, and the program does not
            know it yet.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._talking = False  # as far as this thread has heard
        self.is_new = False

    def heard(self, state: State, *, somebody: bool) -> None:
        """Whether `somebody` was signed in before this state."""
        match state:
            case Asked() | Working():
                self._talking = not somebody
            case SignedIn() | SignedOut(late=False):
                self._talking = False
            case _:
                pass

    def drop(self) -> None:
        """Drop what is under way, with its password; who has come in by it stays. Another window of the
        session, or a sign-in by questions, may be at it: then it goes on there."""
        place, engine = self._place, self._place.engine
        if not place.is_in_use and self._has_begun():
            engine.soon(lambda services: _drop(engine, services))

    def give_up(self, *, pending: bool = False) -> Future[None] | None:
        """The same, and sign out again who has come in by it.

        Args:
            pending: Whether the window waits for the session, so that more than it has heard of may
                be under way.

        Returns:
            What ends when that is done; None if nothing was under way here.
        """
        place, engine, is_new = self._place, self._place.engine, self.is_new
        self.is_new = False
        is_ours = is_new or ((self._talking or pending) and not place.is_in_use)
        if is_ours and self._has_begun():
            with suppress(RuntimeError):  # the session is closed
                return engine.submit(
                    lambda services: _give_up(engine, services), restore=False, finish=True
                )
        self.drop()
        return None

    def _has_begun(self) -> bool:
        """Not before there are use cases; and in a child after `fork()` nothing of it is there."""
        return self._place.process == os.getpid() and self._place.engine.services is not None


def _drop(engine: Engine, services: AuthServices) -> None:
    if engine.is_talking:
        services.coordinator.give_up()


async def _give_up(engine: Engine, services: AuthServices) -> None:
    """On the engine's loop. Waits as long as a host has to. Who was stored stays signed in."""
    import asyncio

    _drop(engine, services)
    latest = engine.latest
    if latest is not None and is_sign_in(latest.history):
        leaving = asyncio.ensure_future(services.session_manager.sign_out())
        await asyncio.wait({leaving}, timeout=SIGN_OUT_S)
