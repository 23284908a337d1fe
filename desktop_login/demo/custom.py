"""CUSTOM_AUTH as a pool's Lambda triggers might implement it: two sums in a row. Knows no password."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from desktop_login.demo.challenge_sessions import ChallengeSession, ChallengeSessions
from desktop_login.demo.client import Reply
from desktop_login.demo.devices import Devices
from desktop_login.demo.pool import User
from desktop_login.demo.service_exception import not_authorized

_NAME = "CUSTOM_CHALLENGE"
_ROUNDS = 2


class CustomQuestions:
    def __init__(self, challenge_sessions: ChallengeSessions, devices: Devices) -> None:
        self._challenge_sessions = challenge_sessions
        self._devices = devices
        self.handlers = {_NAME: self._answered}

    def ask(self, user: User, *, real: bool = True, number: int = 1, device_key: str = "") -> Reply:
        # larger each time, so that nobody takes it for the question before
        one, two = secrets.randbelow(9) + 10 * number - 9, secrets.randbelow(9) + 1
        session = self._challenge_sessions.open(
            _NAME,
            user,
            code=str(one + two),
            round=number,
            device_key=device_key,
            verified=real,
        )
        return {
            "ChallengeName": _NAME,
            "Session": session,
            "ChallengeParameters": {
                "USERNAME": user.username,
                # without words, because nothing tells the functions of a pool which language the
                # person reads
                "question": f"{one} + {two} = ?",
            },
        }

    def _answered(self, challenge_session: ChallengeSession, responses: Mapping[str, str]) -> Reply:
        self._challenge_sessions.spend(challenge_session)
        answer = responses.get("ANSWER", "").strip()
        if (
            not hmac.compare_digest(answer.encode(), challenge_session.code.encode())
            or not challenge_session.verified
        ):
            raise not_authorized("Incorrect username or password.")
        if challenge_session.round < _ROUNDS:
            return self.ask(
                challenge_session.user,
                number=challenge_session.round + 1,
                device_key=challenge_session.device_key,
            )
        return self._devices.signed_in(challenge_session.user, challenge_session.device_key)
