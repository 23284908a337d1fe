"""What is asked after the password, and what counts as an answer. Knows nothing of passwords' proofs."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import threading
from collections.abc import Mapping

from desktop_login.demo import passwords, totp
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.mailbox import Message
from desktop_login.demo.pool import Factor, Pool, Status, User
from desktop_login.demo.refusal import Refusal, invalid_parameter
from desktop_login.demo.steps import Step, Steps
from desktop_login.demo.token_operations import TokenOperations

_WRONG_CODES = 5


class Challenges:
    def __init__(self, pool: Pool, tokens: TokenOperations) -> None:
        self._pool = pool
        self._config = pool.config
        self._tokens = tokens
        self._steps = Steps(pool.config, pool.now)
        self._lock = threading.Lock()

    def answer(
        self, name: str, username: str, request: Request, responses: Mapping[str, str]
    ) -> Reply:
        """RespondToAuthChallenge for everything but the proof of the password."""
        handler = {
            "NEW_PASSWORD_REQUIRED": self._new_password,
            Factor.SMS.value: self._delivered_code,
            Factor.EMAIL.value: self._delivered_code,
            Factor.TOTP.value: self._authenticator_code,
        }.get(name)
        if handler is None:
            raise invalid_parameter(f"{name} cannot be answered in the demo")
        session = request.get("Session")
        if not isinstance(session, str) or len(session) < 20:
            raise invalid_parameter("Missing required parameter Session")
        step = self._steps.find(session, name, self._config.client_id, username)
        return handler(step, responses)

    def ask_new_password(self, user: User) -> Reply:
        missing = [
            f"userAttributes.{name}"
            for name in self._config.required_attributes
            if name not in user.attributes
        ]
        known = {k: v for k, v in user.attributes.items() if k != "sub"}
        return {
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": self._steps.open("NEW_PASSWORD_REQUIRED", user),
            "ChallengeParameters": {
                "USER_ID_FOR_SRP": user.username,
                "requiredAttributes": json.dumps(missing),
                "userAttributes": json.dumps(known),
            },
        }

    def _new_password(self, step: Step, responses: Mapping[str, str]) -> Reply:
        password = responses.get("NEW_PASSWORD", "")
        prefix = "userAttributes."
        given = {
            name.removeprefix(prefix): value
            for name, value in responses.items()
            if name.startswith(prefix)
        }
        user = step.user
        for name in given:
            if name in user.attributes:
                raise invalid_parameter(f"Cannot modify an already provided attribute: {name}")
        for name in self._config.required_attributes:
            if not (user.attributes.get(name) or given.get(name)):
                raise invalid_parameter(
                    f"Attributes did not conform to the schema: {name}: The attribute is required"
                )
        passwords.check(password)
        self._steps.spend(step)
        user.attributes |= given
        self._pool.set_password(user, password)
        user.status = Status.CONFIRMED
        return self.second_factor(user)

    def second_factor(self, user: User) -> Reply:
        if user.must_set_up and not user.factors:
            return self._ask(user, "MFA_SETUP", {"MFAS_CAN_SETUP": '["SOFTWARE_TOKEN_MFA"]'})
        if len(user.factors) > 1:
            names = json.dumps([factor.value for factor in user.factors])
            return self._ask(user, "SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": names})
        match user.factors:
            case (Factor.TOTP,):
                return self._ask(user, Factor.TOTP.value, {})
            case (Factor.SMS,):
                return self._send_code(user, Factor.SMS, user.attributes["phone_number"])
            case (Factor.EMAIL,):
                return self._send_code(user, Factor.EMAIL, user.email)
            case _:
                return self._tokens.sign_in(user)

    def _send_code(self, user: User, factor: Factor, to: str) -> Reply:
        code = f"{secrets.randbelow(10**6):06}"
        sms = factor is Factor.SMS
        self._pool.mailbox.deliver(Message("SMS" if sms else "MAIL", to, code))
        destination = f"+{'*' * (len(to) - 5)}{to[-4:]}" if sms else _masked_email(to)
        parameters = {
            "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS" if sms else "EMAIL",
            "CODE_DELIVERY_DESTINATION": destination,
        }
        return self._ask(user, factor.value, parameters, code)

    def _ask(self, user: User, name: str, parameters: dict[str, str], code: str = "") -> Reply:
        return {
            "ChallengeName": name,
            "Session": self._steps.open(name, user, code),
            "ChallengeParameters": {"USER_ID_FOR_SRP": user.username} | parameters,
        }

    def _delivered_code(self, step: Step, responses: Mapping[str, str]) -> Reply:
        code = responses.get(f"{step.challenge}_CODE", "")
        if not hmac.compare_digest(code.encode(), step.code.encode()):
            raise self._wrong_code(step)
        if step.code_expires_at <= self._pool.now():
            raise Refusal(
                "ExpiredCodeException", "Invalid code provided, please request a code again."
            )
        self._steps.spend(step)
        return self._tokens.sign_in(step.user)

    def _authenticator_code(self, step: Step, responses: Mapping[str, str]) -> Reply:
        code = responses.get("SOFTWARE_TOKEN_MFA_CODE", "")
        if not re.fullmatch(r"[0-9]{6}", code):
            raise invalid_parameter("Value at 'userCode' must match [0-9]+ with 6 digits")
        user = step.user
        matched = totp.matching_step(user.totp_secret, code, self._pool.now())
        if matched is None:
            raise self._wrong_code(step)
        with self._lock:
            if matched <= user.totp_used_step:
                raise Refusal(
                    "ExpiredCodeException", "Your software token has already been used once."
                )
            self._steps.spend(step)
            user.totp_used_step = matched
        return self._tokens.sign_in(user)

    def _wrong_code(self, step: Step) -> Refusal:
        step.wrong_codes += 1
        if step.wrong_codes >= _WRONG_CODES:
            self._steps.spend(step)
        return Refusal("CodeMismatchException", "Invalid code or auth state for the user.")


def _masked_email(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain[:1]}***"
