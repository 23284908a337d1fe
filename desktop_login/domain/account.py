"""What a person can see and change of their own account. Decides which contacts need a check; asks no service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_login.domain.challenges import Method
from desktop_login.domain.errors import AuthErrorInfo

_ATTRIBUTES = ("email", "phone_number")


@dataclass(frozen=True)
class Contact:
    """An address or number of the user. `attribute` is `email` or `phone_number`.

    `verified` is None where the service does not say: the app client may not read it.
    """

    attribute: str
    masked: str
    verified: bool | None = None


@dataclass(frozen=True)
class KnownDevice:
    """`last_used` is in epoch seconds, None where the service does not say."""

    key: str
    name: str
    last_used: float | None = None
    this_one: bool = False


@dataclass(frozen=True)
class AccountDetails:
    """`factors` are the second factors in use, `preferred` is the one that is asked for first.

    `devices_error`: the list of devices could not be had, which does not mean that it is empty.
    """

    factors: tuple[Method, ...] = ()
    preferred: Method | None = None
    contacts: tuple[Contact, ...] = ()
    devices: tuple[KnownDevice, ...] = field(default=(), repr=False)
    devices_error: AuthErrorInfo | None = None


@dataclass(frozen=True)
class Delivery:
    """Where the service says that it sent a code; "" where it does not say."""

    destination: str = ""


@dataclass(frozen=True)
class SignedUp:
    """A new account. `username` is the one to confirm; the person never saw it if it was made up."""

    username: str
    confirmed: bool
    delivery: Delivery = Delivery()


def contacts_of(attributes: Mapping[str, object]) -> tuple[Contact, ...]:
    """The contacts among attributes or claims, masked."""
    found = []
    for name in _ATTRIBUTES:
        value = attributes.get(name)
        if isinstance(value, str) and value:
            notified = attributes.get(f"{name}_verified")
            verified = None if notified is None else notified in (True, "true")
            found.append(Contact(name, masked(value), verified))
    return tuple(found)


def to_verify(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Those that are not, if none is: without one, a forgotten password is lost. Of those that
    nothing is said about, one may be."""
    if any(contact.verified for contact in contacts):
        return ()
    return tuple(contact for contact in contacts if contact.verified is False)


def masked(value: str) -> str:
    """`a***@e***` and `+*******0123`, as the service masks them."""
    name, at, domain = value.partition("@")
    if at:
        return f"{name[:1]}***@{domain[:1]}***"
    return f"{value[:1]}{'*' * max(0, len(value) - 5)}{value[-4:]}"
