"""A coroutine without an event loop: what a command starts is done when the call returns.

asyncio takes longer to load than many a command takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop_login.flow.ports import Args
    from desktop_login.flow.ports import Result as CallResult

Result = TypeVar("Result")


async def inline(
    call: Callable[Args, CallResult], *args: Args.args, **kwargs: Args.kwargs
) -> CallResult:
    """The port `OffThread` of whoever waits for what it does."""
    return call(*args, **kwargs)


# What a coroutine yields and is sent is between it and an event loop, and here is none.
def run_now(work: Coroutine[Any, Any, Result]) -> Result:
    """Do the work: over ports that wait for nothing, such as `inline`, it ends at once."""
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    work.close()
    raise RuntimeError("the use cases were not made for the foreground")
