"""What the parts of the demo's key share of CTAP: statuses, the fields of a request, and how a public key is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

Fields = Mapping[Any, Any]  # CBOR: what a number stands for, decides its type


class Refusal(Exception):
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


def needed(given: Fields, *numbers: int) -> list[Any]:  # the same
    if any(number not in given for number in numbers):
        raise Refusal(Refusal.MISSING_PARAMETER)
    return [given[number] for number in numbers]


def point(key: ec.EllipticCurvePrivateKey, algorithm: int) -> Fields:
    numbers = key.public_key().public_numbers()
    return {
        1: 2,
        3: algorithm,
        -1: 1,
        -2: numbers.x.to_bytes(32, "big"),
        -3: numbers.y.to_bytes(32, "big"),
    }
