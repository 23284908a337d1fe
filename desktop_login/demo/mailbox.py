"""The messages that a real pool would send. Keeps them for the demo's panel; sends nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

_KEEP = 50


@dataclass(frozen=True)
class Mail:
    """`medium` is MAIL or SMS; `to` the full address or number."""

    medium: str
    to: str
    code: str


class Mailbox:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[Mail] = []
        self.on_message: Callable[[Mail], None] = lambda _: None

    @property
    def messages(self) -> tuple[Mail, ...]:
        """Oldest first."""
        with self._lock:
            return tuple(self._messages)

    def deliver(self, message: Mail) -> None:
        with self._lock:
            self._messages = [*self._messages, message][-_KEEP:]
        self.on_message(message)
