"""The `OwnAccount` port over botocore: requests with a user's access token. Stores nothing."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from desktop_login.adapters.cognito import srp, wire
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.challenge_wire import METHODS
from desktop_login.domain.account import (
    AccountDetails,
    Contact,
    Delivery,
    KnownDevice,
    contacts_of,
)
from desktop_login.domain.challenges import Method
from desktop_login.domain.devices import Device, NewDevice
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.passkey_rules import request_of_registration
from desktop_login.domain.passkeys import Passkey, PasskeyProof, PasskeyRequest
from desktop_login.domain.secret import Secret

_DEVICE_SECRET_BYTES = 40
_SALT_BYTES = 16
_MOST_DEVICES = 60
_PASSKEYS_A_PAGE, _MOST_PAGES = 20, 5
_FACTOR_SETTINGS: Mapping[Method, str] = {
    Method.TEXT_MESSAGE: "SMSMfaSettings",
    Method.EMAIL: "EmailMfaSettings",
    Method.AUTHENTICATOR: "SoftwareTokenMfaSettings",
}


# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html
_UNTRACKED = frozenset({"InvalidUserPoolConfigurationException", "InvalidParameterException"})


class CognitoOwnAccount:
    def __init__(self, api: CognitoApi) -> None:
        self._api = api

    def details(self, access_token: Secret, device_key: str) -> AccountDetails:
        reply = self._api.send_as_user("GetUser", access_token)
        listed = reply.get("UserMFASettingList")
        names = [str(name) for name in listed] if isinstance(listed, list) else []
        found = {METHODS[name] for name in names if name in METHODS}
        # The service's own order changes with the preferred one: a row would leave its place.
        factors = tuple(method for method in Method if method in found)
        return AccountDetails(
            factors,
            METHODS.get(str(reply.get("PreferredMfaSetting"))),
            contacts_of(wire.attributes_of(reply)),
            *self._devices(access_token, device_key),
        )

    def change_password(self, access_token: Secret, current: Secret, new: Secret) -> None:
        self._api.send_as_user(
            "ChangePassword",
            access_token,
            PreviousPassword=current.reveal(),
            ProposedPassword=new.reveal(),
        )

    def new_authenticator(self, access_token: Secret) -> Secret:
        """Return a new TOTP secret in base32."""
        operation = "AssociateSoftwareToken"
        return wire.secret_code(self._api.send_as_user(operation, access_token), operation)

    def verify_authenticator(
        self, access_token: Secret, code: Secret, factors: tuple[Method, ...]
    ) -> None:
        """Confirm that an app has the secret, and make it the factor that is asked for first."""
        operation = "VerifySoftwareToken"
        reply = self._api.send_as_user(operation, access_token, UserCode=code.reveal())
        wire.check_verified(reply, operation)
        self.prefer(access_token, Method.AUTHENTICATOR, factors)

    def prefer(self, access_token: Secret, method: Method, factors: tuple[Method, ...]) -> None:
        """Make a factor the preferred one; the `factors` in use stay on."""
        settings: dict[str, wire.Parameter] = {
            _FACTOR_SETTINGS[factor]: {"Enabled": True, "PreferredMfa": factor is method}
            for factor in dict.fromkeys((*factors, method))
            if factor in _FACTOR_SETTINGS  # no others can be preferred
        }
        self._api.send_as_user("SetUserMFAPreference", access_token, **settings)

    def send_code(self, access_token: Secret, contact: Contact) -> Delivery:
        operation = "GetUserAttributeVerificationCode"
        name = contact.attribute
        return wire.delivery_of(self._api.send_as_user(operation, access_token, AttributeName=name))

    def verify(self, access_token: Secret, contact: Contact, code: Secret) -> None:
        self._api.send_as_user(
            "VerifyUserAttribute",
            access_token,
            AttributeName=contact.attribute,
            Code=code.reveal(),
        )

    def delete(self, access_token: Secret) -> None:
        self._api.send_as_user("DeleteUser", access_token)

    def confirm_device(
        self, access_token: Secret, new: NewDevice, name: str
    ) -> tuple[Device, bool]:
        """Register a secret of the device; see the port for the result."""
        password = base64.b64encode(secrets.token_bytes(_DEVICE_SECRET_BYTES)).decode()
        salt = int.from_bytes(secrets.token_bytes(_SALT_BYTES), "big")
        verifier = srp.verifier(salt, new.group_key, new.key, password)
        reply = self._api.send_as_user(
            "ConfirmDevice",
            access_token,
            DeviceKey=new.key,
            DeviceName=name,
            DeviceSecretVerifierConfig={
                "Salt": base64.b64encode(srp.pad(salt)).decode(),
                "PasswordVerifier": base64.b64encode(srp.pad(verifier)).decode(),
            },
        )
        asks = bool(reply.get("UserConfirmationNecessary"))
        return Device(new.key, new.group_key, Secret(password)), asks

    def remember_device(self, access_token: Secret, key: str) -> None:
        self._api.send_as_user(
            "UpdateDeviceStatus", access_token, DeviceKey=key, DeviceRememberedStatus="remembered"
        )

    def forget_device(self, access_token: Secret, key: str) -> None:
        self._api.send_as_user("ForgetDevice", access_token, DeviceKey=key)

    def passkeys(self, access_token: Secret) -> tuple[Passkey, ...]:
        found: list[Passkey] = []
        after: dict[str, wire.Parameter] = {}
        for _ in range(_MOST_PAGES):
            reply = self._api.send_as_user(
                "ListWebAuthnCredentials", access_token, MaxResults=_PASSKEYS_A_PAGE, **after
            )
            listed = reply.get("Credentials")
            if isinstance(listed, list):
                page = listed[:_PASSKEYS_A_PAGE]
                found += [_passkey(one) for one in page if isinstance(one, Mapping)]
            token = reply.get("NextToken")
            if not isinstance(token, str) or not token:
                break
            after = {"NextToken": token}
        return tuple(found)

    def begin_passkey(self, access_token: Secret) -> PasskeyRequest:
        operation = "StartWebAuthnRegistration"
        reply = self._api.send_as_user(operation, access_token)
        request = request_of_registration(reply.get("CredentialCreationOptions"))
        if request is None:
            raise AuthError(AuthErrorInfo(ErrorCode.PASSKEY_SETTINGS_UNFIT, RequestInfo(operation)))
        return request

    def add_passkey(self, access_token: Secret, proof: PasskeyProof) -> None:
        """Send what Amazon's own programs send and, if that is not enough, what browsers send."""
        operation = "CompleteWebAuthnRegistration"
        credential = json.loads(proof.credential.reveal())
        try:
            self._api.send_as_user(operation, access_token, Credential=credential)
        except AuthError as error:
            if error.error_info.code is not ErrorCode.INPUT_NOT_VALID or not proof.additions:
                raise
            more = {**credential, "response": {**credential["response"], **proof.additions}}
            self._api.send_as_user(operation, access_token, Credential=more)

    def remove_passkey(self, access_token: Secret, credential_id: str) -> None:
        try:
            self._api.send_as_user(
                "DeleteWebAuthnCredential", access_token, CredentialId=credential_id
            )
        except AuthError as error:
            if error.error_info.request.code != "ResourceNotFoundException":
                raise

    def _devices(
        self, access_token: Secret, mine: str
    ) -> tuple[tuple[KnownDevice, ...], AuthErrorInfo | None]:
        """Return the devices, and why the list could not be read.

        If the service does not know ListDevices, or answers that the pool does not track devices,
        there are none, and that is no error. After any other error the list is empty although
        there may be devices, and the error is returned.
        """
        try:
            reply = self._api.send_as_user("ListDevices", access_token, Limit=_MOST_DEVICES)
        except AuthError as error:
            error_info = error.error_info
            known = (
                error_info.code is ErrorCode.OPERATION_UNKNOWN
                or error_info.request.code in _UNTRACKED
            )
            return (), None if known else error_info
        listed = reply.get("Devices")
        devices = listed[:_MOST_DEVICES] if isinstance(listed, list) else []
        return tuple(_device(one, mine) for one in devices if isinstance(one, Mapping)), None


def _passkey(one: Mapping[str, object]) -> Passkey:
    created = one.get("CreatedAt")
    return Passkey(
        str(one.get("CredentialId", "")),
        str(one.get("FriendlyCredentialName", "")),
        str(one.get("RelyingPartyId", "")),
        str(one.get("AuthenticatorAttachment", "")),
        created.timestamp() if isinstance(created, datetime) else None,
    )


def _device(one: Mapping[str, object], mine: str) -> KnownDevice:
    key = str(one.get("DeviceKey", ""))
    attributes = wire.attributes_of({"UserAttributes": one.get("DeviceAttributes")})
    used = one.get("DeviceLastAuthenticatedDate")
    last = used.timestamp() if isinstance(used, datetime) else None
    return KnownDevice(key, attributes.get("device_name", ""), last, key == mine)
