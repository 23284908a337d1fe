"""A sign-in with the system browser, as values. Opens no port and no browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.secret import Secret


class BrowserSignInMode(Enum):
    """Where the sign-in page offers the browser; the values are those of `browser_sign_in`.

    OFFER puts it below the password, FIRST above it, and with ONLY there is no password field.
    """

    OFFER = "offer"
    FIRST = "first"
    ONLY = "only"
    OFF = "off"


@dataclass(frozen=True)
class IdentityProvider:
    """A provider of the pool that has a button of its own.

    Attributes:
        name: As the pool knows it: `Google`, `SignInWithApple`, or the deployer's own name.
        label: What the button calls it; empty for the usual name of a social provider.
    """

    name: str
    label: str = ""


@dataclass(frozen=True)
class BrowserSignIn:
    """What the sign-in page asks for.

    Attributes:
        hint: What stands in the e-mail field, if it is valid; fills in the name in the browser.
        provider: Go straight to this provider; None shows the pool's own page.
        remember: Whether the session may be stored.
        language: Of the window: `en` or `ja`.
    """

    hint: str = field(default="", repr=False)
    provider: IdentityProvider | None = None
    remember: bool = True
    language: str = "en"


class BrowserStage(Enum):
    """What the waiting page says."""

    WAITING = "waiting"
    NOT_OPENED = "no browser opened"
    NOT_REGISTERED = "callback URLs are not registered"
    TIMED_OUT = "the browser has not come back"


@dataclass(frozen=True)
class ContinueInBrowser:
    """The browser is at work, and the window waits for it (a `LocalPrompt`).

    Attributes:
        host: Of the page in the browser, such as `acme.auth.eu-west-1.amazoncognito.com`.
        link: The authorize URL of this round, to copy and to open again.
        callback_urls: What an administrator has to register.
    """

    host: str
    link: Secret
    stage: BrowserStage = BrowserStage.WAITING
    callback_urls: tuple[str, ...] = ()


class BrowserAction(Enum):
    """What a person can do on the waiting page, besides cancelling."""

    OPEN_AGAIN = "open again"
    ANOTHER_ACCOUNT = "use another account"
    START_AGAIN = "start again"
    OPEN_ANYWAY = "open the browser anyway"


@dataclass(frozen=True)
class PastedAddress:
    """The address at which the browser ended, pasted by hand."""

    address: Secret


@dataclass(frozen=True)
class ThroughBrowser:
    """How a session began, as its record remembers it: a sign-out goes the same way.

    Attributes:
        domain: Where the browser signed in, as a URL without a path.
        provider: The pool's name of the provider; empty for the pool's own page.
    """

    domain: str
    provider: str = ""


# What the buttons of the social providers say. https://docs.aws.amazon.com/cognito/latest/
# developerguide/cognito-user-pools-social-idp.html
_SOCIAL = {
    "Google": "Google",
    "Facebook": "Facebook",
    "LoginWithAmazon": "Amazon",
    "SignInWithApple": "Apple",
}


def is_social(provider: IdentityProvider) -> bool:
    """Return whether people know this provider by a usual name."""
    return provider.name in _SOCIAL and not provider.label


def label_of(provider: IdentityProvider) -> str:
    """Return what to call the provider."""
    return provider.label or _SOCIAL.get(provider.name, provider.name)
