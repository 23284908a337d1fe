"""Passkeys: what a key is asked, and whether its answer is right. `fido2.server` verifies; it is imported on first use.

The relying party is `localhost`, since WebAuthn refuses an IP address. `origins` are the pages and
programs that may use it: `http://localhost:{port}` of the servers of this demo.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop_login.demo.client import Reply, Request, text
from desktop_login.demo.pool import Pool, StoredPasskey, User
from desktop_login.demo.service_exception import ServiceException, invalid_parameter, not_authorized
from desktop_login.demo.token_operations import TokenOperations

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AuthenticatorData, CollectedClientData

SITE = "localhost"
ALGORITHMS = (-7, -257)  # ES256 and RS256, as the service offers them
_REGISTRATION_S = 300.0
_CHALLENGE_BYTES = 32
_DEMO_KEY = "Demo security key"
_LONGEST_PAGE = 20
Options = dict[str, Any]  # JSON, as WebAuthn has it


@dataclass(frozen=True)
class _Pending:
    """A registration that was begun. A later one of the same user replaces it."""

    challenge: str = field(repr=False)
    expires_at: float


class Passkeys:
    """Verifies passkeys and stores them with the user. Thread-safe.

    `registration_options` and `register` belong together, and so do `sign_in_options` and
    `is_right`: the challenge of a registration is kept here, that of a sign-in by the caller.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._config = pool.config
        self.origins: set[str] = set()
        self._lock = threading.Lock()
        self._pending: dict[str, _Pending] = {}
        self._pepper = secrets.token_bytes(32)

    def registration_options(self, user: User) -> Options:
        """Begin a registration, and return CredentialCreationOptions as JSON."""
        self._refuse_switched_off()
        if len(user.passkeys) >= self._config.passkeys_allowed:
            raise ServiceException(
                "LimitExceededException", "The maximum number of passkeys has been reached."
            )
        challenge = _new_challenge()
        with self._lock:
            self._pending[user.sub] = _Pending(challenge, self._pool.now() + _REGISTRATION_S)
        return {
            "challenge": challenge,
            "rp": {"id": SITE, "name": SITE},
            "user": {
                "id": _b64(user.sub.encode()),
                "name": user.email or user.username,
                "displayName": user.attributes.get("name") or user.email or user.username,
            },
            "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
            "timeout": 60000,
            "excludeCredentials": [_descriptor(one) for one in user.passkeys.values()],
            "authenticatorSelection": {
                "requireResidentKey": True,
                "residentKey": "required",
                "userVerification": self._config.user_verification,
            },
        }

    def register(self, user: User, credential: object) -> StoredPasskey:
        """Verify the answer of a key and store its passkey.

        Raises:
            ServiceException: With the codes of CompleteWebAuthnRegistration.
        """
        self._refuse_switched_off()
        from fido2.webauthn import RegistrationResponse

        given = _without_additions(credential)
        try:
            response = RegistrationResponse.from_dict(given)
            data = response.response.attestation_object.auth_data
            client_data = response.response.client_data
            made = data.credential_data
        except Exception:  # noqa: BLE001 - whatever the parts of a parser raise, the answer is bad
            raise invalid_parameter("Credential is not valid") from None
        if made is None or made.credential_id != response.raw_id:
            raise invalid_parameter("Credential is not valid")
        with self._lock:
            pending = self._pending.pop(user.sub, None)  # once, whatever comes of it
        if (
            pending is None
            or pending.expires_at <= self._pool.now()
            or not hmac.compare_digest(pending.challenge, _b64(client_data.challenge))
        ):
            raise ServiceException(
                "WebAuthnChallengeNotFoundException", "The challenge was not found or has expired."
            )
        self._refuse_elsewhere(client_data, data)
        if made.public_key.get(3) not in ALGORITHMS or self._lacks_verification(data):
            raise ServiceException(
                "WebAuthnCredentialNotSupportedException", "The credential is not supported."
            )
        try:
            self._server().register_complete(self._state(pending.challenge), response)
        except Exception:  # noqa: BLE001 - the same
            raise invalid_parameter("Credential is not valid") from None
        return self._store(user, response.raw_id, bytes(made), data, given)

    def sign_in_options(self, user: User, *, real: bool) -> tuple[Options, str]:
        """Return CREDENTIAL_REQUEST_OPTIONS and their challenge; those of nobody look alike."""
        known = [_descriptor(one) for one in user.passkeys.values()] if real else []
        if not known:
            made_up = hmac.digest(self._pepper, user.username.encode(), "sha256")
            known = [
                {
                    "type": "public-key",
                    "id": _b64(made_up),
                    "transports": ["hybrid", "internal"],
                }
            ]
        challenge = _new_challenge()
        return {
            "challenge": challenge,
            "timeout": 180000,
            "rpId": SITE,
            "allowCredentials": known,
            "userVerification": self._config.user_verification,
        }, challenge

    def is_right(self, user: User, challenge: str, credential: str) -> bool:
        """Verify an assertion: challenge, origin, relying party, verification, signature, counter.

        Args:
            user: Who signs in.
            challenge: Of `sign_in_options`; the caller sees to it that it is used once.
            credential: The JSON of the answer.
        """
        from fido2.webauthn import AttestedCredentialData, AuthenticationResponse

        try:
            response = AuthenticationResponse.from_dict(_without_additions(json.loads(credential)))
            stored = user.passkeys[_b64(response.raw_id)]
            data = response.response.authenticator_data
            handle = response.response.user_handle
            self._refuse_elsewhere(response.response.client_data, data)
            self._server().authenticate_complete(
                self._state(challenge), [AttestedCredentialData(stored.key)], response
            )
        except Exception:  # noqa: BLE001 - every refusal is the same to who signs in
            return False
        if handle is not None and handle != user.sub.encode():
            return False
        with self._lock:
            # a counter that does not grow is that of a copy; 0 and 0: the key has none
            if (data.counter or stored.counter) and data.counter <= stored.counter:
                return False
            stored.counter = data.counter
        return True

    def remove(self, user: User, credential_id: str) -> None:
        with self._lock:
            if user.passkeys.pop(credential_id, None) is None:
                raise ServiceException("ResourceNotFoundException", "Credential does not exist.")

    def _refuse_switched_off(self) -> None:
        if not self._config.passkeys:
            raise ServiceException(
                "WebAuthnNotEnabledException", "Passkeys are not enabled for this user pool."
            )

    def _refuse_elsewhere(self, client_data: CollectedClientData, data: AuthenticatorData) -> None:
        if client_data.origin not in self.origins:
            raise ServiceException(
                "WebAuthnOriginNotAllowedException", "The origin is not allowed."
            )
        if data.rp_id_hash != hashlib.sha256(SITE.encode()).digest():
            raise ServiceException(
                "WebAuthnRelyingPartyMismatchException", "The relying party ID does not match."
            )

    def _lacks_verification(self, data: AuthenticatorData) -> bool:
        return self._config.user_verification == "required" and not data.is_user_verified()

    def _server(self) -> Fido2Server:
        from fido2.server import Fido2Server
        from fido2.webauthn import PublicKeyCredentialRpEntity

        site = PublicKeyCredentialRpEntity(id=SITE, name=SITE)
        return Fido2Server(site, verify_origin=lambda origin: origin in self.origins)

    def _state(self, challenge: str) -> Mapping[str, object]:
        from fido2.webauthn import UserVerificationRequirement

        wanted = UserVerificationRequirement(self._config.user_verification)
        return {"challenge": challenge, "user_verification": wanted}

    def _store(
        self,
        user: User,
        credential_id: bytes,
        key: bytes,
        data: AuthenticatorData,
        given: Options,
    ) -> StoredPasskey:
        from desktop_login.demo.demo_key import AAGUID

        name = _b64(credential_id)
        transports = given["response"].get("transports")
        made = StoredPasskey(
            credential_id=name,
            key=key,
            counter=data.counter,
            name=_DEMO_KEY if key[:16] == AAGUID else "Passkey",
            attachment=given.get("authenticatorAttachment") or "",
            transports=tuple(str(one) for one in transports)
            if isinstance(transports, list)
            else (),
            created_at=self._pool.now(),
        )
        with self._lock:
            if any(name in other.passkeys for other in self._pool.users):
                raise invalid_parameter("Credential is registered already")
            user.passkeys[name] = made
        return made


