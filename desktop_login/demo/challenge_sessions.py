"""Challenge Sessions: bound to client, user and challenge, valid for a limited time, usable once."""

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
    """An open challenge of one user.

    Attributes:
        code: The code that was sent.
        offered: The methods that may be chosen.
        secret: The TOTP secret of an authenticator app that is being set up, or the challenge of
            a passkey.
        verified: Whether that app was confirmed with a code, or the user exists.
        device_key: The device that signs in.
        round: How many questions were asked, for CUSTOM_AUTH.
    """

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
        """Return a new Session string; `facts` are fields of the `ChallengeSession`."""
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
        """Return the open challenge of a Session.

        Raises:
            ServiceException: The Session belongs to another client, user or challenge, was used,
                or has expired.
        """
        challenge_session = self.find_set_up(session, challenge)
        if challenge_session.client_id != client_id or username not in (
            challenge_session.user.username,
            challenge_session.user.email,
        ):
            raise not_authorized("Invalid session for the user.")
        return challenge_session

    def find_set_up(self, session: object, challenge: str = "MFA_SETUP") -> ChallengeSession:
        """Return the same for the two operations whose requests name neither client nor user."""
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
        """Mark the Session as used; raise `ServiceException` if another request already did."""
        with self._lock:
            if challenge_session.spent:
                raise not_authorized("Invalid session for the user, session can only be used once.")
            challenge_session.spent = True
