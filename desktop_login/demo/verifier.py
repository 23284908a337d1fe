"""The server's part of SRP-6a, as Cognito does it. Written from the protocol; shares no code with the client.

The server holds v = g^x mod N, sends B = (k*v + g^b) mod N, and reaches S = (A * v^u)^b mod N.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

try:
    import gmpy2
except ImportError:  # pragma: no cover - slower, equal results
    gmpy2 = None

GENERATOR = 2
_B_BITS = 256


def _rfc3526_prime(bits: int, offset: int) -> int:
    """p = 2^bits − 2^(bits−64) − 1 + 2^64 * (floor(2^(bits−130) π) + offset), RFC 3526."""
    return (1 << bits) - (1 << (bits - 64)) - 1 + (1 << 64) * (_floor_pi(bits - 130) + offset)


def _floor_pi(shift: int) -> int:
    """floor(2^shift * π) by Machin's formula in integers with guard bits."""
    guard = 64
    unit = 1 << (shift + guard)

    def arctan_inverse(n: int) -> int:
        term = total = unit // n
        square, divisor, sign = n * n, 3, -1
        while term:
            term //= square
            total += sign * (term // divisor)
            divisor, sign = divisor + 2, -sign
        return total

    return 4 * (4 * arctan_inverse(5) - arctan_inverse(239)) >> guard


MODULUS = _rfc3526_prime(3072, 1690314)


def power(base: int, exponent: int) -> int:
    if gmpy2 is None:  # pragma: no cover - see the import
        return pow(base, exponent, MODULUS)
    gmpy2.get_context().allow_release_gil = True
    return int(gmpy2.powmod(base, exponent, MODULUS))


def signed_bytes(number: int) -> bytes:
    """Two's complement big-endian, as Java's BigInteger writes a positive number."""
    length = (number.bit_length() + 8) // 8
    return number.to_bytes(length, "big", signed=True)


def sha256(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


MULTIPLIER = int.from_bytes(sha256(signed_bytes(MODULUS), signed_bytes(GENERATOR)), "big")


def new_salt() -> int:
    return secrets.randbits(128)


def make(pool_name: str, user_id: str, password: str, salt: int) -> int:
    inner = sha256(pool_name.encode(), user_id.encode(), b":", password.encode())
    return power(GENERATOR, int.from_bytes(sha256(signed_bytes(salt), inner), "big"))


@dataclass(frozen=True)
class Conversation:
    """The state of an SRP exchange between its two requests."""

    client_public: int
    server_secret: int = field(repr=False)
    server_public: int
    verifier: int = field(repr=False)


def begin(client_public: int, verifier: int) -> Conversation:
    """Raises ValueError for an A that would make the key known without the password."""
    if client_public % MODULUS == 0 or not 0 < client_public < MODULUS:
        raise ValueError("A is out of range")
    while True:
        secret = secrets.randbits(_B_BITS)
        public = (MULTIPLIER * verifier + power(GENERATOR, secret)) % MODULUS
        if public:
            return Conversation(client_public, secret, public, verifier)


def key(conversation: Conversation) -> bytes:
    u = sha256(signed_bytes(conversation.client_public), signed_bytes(conversation.server_public))
    blinded = power(conversation.verifier, int.from_bytes(u, "big"))
    base = conversation.client_public * blinded % MODULUS
    shared = power(base, conversation.server_secret)
    # HKDF (RFC 5869) with the scrambling parameter as salt; one block is enough.
    pseudo_random = hmac.new(
        signed_bytes(int.from_bytes(u, "big")), signed_bytes(shared), hashlib.sha256
    ).digest()
    block = hmac.new(pseudo_random, b"Caldera Derived Key\x01", hashlib.sha256).digest()
    return block[:16]


def proof(
    session_key: bytes, pool_name: str, user_id: str, secret_block: str, timestamp: str
) -> bytes:
    message = hmac.new(session_key, digestmod=hashlib.sha256)
    for part in (pool_name.encode(), user_id.encode()):
        message.update(part)
    message.update(base64.b64decode(secret_block))
    message.update(timestamp.encode())
    return message.digest()
