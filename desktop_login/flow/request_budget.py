"""What one wish of the person may cost: requests, proofs, beginnings and time. Sends nothing.

Each answer to PASSWORD_VERIFIER lets the server test one guess of the password, so how often a
proof is made must not be the server's choice.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from desktop_login.domain.errors import ErrorCode, failed

if TYPE_CHECKING:
    from desktop_login.flow.ports import Clock

# The longest way that Cognito knows has six: USER_AUTH, the choice of the password, its proof,
# a new password, and the two steps of a remembered device.
MAX_REQUESTS = 6
LONGEST_S = 60.0


class Proof(Enum):
    """What is proved by SRP."""

    PASSWORD = "password"  # noqa: S105 - the name of a proof
    DEVICE = "device"


class Run:
    """From a click to the next question, the tokens or a fault.

    A run may begin again once (a connection was lost, a device is forgotten, a step timed out),
    and each beginning has `MAX_REQUESTS` requests and one proof of a kind. All of it together
    ends after `LONGEST_S` seconds: no request begins later, so it takes at most so long and what
    the last request takes. `wanted` says whether the person still waits for it.

    Used by one thread at a time.
    """

    def __init__(self, clock: Clock, wanted: Callable[[], bool]) -> None:
        self._clock = clock
        self._wanted = wanted
        self._ends_at = clock.now().monotonic + LONGEST_S
        self._may_begin_again = True
        self._requests = 0
        self._proofs: set[Proof] = set()

    def before_request(self) -> None:
        """Raises `AuthError`: CANCELLED if nobody waits any more, SIGN_IN_TOO_LONG,
        STEP_NOT_ALLOWED where the service asks for one request too many."""
        if not self._wanted():
            raise failed(ErrorCode.CANCELLED, "NotWanted")
        if self._clock.now().monotonic >= self._ends_at:
            raise failed(ErrorCode.SIGN_IN_TOO_LONG, "TooLong")
        if self._requests == MAX_REQUESTS:
            raise failed(ErrorCode.STEP_NOT_ALLOWED, "TooManyRequests")
        self._requests += 1

    def before_proof(self, proof: Proof) -> None:
        """Raises `AuthError(STEP_NOT_ALLOWED)` if this was proved before."""
        if proof in self._proofs:
            raise failed(ErrorCode.STEP_NOT_ALLOWED, "ProofRepeated")
        self._proofs.add(proof)

    def begin_again(self) -> bool:
        """Whether the sign-in may begin again; if so, its requests and proofs count anew."""
        if not self._may_begin_again:
            return False
        self._may_begin_again = False
        self._requests = 0
        self._proofs.clear()
        return True
