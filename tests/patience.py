"""How long tests wait. A limit is a guard against waiting for ever; it measures neither program nor computer."""

from __future__ import annotations

import time

# A program or tool that is started. pytest's own limit (faulthandler_timeout) lies above it.
PROCESS_S = 900.0
# Something that a window, a thread or a server does.
STEP_S = 120.0
STEP_MS = int(STEP_S * 1000)

_ROUNDS = 400_000
_QUIET_S = (
    0.02  # what the rounds take on the slowest computer that was used, with nothing beside it
)


def slack() -> float:
    """How many times longer than on a quiet computer things take just now; at least 1."""
    begun = time.perf_counter()
    left = _ROUNDS
    while left:
        left -= 1
    return max(1.0, (time.perf_counter() - begun) / _QUIET_S)


def within(seconds: float) -> float:
    """A limit for what must be quick, on a computer that may be busy.

    Ten times what is meant, and more where the computer is slow just now.
    """
    return seconds * max(10.0, 4 * slack())
