"""Limits for one action of the user: requests, proofs, restarts and time. Sends no request.

Each answer to PASSWORD_VERIFIER lets the server test one guess of the password, so the server must
not decide how many proofs are made.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from desktop_login.domain.errors import ErrorCode, failed

if TYPE_CHECKING:
    from desktop_login.flow.ports import Clock

# The longest sign-in has six requests: USER_AUTH, the choice of the password, its proof, a new
# password, and the two steps of a remembered device.
MAX_REQUESTS = 6
LONGEST_S = 60.0


class Proof(Enum):
    """What an SRP proof is about."""

    PASSWORD = "password"  # noqa: S105 - the name of a proof
    DEVICE = "device"


class Run:
    """The budget from a click to the next challenge, the tokens or an error.

    A run may restart once (a connection was lost, a device was forgotten, a step timed out). Each
    start allows `MAX_REQUESTS` requests and one proof of each kind. No request begins after
    `LONGEST_S` seconds in total. `wanted` returns whether the user still waits.

    To be used by one thread at a time.
    """

    def __init__(self, clock: Clock, wanted: Callable[[], bool]) -> None:
        self._clock = clock
        self._wanted = wanted
        self._ends_at = clock.now().monotonic + LONGEST_S
        self._may_begin_again = True
        self._requests = 0
        self._proofs: set[Proof] = set()

    def before_request(self) -> None:
        """Count a request.

        Raises:
            AuthError: CANCELLED if the user no longer waits, SIGN_IN_TOO_LONG after `LONGEST_S`,
                STEP_NOT_ALLOWED after `MAX_REQUESTS`.
        """
        if not self._wanted():
            raise failed(ErrorCode.CANCELLED, "NotWanted")
        if self._clock.now().monotonic >= self._ends_at:
            raise failed(ErrorCode.SIGN_IN_TOO_LONG, "TooLong")
        if self._requests == MAX_REQUESTS:
            raise failed(ErrorCode.STEP_NOT_ALLOWED, "TooManyRequests")
        self._requests += 1

    def before_proof(self, proof: Proof) -> None:
        """Count a proof.

        Raises:
            AuthError: STEP_NOT_ALLOWED if a proof of this kind was made since the start.
        """
        if proof in self._proofs:
            raise failed(ErrorCode.STEP_NOT_ALLOWED, "ProofRepeated")
        self._proofs.add(proof)

    def begin_again(self) -> bool:
        """Return whether the sign-in may restart; if so, reset the counts of requests and proofs."""
        if not self._may_begin_again:
            return False
        self._may_begin_again = False
        self._requests = 0
        self._proofs.clear()
        return True
