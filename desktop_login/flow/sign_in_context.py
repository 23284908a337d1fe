"""What a sign-in holds while it lasts, in memory only. Decides when it may be begun again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from desktop_login.domain.answers import Answer, Chosen, Credentials, NewPassword, Password
from desktop_login.domain.challenges import Challenge, MethodRequired, Purpose
from desktop_login.domain.clock_reading import ClockReading

RESTART_EVERY_S = 30.0  # each repetition may send a message


@dataclass
class SignInContext:
    """`choices` are repeated when the sign-in has to begin again."""

    credentials: Credentials
    challenge: Challenge | None = None
    choices: list[Chosen] = field(default_factory=list)
    restarted_at: float | None = None
    wrong_codes: int = 0

    def ask(self, challenge: Challenge) -> None:
        self.challenge, self.wrong_codes = challenge, 0

    def answered(self, challenge: Challenge | None, answer: Answer) -> None:
        """An answer was accepted, so it holds for a repetition too."""
        match answer:
            case NewPassword(password=password) | Password(password=password):
                self.credentials = replace(self.credentials, password=password)
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
