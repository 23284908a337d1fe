"""Runs blocking calls away from the event loop, and work that nobody waits for. Decides nothing about what they do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.flow.ports import BackgroundWork
from desktop_login.system import threads

Args = ParamSpec("Args")
Result = TypeVar("Result")

SLOW_AFTER_S = 3.0
_tasks: set[asyncio.Task[None]] = set()  # a loop keeps only weak references to its tasks
_in_background: ContextVar[bool] = ContextVar("in_background", default=False)


async def off_thread(
    call: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
) -> Result:
    """Awaits `call(*args, **kwargs)`, made on another thread.

    Cancelling the awaiting task does not stop the call; its result is dropped. What `background`
    has started is waited for when the program ends.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def deliver(result: Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type] # without an error there is a result

    def work() -> None:
        result, error = None, None
        try:
            result = call(*args, **kwargs)
        except BaseException as caught:  # noqa: BLE001 - carried over to the awaiting task
            error = caught
        try:
            loop.call_soon_threadsafe(deliver, result, error)
        except RuntimeError:
            return  # the loop has closed: the program is ending and nobody waits

    threads.start(work, f"worker: {_name(call)}", finish=_in_background.get())
    return await future


async def background(work: BackgroundWork, slow: Callable[[], None]) -> None:
    """Starts `work` as a task; `slow` is called if it has not ended after `SLOW_AFTER_S`.

    What the work raises goes to the exception handler of the loop.
    """
    loop = asyncio.get_running_loop()
    token = _in_background.set(True)  # the task copies what holds now
    task = loop.create_task(work)
    _in_background.reset(token)
    timer = loop.call_later(SLOW_AFTER_S, slow)
    _tasks.add(task)

    def ended(task: asyncio.Task[None]) -> None:
        timer.cancel()
        _tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            loop.call_exception_handler({"message": "work in the background", "exception": error})

    task.add_done_callback(ended)


class LoopGate:
    """The `Gate` of tasks on one loop. May be made before the loop runs, and opened on its thread."""

    def __init__(self) -> None:
        self._opened = asyncio.Event()
        self._failure: AuthErrorInfo | None = None

    async def wait(self) -> AuthErrorInfo | None:
        await self._opened.wait()
        return self._failure

    def open(self, failure: AuthErrorInfo | None) -> None:
        self._failure = failure
        self._opened.set()


def _name(call: Callable[..., object]) -> str:
    return getattr(call, "__qualname__", type(call).__name__)
