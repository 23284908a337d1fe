"""Codes of an authenticator app, for a service whose clock is the real one and goes on while a busy computer waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop_login.adapters.clock import SystemClock
from desktop_login.demo import totp
from desktop_login.domain.errors import AuthError
from desktop_login.domain.secret import Secret

Answer = TypeVar("Answer")


def _step() -> int:
    return totp.step_at(SystemClock().now().wall)


def wrong_code(secret: str) -> Secret:
    return Secret(f"{(int(totp.code_at_step(secret, _step())) + 500_000) % 10**6:06}")


def in_time(secret: str, send: Callable[[Secret], Answer], *, steps_before: int = 0) -> Answer:
    """Return what `send` gives for the code of now, or of a step before.

    A refusal counts only if the step is still the one that the code was made for: else it came too
    late, and a new one is sent.
    """
    while True:
        step = _step()
        try:
            return send(Secret(totp.code_at_step(secret, step - steps_before)))
        except AuthError:
            if step == _step():
                raise
