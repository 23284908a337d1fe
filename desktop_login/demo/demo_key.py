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
import secrets
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_login.demo.ctap import Fields, Refusal, needed, point
from desktop_login.demo.demo_key_pin import MAY_ASSERT, MAY_MAKE, PROTOCOL, KeyPin

AAGUID = bytes.fromhex("64656d6f2d6b65792d64656d6f2d6b65")
DEMO_PIN = "1234"

_CBOR_CAPABILITY = 0x04
_CBOR_COMMAND = 0x10
_UP_NEEDED = 2
_TOUCH_S = 30.0
_ES256 = -7
_UP, _UV, _AT = 0x01, 0x04, 0x40


class _Command:
    MAKE = 0x01
    ASSERT = 0x02
    INFO = 0x04
    PIN = 0x06
    SELECT = 0x0B


@dataclass
class _Held:
    """A passkey on the key."""

    credential_id: bytes
    site: str
    user: Fields = field(repr=False)
    key: ec.EllipticCurvePrivateKey = field(repr=False)


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
        self._pin = KeyPin(pin)
        self.on_change: Callable[[], None] = lambda: None

    @property
    def is_inserted(self) -> bool:
        return bool(self._plugged)

    @property
    def waits_for_touch(self) -> bool:
        return self._waits

    @property
    def has_pin(self) -> bool:
        return self._pin.is_set

    def insert(self) -> None:
        with self._changed:
            if not self._plugged:
                self._times += 1
                self._plugged = self._times
                self._pin.power_up()
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
                raise Refusal(Refusal.INVALID_PARAMETER)
            match command:
                case _Command.MAKE:
                    reply = self._make(given, wait)
                case _Command.ASSERT:
                    reply = self._assert(given, wait)
                case _Command.INFO:
                    reply = self._info()
                case _Command.PIN:
                    reply = self._pin.answer(given)
                case _Command.SELECT:
                    self._wait_for_touch(wait)
                    reply = {}
                case _:
                    raise Refusal(Refusal.INVALID_COMMAND)
        except Refusal as error:
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
                        raise Refusal(Refusal.KEEPALIVE_CANCEL)
                    if time.monotonic() > until:
                        raise Refusal(Refusal.USER_ACTION_TIMEOUT)
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
            6: [PROTOCOL],
            7: 8,
            8: 64,
            9: ["usb"],
            10: [{"type": "public-key", "alg": _ES256}],
            20: max(0, self._room - len(self._held)),
        }

    def _make(self, given: Fields, wait: _Wait) -> Fields:
        client_hash, site, user, kinds = needed(given, 1, 2, 3, 4)
        options = given.get(7, {})
        self._refuse_what_it_cannot_make(given.get(8), kinds, options, wait)
        name = site["id"]
        verified = self._pin.proves(given.get(8), given.get(9), client_hash, MAY_MAKE, name)
        if self.has_pin and not verified and options.get("rk"):
            raise Refusal(Refusal.PUAT_REQUIRED)
        excluded = {one["id"] for one in given.get(5, [])}
        is_excluded = any(one.credential_id in excluded for one in self._of(name))
        self._wait_for_touch(wait)
        if is_excluded:
            raise Refusal(Refusal.CREDENTIAL_EXCLUDED)
        same = [one for one in self._of(name) if one.user["id"] == user["id"]]
        if len(self._held) - len(same) >= self._room:
            raise Refusal(Refusal.KEY_STORE_FULL)
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

    def _refuse_what_it_cannot_make(
        self, proof: object, kinds: Sequence[Fields], options: Fields, wait: _Wait
    ) -> None:
        if proof == b"":
            self._wait_for_touch(wait)
            raise Refusal(Refusal.PIN_INVALID if self.has_pin else Refusal.PIN_NOT_SET)
        if not any(kind.get("alg") == _ES256 for kind in kinds):
            raise Refusal(Refusal.UNSUPPORTED_ALGORITHM)
        if options.get("uv") or options.get("up") is False:
            raise Refusal(Refusal.UNSUPPORTED_OPTION)

    def _assert(self, given: Fields, wait: _Wait) -> Fields:
        site, client_hash = needed(given, 1, 2)
        options, wanted = given.get(5, {}), given.get(3)
        if options.get("uv"):
            raise Refusal(Refusal.UNSUPPORTED_OPTION)
        verified = self._pin.proves(given.get(6), given.get(7), client_hash, MAY_ASSERT, site)
        found = [
            one
            for one in self._of(site)
            if wanted is None or one.credential_id in {each["id"] for each in wanted}
        ]
        present = options.get("up") is not False
        if present:
            self._wait_for_touch(wait)
        if not found:
            raise Refusal(Refusal.NO_CREDENTIALS)
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
            return bytes([Refusal.INVALID_COMMAND])
        return self._key.answer(self._plugged, data, event or threading.Event(), on_keepalive)

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class _Wait:
    """What ends the wait for a touch, and who is told that it began."""

    plugged: int
    event: threading.Event
    on_keepalive: Callable[[int], None] | None


def _cose(held: _Held) -> bytes:
    from fido2 import cbor

    return cbor.encode(point(held.key, _ES256))
