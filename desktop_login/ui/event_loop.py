"""asyncio on Qt's event loop. The only file that imports qasync; one loop a process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import Context

import qasync
from PySide6.QtWidgets import QApplication

from desktop_login.ui.single_task import Work

Report = Callable[[BaseException], None]


class EventLoop:
    """Runs inside `QApplication.exec()`, so it can be made while the window is already alive."""

    def __init__(self, app: QApplication) -> None:
        self._loop = _Loop(app, already_running=True)
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


class _Loop(qasync.QEventLoop):  # type: ignore[misc] # qasync has no types
    """Refuses threads once it is closed, as asyncio's own loops do.

    qasync emits a Qt signal for them whether the loop is closed or not. A thread that a keychain
    or the network held up would emit it while the program ends and Qt destroys its objects: a crash.
    https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_soon_threadsafe
    """

    def __init__(self, app: QApplication, *, already_running: bool) -> None:
        self._closing = threading.Lock()
        self._is_shut = False
        super().__init__(app, already_running=already_running)

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> None:
        """Raises:
        RuntimeError: The loop is closed.
        """
        with self._closing:
            if self._is_shut:
                raise RuntimeError("the event loop is closed")
            super().call_soon_threadsafe(callback, *args, context=context)

    def close(self) -> None:
        with self._closing:  # an emission that has begun ends before Qt's objects go
            self._is_shut = True
        super().close()


def _ignore(error: BaseException) -> None:
    """Used until a window listens."""
