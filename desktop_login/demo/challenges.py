"""The challenges after the password, and their answers. Does not check proofs of the password."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Unpack

from desktop_login.demo import passwords, totp
from desktop_login.demo.attributes import refuse_unwritable
from desktop_login.demo.challenge_sessions import ChallengeSession, ChallengeSessions, Facts
from desktop_login.demo.client import Reply
from desktop_login.demo.codes import Codes, masked, new_code
from desktop_login.demo.devices import Devices
from desktop_login.demo.guesses import Guesses
from desktop_login.demo.pool import Factor, Pool, Status, User
from desktop_login.demo.service_exception import ServiceException, invalid_parameter, not_authorized

_GUESSES = 5
_FIRST_FACTOR_DIGITS = 8


class Challenges:
    def __init__(
        self,
        pool: Pool,
        challenge_sessions: ChallengeSessions,
        codes: Codes,
        devices: Devices,
        guesses: Guesses,
    ) -> None:
        self._pool = pool
        self._config = pool.config
        self._challenge_sessions = challenge_sessions
        self._codes = codes
        self._devices = devices
        self._guesses = guesses
        self._lock = threading.Lock()
        self.handlers: Mapping[str, Callable[[ChallengeSession, Mapping[str, str]], Reply]] = {
            "NEW_PASSWORD_REQUIRED": self._new_password,
            "SELECT_MFA_TYPE": self._chosen,
            "MFA_SETUP": self._set_up,
            Factor.SMS.value: self._delivered_code,
            Factor.EMAIL.value: self._delivered_code,
            "SMS_OTP": self._delivered_code,
            Factor.TOTP.value: self._authenticator_code,
            "DEVICE_SRP_AUTH": devices.begin,
        }

    def after_password(self, user: User, device_key: str) -> Reply:
        if user.status is Status.FORCE_CHANGE_PASSWORD:
            return self._ask_new_password(user, device_key)
        return self._second_factor(user, device_key)

    def send_code(
        self,
        user: User,
        name: str,
        device_key: str = "",
        *,
        first_factor: bool = False,
        real: bool = True,
    ) -> Reply:
        """Send a code and return its challenge; refused while the user has no guesses left.

        To who does not exist nothing is sent, and no code of that challenge is right.
        """
        if not self._guesses.are_left(user, name):
            raise _locked()
        sms = name in (Factor.SMS.value, "SMS_OTP")
        code = new_code(_FIRST_FACTOR_DIGITS if first_factor else 6)
        if real:
            self._codes.deliver(user, code, sms=sms)
        else:
            code = secrets.token_urlsafe(32)
        parameters = {
            "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS" if sms else "EMAIL",
            "CODE_DELIVERY_DESTINATION": masked(user, sms=sms),
        }
        return self._ask(user, name, parameters, device_key=device_key, code=code)

    def _ask_new_password(self, user: User, device_key: str) -> Reply:
        missing = [
            f"userAttributes.{name}"
            for name in self._config.required_attributes
            if name not in user.attributes
        ]
        known = {k: v for k, v in user.attributes.items() if k != "sub"}
        parameters = {
            "requiredAttributes": json.dumps(missing),
            "userAttributes": json.dumps(known),
        }
        return self._ask(user, "NEW_PASSWORD_REQUIRED", parameters, device_key=device_key)

    def _new_password(
        self, challenge_session: ChallengeSession, responses: Mapping[str, str]
    ) -> Reply:
        password = responses.get("NEW_PASSWORD", "")
        prefix = "userAttributes."
        given = {
            name.removeprefix(prefix): value
            for name, value in responses.items()
            if name.startswith(prefix)
        }
        user = challenge_session.user
        refuse_unwritable(self._config, given)
        for name in given:
            if name in user.attributes:
                raise invalid_parameter(f"Cannot modify an already provided attribute: {name}")
        for name in self._config.required_attributes:
            if not (user.attributes.get(name) or given.get(name)):
                raise invalid_parameter(
                    f"Attributes did not conform to the schema: {name}: The attribute is required"
                )
        passwords.check(password)
        passwords.check_history(self._pool, user, password)
        self._challenge_sessions.spend(challenge_session)
        user.attributes |= given
        self._pool.set_password(user, password)
        user.status = Status.CONFIRMED
        return self._second_factor(user, challenge_session.device_key)

    def _second_factor(self, user: User, device_key: str) -> Reply:
        if self._devices.is_remembered(user, device_key):
            return self._devices.ask(user, device_key)
        if user.must_set_up and not user.factors:
            names = {"MFAS_CAN_SETUP": json.dumps(user.must_set_up)}
            return self._ask(user, "MFA_SETUP", names, device_key=device_key)
        if len(user.factors) > 1 and user.preferred is None:
            offered = tuple(factor.value for factor in user.factors)
            names = {"MFAS_CAN_CHOOSE": json.dumps(offered)}
            return self._ask(user, "SELECT_MFA_TYPE", names, device_key=device_key, offered=offered)
        if user.factors:
            return self._ask_factor(user, user.preferred or user.factors[0], device_key)
        return self._devices.signed_in(user, device_key)

    def _ask_factor(self, user: User, factor: Factor, device_key: str) -> Reply:
        if factor is Factor.TOTP:
            names = {"FRIENDLY_DEVICE_NAME": user.totp_name} if user.totp_name else {}
            return self._ask(user, factor.value, names, device_key=device_key)
        return self.send_code(user, factor.value, device_key)

    def _chosen(self, challenge_session: ChallengeSession, responses: Mapping[str, str]) -> Reply:
        answer = responses.get("ANSWER", "")
        if answer not in challenge_session.offered:
            raise invalid_parameter("Invalid ANSWER: only a method that was offered can be chosen")
        self._challenge_sessions.spend(challenge_session)
        return self._ask_factor(
            challenge_session.user, Factor(answer), challenge_session.device_key
        )

    def _set_up(self, challenge_session: ChallengeSession, responses: Mapping[str, str]) -> Reply:
        """Finish MFA_SETUP: after a confirmed authenticator app, or with an e-mail address."""
        user, address = challenge_session.user, responses.get("EMAIL")
        if challenge_session.verified:
            self._challenge_sessions.spend(challenge_session)
            user.factors = (*(f for f in user.factors if f is not Factor.TOTP), Factor.TOTP)
            return self._devices.signed_in(user, challenge_session.device_key)
        if not address or Factor.EMAIL.value not in user.must_set_up:
            raise invalid_parameter("No MFA method was set up in this session")
        if address.casefold() != user.email.casefold():
            raise invalid_parameter("EMAIL must be the address of the user")
        self._challenge_sessions.spend(challenge_session)
        user.factors = (Factor.EMAIL,)
        return self.send_code(user, Factor.EMAIL.value, challenge_session.device_key)

    def _ask(
        self, user: User, name: str, parameters: dict[str, str], **facts: Unpack[Facts]
    ) -> Reply:
        return {
            "ChallengeName": name,
            "Session": self._challenge_sessions.open(name, user, **facts),
            "ChallengeParameters": {"USER_ID_FOR_SRP": user.username} | parameters,
        }

    def _delivered_code(
        self, challenge_session: ChallengeSession, responses: Mapping[str, str]
    ) -> Reply:
        code = responses.get(f"{challenge_session.challenge}_CODE", "")
        self._count(challenge_session)
        if not hmac.compare_digest(code.encode(), challenge_session.code.encode()):
            raise _wrong_code()
        if challenge_session.code_expires_at <= self._pool.now():
            raise ServiceException(
                "ExpiredCodeException", "Invalid code provided, please request a code again."
            )
        self._challenge_sessions.spend(challenge_session)
        self._guesses.right(challenge_session.user, challenge_session.challenge)
        return self._devices.signed_in(challenge_session.user, challenge_session.device_key)

    def _authenticator_code(
        self, challenge_session: ChallengeSession, responses: Mapping[str, str]
    ) -> Reply:
        code = responses.get("SOFTWARE_TOKEN_MFA_CODE", "")
        if not re.fullmatch(r"[0-9]{6}", code):
            raise invalid_parameter("Value at 'userCode' must match [0-9]+ with 6 digits")
        user = challenge_session.user
        self._count(challenge_session)
        matched = totp.matching_step(user.totp_secret, code, self._pool.now())
        if matched is None:
            raise ServiceException("CodeMismatchException", "Invalid code received for user")
        with self._lock:
            if matched <= user.totp_used_step:
                raise ServiceException(
                    "ExpiredCodeException", "Your software token has already been used once."
                )
            self._challenge_sessions.spend(challenge_session)
            user.totp_used_step = matched
        self._guesses.right(user, challenge_session.challenge)
        return self._devices.signed_in(user, challenge_session.device_key)

    def _count(self, challenge_session: ChallengeSession) -> None:
        """Count a guess against the limits of this Session and of this user.

        The limit of the user remains when a new Session begins.
        """
        with self._lock:
            used_up = challenge_session.guesses >= _GUESSES
            challenge_session.guesses += 1
        if used_up:
            raise not_authorized("Invalid session for the user.")
        if not self._guesses.take(challenge_session.user, challenge_session.challenge):
            raise _locked()


def _wrong_code() -> ServiceException:
    return ServiceException("CodeMismatchException", "Invalid code or auth state for the user.")


def _locked() -> ServiceException:
    """Return the lock-out of RespondToAuthChallenge, which has no TooManyFailedAttemptsException."""
    return not_authorized("Password attempts exceeded")
