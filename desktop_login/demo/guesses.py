"""How often the codes of a user were guessed, over all codes and Sessions. Knows no code."""

from __future__ import annotations

import threading

from desktop_login.demo.pool import Now, User

# Documented by the service for reset codes; the page describes how simultaneous guesses once got
# around it. https://www.pentagrid.ch/en/blog/password-reset-code-brute-force-vulnerability-in-AWS-Cognito/
AN_HOUR = 20
_HOUR_S = 3600.0


class Guesses:
    """Counts a guess before it is compared, so that simultaneous requests gain nothing."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], list[float]] = {}

    def are_left(self, user: User, purpose: str) -> bool:
        with self._lock:
            return len(self._recent(user, purpose)) < AN_HOUR

    def take(self, user: User, purpose: str) -> bool:
        """Count one guess; return False if none is left: the caller must then compare nothing."""
        with self._lock:
            times = self._recent(user, purpose)
            if len(times) >= AN_HOUR:
                return False
            self._times[user.sub, purpose] = [*times, self._now()]
            return True

    def right(self, user: User, purpose: str) -> None:
        """Reset the count after a right guess. Sending a new code does not reset it."""
        with self._lock:
            self._times.pop((user.sub, purpose), None)

    def _recent(self, user: User, purpose: str) -> list[float]:
        since = self._now() - _HOUR_S
        return [at for at in self._times.get((user.sub, purpose), []) if at > since]
