"""Passkeys, as values: what a pool asks of a key, and what a person does with it. Knows no device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class Passkey:
    """A passkey in the account's list (`ListWebAuthnCredentials`).

    Attributes:
        site: The relying party id.
        attached: `platform`, `cross-platform`, or empty if the service did not say.
        created: Epoch seconds; None if the service did not say.
    """

    credential_id: str
    name: str
    site: str = ""
    attached: str = ""
    created: float | None = None


class KeyStage(Enum):
    """What the security key waits for."""

    INSERT = "insert a key"
    CHOOSE = "touch the key to use"
    PIN = "enter the PIN"
    TOUCH = "touch the key"
    NO_PIN = "the key has no PIN"
    NEW_PIN = "choose a PIN"
    NO_PERMISSION = "the key may not be opened"
    SYSTEM = "the system's own dialog is shown"


@dataclass(frozen=True)
class SecurityKeyStep:
    """The page of a security key (a `LocalPrompt`); `site` is shown before the touch.

    Attributes:
        tries_left: How many PINs may still be tried, if the key said so.
        wrong_pin: Whether the PIN just entered was wrong.
        pin_optional: Whether the pool accepts a key without a PIN (`userVerification: preferred`).
        registering: Whether a passkey is being added, and not used.
    """

    stage: KeyStage
    site: str
    tries_left: int | None = None
    wrong_pin: bool = False
    pin_optional: bool = False
    registering: bool = False


@dataclass(frozen=True)
class Pin:
    """The PIN of a security key; the answer to PIN and NEW_PIN."""

    pin: Secret


@dataclass(frozen=True)
class PasskeyProof:
    """What a key has answered, as the JSON that the pool expects; no page makes one.

    `additions` are the fields of a response that follow from the others; browsers send them too.
    """

    credential: Secret
    additions: Mapping[str, object] = field(default_factory=dict, repr=False)


class PasskeyAction(Enum):
    """What a person can choose on the pages about passkeys, besides going back."""

    USE_KEY = "use a security key"
    USE_SYSTEM = "continue with Windows"
    IN_BROWSER = "continue in the browser"
    ANOTHER_WAY = "choose another way"
    SET_PIN = "set a PIN"
    WITHOUT_PIN = "go on without a PIN"
    ADD = "add a passkey"
    ADD_IN_BROWSER = "add a passkey in the browser"


@dataclass(frozen=True)
class ForgetPasskey:
    """Remove a passkey from the account."""

    passkey: Passkey


@dataclass(frozen=True)
class PasskeyOffers:
    """What can be done about passkeys on this computer and in this pool.

    Attributes:
        key: Security keys over USB can be used.
        system: The system has a dialog of its own (Windows).
        browser: A domain is known, so the browser can do it.
        host: The host of that domain.
    """

    key: bool = False
    system: bool = False
    browser: bool = False
    host: str = ""


NOTHING_OFFERED = PasskeyOffers()


@dataclass(frozen=True)
class PasskeyRequest:
    """The options of the pool, checked: the relying party fits the pool (see `site_fits`).

    `options` is the JSON that the pool sent, parsed; only the adapter of the keys reads it.
    """

    site: str
    options: dict[str, object] = field(repr=False)
    reachable: bool = True
