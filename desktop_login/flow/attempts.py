"""Which attempt is the latest. A thread cannot be stopped, so what it brings late has to be recognised."""

from __future__ import annotations


class Attempt:
    """Something that the person has begun."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts

    def is_latest(self) -> bool:
        """False once the person has cancelled, gone back or begun something else."""
        return self._attempts.latest is self


class Attempts:
    def __init__(self) -> None:
        self.latest = Attempt(self)

    def begin(self) -> Attempt:
        """Whatever is under way becomes late."""
        self.latest = Attempt(self)
        return self.latest
