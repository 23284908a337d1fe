"""Time-based one-time passwords, RFC 6238 with the parameters of every authenticator app."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

STEP_S = 30
DIGITS = 6


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 recommends."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_at(epoch: float) -> int:
    return int(epoch // STEP_S)


def code_at_step(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, code: str, epoch: float) -> int | None:
    """Return the time step of a code, at most one step from now; None if it fits none."""
    current = step_at(epoch)
    for step in (current, current - 1, current + 1):
        if hmac.compare_digest(code_at_step(secret, step).encode(), code.encode()):
            return step
    return None
