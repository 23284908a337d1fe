"""The PIN of the demo's key: PIN/UV auth protocol two, its tries, and what a token of it permits. Knows no passkey.

https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-20210615.html#pinProto2
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop_login.demo.ctap import Fields, Refusal, needed, point

PROTOCOL = 2
MAY_MAKE, MAY_ASSERT = 1, 2
_TRIES, _TRIES_A_POWER_CYCLE = 8, 3
_AGREEMENT = -25  # the algorithm that the specification demands for this key


@dataclass
class _Token:
    value: bytes = field(repr=False)
    may: int = 0
    site: str = ""


class KeyPin:
    """An empty PIN is none."""

    def __init__(self, pin: str) -> None:
        self._hash = _pin_hash(pin) if pin else b""
        self._tries, self._tries_now = _TRIES, _TRIES_A_POWER_CYCLE
        self._agreement = ec.generate_private_key(ec.SECP256R1())
        self._token = _Token(secrets.token_bytes(32))

    @property
    def is_set(self) -> bool:
        return bool(self._hash)

    def power_up(self) -> None:
        """The key was plugged in: a pause is over, and no token lives on."""
        self._tries_now = _TRIES_A_POWER_CYCLE
        self._token = _Token(secrets.token_bytes(32))

    def proves(
        self, given: bytes | None, protocol: int | None, client_hash: bytes, may: int, site: str
    ) -> bool:
        if given is None:
            return False
        if protocol != PROTOCOL:
            raise Refusal(Refusal.INVALID_PARAMETER)
        right = hmac.digest(self._token.value, client_hash, "sha256")
        if not hmac.compare_digest(right, given) or not self._token.may & may:
            raise Refusal(Refusal.PIN_AUTH_INVALID)
        if self._token.site not in ("", site):
            raise Refusal(Refusal.PIN_AUTH_INVALID)
        return True

    def answer(self, given: Fields) -> Fields:
        (command,) = needed(given, 2)
        if command != 1 and given.get(1) != PROTOCOL:
            raise Refusal(Refusal.INVALID_PARAMETER)
        match command:
            case 1:
                return {3: self._tries, 4: self._tries_now <= 0}
            case 2:
                return {1: point(self._agreement, _AGREEMENT)}
            case 3:
                return self._set_pin(given)
            case 5:
                return self._pin_token(given, MAY_MAKE | MAY_ASSERT, "")
            case 9:
                (may,) = needed(given, 9)
                return self._pin_token(given, may, given.get(10, ""))
            case _:
                raise Refusal(Refusal.INVALID_SUBCOMMAND)

    def _set_pin(self, given: Fields) -> Fields:
        if self.is_set:
            raise Refusal(Refusal.PIN_AUTH_INVALID)
        theirs, proof, sealed = needed(given, 3, 4, 5)
        secret = self._shared(theirs)
        if not hmac.compare_digest(hmac.digest(secret[:32], sealed, "sha256"), proof):
            raise Refusal(Refusal.PIN_AUTH_INVALID)
        pin = _opened(secret, sealed).rstrip(b"\0")
        if len(pin.decode("utf-8", "replace")) < 4 or len(pin) > 63:
            raise Refusal(Refusal.PIN_POLICY_VIOLATION)
        self._hash = hashlib.sha256(pin).digest()[:16]
        self._tries, self._tries_now = _TRIES, _TRIES_A_POWER_CYCLE
        return {}

    def _pin_token(self, given: Fields, may: int, site: str) -> Fields:
        theirs, sealed = needed(given, 3, 6)
        if not self.is_set:
            raise Refusal(Refusal.PIN_NOT_SET)
        if self._tries <= 0:
            raise Refusal(Refusal.PIN_BLOCKED)
        if self._tries_now <= 0:
            raise Refusal(Refusal.PIN_AUTH_BLOCKED)
        secret = self._shared(theirs)
        self._tries -= 1
        if not hmac.compare_digest(_opened(secret, sealed), self._hash):
            self._tries_now -= 1
            self._agreement = ec.generate_private_key(ec.SECP256R1())
            if self._tries <= 0:
                raise Refusal(Refusal.PIN_BLOCKED)
            if self._tries_now <= 0:
                raise Refusal(Refusal.PIN_AUTH_BLOCKED)
            raise Refusal(Refusal.PIN_INVALID)
        self._tries, self._tries_now = _TRIES, _TRIES_A_POWER_CYCLE
        self._token = _Token(secrets.token_bytes(32), may, site)
        return {2: _sealed(secret, self._token.value)}

    def _shared(self, theirs: Fields) -> bytes:
        """HMAC key and AES key of protocol 2."""
        x, y = (int.from_bytes(theirs[name], "big") for name in (-2, -3))
        try:
            point = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        except ValueError:
            raise Refusal(Refusal.INVALID_PARAMETER) from None
        z = self._agreement.exchange(ec.ECDH(), point)
        return b"".join(
            HKDF(hashes.SHA256(), 32, b"\0" * 32, info).derive(z)
            for info in (b"CTAP2 HMAC key", b"CTAP2 AES key")
        )


def _pin_hash(pin: str) -> bytes:
    return hashlib.sha256(pin.encode()).digest()[:16]


def _opened(secret: bytes, sealed: bytes) -> bytes:
    if len(sealed) < 32 or len(sealed) % 16:
        raise Refusal(Refusal.INVALID_PARAMETER)
    opener = Cipher(algorithms.AES(secret[32:]), modes.CBC(sealed[:16])).decryptor()
    return opener.update(sealed[16:]) + opener.finalize()


def _sealed(secret: bytes, clear: bytes) -> bytes:
    start = secrets.token_bytes(16)
    sealer = Cipher(algorithms.AES(secret[32:]), modes.CBC(start)).encryptor()
    return start + sealer.update(clear) + sealer.finalize()
