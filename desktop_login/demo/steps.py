"""Challenge Sessions: bound to client, user and challenge, alive for a while, spent once."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from desktop_login.demo.pool import Now, PoolConfig, User
from desktop_login.demo.refusal import invalid_parameter, not_authorized

MIN_SESSION = 20


@dataclass
class Step:
    """An open challenge of one user. `code` is what a delivered code must be equal to, `offered`
    what may be chosen, `secret` an authenticator's that is being set up and `verified` that it
    was proved, `device_key` the device that signs in, `round` how often was asked."""

    challenge: str
    user: User
    client_id: str
    expires_at: float
    code: str = field(default="", repr=False)
    code_expires_at: float = 0.0
    offered: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)
    verified: bool = False
    device_key: str = ""
    round: int = 1
    guesses: int = 0
    spent: bool = False


class Steps:
    def __init__(self, config: PoolConfig, now: Now) -> None:
        self._config = config
        self._now = now
        self._lock = threading.Lock()
        self._steps: dict[str, Step] = {}

    def open(self, challenge: str, user: User, **facts: Any) -> str:
        """A new Session string; `facts` are fields of the step."""
        session = secrets.token_urlsafe(600)
        now = self._now()
        facts.setdefault("code_expires_at", now + self._config.code_s)
        expires_at = now + self._config.challenge_s
        step = Step(challenge, user, self._config.client_id, expires_at, **facts)
        with self._lock:
            self._steps[session] = step
        return session

    def find(self, session: object, challenge: str, client_id: str, username: str) -> Step:
        """The open step. Raises `Refusal` for a Session that is not this client's, user's and
        challenge's, that has been spent, or that is too old."""
        step = self.find_set_up(session, challenge)
        if step.client_id != client_id or username not in (step.user.username, step.user.email):
            raise not_authorized("Invalid session for the user.")
        return step

    def find_set_up(self, session: object, challenge: str = "MFA_SETUP") -> Step:
        """The same for the two operations that name neither client nor user."""
        if not isinstance(session, str) or len(session) < MIN_SESSION:
            raise invalid_parameter("Missing required parameter Session")
        with self._lock:
            step = self._steps.get(session)
        if step is None or step.challenge != challenge:
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
