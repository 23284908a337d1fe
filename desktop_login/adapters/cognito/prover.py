"""SRP proofs of a password or of a device's secret. Keeps one key pair ready; sends no request."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from desktop_login.adapters.cognito import srp, wire
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.secret import Secret

_OPERATION = "InitiateAuth"


@dataclass(frozen=True)
class SrpInput:
    """What is proved: a password, or a device's secret.

    Attributes:
        group: The pool's name, or the device's group key.
        secret: The password, or the device's secret.
        name: The device key; empty for a password, because the challenge then has the user name.
    """

    group: str
    secret: Secret
    name: str = ""


class Prover:
    """Creates the client's one-time key pairs, one of them ahead of time. Thread-safe.

    A pair does not depend on anything that the user types.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: srp.Ephemeral | None = None

    def prepare(self) -> None:
        with self._lock:
            if self._ready is not None:
                return
        made = srp.ephemeral()
        with self._lock:
            self._ready = made

    def take(self) -> srp.Ephemeral:
        """Return a pair for one proof."""
        with self._lock:
            ready, self._ready = self._ready, None
        return ready or srp.ephemeral()


def prove(
    claim: SrpInput, mine: srp.Ephemeral, reply: wire.Reply, server_time: float
) -> dict[str, str]:
    """Return the answer to PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER.

    Raises `AuthError(INCOMPLETE_ANSWER)` for parameters that are missing or not allowed by SRP.
    """
    parameters = wire.verifier_parameters(reply, _OPERATION, claim.name)
    try:
        theirs = srp.parse(
            parameters["SALT"],
            parameters["SRP_B"],
            parameters["USER_ID_FOR_SRP"],
            parameters["SECRET_BLOCK"],
        )
        key = srp.session_key(mine, theirs, claim.group, claim.secret.reveal())
    except srp.BadParameters:
        request = RequestInfo(_OPERATION, "BadSrpParameters")
        raise AuthError(AuthErrorInfo(ErrorCode.INCOMPLETE_ANSWER, request)) from None
    stamp = srp.timestamp(server_time)
    return {
        "PASSWORD_CLAIM_SIGNATURE": srp.signature(key, claim.group, theirs, stamp),
        "PASSWORD_CLAIM_SECRET_BLOCK": theirs.secret_block,
        "TIMESTAMP": stamp,
    }
