"""Challenge Sessions: bound to client, user and challenge, alive for a while, spent once."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from desktop_login.demo.pool import DemoPoolConfig, Now, User
from desktop_login.demo.service_exception import invalid_parameter, not_authorized

MIN_SESSION = 20


@dataclass
class ChallengeSession:
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


class Facts(TypedDict, total=False):
    """What is known of a challenge when it is opened: fields of `ChallengeSession`."""

    code: str
    code_expires_at: float
    offered: tuple[str, ...]
    secret: str
    verified: bool
    device_key: str
    round: int


class ChallengeSessions:
    def __init__(self, config: DemoPoolConfig, now: Now) -> None:
        self._config = config
        self._now = now
        self._lock = threading.Lock()
        self._challenge_sessions: dict[str, ChallengeSession] = {}

    def open(self, challenge: str, user: User, **facts: Unpack[Facts]) -> str:
        """A new Session string; `facts` are fields of the step."""
        session = secrets.token_urlsafe(600)
        now = self._now()
        facts.setdefault("code_expires_at", now + self._config.code_s)
        expires_at = now + self._config.challenge_s
        challenge_session = ChallengeSession(
            challenge, user, self._config.client_id, expires_at, **facts
        )
        with self._lock:
            self._challenge_sessions[session] = challenge_session
        return session

    def find(
        self, session: object, challenge: str, client_id: str, username: str
    ) -> ChallengeSession:
        """The open step. Raises `ServiceException` for a Session that is not this client's, user's and
        challenge's, that has been spent, or that is too old."""
        challenge_session = self.find_set_up(session, challenge)
        if challenge_session.client_id != client_id or username not in (
            challenge_session.user.username,
            challenge_session.user.email,
        ):
            raise not_authorized("Invalid session for the user.")
        return challenge_session

    def find_set_up(self, session: object, challenge: str = "MFA_SETUP") -> ChallengeSession:
        """The same for the two operations that name neither client nor user."""
        if not isinstance(session, str) or len(session) < MIN_SESSION:
            raise invalid_parameter("Missing required parameter Session")
        with self._lock:
            challenge_session = self._challenge_sessions.get(session)
        if challenge_session is None or challenge_session.challenge != challenge:
            raise not_authorized("Invalid session for the user.")
        if challenge_session.spent:
            raise not_authorized("Invalid session for the user, session can only be used once.")
        if challenge_session.expires_at <= self._now():
            raise not_authorized("Invalid session for the user, session is expired.")
        return challenge_session

    def spend(self, challenge_session: ChallengeSession) -> None:
        """Marks the step as used; raises `ServiceException` if another request was faster."""
        with self._lock:
            if challenge_session.spent:
                raise not_authorized("Invalid session for the user, session can only be used once.")
            challenge_session.spent = True
