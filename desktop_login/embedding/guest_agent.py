"""A session of another program, as commands of this user may ask for it while its window says so (`agent=True`).

The server and its rules are those of the program's own window: who may ask, how long a line may be,
what is said to whom. Only the session is another: it lives on its own thread, so whatever waits is
asked there, and the window's thread answers at once or not at all. All of this module is for that
thread.

A command names a user pool, an app client and a profile. Where several sessions have these, it is
answered by one of them, and the others wait until that has gone: never by whichever comes first in the
moment of the question.
"""

from __future__ import annotations

import atexit
import contextlib
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop_login.agent.client import channel_of
from desktop_login.agent.exit_codes import NOBODY
from desktop_login.agent.words import Answer, Declined, Question, SignedInAs
from desktop_login.domain.states import SignedIn, State
from desktop_login.flow.token_desk import TokenDesk
from desktop_login.services.places import place_of
from desktop_login.system.log import logger, report
from desktop_login.ui.agent_server import AgentServer, is_heard
from desktop_login.ui.background_call import SignalBridge
from desktop_login.ui.remote_services import WindowLoop, there
from desktop_login.ui.session_agent import (
    credentials_answer,
    sign_out_answer,
    signed_in_as,
    token_answer,
)

if TYPE_CHECKING:
    from desktop_login.embedding.handle import Handle
    from desktop_login.embedding.place import Place
    from desktop_login.flow.services import AuthServices


class WindowAgent:
    """What one window has to do with it. Holds no window.

    Args:
        handle: The session of the window. Where its settings or its brand say `scripts = false`,
            nobody hears anything.
    """

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._agent: GuestAgent | None = None

    def begin(self) -> None:
        """From now on commands may ask, if they may not yet."""
        handle = self._handle
        if self._agent is not None or handle.is_closed or not handle.settings.scripts:
            return
        agent = _agents.get(handle.place)
        if agent is None:
            agent = _agents[handle.place] = GuestAgent(handle.place)
        self._agent = agent
        agent.enter(handle)

    @property
    def is_asked(self) -> bool:
        """Whether commands come to the session of the window."""
        return self._agent is not None and self._agent.is_asked

    def end(self) -> None:
        """They may no longer, unless another window of the session says so."""
        agent, self._agent = self._agent, None
        if agent is not None:
            agent.leave(self._handle)


class GuestAgent(QObject):
    """`agent_server.SessionOfWindow` for the session of a place, as long as a window of it wants that."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._engine = place.engine
        self._name = channel_of(place_of(place.settings))
        self._handles: list[Handle] = []  # one for each window
        self._waits = False  # for another session to go, which is in the log
        self._server = AgentServer(_come_forward, WindowLoop(self)(_report).spawn)
        states = SignalBridge()  # the session's thread holds no more of this
        states.delivered.connect(self._heard)
        self._stop = self._engine.listen(states.deliver)

    def enter(self, handle: Handle) -> None:
        self._handles.append(handle)
        self._listen()

    def leave(self, handle: Handle) -> None:
        if handle in self._handles:  # not after the end of the program has begun
            self._handles.remove(handle)
            if not self._handles:
                self.close()

    def close(self) -> None:
        """Nobody hears anything from now on. After `fork()` the socket is the parent's, and stays."""
        _agents.pop(self._place, None)
        self._handles.clear()
        self._stop()
        if self._place.process == os.getpid():
            # leaves no mark, as the program's own window may: the session goes on in its program
            self._server.stop(self._name, self)
            for agent in list(_agents.values()):
                agent.look_for(self._name)
        if isValid(self):
            self.deleteLater()

    @property
    def is_asked(self) -> bool:
        """Whether commands come here, and not to another session of this name."""
        return self._server.is_found(self._name)

    def look_for(self, name: str) -> None:
        """Somebody who was asked under this name has gone."""
        if name == self._name:
            self._listen()

    def at_hand(self, question: Question) -> Answer | None:
        if question.word == "credentials":
            return None  # they may lie in a file, or come from the network
        found = self._engine.at_hand(question.use, question.left_s)
        return None if found is None else token_answer(found)

    async def renewed(self, question: Question) -> Answer:
        engine = self._engine

        async def use(services: AuthServices) -> Answer:
            manager = services.session_manager
            if question.word == "credentials":
                return await credentials_answer(services.aws, manager, question)
            if question.now:
                return token_answer(await TokenDesk(manager).renewed(question.use, now=True))
            # looks again: another renewal may have ended since the window's thread has looked
            return token_answer(await engine.renewed(services, question.use, question.left_s))

        return await there(engine, use)

    def user(self) -> SignedInAs | None:
        """None as well once the session is closed: on another thread it may be, a moment before this
        one hears of it."""
        state, services = self._engine.latest, self._engine.services
        if state is None or services is None or all(one.is_closed for one in self._handles):
            return None
        return signed_in_as(state, services.session_manager.server_time())

    def look_again(self) -> None:
        """A sign-in in a terminal is taken over while nobody is signed in here, nor signing in."""
        with contextlib.suppress(RuntimeError):  # closed
            if self._engine.latest is None:
                self._engine.start()
            else:
                self._engine.submit(_tick, restore=False)

    def used_by(self, program: str) -> None:
        self._engine.soon(lambda services: services.session_manager.used_by(program))

    async def signed_out(self, *, everywhere: bool) -> Answer:
        async def use(services: AuthServices) -> Answer:
            manager, stops = services.session_manager, list[Callable[[], None]]()
            if manager.session is None:
                return Declined(NOBODY)
            return await sign_out_answer(
                manager,
                lambda listener: stops.append(self._engine.listen(listener)),
                lambda _: stops.pop()(),
                everywhere,
            )

        return await there(self._engine, use, finish=True)

    def _heard(self, state: State) -> None:
        if isinstance(state, SignedIn) and self._handles:
            self._listen()

    def _listen(self) -> None:
        """Unless another session has that name, in this process or as that of the program's own window:
        a guest takes nothing from it. It looks again when one in this process goes, and after the
        next renewal, also whether a window that came later has taken the name and gone."""
        if not self._name or self.is_asked:
            return
        if is_heard(self._name):
            if not self._waits:
                self._waits = True
                logger.warning(
                    "another session of this pool and profile answers the commands: "
                    "this one is not asked before that has gone"
                )
            return
        self._waits = False
        self._server.stop(self._name, self)
        self._server.listen(self._name, self)


_agents: dict[Place, GuestAgent] = {}


@atexit.register
def _close_all() -> None:
    """The host has closed nothing. A socket that nobody hears would be left."""
    agents = list(_agents.values())
    _agents.clear()  # none takes the place of another
    for agent in agents:
        agent.close()


async def _tick(services: AuthServices) -> None:
    await services.session_manager.tick()


def _come_forward() -> None:
    """Only the program's own window is raised by a second start."""


def _report(error: BaseException) -> None:
    report(error, "an answer to a command")
