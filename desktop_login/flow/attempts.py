"""Which attempt is the latest. A thread cannot be stopped, so a late result has to be recognised."""

from __future__ import annotations


class Attempt:
    """One attempt of the user, such as a sign-in."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts

    def is_latest(self) -> bool:
        """Return False once the user has cancelled, gone back or begun something else."""
        return self._attempts.latest is self


class Attempts:
    """The attempts of one window; the latest is the only valid one."""

    def __init__(self) -> None:
        self.latest = Attempt(self)

    def begin(self) -> Attempt:
        """Invalidate all requests in flight and return a new attempt."""
        self.latest = Attempt(self)
        return self.latest
