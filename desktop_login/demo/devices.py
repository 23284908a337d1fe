"""Devices: confirming, proving, listing, forgetting. The proof of a remembered device replaces a second factor."""

from __future__ import annotations

import base64
import binascii
import secrets
import uuid
from collections.abc import Callable, Mapping

from desktop_login.demo.challenge_sessions import ChallengeSession, ChallengeSessions
from desktop_login.demo.client import Reply, Request, text
from desktop_login.demo.pool import Pool, TrackedDevice, Tracking, User
from desktop_login.demo.proofs import ProofAttempt, Proofs
from desktop_login.demo.service_exception import ServiceException, invalid_parameter, wrong_password
from desktop_login.demo.token_operations import TokenOperations

_MAX_VERIFIER = 385  # bytes: 3072 bits and a sign


class Devices:
    def __init__(
        self,
        pool: Pool,
        challenge_sessions: ChallengeSessions,
        proofs: Proofs,
        tokens: TokenOperations,
        admitted: Callable[[User], Reply] | None = None,
    ) -> None:
        """`admitted` answers a complete sign-in where no device is tracked: in a browser."""
        self._pool = pool
        self._challenge_sessions = challenge_sessions
        self._proofs = proofs
        self._tokens = tokens
        self._admitted = admitted

    def known(self, user: User, parameters: Mapping[str, str]) -> str:
        """Return the DEVICE_KEY of a request, or "". Raises `ServiceException` for an unknown device."""
        key = parameters.get("DEVICE_KEY", "")
        if key and key not in user.devices:
            raise ServiceException("ResourceNotFoundException", "Device does not exist.")
        return key

    def is_remembered(self, user: User, key: str) -> bool:
        device = user.devices.get(key)
        return device is not None and device.remembered

    def ask(self, user: User, key: str) -> Reply:
        return self._challenge("DEVICE_SRP_AUTH", user, key, {"USERNAME": user.username})

    def begin(self, challenge_session: ChallengeSession, responses: Mapping[str, str]) -> Reply:
        """Handle the answer to DEVICE_SRP_AUTH, an SRP_A."""
        user = challenge_session.user
        device = user.devices.get(self.known(user, responses))
        if device is None or device.key != challenge_session.device_key:
            raise invalid_parameter("Missing required parameter DEVICE_KEY")
        self._challenge_sessions.spend(challenge_session)
        name = "DEVICE_PASSWORD_VERIFIER"
        session = self._challenge_sessions.open(name, user, device_key=device.key)
        claim = ProofAttempt(
            user, device.group, device.key, device.salt, device.verifier, device_key=device.key
        )
        parameters = self._proofs.begin(claim, responses, session)
        parameters |= {"USERNAME": user.username, "DEVICE_KEY": device.key}
        return {"ChallengeName": name, "Session": session, "ChallengeParameters": parameters}

    def finish(self, responses: Mapping[str, str], session: object) -> Reply:
        """Handle the answer to DEVICE_PASSWORD_VERIFIER, the proof."""
        proof = self._proofs.take(responses, session)
        user, key = proof.claim.user, proof.claim.device_key
        if responses.get("USERNAME") != user.username or responses.get("DEVICE_KEY") != key:
            raise wrong_password()
        self._challenge_sessions.spend(
            self._challenge_sessions.find_set_up(session, "DEVICE_PASSWORD_VERIFIER")
        )
        if not self._proofs.is_right(proof, responses):
            raise wrong_password()
        user.devices[key].used_at = self._pool.now()
        return self._tokens.sign_in(user, key)

    def signed_in(self, user: User, key: str) -> Reply:
        """Return tokens, with a new device if devices are tracked and the request names none."""
        if self._admitted is not None:
            return self._admitted(user)
        tracking = user.tracking or self._pool.config.tracking
        if key or tracking is Tracking.OFF:
            return self._tokens.sign_in(user, key)
        now = self._pool.now()
        device = TrackedDevice(
            f"{self._pool.config.region}_{uuid.uuid4()}",
            f"-{secrets.token_hex(4)}",
            created_at=now,
            used_at=now,
        )
        user.devices[device.key] = device
        reply = self._tokens.sign_in(user, device.key)
        reply["AuthenticationResult"]["NewDeviceMetadata"] = {
            "DeviceKey": device.key,
            "DeviceGroupKey": device.group,
        }
        return reply

    def confirm_device(self, request: Request) -> Reply:
        user, device = self._device(request)
        if device.confirmed:
            raise ServiceException("DeviceKeyExistsException", "Device already exists.")
        config = request.get("DeviceSecretVerifierConfig")
        if not isinstance(config, dict):
            raise invalid_parameter("Missing required parameter DeviceSecretVerifierConfig")
        device.salt = _number(config, "Salt")
        device.verifier = _number(config, "PasswordVerifier")
        device.name = str(request.get("DeviceName", ""))[:128]
        device.confirmed = True
        asks = (user.tracking or self._pool.config.tracking) is Tracking.ASK
        device.remembered = not asks
        return {"UserConfirmationNecessary": asks}

    def update_device_status(self, request: Request) -> Reply:
        _, device = self._device(request)
        status = text(request, "DeviceRememberedStatus")
        if status not in ("remembered", "not_remembered"):
            raise invalid_parameter("Value at 'deviceRememberedStatus' is not valid")
        device.remembered = status == "remembered"
        return {}

    def forget_device(self, request: Request) -> Reply:
        user, device = self._device(request)
        del user.devices[device.key]
        return {}

    def list_devices(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        return {
            "Devices": [_described(device) for device in user.devices.values() if device.confirmed]
        }

    def get_device(self, request: Request) -> Reply:
        _, device = self._device(request)
        return {"Device": _described(device)}

    def _device(self, request: Request) -> tuple[User, TrackedDevice]:
        user = self._tokens.owner(request)
        device = user.devices.get(text(request, "DeviceKey"))
        if device is None:
            raise ServiceException("ResourceNotFoundException", "Device does not exist.")
        return user, device

    def _challenge(self, name: str, user: User, key: str, parameters: dict[str, str]) -> Reply:
        return {
            "ChallengeName": name,
            "Session": self._challenge_sessions.open(name, user, device_key=key),
            "ChallengeParameters": parameters,
        }


def _described(device: TrackedDevice) -> Reply:
    return {
        "DeviceKey": device.key,
        "DeviceAttributes": [
            {"Name": "device_name", "Value": device.name},
            {
                "Name": "device_status",
                "Value": "remembered" if device.remembered else "not_remembered",
            },
        ],
        "DeviceCreateDate": device.created_at,
        "DeviceLastModifiedDate": device.used_at,
        "DeviceLastAuthenticatedDate": device.used_at,
    }


def _number(config: Mapping[str, object], name: str) -> int:
    """Return a non-negative number that is given as base64 of its big-endian bytes."""
    try:
        raw = base64.b64decode(str(config.get(name, "")), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or len(raw) > _MAX_VERIFIER:
        raise invalid_parameter(f"Value at '{name}' is not valid")
    return int.from_bytes(raw, "big")
