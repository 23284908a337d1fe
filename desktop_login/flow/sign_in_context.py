"""The data of a sign-in that is running, in memory only. Decides when it may be restarted."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_login.domain.answers import Answer, Chosen, NewPassword, Password, SignInOptions
from desktop_login.domain.challenges import Challenge, MethodRequired, Purpose
from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.domain.ways import Ways, and_then, way_of
from desktop_login.flow.initiate_auth import InitiateAuth

RESTART_EVERY_S = 30.0  # each restart may send a message


@dataclass
class SignInContext:
    """Options, open challenge and earlier choices; `choices` are repeated on a restart. `ways` says
    what has proved the user so far. `key_action` is how a passkey was asked for last, and
    `asked_key_again` whether that was repeated because the step took too long.

    The password is where it is needed, in `initiate_auth`.
    """

    options: SignInOptions
    initiate_auth: InitiateAuth
    challenge: Challenge | None = None
    choices: list[Chosen] = field(default_factory=list)
    restarted_at: float | None = None
    wrong_codes: int = 0
    ways: Ways = ()
    key_action: PasskeyAction = PasskeyAction.USE_KEY
    asked_key_again: bool = False

    def ask(self, challenge: Challenge) -> None:
        self.challenge, self.wrong_codes = challenge, 0

    def answered(self, challenge: Challenge | None, answer: Answer) -> None:
        """Record an accepted answer, so that a restart can repeat it, and what it proved."""
        self.ways = and_then(self.ways, way_of(challenge, answer))
        match answer:
            case NewPassword(password=password) | Password(password=password):
                self.initiate_auth.accept(password)
            case Chosen():
                set_up = isinstance(challenge, MethodRequired) and (
                    challenge.purpose is Purpose.SET_UP
                )
                if not set_up:
                    self.choices.append(answer)
            case _:
                return

    def may_restart(self, now: ClockReading) -> bool:
        return self.restarted_at is None or now.monotonic - self.restarted_at >= RESTART_EVERY_S
