"""The services of one pool for as long as anything uses them, with the timers that refresh the session. Shows nothing.

A window uses it, and whatever outlives a window. It belongs to the application, so that closing
or replacing a window ends no session that something else still uses.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Qt, QTimer

from desktop_login.domain.passkeys import SecurityKeyStep
from desktop_login.domain.schedule import TICK_S
from desktop_login.flow.services import AuthServices
from desktop_login.ui.single_task import SingleTask, Spawn
from desktop_login.ui.state_hub import StateHub


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
