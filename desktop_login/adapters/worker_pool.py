"""Runs blocking calls away from the window's thread. Decides nothing about what they do.

Each call gets a daemon thread of its own: a keychain prompt that nobody answers may block for
ever, and it must neither starve other calls nor keep the program from ending.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Args = ParamSpec("Args")
Result = TypeVar("Result")


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

    threading.Thread(target=work, name=f"worker: {_name(call)}", daemon=True).start()
    return await future


def _name(call: Callable[..., object]) -> str:
    return getattr(call, "__qualname__", type(call).__name__)
