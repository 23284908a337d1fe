"""Somebody who can answer every question of a sign-in at a demo: knows the password, reads the mailbox, has the authenticator."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from desktop_login.demo.server import DemoCognito
from desktop_login.flow.dialogue import Answer, Kind, Picked, Question, Typed
from desktop_login.messages.message import in_english

PASSWORD = "Demo-Passw0rd!"
NEW_PASSWORD = "Another-Passw0rd!"
ATTRIBUTES: Mapping[str, str] = {
    "given_name": "Alex",
    "family_name": "Doe",
    "name": "Alex Doe",
    "birthdate": "2001-02-03",
    "phone_number": "+81 90 1234 5678",
}


class Devices(Protocol):
    """What lies on the table beside the computer."""

    def latest_code(self) -> str: ...

    def authenticator_code(self, email: str) -> str: ...


class OfDemo:
    """The phone, the mailbox and the authenticator of a demo's users."""

    def __init__(self, demo: DemoCognito) -> None:
        self._demo = demo

    def latest_code(self) -> str:
        return self._demo.pool.mailbox.messages[-1].code

    def authenticator_code(self, email: str) -> str:
        return next(code for name, _, code in self._demo.authenticators() if name == email)


class Person:
    """Answers right, except where `instead` says otherwise; `heard` is every question in order.

    `instead` maps a kind to answers that are given before the right one.
    """

    def __init__(
        self,
        email: str,
        devices: Devices,
        instead: Mapping[Kind, list[Answer]] | None = None,
        choose: Callable[[Question], str] = lambda question: question.choices[0].value,
    ) -> None:
        self._email = email
        self._devices = devices
        self._instead = {kind: list(answers) for kind, answers in (instead or {}).items()}
        self._choose = choose
        self.heard: list[Question] = []

    @property
    def kinds(self) -> list[str]:
        return [question.kind.value for question in self.heard]

    def answer(self, question: Question) -> Answer:
        self.heard.append(question)
        assert len(self.heard) < 50, "it does not end"
        if self._instead.get(question.kind):
            return self._instead[question.kind].pop(0)
        return self._right(question)

    def _right(self, question: Question) -> Answer:
        match question.kind:
            case Kind.USERNAME | Kind.EMAIL_ADDRESS:
                return Typed(self._email)
            case Kind.PASSWORD:
                return Typed(PASSWORD)
            case Kind.NEW_PASSWORD:
                return Typed(NEW_PASSWORD)
            case Kind.ATTRIBUTE:
                return Typed(ATTRIBUTES[question.name])
            case Kind.CODE if not question.may_resend:
                return Typed(self._devices.authenticator_code(self._email))
            case Kind.AUTHENTICATOR:
                return Typed(self._devices.authenticator_code(self._email))
            case Kind.CODE:
                return Typed(self._devices.latest_code())
            case Kind.CUSTOM:
                shown = " ".join(map(in_english, question.lead))
                sums = re.findall(r"(\d+) \+ (\d+)", shown)
                return Typed(str(int(sums[0][0]) + int(sums[0][1])))
            case _:
                return Picked(self._choose(question))
