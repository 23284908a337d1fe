"""The values of a user's own account, and which contacts still need verification. Sends no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_login.domain.challenges import Method
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.passkeys import NOTHING_OFFERED, Passkey, PasskeyOffers

_ATTRIBUTES = ("email", "phone_number")


@dataclass(frozen=True)
class Contact:
    """An e-mail address or phone number of the user.

    Attributes:
        attribute: `email` or `phone_number`.
        masked: The value as it may be shown, such as `a***@e***`.
        verified: None if the app client has no read permission for the attribute.
    """

    attribute: str
    masked: str
    verified: bool | None = None


@dataclass(frozen=True)
class KnownDevice:
    """A remembered device in the account's list.

    Attributes:
        last_used: Epoch seconds; None if the service did not return it.
        this_one: Whether it is the computer that the program runs on.
    """

    key: str
    name: str
    last_used: float | None = None
    this_one: bool = False


@dataclass(frozen=True)
class AccountDetails:
    """What the account page shows.

    Attributes:
        factors: The second factors in use.
        preferred: The second factor that Cognito asks for first.
        devices_error: Why the list of devices could not be read. `devices` is then empty,
            although the account may have devices.
        passkeys_error: Why the list of passkeys could not be read, or why the pool has none.
    """

    factors: tuple[Method, ...] = ()
    preferred: Method | None = None
    contacts: tuple[Contact, ...] = ()
    devices: tuple[KnownDevice, ...] = field(default=(), repr=False)
    devices_error: AuthErrorInfo | None = None
    passkeys: tuple[Passkey, ...] = field(default=(), repr=False)
    passkeys_error: AuthErrorInfo | None = None
    passkey_offers: PasskeyOffers = NOTHING_OFFERED


@dataclass(frozen=True)
class Delivery:
    """Where the service sent a code, masked by the service; empty if it did not say."""

    destination: str = ""


@dataclass(frozen=True)
class SignedUp:
    """The result of a sign-up.

    `username` is the name to confirm. The program generated it if the e-mail address is an alias in
    the pool; then the user has never seen it.
    """

    username: str
    confirmed: bool
    delivery: Delivery = Delivery()


def contacts_of(attributes: Mapping[str, object]) -> tuple[Contact, ...]:
    """Return the contacts found in user attributes or in token claims, masked.

    Args:
        attributes: Attribute name to value. `*_verified` is a boolean in a token and the text
            `true` or `false` in a reply of GetUser.
    """
    found = []
    for name in _ATTRIBUTES:
        value = attributes.get(name)
        if isinstance(value, str) and value:
            flag = attributes.get(f"{name}_verified")
            verified = None if flag is None else flag in (True, "true")
            found.append(Contact(name, masked(value), verified))
    return tuple(found)


def to_verify(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Return the unverified contacts, or nothing if one contact is verified.

    Without a verified contact a forgotten password cannot be reset. Contacts whose state is
    unknown (`verified` is None) are left out, because they may be verified.
    """
    if any(contact.verified for contact in contacts):
        return ()
    return tuple(contact for contact in contacts if contact.verified is False)


def masked(value: str) -> str:
    """Mask an address or number the way Cognito does: `a***@e***`, `+*******0123`."""
    name, at, domain = value.partition("@")
    if at:
        return f"{name[:1]}***@{domain[:1]}***"
    return f"{value[:1]}{'*' * max(0, len(value) - 5)}{value[-4:]}"


@dataclass(frozen=True)
class AccountHolder:
    """Who is signed in, as far as a page about the account needs it.

    Attributes:
        address: The email address, or the user name where there is none; empty if nobody is signed in.
        phone_number: As the token has it; empty without one.
        managed_by: The provider that manages the whole account, as it is called; empty where the pool does.
    """

    address: str = ""
    phone_number: str = ""
    managed_by: str = ""


def provider_in(claims: Mapping[str, object]) -> str:
    """Return the name of the provider that somebody came through; empty for the pool's own people."""
    identities = claims.get("identities")
    if not isinstance(identities, list) or not identities or not isinstance(identities[0], dict):
        return ""
    name = identities[0].get("providerName")
    return name if isinstance(name, str) else ""


def managed_by(claims: Mapping[str, object]) -> str:
    """Return the provider that manages the whole account; empty where the pool does.

    A pool's own account that is linked with a provider has a password here as well. It keeps its
    name; the name of one that the provider brought begins with the provider's.
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html
    """
    provider, name = provider_in(claims), claims.get("cognito:username")
    if not provider or not isinstance(name, str):
        return ""
    return provider if name.casefold().startswith(f"{provider}_".casefold()) else ""
