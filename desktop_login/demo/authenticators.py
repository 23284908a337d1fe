"""Setting up an authenticator: a new secret, then the proof that an app has it. Inside MFA_SETUP or signed in."""

from __future__ import annotations

import re

from desktop_login.demo import totp
from desktop_login.demo.client import Reply, Request, text
from desktop_login.demo.pool import Pool, User
from desktop_login.demo.refusal import Refusal, invalid_parameter
from desktop_login.demo.steps import Steps
from desktop_login.demo.token_operations import TokenOperations


class Authenticators:
    def __init__(self, pool: Pool, steps: Steps, tokens: TokenOperations) -> None:
        self._pool = pool
        self._steps = steps
        self._tokens = tokens

    def associate_software_token(self, request: Request) -> Reply:
        secret = totp.new_secret()
        if "AccessToken" in request:
            self._tokens.owner(request).totp_pending = secret
            return {"SecretCode": secret}
        step = self._steps.find_set_up(request.get("Session"))
        if "SOFTWARE_TOKEN_MFA" not in step.user.must_set_up:
            raise Refusal(
                "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled."
            )
        self._steps.spend(step)
        step.user.totp_pending = secret
        session = self._steps.open(
            "MFA_SETUP", step.user, secret=secret, device_key=step.device_key
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
        step = self._steps.find_set_up(request.get("Session"))
        self._accept(step.user, step.secret, code, name)
        self._steps.spend(step)
        session = self._steps.open(
            "MFA_SETUP", step.user, verified=True, device_key=step.device_key
        )
        return {"Status": "SUCCESS", "Session": session}

    def _accept(self, user: User, secret: str, code: str, name: str) -> None:
        if not secret:
            raise Refusal(
                "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled."
            )
        matched = totp.matching_step(secret, code, self._pool.now())
        if matched is None:
            raise Refusal("EnableSoftwareTokenMFAException", "Code mismatch")
        user.totp_secret, user.totp_pending = secret, ""
        user.totp_name, user.totp_used_step = name, matched
