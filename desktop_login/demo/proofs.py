"""SRP exchanges: each is answered once, within a minute. Knows what is proved, not what follows."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_login.demo import timestamp, verifier
from desktop_login.demo.pool import Now, User
from desktop_login.demo.service_exception import invalid_parameter, wrong_password

_PROOF_S = 60.0
_CLOCK_TOLERANCE_S = 300.0


@dataclass(frozen=True)
class ProofAttempt:
    """What is to be proved: a password or a device's secret.

    Attributes:
        group: The pool's name, or the device's group key.
        name: The user name, or the device key.
        real: False for a user who does not exist.
    """

    user: User
    group: str
    name: str
    salt: int
    verifier: int = field(repr=False)
    real: bool = True
    device_key: str = ""
    custom: bool = False


@dataclass(frozen=True)
class Proof:
    """One open exchange. `session` must come back with the answer, if there is one."""

    claim: ProofAttempt
    conversation: verifier.Conversation
    expires_at: float
    session: str


class Proofs:
    def __init__(self, now: Now) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._open: dict[str, Proof] = {}

    def begin(
        self, claim: ProofAttempt, parameters: Mapping[str, str], session: str = ""
    ) -> dict[str, str]:
        """Return SALT, SRP_B and SECRET_BLOCK for a request's SRP_A. Raises `ServiceException`."""
        public = parameters.get("SRP_A", "")
        if not re.fullmatch(r"[0-9a-fA-F]{1,768}", public):
            raise invalid_parameter("Missing required parameter SRP_A")
        try:
            conversation = verifier.begin(int(public, 16), claim.verifier)
        except ValueError:
            raise invalid_parameter("SRP_A is not valid") from None
        block = base64.b64encode(secrets.token_bytes(854)).decode()
        now = self._now()
        with self._lock:
            self._open = {k: p for k, p in self._open.items() if p.expires_at > now}
            self._open[block] = Proof(claim, conversation, now + _PROOF_S, session)
        return {
            "SALT": f"{claim.salt:x}",
            "SECRET_BLOCK": block,
            "SRP_B": f"{conversation.server_public:x}",
        }

    def take(self, responses: Mapping[str, str], session: object) -> Proof:
        """Return the exchange that is answered, and end it. Raises `ServiceException`."""
        with self._lock:
            proof = self._open.pop(responses.get("PASSWORD_CLAIM_SECRET_BLOCK", ""), None)
        if proof is None or proof.expires_at <= self._now() or proof.session != (session or ""):
            raise wrong_password()
        return proof

    def is_right(self, proof: Proof, responses: Mapping[str, str]) -> bool:
        """Return whether the proof is right. Raises `ServiceException` for an unreadable TIMESTAMP."""
        stamp = timestamp.canonical(responses.get("TIMESTAMP", ""))
        claim = proof.claim
        expected = verifier.proof(
            verifier.key(proof.conversation),
            claim.group,
            claim.name,
            responses["PASSWORD_CLAIM_SECRET_BLOCK"],
            stamp.text,
        )
        try:
            given = base64.b64decode(responses.get("PASSWORD_CLAIM_SIGNATURE", ""), validate=True)
        except ValueError:
            given = b""
        on_time = abs(stamp.epoch - self._now()) <= _CLOCK_TOLERANCE_S
        return hmac.compare_digest(given, expected) and on_time and claim.real
