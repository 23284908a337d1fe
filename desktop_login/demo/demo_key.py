"""A security key in software (CTAP 2.1), so that passkeys can be tried without hardware. Exists only with the demo.

It is plugged in, touched and pulled out from outside, and holds its passkeys until the demo ends. A
client reaches it as it reaches a key over USB: `devices()` stands for the list of what is plugged in,
and what it returns can be given to `fido2` as a `CtapDevice`. The protocol of the PIN is written here
once more, with `cryptography` only, so that a mistake of fido2's cannot cancel itself out.

https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-20210615.html
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import secrets
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

AAGUID = bytes.fromhex("64656d6f2d6b65792d64656d6f2d6b65")
DEMO_PIN = "1234"

_CBOR_CAPABILITY = 0x04
_CBOR_COMMAND = 0x10
_UP_NEEDED = 2
_PROTOCOL = 2
_TRIES, _TRIES_A_POWER_CYCLE = 8, 3
_TOUCH_S = 30.0
_ES256 = -7
_MAY_MAKE, _MAY_ASSERT = 1, 2
_UP, _UV, _AT = 0x01, 0x04, 0x40

Fields = Mapping[Any, Any]  # CBOR: what a number stands for, decides its type


class _Command:
    MAKE = 0x01
    ASSERT = 0x02
    INFO = 0x04
    PIN = 0x06
    SELECT = 0x0B


class _Refusal(Exception):
    """A status of CTAP other than success; the names are those of the specification."""

    INVALID_COMMAND = 0x01
    INVALID_PARAMETER = 0x02
    MISSING_PARAMETER = 0x14
    CREDENTIAL_EXCLUDED = 0x19
    UNSUPPORTED_ALGORITHM = 0x26
    KEY_STORE_FULL = 0x28
    UNSUPPORTED_OPTION = 0x2B
    KEEPALIVE_CANCEL = 0x2D
    NO_CREDENTIALS = 0x2E
    USER_ACTION_TIMEOUT = 0x2F
    PIN_INVALID = 0x31
    PIN_BLOCKED = 0x32
    PIN_AUTH_INVALID = 0x33
    PIN_AUTH_BLOCKED = 0x34
    PIN_NOT_SET = 0x35
    PUAT_REQUIRED = 0x36
    PIN_POLICY_VIOLATION = 0x37
    INVALID_SUBCOMMAND = 0x3E

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class _Held:
    """A passkey on the key."""

    credential_id: bytes
    site: str
    user: Fields = field(repr=False)
    key: ec.EllipticCurvePrivateKey = field(repr=False)


@dataclass
class _Token:
    value: bytes = field(repr=False)
    may: int = 0
    site: str = ""


class DemoKey:
    """One key. Thread-safe: `insert`, `remove` and `touch` come from other threads than requests."""

    def __init__(self, pin: str = DEMO_PIN, *, room: int = 25) -> None:
        self._room = room
        self._changed = threading.Condition()
        self._plugged = 0  # how often it was plugged in; 0: it is not
        self._times = 0
        self._touched = False
        self._waits = False
        self._held: list[_Held] = []
        self._counter = 0
        self._pin_hash = _pin_hash(pin) if pin else b""
        self._tries, self._tries_now = _TRIES, _TRIES_A_POWER_CYCLE
        self._agreement = ec.generate_private_key(ec.SECP256R1())
        self._token = _Token(secrets.token_bytes(32))
        self.on_change: Callable[[], None] = lambda: None

    @property
    def is_inserted(self) -> bool:
        return bool(self._plugged)

    @property
    def waits_for_touch(self) -> bool:
        return self._waits

    @property
    def has_pin(self) -> bool:
        return bool(self._pin_hash)

    def insert(self) -> None:
        with self._changed:
            if not self._plugged:
                self._times += 1
                self._plugged = self._times
                self._tries_now = _TRIES_A_POWER_CYCLE
                self._token = _Token(secrets.token_bytes(32))
            self._changed.notify_all()
        self.on_change()

    def remove(self) -> None:
        with self._changed:
            self._plugged = 0
            self._changed.notify_all()
        self.on_change()

    def touch(self) -> None:
        """Touches the key; nothing happens if it does not wait for that."""
        with self._changed:
            self._touched = self._waits
            self._changed.notify_all()

    def devices(self) -> Sequence[DemoDevice]:
        """Return a handle to it while it is plugged in."""
        with self._changed:
            return [DemoDevice(self, self._plugged)] if self._plugged else []

    def answer(
        self,
        plugged: int,
        request: bytes,
        event: threading.Event,
        on_keepalive: Callable[[int], None] | None,
    ) -> bytes:
        """Answer one request, status first. Raises OSError if the key was pulled out."""
        from fido2 import cbor

        self._check_plugged(plugged)
        wait = _Wait(plugged, event, on_keepalive)
        try:
            command, given = request[0], cbor.decode(request[1:]) if request[1:] else {}
            if not isinstance(given, Mapping):
                raise _Refusal(_Refusal.INVALID_PARAMETER)
            match command:
                case _Command.MAKE:
                    reply = self._make(given, wait)
                case _Command.ASSERT:
                    reply = self._assert(given, wait)
                case _Command.INFO:
                    reply = self._info()
                case _Command.PIN:
                    reply = self._client_pin(given)
                case _Command.SELECT:
                    self._wait_for_touch(wait)
                    reply = {}
                case _:
                    raise _Refusal(_Refusal.INVALID_COMMAND)
        except _Refusal as error:
            return bytes([error.status])
        self._check_plugged(plugged)
        return b"\0" + (cbor.encode(reply) if reply else b"")

    def _check_plugged(self, plugged: int) -> None:
        if self._plugged != plugged:
            raise OSError(errno.ENODEV, "The demo key is not plugged in")

    def _wait_for_touch(self, wait: _Wait) -> None:
        until = time.monotonic() + _TOUCH_S
        with self._changed:
            self._waits, self._touched = True, False
        self.on_change()
        if wait.on_keepalive is not None:
            wait.on_keepalive(_UP_NEEDED)
        try:
            with self._changed:
                while not self._touched:
                    self._check_plugged(wait.plugged)
                    if wait.event.is_set():
                        raise _Refusal(_Refusal.KEEPALIVE_CANCEL)
                    if time.monotonic() > until:
                        raise _Refusal(_Refusal.USER_ACTION_TIMEOUT)
                    self._changed.wait(0.05)
        finally:
            with self._changed:
                self._waits = self._touched = False
            self.on_change()

    def _info(self) -> Fields:
        return {
            1: ["FIDO_2_0", "FIDO_2_1"],
            3: AAGUID,
            4: {
                "rk": True,
                "up": True,
                "clientPin": self.has_pin,
                "pinUvAuthToken": True,
                "makeCredUvNotRqd": True,
            },
            5: 2048,
            6: [_PROTOCOL],
            7: 8,
            8: 64,
            9: ["usb"],
            10: [{"type": "public-key", "alg": _ES256}],
            20: max(0, self._room - len(self._held)),
        }

    def _make(self, given: Fields, wait: _Wait) -> Fields:
        client_hash, site, user, kinds = _needed(given, 1, 2, 3, 4)
        options = given.get(7, {})
        if given.get(8) == b"":
            self._wait_for_touch(wait)
            raise _Refusal(_Refusal.PIN_INVALID if self.has_pin else _Refusal.PIN_NOT_SET)
        if not any(kind.get("alg") == _ES256 for kind in kinds):
            raise _Refusal(_Refusal.UNSUPPORTED_ALGORITHM)
        if options.get("uv") or options.get("up") is False:
            raise _Refusal(_Refusal.UNSUPPORTED_OPTION)
        name = site["id"]
        verified = self._is_verified(given.get(8), given.get(9), client_hash, _MAY_MAKE, name)
        if self.has_pin and not verified and options.get("rk"):
            raise _Refusal(_Refusal.PUAT_REQUIRED)
        excluded = {one["id"] for one in given.get(5, [])}
        is_excluded = any(one.credential_id in excluded for one in self._of(name))
        self._wait_for_touch(wait)
        if is_excluded:
            raise _Refusal(_Refusal.CREDENTIAL_EXCLUDED)
        same = [one for one in self._of(name) if one.user["id"] == user["id"]]
        if len(self._held) - len(same) >= self._room:
            raise _Refusal(_Refusal.KEY_STORE_FULL)
        made = _Held(
            secrets.token_bytes(32), name, dict(user), ec.generate_private_key(ec.SECP256R1())
        )
        self._held = [one for one in self._held if one not in same] + [made]
        attested = (
            AAGUID + struct.pack(">H", len(made.credential_id)) + made.credential_id + _cose(made)
        )
        data = self._data(name, verified=verified, attested=attested)
        signature = made.key.sign(data + client_hash, ec.ECDSA(hashes.SHA256()))
        return {1: "packed", 2: data, 3: {"alg": _ES256, "sig": signature}}

    def _assert(self, given: Fields, wait: _Wait) -> Fields:
        site, client_hash = _needed(given, 1, 2)
        options, wanted = given.get(5, {}), given.get(3)
        if options.get("uv"):
            raise _Refusal(_Refusal.UNSUPPORTED_OPTION)
        verified = self._is_verified(given.get(6), given.get(7), client_hash, _MAY_ASSERT, site)
        found = [
            one
            for one in self._of(site)
            if wanted is None or one.credential_id in {each["id"] for each in wanted}
        ]
        present = options.get("up") is not False
        if present:
            self._wait_for_touch(wait)
        if not found:
            raise _Refusal(_Refusal.NO_CREDENTIALS)
        used = found[-1]
        data = self._data(site, verified=verified, present=present)
        signature = used.key.sign(data + client_hash, ec.ECDSA(hashes.SHA256()))
        return {
            1: {"id": used.credential_id, "type": "public-key"},
            2: data,
            3: signature,
            4: {"id": used.user["id"]},
        }

    def _of(self, site: str) -> list[_Held]:
        return [one for one in self._held if one.site == site]

    def _data(
        self, site: str, *, verified: bool, present: bool = True, attested: bytes = b""
    ) -> bytes:
        self._counter += 1
        flags = (_UP if present else 0) | (_UV if verified else 0) | (_AT if attested else 0)
        head = hashlib.sha256(site.encode()).digest()
        return head + struct.pack(">BI", flags, self._counter) + attested

    def _is_verified(
        self, given: bytes | None, protocol: int | None, client_hash: bytes, may: int, site: str
    ) -> bool:
        if given is None:
            return False
        if protocol != _PROTOCOL:
            raise _Refusal(_Refusal.INVALID_PARAMETER)
        right = hmac.digest(self._token.value, client_hash, "sha256")
        if not hmac.compare_digest(right, given) or not self._token.may & may:
            raise _Refusal(_Refusal.PIN_AUTH_INVALID)
        if self._token.site not in ("", site):
            raise _Refusal(_Refusal.PIN_AUTH_INVALID)
        return True

    def _client_pin(self, given: Fields) -> Fields:
        (command,) = _needed(given, 2)
        if command != 1 and given.get(1) != _PROTOCOL:
            raise _Refusal(_Refusal.INVALID_PARAMETER)
        match command:
            case 1:
                return {3: self._tries, 4: self._tries_now <= 0}
            case 2:
                return {1: _agreement_key(self._agreement)}
            case 3:
                return self._set_pin(given)
            case 5:
                return self._pin_token(given, _MAY_MAKE | _MAY_ASSERT, "")
            case 9:
                (may,) = _needed(given, 9)
                return self._pin_token(given, may, given.get(10, ""))
            case _:
                raise _Refusal(_Refusal.INVALID_SUBCOMMAND)

    def _set_pin(self, given: Fields) -> Fields:
        if self.has_pin:
            raise _Refusal(_Refusal.PIN_AUTH_INVALID)
        theirs, proof, sealed = _needed(given, 3, 4, 5)
        secret = self._shared(theirs)
        if not hmac.compare_digest(hmac.digest(secret[:32], sealed, "sha256"), proof):
            raise _Refusal(_Refusal.PIN_AUTH_INVALID)
        pin = _opened(secret, sealed).rstrip(b"\0")
        if len(pin.decode("utf-8", "replace")) < 4 or len(pin) > 63:
            raise _Refusal(_Refusal.PIN_POLICY_VIOLATION)
        self._pin_hash = hashlib.sha256(pin).digest()[:16]
        self._tries, self._tries_now = _TRIES, _TRIES_A_POWER_CYCLE
        return {}

    def _pin_token(self, given: Fields, may: int, site: str) -> Fields:
        theirs, sealed = _needed(given, 3, 6)
        if not self.has_pin:
            raise _Refusal(_Refusal.PIN_NOT_SET)
        if self._tries <= 0:
            raise _Refusal(_Refusal.PIN_BLOCKED)
        if self._tries_now <= 0:
            raise _Refusal(_Refusal.PIN_AUTH_BLOCKED)
        secret = self._shared(theirs)
        self._tries -= 1
        if not hmac.compare_digest(_opened(secret, sealed), self._pin_hash):
            self._tries_now -= 1
            self._agreement = ec.generate_private_key(ec.SECP256R1())
            if self._tries <= 0:
                raise _Refusal(_Refusal.PIN_BLOCKED)
            if self._tries_now <= 0:
                raise _Refusal(_Refusal.PIN_AUTH_BLOCKED)
            raise _Refusal(_Refusal.PIN_INVALID)
        self._tries, self._tries_now = _TRIES, _TRIES_A_POWER_CYCLE
        self._token = _Token(secrets.token_bytes(32), may, site)
        return {2: _sealed(secret, self._token.value)}

    def _shared(self, theirs: Fields) -> bytes:
        """HMAC key and AES key of protocol 2."""
        x, y = (int.from_bytes(theirs[name], "big") for name in (-2, -3))
        try:
            point = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        except ValueError:
            raise _Refusal(_Refusal.INVALID_PARAMETER) from None
        z = self._agreement.exchange(ec.ECDH(), point)
        return b"".join(
            HKDF(hashes.SHA256(), 32, b"\0" * 32, info).derive(z)
            for info in (b"CTAP2 HMAC key", b"CTAP2 AES key")
        )


class DemoDevice:
    """A handle to a plugged-in demo key, in the shape of fido2's `CtapDevice`."""

    capabilities = _CBOR_CAPABILITY

    def __init__(self, key: DemoKey, plugged: int) -> None:
        self._key = key
        self._plugged = plugged

    def call(
        self,
        cmd: int,
        data: bytes = b"",
        event: threading.Event | None = None,
        on_keepalive: Callable[[int], None] | None = None,
    ) -> bytes:
        if cmd != _CBOR_COMMAND or not data:
            return bytes([_Refusal.INVALID_COMMAND])
        return self._key.answer(self._plugged, data, event or threading.Event(), on_keepalive)

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class _Wait:
    """What ends the wait for a touch, and who is told that it began."""

    plugged: int
    event: threading.Event
    on_keepalive: Callable[[int], None] | None


