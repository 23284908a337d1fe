"""The services of one pool for as long as anything uses them, with the timers that refresh the session. Shows nothing.

A window uses it, and whatever outlives a window. It belongs to the application, so that closing
or replacing a window ends no session that something else still uses.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Qt, QTimer

from desktop_login.domain.passkeys import SecurityKeyStep
from desktop_login.domain.schedule import TICK_S
from desktop_login.domain.states import Asked, DashboardState, SignedIn, SignedOut, State, Working
from desktop_login.flow.ports import Listener
from desktop_login.flow.services import AuthServices
from desktop_login.ui.single_task import SingleTask, Spawn


class StateHub:
    """Passes each state on to all that listen at that moment.

    Attributes:
        latest: Who is signed in.
        question: What is being asked, for a window that comes to it later.
        busy: Whether a request of a sign-in or a question is running.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.latest: SignedIn | None = None
        self.question: Asked | None = None
        self.busy = False

    def __call__(self, state: State) -> None:
        self.busy = isinstance(state, Working)
        match state:
            case SignedIn():
                if self.latest is None:
                    self.question = None  # the sign-in has been answered
                self.latest = state
            case SignedOut(late=False):
                self.latest = self.question = None  # no token outlives the session
            case Asked():
                self.question = state
            case DashboardState():
                self.question = None
        for listener in tuple(self._listeners):
            listener(state)

    def add(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def remove(self, listener: Listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)


class LiveSession(QObject):
    """From the first user that enters to the last one that leaves.

    Attributes:
        services: The use cases.
        states: Every state of them.
        upkeep: The one task at a time that refreshes, restores or signs out.
    """

    def __init__(
        self, application: QObject, services: AuthServices, states: StateHub, spawn: Spawn
    ) -> None:
        super().__init__(application)
        self.services = services
        self.states = states
        self.upkeep = SingleTask(spawn)
        self._looking = SingleTask(spawn)
        self._users: list[object] = []
        self._ended = False
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._tick.setInterval(int(TICK_S * 1000))
        self._tick.timeout.connect(self.tick)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.tick)

    @property
    def ended(self) -> bool:
        return self._ended

    def is_used_beside(self, user: object) -> bool:
        return any(one is not user for one in self._users)

    def enter(self, user: object) -> None:
        """`user` uses the session from now on."""
        self._users.append(user)
        self._tick.start()

    def leave(self, user: object) -> None:
        """The last one that leaves stops the timers, and nothing waits for a browser any more.

        What else runs goes on to its end, a sign-out above all.
        """
        self._users = [one for one in self._users if one is not user]
        if not self._users and not self._ended:
            self._ended = True
            self._tick.stop()
            self._soon.stop()
            self.services.coordinator.end_waiting()
            self.deleteLater()

    def leave_key(self) -> None:
        """Nobody touches a security key, or enters its PIN, for a window that is gone."""
        asked = self.states.question
        if asked is not None and isinstance(asked.question, SecurityKeyStep):
            self.services.coordinator.leave()

    def tick(self) -> None:
        """Looks at the clocks, and refreshes if it is time. For wake-ups too."""
        if not self._ended:
            self.upkeep.start(self._look())

    def is_looked_at(self) -> None:
        """The window has become active."""
        self.tick()
        if not self._ended:
            self._looking.start(self.services.coordinator.look_again())

    def refresh_now(self) -> None:
        """Refresh because the user asked for it."""
        if not self._ended:
            self.upkeep.start(self.services.session_manager.refresh_now())

    def network_is_back(self) -> None:
        self.services.session_manager.network_is_back()
        self.tick()

    async def _look(self) -> None:
        """The tick alone must suffice; what falls due before the next one gets one of its own."""
        wait_s = await self.services.session_manager.tick()
        if wait_s < TICK_S and not self._ended:
            self._soon.start(math.ceil(wait_s * 1000))
