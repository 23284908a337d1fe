"""The demo's security key keeps to CTAP 2.1, held against fido2's own side of the protocol."""

from __future__ import annotations

import hashlib
import threading
from typing import Any

import pytest
from fido2.ctap import CtapError
from fido2.ctap2.base import Ctap2
from fido2.ctap2.pin import ClientPin

from desktop_login.demo.demo_key import AAGUID, DEMO_PIN, DemoKey
from tests.fakes.passkey_client import touching

ERR = CtapError.ERR
HASH = hashlib.sha256(b"client data").digest()
RP, USER = {"id": "acme.example", "name": "Acme"}, {"id": b"ann", "name": "ann"}
ES256, ED25519 = {"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -8}
MAY = ClientPin.PERMISSION


def ctap(key: DemoKey) -> Ctap2:
    (device,) = key.devices()
    return Ctap2(device)  # type: ignore[arg-type]


def proof(key: DemoKey, may: MAY, site: str = "acme.example") -> dict[str, Any]:
    pin = ClientPin(ctap(key))
    token = pin.get_pin_token(DEMO_PIN, may, site)
    return {"pin_uv_param": pin.protocol.authenticate(token, HASH), "pin_uv_protocol": 2}


def status(call: Any, *args: Any, **more: Any) -> ERR:
    with pytest.raises(CtapError) as refused:
        call(*args, **more)
    return refused.value.code


def test_it_says_what_it_is() -> None:
    info = ctap(plugged()).info
    assert bytes(info.aaguid) == AAGUID
    assert info.pin_uv_protocols == [2]
    assert info.options["clientPin"]
    assert ctap(plugged("")).info.options["clientPin"] is False


def plugged(pin: str = DEMO_PIN) -> DemoKey:
    key = DemoKey(pin)
    key.insert()
    return key


def test_it_is_there_while_it_is_plugged_in() -> None:
    key = DemoKey()
    assert key.devices() == []
    key.insert()
    (device,) = key.devices()
    key.remove()
    assert key.devices() == []
    key.insert()
    with pytest.raises(OSError):
        device.call(0x10, b"\x04")  # of the time before
    assert ctap(key).info


def test_a_passkey_that_stays_on_the_key_needs_the_pin() -> None:
    key = touching()
    make = ctap(key).make_credential
    assert status(make, HASH, RP, USER, [ES256], options={"rk": True}) == ERR.PUAT_REQUIRED
    made = make(HASH, RP, USER, [ES256], options={"rk": True}, **proof(key, MAY.MAKE_CREDENTIAL))
    assert made.auth_data.is_user_verified()
    assert made.auth_data.rp_id_hash == hashlib.sha256(b"acme.example").digest()


def test_a_proof_is_for_one_site_and_one_use() -> None:
    key = touching()
    make = ctap(key).make_credential
    for wrong in (
        proof(key, MAY.MAKE_CREDENTIAL, "bank.example"),
        proof(key, MAY.GET_ASSERTION),
        {"pin_uv_param": b"\0" * 32, "pin_uv_protocol": 2},
    ):
        refused = status(make, HASH, RP, USER, [ES256], options={"rk": True}, **wrong)
        assert refused == ERR.PIN_AUTH_INVALID
    assert (
        status(make, HASH, RP, USER, [ES256], pin_uv_param=b"\0" * 32, pin_uv_protocol=1)
        == ERR.INVALID_PARAMETER
    )


def test_what_it_cannot_do_it_refuses() -> None:
    key = touching("")
    device = ctap(key)
    make, use = device.make_credential, device.get_assertion
    assert status(make, HASH, RP, USER, [ED25519]) == ERR.UNSUPPORTED_ALGORITHM
    assert status(make, HASH, RP, USER, [ES256], options={"uv": True}) == ERR.UNSUPPORTED_OPTION
    assert status(use, "acme.example", HASH, options={"uv": True}) == ERR.UNSUPPORTED_OPTION
    assert status(use, "acme.example", HASH) == ERR.NO_CREDENTIALS
    assert status(device.send_cbor, 0x0D) == ERR.INVALID_COMMAND
    assert status(device.send_cbor, 0x01, {}) == ERR.MISSING_PARAMETER
    assert status(device.client_pin, 2, 4) == ERR.INVALID_SUBCOMMAND
    assert status(device.client_pin, 1, 2) == ERR.INVALID_PARAMETER


def test_it_asks_silently_without_a_touch_and_counts() -> None:
    key = touching("")
    device = ctap(key)
    made = device.make_credential(HASH, RP, USER, [ES256], options={"rk": True})
    touched: list[bool] = []
    key.on_change = lambda: touched.append(key.waits_for_touch)
    asked = device.get_assertion("acme.example", HASH, options={"up": False})
    assert touched == []
    assert not asked.auth_data.is_user_present()
    assert asked.auth_data.counter > made.auth_data.counter
    assert made.auth_data.credential_data is not None
    asked.verify(HASH, made.auth_data.credential_data.public_key)


def test_a_pin_is_set_once_and_has_a_length() -> None:
    key = touching("")
    pin = ClientPin(ctap(key))
    pin.set_pin("äöüß")
    assert key.has_pin
    assert status(pin.set_pin, "5678") == ERR.PIN_AUTH_INVALID
    assert pin.get_pin_retries() == (8, False)
    assert pin.get_pin_token("äöüß", MAY.GET_ASSERTION, "acme.example")
    assert status(ClientPin(ctap(touching(""))).set_pin, "x" * 64) == ERR.PIN_POLICY_VIOLATION


def test_a_touch_counts_only_while_it_is_waited_for() -> None:
    key = plugged("")
    key.touch()
    stop = threading.Event()
    key.on_change = stop.set  # cancelled as soon as it waits
    device = ctap(key)
    assert (
        status(device.make_credential, HASH, RP, USER, [ES256], event=stop) == ERR.KEEPALIVE_CANCEL
    )
    assert not key.waits_for_touch
    assert status(device.selection, event=stop) == ERR.KEEPALIVE_CANCEL