class PasskeyOperations:
    """The four operations about the passkeys of the owner of an access token."""

    def __init__(self, passkeys: Passkeys, tokens: TokenOperations) -> None:
        self._passkeys = passkeys
        self._tokens = tokens

    def start_registration(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        return {"CredentialCreationOptions": self._passkeys.registration_options(user)}

    def complete_registration(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        if not isinstance(request.get("Credential"), dict):
            raise invalid_parameter("Missing required parameter Credential")
        self._passkeys.register(user, request["Credential"])
        return {}

    def list_credentials(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        most, after = request.get("MaxResults", _LONGEST_PAGE), request.get("NextToken", "0")
        if isinstance(most, bool) or not isinstance(most, int) or not 0 <= most <= _LONGEST_PAGE:
            raise invalid_parameter("Value at 'maxResults' is not valid")
        if not isinstance(after, str) or not after.isdecimal() or not after.isascii():
            raise invalid_parameter("Invalid pagination token")
        begin = int(after)
        every = sorted(user.passkeys.values(), key=lambda one: one.created_at)
        end = begin + (most or _LONGEST_PAGE)
        reply: Reply = {"Credentials": [_described(one) for one in every[begin:end]]}
        return reply | ({"NextToken": str(end)} if end < len(every) else {})

    def delete_credential(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        self._passkeys.remove(user, text(request, "CredentialId"))
        return {}


def wrong_passkey() -> ServiceException:
    return not_authorized("Incorrect username or password.")


def _described(passkey: StoredPasskey) -> Reply:
    reply: Reply = {
        "CredentialId": passkey.credential_id,
        "FriendlyCredentialName": passkey.name,
        "RelyingPartyId": SITE,
        "AuthenticatorTransports": list(passkey.transports),
        "CreatedAt": passkey.created_at,
    }
    return reply | ({"AuthenticatorAttachment": passkey.attachment} if passkey.attachment else {})


def _descriptor(passkey: StoredPasskey) -> Options:
    return {
        "type": "public-key",
        "id": passkey.credential_id,
        "transports": list(passkey.transports),
    }


def _without_additions(credential: object) -> Options:
    """Return the answer with what fido2 reads; browsers add fields that follow from the others."""
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        raise invalid_parameter("Credential is not valid")
    for name in ("id", "rawId"):
        if not isinstance(credential.get(name), str) or not _is_b64(credential[name]):
            raise invalid_parameter("Credential is not valid")
    if credential.get("type") != "public-key":
        raise invalid_parameter("Credential is not valid")
    return dict(credential)


def _is_b64(value: str) -> bool:
    try:
        return _b64(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))) == value
    except (binascii.Error, ValueError):
        return False


def _new_challenge() -> str:
    return _b64(secrets.token_bytes(_CHALLENGE_BYTES))


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
