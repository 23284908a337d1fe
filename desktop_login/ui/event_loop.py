"""asyncio on Qt's event loop. The only file that imports qasync; one loop a process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import qasync
from PySide6.QtWidgets import QApplication

from desktop_login.ui.single_task import Work

Report = Callable[[BaseException], None]


class EventLoop:
    """Runs inside `QApplication.exec()`, so it can be made while the window is already alive."""

    def __init__(self, app: QApplication) -> None:
        self._loop = qasync.QEventLoop(app, already_running=True)
        self.report: Report = _ignore
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop.set_exception_handler(self._loose_end)

    def spawn(self, work: Work) -> asyncio.Task[None]:
        """Starts a coroutine; an exception that it does not handle is reported."""
        task: asyncio.Task[None] = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def close(self) -> None:
        """Cancels what runs, and gives Qt back its own loop."""
        self.report = _ignore  # a task that a keychain still holds up ends with the interpreter
        for task in tuple(self._tasks):
            task.cancel()
        asyncio.events._set_running_loop(None)  # noqa: SLF001 - qasync sets it and does not unset it
        self._loop.stop()
        self._loop.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.report(error)

    def _loose_end(self, loop: object, context: dict[str, object]) -> None:  # noqa: ARG002
        error = context.get("exception")
        self.report(error if isinstance(error, BaseException) else RuntimeError("event loop"))


def _ignore(error: BaseException) -> None:
    """Used until a window listens."""
