"""Runs blocking calls away from the window's thread, and tasks that nobody waits for. Decides nothing about what they do.

Each call gets a daemon thread of its own: a keychain prompt that nobody answers may block for
ever, and it must neither starve other calls nor keep the program from ending.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

Args = ParamSpec("Args")
Result = TypeVar("Result")

SLOW_AFTER_S = 3.0
SETTLE_S = 2.0
_background: set[asyncio.Task[None]] = set()  # a loop keeps only weak references to its tasks
_in_background: ContextVar[bool] = ContextVar("is_behind", default=False)
_threads: set[threading.Thread] = set()  # those that work behind has begun, and that run


async def off_thread(
    call: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
) -> Result:
    """Awaits `call(*args, **kwargs)` made on another thread.

    Cancelling the awaiting task does not stop the call; its result is dropped.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def deliver(result: Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

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

    thread = threading.Thread(target=work, name=f"worker: {_name(call)}", daemon=True)
    if _in_background.get():
        _threads.difference_update([one for one in _threads if not one.is_alive()])
        _threads.add(thread)
    thread.start()
    return await future


async def background(work: Coroutine[Any, Any, None], slow: Callable[[], None]) -> None:
    """Starts `work` as a task; `slow` is called if it has not ended after `SLOW_AFTER_S`.

    What the work raises goes to the exception handler of the loop.
    """
    loop = asyncio.get_running_loop()
    token = _in_background.set(True)  # the task copies what holds now
    task = loop.create_task(work)
    _in_background.reset(token)
    patience = loop.call_later(SLOW_AFTER_S, slow)
    _background.add(task)

    def ended(task: asyncio.Task[None]) -> None:
        patience.cancel()
        _background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            loop.call_exception_handler({"message": "work behind", "exception": error})

    task.add_done_callback(ended)


def settle(patience_s: float = SETTLE_S) -> None:
    """The program is ending: waits for what is being stored or removed behind the window, but not
    for a keychain that asks."""
    until = time.monotonic() + patience_s
    for thread in tuple(_threads):
        if thread.is_alive():
            thread.join(max(0.0, until - time.monotonic()))


def _name(call: Callable[..., object]) -> str:
    return getattr(call, "__qualname__", type(call).__name__)
