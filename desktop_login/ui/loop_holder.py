"""Where a window gets the loop for its coroutines. Loads neither asyncio nor qasync before somebody needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_login.ui.event_loop import EventLoop
    from desktop_login.ui.single_task import Task, Work


class Loop(Protocol):
    """Runs coroutines for a window, on its thread."""

    def spawn(self, work: Work) -> Task:
        """Start one."""


class LoopMaker(Protocol):
    """Makes the loop of a window, or returns the one that is there."""

    def __call__(self, report: Callable[[BaseException], None]) -> Loop:
        """On the window's thread; `report` gets what a coroutine does not handle."""

    def prepare(self) -> None:
        """Load what it takes, in a turn of its own."""


class LoopHolder:
    """One asyncio loop a process, made when first needed."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._loop: EventLoop | None = None

    def __call__(self, report: Callable[[BaseException], None]) -> EventLoop:
        if self._loop is None:
            from desktop_login.ui.event_loop import EventLoop

            self._loop = EventLoop(self._app)
        self._loop.report = report
        return self._loop

    def prepare(self) -> None:
        import desktop_login.ui.event_loop  # noqa: F401 - loaded, and no more

    def close(self) -> None:
        if self._loop is not None:
            self._loop.close()
            self._loop = None