def _needed(given: Fields, *numbers: int) -> list[Any]:  # the same
    if any(number not in given for number in numbers):
        raise _Refusal(_Refusal.MISSING_PARAMETER)
    return [given[number] for number in numbers]


def _cose(held: _Held) -> bytes:
    from fido2 import cbor

    return cbor.encode(_point(held.key, _ES256))


def _agreement_key(key: ec.EllipticCurvePrivateKey) -> Fields:
    return _point(key, -25)  # the number that the specification demands here


def _point(key: ec.EllipticCurvePrivateKey, algorithm: int) -> Fields:
    numbers = key.public_key().public_numbers()
    return {
        1: 2,
        3: algorithm,
        -1: 1,
        -2: numbers.x.to_bytes(32, "big"),
        -3: numbers.y.to_bytes(32, "big"),
    }


def _pin_hash(pin: str) -> bytes:
    return hashlib.sha256(pin.encode()).digest()[:16]


def _opened(secret: bytes, sealed: bytes) -> bytes:
    if len(sealed) < 32 or len(sealed) % 16:
        raise _Refusal(_Refusal.INVALID_PARAMETER)
    opener = Cipher(algorithms.AES(secret[32:]), modes.CBC(sealed[:16])).decryptor()
    return opener.update(sealed[16:]) + opener.finalize()


def _sealed(secret: bytes, clear: bytes) -> bytes:
    start = secrets.token_bytes(16)
    sealer = Cipher(algorithms.AES(secret[32:]), modes.CBC(start)).encryptor()
    return start + sealer.update(clear) + sealer.finalize()
