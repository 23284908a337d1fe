"""The one place where the program starts threads for its own calls. Knows nothing about the calls.

Each call gets a daemon thread of its own: a keychain prompt that is never answered may block for
ever, and must neither hold up other calls nor keep the program from ending.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

# For how long somebody who has no time is asked again, and after which pause.
_BUSY_S, _PAUSE_S = 5.0, 0.02
# One for each call. A thread would do, but one that is about to start cannot be joined.
_to_finish: dict[threading.Event, str] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_to_finish.clear)  # threads do not go along


def start(work: Callable[[], None], name: str, *, finish: bool = False) -> threading.Thread:
    """Runs `work` on a new daemon thread.

    Args:
        work: Handles its own exceptions.
        name: Of the thread, for logs and debuggers.
        finish: `wait_for_calls` waits for it when the program ends.
    """

    finished = threading.Event()

    def end() -> None:
        _to_finish.pop(finished, None)
        finished.set()

    def run() -> None:
        try:
            work()
        finally:
            end()

    thread = threading.Thread(target=run, name=name, daemon=True)
    if finish:
        _to_finish[finished] = name
    try:
        thread.start()
    except BaseException:
        end()
        raise
    return thread


def wait_for_calls(limit_s: float, name: str = "") -> None:
    """Waits for the calls that were started with `finish`, for `limit_s` seconds at most; with a
    `name`, for those of that name only.

    The interpreter must not end during a call that is inside Qt: Python stops such a thread by
    unwinding its C++ frames, which crash without the interpreter lock.
    https://docs.python.org/3/c-api/init.html#c.PyEval_RestoreThread
    """
    until = time.monotonic() + limit_s
    for finished, its_name in tuple(_to_finish.items()):
        if name in ("", its_name):
            finished.wait(max(0.0, until - time.monotonic()))


def within(limit_s: float, call: Callable[[], Result], name: str) -> Result:
    """The result of `call`, made on a thread.

    Raises:
        TimeoutError: It has not returned after `limit_s` seconds. It goes on, and its result is
            dropped.
        BaseException: Whatever `call` raises.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            errors.append(error)

    start(work, name).join(limit_s)
    if results:
        return results[0]
    if errors:
        raise errors[0]
    raise TimeoutError(name)


def patiently(call: Callable[[], Result]) -> Result:
    """The result of `call`, made again for a few seconds while whoever it asks has no time.

    A busy bus does not greet within the second that jeepney gives it, which is a TimeoutError, or a
    BlockingIOError where the second is over between two steps. Linux does not wait for room in the
    queue of a socket either, where the caller has a time limit (connect(2), EAGAIN).
    """
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            return call()
        except (BlockingIOError, TimeoutError):
            if time.monotonic() >= until:
                raise
            time.sleep(_PAUSE_S)
