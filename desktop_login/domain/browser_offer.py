"""What the sign-in page offers of the browser, as values that exist before the first paint. Opens no browser."""

from __future__ import annotations

# Named tuples, and no dataclasses: those take four times as long to define.
from collections.abc import Sequence
from enum import Enum

from desktop_login.domain.named_tuple import NamedTuple

# Providers that a pool knows under these names, and what people call them.
# https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
_SOCIAL = {
    "Google": "Google",
    "Facebook": "Facebook",
    "LoginWithAmazon": "Amazon",
    "SignInWithApple": "Apple",
}
# The pool's own accounts, which the pool's own page asks for.
OWN_ACCOUNTS = "COGNITO"


class BrowserSignInMode(Enum):
    """Where the sign-in page offers the browser; the values are those of `browser_sign_in`.

    OFFER puts it below the password, FIRST above it, and with ONLY there is no password field.
    """

    OFFER = "offer"
    FIRST = "first"
    ONLY = "only"
    OFF = "off"


class IdentityProvider(NamedTuple):
    """A provider of the pool that has a button of its own.

    Attributes:
        name: As the pool knows it: `Google`, `SignInWithApple`, or the deployer's own name.
        label: What the button calls it; empty for the usual name of a social provider.
    """

    name: str
    label: str = ""


def is_social(provider: IdentityProvider) -> bool:
    """Return whether the pool knows it as one of the providers that everybody knows."""
    return provider.name in _SOCIAL


def label_of(provider: IdentityProvider) -> str:
    """Return what to call the provider."""
    return provider.label or _SOCIAL.get(provider.name, provider.name)


def with_a_button(providers: Sequence[IdentityProvider]) -> list[IdentityProvider]:
    """Return those that get a button of their own.

    The pool's own accounts have one only where they are given a name: its page asks for them.
    """
    return [one for one in providers if one.label or one.name != OWN_ACCOUNTS]
