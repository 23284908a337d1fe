"""One coroutine at a time: a second one is refused while the first runs. Knows no event loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, Self

# What a coroutine yields and is sent is between it and the event loop.
Work = Coroutine[Any, Any, None]


class Task(Protocol):
    def done(self) -> bool: ...

    def add_done_callback(self, call: Callable[[Self], object], /) -> None: ...


Spawn = Callable[[Work], Task]


class SingleTask:
    """`spawn` starts a coroutine on the event loop."""

    def __init__(self, spawn: Spawn) -> None:
        self._spawn = spawn
        self._task: Task | None = None
        self._let_go: set[Task] = set()

    def start(self, work: Work) -> bool:
        """False, and the work never begins, while something else is running."""
        if self._task is not None and not self._task.done():
            work.close()
            return False
        self._task = self._spawn(work)
        return True

    def let_go(self) -> None:
        """Makes room. What runs goes on to its end, because a thread cannot be stopped; its
        result is dropped by the owner of the attempt."""
        if self._task is not None and not self._task.done():
            self._let_go.add(self._task)
            self._task.add_done_callback(self._let_go.discard)
        self._task = None
