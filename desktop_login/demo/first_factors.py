"""USER_AUTH: the user chooses the first factor. Decides what is offered; checks no factor itself."""

from __future__ import annotations

import json
from collections.abc import Mapping

from desktop_login.demo.challenge_sessions import ChallengeSession, ChallengeSessions
from desktop_login.demo.challenges import Challenges
from desktop_login.demo.client import Reply
from desktop_login.demo.devices import Devices
from desktop_login.demo.passkeys import Passkeys, wrong_passkey
from desktop_login.demo.password_step import PasswordStep
from desktop_login.demo.pool import User
from desktop_login.demo.proofs import ProofAttempt
from desktop_login.demo.service_exception import invalid_parameter

_SELECT = "SELECT_CHALLENGE"
_PASSKEY = "WEB_AUTHN"
_OTHERS = ("EMAIL_OTP", "SMS_OTP", _PASSKEY)


class FirstFactors:
    def __init__(
        self,
        challenge_sessions: ChallengeSessions,
        passwords: PasswordStep,
        challenges: Challenges,
        passkeys: Passkeys,
        devices: Devices,
    ) -> None:
        self._challenge_sessions = challenge_sessions
        self._passwords = passwords
        self._challenges = challenges
        self._passkeys = passkeys
        self._devices = devices
        self.handlers = {_SELECT: self._selected, _PASSKEY: self._passkey}

    def begin(self, claim: ProofAttempt, parameters: Mapping[str, str]) -> Reply:
        """The preferred challenge if the user has it, else a choice."""
        preferred = parameters.get("PREFERRED_CHALLENGE", "")
        offered = first_factors(claim.user) if claim.real else _made_up(claim.user)
        if preferred in offered:
            return self._open(claim, preferred, parameters)
        session = self._challenge_sessions.open(
            _SELECT, claim.user, offered=offered, verified=claim.real, device_key=claim.device_key
        )
        return {
            "ChallengeName": _SELECT,
            "Session": session,
            "AvailableChallenges": list(offered),
            "ChallengeParameters": {},
        }

    def _selected(self, challenge_session: ChallengeSession, responses: Mapping[str, str]) -> Reply:
        answer = responses.get("ANSWER", "")
        if answer not in challenge_session.offered:
            raise invalid_parameter("Invalid ANSWER: only a challenge that was offered is possible")
        self._challenge_sessions.spend(challenge_session)
        claim = self._passwords.claim(
            challenge_session.user,
            real=challenge_session.verified,
            device_key=challenge_session.device_key,
        )
        return self._open(claim, answer, responses)

    def _open(self, claim: ProofAttempt, name: str, parameters: Mapping[str, str]) -> Reply:
        match name:
            case "PASSWORD":
                return self._passwords.check(claim, parameters)
            case "PASSWORD_SRP":
                session = self._challenge_sessions.open("PASSWORD_VERIFIER", claim.user)
                return self._passwords.begin(claim, parameters, session)
            case "EMAIL_OTP" | "SMS_OTP":
                return self._challenges.send_code(
                    claim.user, name, claim.device_key, first_factor=True, real=claim.real
                )
            case _:
                return self._ask_passkey(claim)

    def _ask_passkey(self, claim: ProofAttempt) -> Reply:
        options, challenge = self._passkeys.sign_in_options(claim.user, real=claim.real)
        session = self._challenge_sessions.open(
            _PASSKEY,
            claim.user,
            secret=challenge,
            verified=claim.real,
            device_key=claim.device_key,
        )
        return {
            "ChallengeName": _PASSKEY,
            "Session": session,
            "ChallengeParameters": {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options)},
        }

    def _passkey(self, challenge_session: ChallengeSession, responses: Mapping[str, str]) -> Reply:
        credential = responses.get("CREDENTIAL")
        if not credential:
            raise invalid_parameter("Missing required parameter CREDENTIAL")
        self._challenge_sessions.spend(challenge_session)
        user = challenge_session.user
        right = self._passkeys.is_right(user, challenge_session.secret, credential)
        if not (right and challenge_session.verified):
            raise wrong_passkey()
        return self._devices.signed_in(user, challenge_session.device_key)


def _made_up(nobody: User) -> tuple[str, ...]:
    """What is offered to who does not exist: a choice of what the pool allows, always the same for a name.

    The service chooses at random:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    By the verifier, which nobody is told; the salt is.
    """
    drawn = (_OTHERS[n] for n in range(len(_OTHERS)) if nobody.verifier >> n & 1)
    return ("PASSWORD", "PASSWORD_SRP", *drawn)


def first_factors(user: User) -> tuple[str, ...]:
    """What this user may sign in with."""
    return (
        "PASSWORD",
        "PASSWORD_SRP",
        *(["EMAIL_OTP"] if user.verified("email") else []),
        *(["SMS_OTP"] if user.verified("phone_number") else []),
        *([_PASSKEY] if user.passkey or user.passkeys else []),
    )
