"""The client's part of SRP-6a, as Cognito does it. Sends no request and keeps no password.

The group is RFC 3526 group 15 with g = 2, integers are hashed as minimal big-endian bytes with
a zero byte in front exactly when the top bit is set, and the session key is an HKDF of S.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

try:
    import gmpy2
except ImportError:  # pragma: no cover - gmpy2 is a dependency; an odd platform may lack it
    gmpy2 = None

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA4836"
    "1C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804"
    "F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6"
    "955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64"
    "ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D226"
    "1AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2
SECRET_BITS = 512  # RFC 5054 asks for 256 at least; the exponentiation costs in proportion
_MAX_DIGITS = 768
_HEX = frozenset("0123456789abcdefABCDEF")
_INFO = b"Caldera Derived Key"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

PowMod = Callable[[int, int, int], int]
Scramble = Callable[[int, int], int]


class BadParameters(ValueError):
    """The server sent SRP values that the protocol does not allow."""


def pad(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _hash_number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


K = _hash_number(pad(N), pad(G))


def powmod_gmp(base: int, exponent: int, modulus: int) -> int:
    """Compute a power with GMP, with the GIL released; that setting is per thread."""
    gmpy2.get_context().allow_release_gil = True
    return int(gmpy2.powmod(base, exponent, modulus))


powmod: PowMod = powmod_gmp if gmpy2 is not None else pow


@dataclass(frozen=True)
class Ephemeral:
    """The client's one-time secret `a` and the public `A` that belongs to it."""

    secret: int = field(repr=False)
    public: int

    @property
    def wire(self) -> str:
        return f"{self.public:x}"


def ephemeral(power: PowMod = powmod) -> Ephemeral:
    """Return a new key pair. It does not depend on user input, so it can be created ahead of time."""
    while True:
        secret = secrets.randbits(SECRET_BITS) | 1 << (SECRET_BITS - 1)
        public = power(G, secret, N)
        if public % N:
            return Ephemeral(secret, public)


@dataclass(frozen=True)
class SrpChallenge:
    """The parameters of PASSWORD_VERIFIER: numbers parsed, the secret block in base64."""

    salt: int
    public: int
    user_id: str
    secret_block: str = field(repr=False)


def parse(salt: str, public: str, user_id: str, secret_block: str) -> SrpChallenge:
    """Parse the server's values. Raises `BadParameters` for values that SRP does not allow."""
    salt, public = (number.lstrip("0") or number[-1:] for number in (salt, public))
    try:
        if len(salt) > _MAX_DIGITS or len(public) > _MAX_DIGITS:
            raise BadParameters("too long")
        # int() would also take a sign, a prefix, spaces and underscores
        if not _HEX.issuperset(salt + public):
            raise BadParameters("not hexadecimal")
        salt_number, public_number = int(salt, 16), int(public, 16)
        base64.b64decode(secret_block, validate=True)
    except ValueError as error:
        raise BadParameters(str(error)) from None
    if public_number >= N or public_number == 0:
        raise BadParameters("B out of range")
    return SrpChallenge(salt_number, public_number, user_id, secret_block)


def scramble(mine: int, theirs: int) -> int:
    """u of RFC 5054, section 2.5.3, in Cognito's padding."""
    return _hash_number(pad(mine), pad(theirs))


def session_key(
    mine: Ephemeral,
    theirs: SrpChallenge,
    pool_name: str,
    password: str,
    power: PowMod = powmod,
    scrambled: Scramble = scramble,
) -> bytes:
    """Return the 16-byte key that needs the password, or its verifier, to compute.

    Raises `BadParameters` if u is zero: the key would then not depend on the password (RFC 5054,
    section 2.5.3). `scrambled` computes u; a test replaces it to show this.
    """
    u = scrambled(mine.public, theirs.public)
    if u == 0:
        raise BadParameters("u is zero")
    x = _private_key(theirs.salt, pool_name, theirs.user_id, password)
    base = (theirs.public - K * power(G, x, N)) % N
    shared = power(base, mine.secret + u * x, N)
    extracted = hmac.digest(pad(u), pad(shared), "sha256")
    return hmac.digest(extracted, _INFO + b"\x01", "sha256")[:16]


def verifier(salt: int, group: str, name: str, password: str, power: PowMod = powmod) -> int:
    """Return g^x mod N, with which a server checks proofs of `password`."""
    return power(G, _private_key(salt, group, name, password), N)


def _private_key(salt: int, group: str, name: str, password: str) -> int:
    inner = hashlib.sha256(f"{group}{name}:{password}".encode()).digest()
    return _hash_number(pad(salt), inner)


def signature(key: bytes, pool_name: str, theirs: SrpChallenge, timestamp: str) -> str:
    """Return PASSWORD_CLAIM_SIGNATURE in base64."""
    block = base64.b64decode(theirs.secret_block)
    message = pool_name.encode() + theirs.user_id.encode() + block + timestamp.encode()
    return base64.b64encode(hmac.digest(key, message, "sha256")).decode()


def timestamp(epoch: float) -> str:
    """Format a time as `Sat Aug 1 00:00:00 UTC 2026`: in English, the day without a zero."""
    at = datetime.fromtimestamp(epoch, UTC)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day} {at:%H:%M:%S} UTC {at.year}"
