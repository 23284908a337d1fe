"""Challenge Sessions: bound to client, user and challenge, alive for a while, spent once."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

from desktop_login.demo.pool import Now, PoolConfig, User
from desktop_login.demo.refusal import not_authorized


@dataclass
class Step:
    """An open challenge of one user. `code` is what a delivered code must be equal to."""

    challenge: str
    user: User
    client_id: str
    expires_at: float
    code: str = field(default="", repr=False)
    code_expires_at: float = 0.0
    wrong_codes: int = 0
    spent: bool = False


class Steps:
    def __init__(self, config: PoolConfig, now: Now) -> None:
        self._config = config
        self._now = now
        self._lock = threading.Lock()
        self._steps: dict[str, Step] = {}

    def open(self, challenge: str, user: User, code: str = "") -> str:
        """A new Session string."""
        session = secrets.token_urlsafe(600)
        now = self._now()
        step = Step(
            challenge,
            user,
            self._config.client_id,
            now + self._config.challenge_s,
            code,
            now + self._config.code_s,
        )
        with self._lock:
            self._steps[session] = step
        return session

    def find(self, session: str, challenge: str, client_id: str, username: str) -> Step:
        """The open step. Raises `Refusal` for a Session that is not this client's, user's and
        challenge's, that has been spent, or that is too old."""
        with self._lock:
            step = self._steps.get(session)
        if step is None or step.challenge != challenge or step.client_id != client_id:
            raise not_authorized("Invalid session for the user.")
        if username not in (step.user.username, step.user.email):
            raise not_authorized("Invalid session for the user.")
        if step.spent:
            raise not_authorized("Invalid session for the user, session can only be used once.")
        if step.expires_at <= self._now():
            raise not_authorized("Invalid session for the user, session is expired.")
        return step

    def spend(self, step: Step) -> None:
        """Marks the step as used; raises `Refusal` if another request was faster."""
        with self._lock:
            if step.spent:
                raise not_authorized("Invalid session for the user, session can only be used once.")
            step.spent = True
