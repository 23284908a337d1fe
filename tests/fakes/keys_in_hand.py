"""A demo key that nothing is behind: for what only shows one."""

from __future__ import annotations

from collections.abc import Callable


class KeyInHand:
    """Remembers what was done with it, and tells its listener as a demo key does."""

    pin = "1234"

    def __init__(self, inserted: bool = False, waits: bool = False) -> None:
        self.is_inserted = inserted
        self.waits_for_touch = waits
        self.touches = 0
        self._listener: Callable[[], None] = lambda: None

    def insert(self) -> None:
        self.is_inserted = True
        self._listener()

    def remove(self) -> None:
        self.is_inserted = self.waits_for_touch = False
        self._listener()

    def touch(self) -> None:
        self.touches += 1
        self.wait(False)

    def wait(self, waits: bool) -> None:
        self.waits_for_touch = waits
        self._listener()

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listener = listener
