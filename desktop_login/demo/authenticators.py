"""Setting up an authenticator: a new secret, then the proof that an app has it. Inside MFA_SETUP or signed in."""

from __future__ import annotations

import re

from desktop_login.demo import totp
from desktop_login.demo.challenge_sessions import ChallengeSessions
from desktop_login.demo.client import Reply, Request, text
from desktop_login.demo.pool import Pool, User
from desktop_login.demo.service_exception import ServiceException, invalid_parameter
from desktop_login.demo.token_operations import TokenOperations


class Authenticators:
    def __init__(
        self, pool: Pool, challenge_sessions: ChallengeSessions, tokens: TokenOperations
    ) -> None:
        self._pool = pool
        self._challenge_sessions = challenge_sessions
        self._tokens = tokens

    def associate_software_token(self, request: Request) -> Reply:
        secret = totp.new_secret()
        if "AccessToken" in request:
            self._tokens.owner(request).totp_pending = secret
            return {"SecretCode": secret}
        challenge_session = self._challenge_sessions.find_set_up(request.get("Session"))
        if "SOFTWARE_TOKEN_MFA" not in challenge_session.user.must_set_up:
            raise ServiceException(
                "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled."
            )
        self._challenge_sessions.spend(challenge_session)
        challenge_session.user.totp_pending = secret
        session = self._challenge_sessions.open(
            "MFA_SETUP",
            challenge_session.user,
            secret=secret,
            device_key=challenge_session.device_key,
        )
        return {"SecretCode": secret, "Session": session}

    def verify_software_token(self, request: Request) -> Reply:
        code = text(request, "UserCode")
        if not re.fullmatch(r"[0-9]{6}", code):
            raise invalid_parameter("Value at 'userCode' must match [0-9]+ with 6 digits")
        name = str(request.get("FriendlyDeviceName", ""))[:256]
        if "AccessToken" in request:
            user = self._tokens.owner(request)
            self._accept(user, user.totp_pending, code, name)
            return {"Status": "SUCCESS"}
        challenge_session = self._challenge_sessions.find_set_up(request.get("Session"))
        self._accept(challenge_session.user, challenge_session.secret, code, name)
        self._challenge_sessions.spend(challenge_session)
        session = self._challenge_sessions.open(
            "MFA_SETUP",
            challenge_session.user,
            verified=True,
            device_key=challenge_session.device_key,
        )
        return {"Status": "SUCCESS", "Session": session}

    def _accept(self, user: User, secret: str, code: str, name: str) -> None:
        if not secret:
            raise ServiceException(
                "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled."
            )
        matched = totp.matching_step(secret, code, self._pool.now())
        if matched is None:
            raise ServiceException("EnableSoftwareTokenMFAException", "Code mismatch")
        user.totp_secret, user.totp_pending = secret, ""
        user.totp_name, user.totp_used_step = name, matched
