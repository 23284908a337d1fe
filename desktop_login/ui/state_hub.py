"""Passes states on to whoever listens at that moment. Knows nothing of Qt, so that a thread may make one."""

from __future__ import annotations

from desktop_login.domain.states import Asked, DashboardState, SignedIn, SignedOut, State, Working
from desktop_login.flow.ports import Listener


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
