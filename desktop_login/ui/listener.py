"""Where other programs of this user come in: what every kind of listener has, and its limits."""

from __future__ import annotations

from typing import Protocol

MOST_CALLERS = 32
LINE_MS = 2000  # for the one line of a caller


class Caller(Protocol):
    """A program that has said its line. Each method is for the thread of the window."""

    @property
    def process(self) -> int:
        """Its id; 0 where the system does not say it."""

    @property
    def is_there(self) -> bool:
        """It has not left, and has not been answered."""

    def say(self, content: bytes) -> None:
        """Something else follows."""

    def reply(self, content: bytes) -> None:
        """The last that it hears."""

    def turn_away(self) -> None:
        """Without a word: nothing is said to others."""


class Listener(Protocol):
    """Calls somebody with each caller and its line."""

    def listen(self, name: str) -> bool:
        """False if the name cannot be had."""

    @property
    def is_found(self) -> bool:
        """It listens, and nobody who came later has taken the name."""

    def close(self, *, leave_mark: bool = False) -> None:
        """Whoever is inside is turned away. A mark says that a session ended with its window; a pipe
        leaves none."""
