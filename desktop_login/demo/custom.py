"""CUSTOM_AUTH as a deployer's Lambda functions might make it: two sums in a row. Knows no password."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from desktop_login.demo.client import Reply
from desktop_login.demo.devices import Devices
from desktop_login.demo.pool import User
from desktop_login.demo.refusal import not_authorized
from desktop_login.demo.steps import Step, Steps

_NAME = "CUSTOM_CHALLENGE"
_ROUNDS = 2


class CustomQuestions:
    def __init__(self, steps: Steps, devices: Devices) -> None:
        self._steps = steps
        self._devices = devices
        self.handlers = {_NAME: self._answered}

    def ask(self, user: User, *, real: bool = True, number: int = 1, device_key: str = "") -> Reply:
        one, two = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
        session = self._steps.open(
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
                "question": f"{one} + {two} = ?",
                "step": f"{number}/{_ROUNDS}",
            },
        }

    def _answered(self, step: Step, responses: Mapping[str, str]) -> Reply:
        self._steps.spend(step)
        answer = responses.get("ANSWER", "").strip()
        if not hmac.compare_digest(answer.encode(), step.code.encode()) or not step.verified:
            raise not_authorized("Incorrect username or password.")
        if step.round < _ROUNDS:
            return self.ask(step.user, number=step.round + 1, device_key=step.device_key)
        return self._devices.signed_in(step.user, step.device_key)
