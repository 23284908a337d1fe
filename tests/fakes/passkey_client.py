"""A WebAuthn client for tests: what a browser would do, with fido2 and a demo key that touches itself."""

from __future__ import annotations

from typing import Any

from fido2.client import DefaultClientDataCollector, Fido2Client, UserInteraction
from fido2.webauthn import (
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialRequestOptions,
)

from desktop_login.demo.demo_key import DEMO_PIN, DemoKey

Credential = dict[str, Any]


class _Pin(UserInteraction):
    def __init__(self, pin: str | None) -> None:
        self._pin = pin

    def request_pin(self, permissions: Any, rp_id: Any) -> str | None:
        return self._pin


def touching(pin: str = DEMO_PIN, **more: Any) -> DemoKey:
    """A key that is plugged in and is touched as soon as it waits for it."""
    key = DemoKey(pin, **more)
    key.insert()

    def touch() -> None:
        if key.waits_for_touch:
            key.touch()

    key.on_change = touch
    return key


def _client(key: DemoKey, origin: str, pin: str | None) -> Fido2Client:
    (device,) = key.devices()
    anything = DefaultClientDataCollector(origin, verify=lambda site, origin: True)
    return Fido2Client(device, anything, user_interaction=_Pin(pin))  # type: ignore[arg-type]


def made(
    key: DemoKey, options: dict[str, Any], origin: str, pin: str | None = DEMO_PIN
) -> Credential:
    """The Credential for CompleteWebAuthnRegistration."""
    wanted = PublicKeyCredentialCreationOptions.from_dict({**options, "timeout": None})
    credential: Credential = plain(dict(_client(key, origin, pin).make_credential(wanted)))
    credential["response"]["transports"] = ["usb"]
    return credential


def asserted(
    key: DemoKey, options: dict[str, Any], origin: str, pin: str | None = DEMO_PIN
) -> Credential:
    """The CREDENTIAL for WEB_AUTHN, as a dictionary."""
    wanted = PublicKeyCredentialRequestOptions.from_dict({**options, "timeout": None})
    selection = _client(key, origin, pin).get_assertion(wanted)
    credential: Credential = plain(dict(selection.get_response(0)))
    return credential


def plain(value: Any) -> Any:
    """The same as types of JSON only."""
    if isinstance(value, dict) or hasattr(value, "keys"):
        return {str(name): plain(value[name]) for name in value}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
