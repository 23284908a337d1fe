"""Converts between the options and answers of a pool, which are JSON, and the values of fido2. Talks to no key."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from desktop_login.domain import passkey_rules
from desktop_login.domain.passkey_rules import KeyJob
from desktop_login.domain.passkeys import PasskeyProof
from desktop_login.domain.secret import Secret

if TYPE_CHECKING:
    from fido2.client import ClientDataCollector
    from fido2.webauthn import (
        AuthenticationResponse,
        PublicKeyCredentialCreationOptions,
        PublicKeyCredentialRequestOptions,
        RegistrationResponse,
    )


def creation_options(options: Mapping[str, object]) -> PublicKeyCredentialCreationOptions:
    from fido2.webauthn import PublicKeyCredentialCreationOptions

    return PublicKeyCredentialCreationOptions.from_dict(options)


def request_options(options: Mapping[str, object]) -> PublicKeyCredentialRequestOptions:
    from fido2.webauthn import PublicKeyCredentialRequestOptions

    return PublicKeyCredentialRequestOptions.from_dict(options)


def collector_for(job: KeyJob) -> ClientDataCollector:
    """Return what writes the client data: for this site and origin, and for no other."""
    from fido2.client import DefaultClientDataCollector

    def is_ours(site: str, origin: str) -> bool:
        return site == job.request.site and origin == job.origin

    return DefaultClientDataCollector(job.origin, verify=is_ours)


def proof_of_registration(
    response: RegistrationResponse, transports: Sequence[str]
) -> PasskeyProof:
    """Return the Credential of CompleteWebAuthnRegistration; fido2 does not name the transports."""
    credential = _plain(response)
    credential["response"]["transports"] = list(transports)
    data = response.response.attestation_object.auth_data
    made = data.credential_data
    additions: dict[str, object] = {"authenticatorData": _b64(bytes(data))}
    if made is not None:
        additions["publicKeyAlgorithm"] = made.public_key.get(3)
        public = _public_key(made.public_key)
        if public is not None:
            additions["publicKey"] = _b64(public)
    return PasskeyProof(Secret(_json(credential)), additions)


def proof_of_sign_in(response: AuthenticationResponse) -> PasskeyProof:
    """Return the CREDENTIAL of WEB_AUTHN."""
    return PasskeyProof(Secret(_json(_plain(response))))


def is_public_suffix(host: str) -> bool:
    """Return whether anybody may register names below the host, by the list that fido2 brings."""
    return passkey_rules.is_public_suffix(_as_listed(host), _rules())


@cache
def _rules() -> frozenset[str]:
    from fido2.rpid import suffixes

    return frozenset(suffixes)


def _as_listed(host: str) -> str:
    """The list has Unicode where a host has `xn--`; a label that is neither stays, and is unknown."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _plain(value: Any) -> Any:  # JSON has every shape
    """The same with types of JSON only: fido2's values are mappings and lists of their own."""
    if isinstance(value, Mapping):
        return {str(name): _plain(value[name]) for name in value}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    return value


def _public_key(cose: Mapping[int, Any]) -> bytes | None:  # a number or bytes, by its key
    """The key as SubjectPublicKeyInfo in DER; None for a kind that few have."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if cose.get(3) != -7 or cose.get(-1) != 1:
        return None
    x, y = (int.from_bytes(cose[number], "big") for number in (-2, -3))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
