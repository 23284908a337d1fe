"""When the demo's server begins and ends. Nobody who has left it waits for it, and none goes on serving."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_login.app.opener import open_in_browser
from desktop_login.domain.pool import AuthFlow

if TYPE_CHECKING:
    from desktop_login.demo.server import DemoCognito
    from desktop_login.flow.ports import Listener, Opener
    from desktop_login.flow.services import AuthServices


class DemoLife:
    """A visit lasts from `enter` to the next `enter` or `leave`. Its server is made on the warm-up's
    thread, and may come when the visit is over.

    Args:
        start_log: Called before the server is made.

    Attributes:
        opener: Opens the demo's pages: the desktop's browser, unless the tour is its own visitor.
    """

    def __init__(self, start_log: Callable[[], None]) -> None:
        self._start_log = start_log
        self._changes = threading.Lock()
        self._visit: object = None
        self.flow = AuthFlow.SRP
        self.entered = False
        self.running: DemoCognito | None = None
        self.opener: Opener = open_in_browser

    def enter(self, flow: AuthFlow) -> Callable[[Listener], AuthServices]:
        """Return what builds the services of a fresh demo."""
        self.entered, self.flow = True, flow
        visit = self._visit = object()
        return lambda listener: self._build(visit, flow, listener)

    def leave(self) -> None:
        """Nobody is left in it. The server ends in the background."""
        self.entered = False
        demo = self._replace(None, None)
        if demo is not None:
            from desktop_login.system import threads

            threads.start(demo.stop, "end of the demo", finish=True)

    def close(self) -> None:
        """The program ends."""
        demo = self._replace(None, None)
        if demo is not None:
            demo.stop()

    def _build(self, visit: object, flow: AuthFlow, listener: Listener) -> AuthServices:
        from desktop_login.demo.server import DemoCognito
        from desktop_login.services.build import build_demo

        self._start_log()
        demo = DemoCognito()
        demo.start()
        too_many = self._replace(demo, visit)
        if too_many is not None:
            too_many.stop()
        return build_demo(demo, flow, listener, opener=self.opener)

    def _replace(self, demo: DemoCognito | None, visit: object) -> DemoCognito | None:
        """Put `demo` in place for the visit it was started for, or end all visits with None.

        Returns the one that is to be stopped: the one before, or `demo` itself if it comes too late.
        """
        with self._changes:
            if demo is None:
                self._visit = None
            elif visit is not self._visit:
                return demo
            before, self.running = self.running, demo
            return before
