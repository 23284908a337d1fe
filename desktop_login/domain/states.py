"""Where the program stands, as a union of values. Decides nothing about how a state looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from desktop_login.domain.challenges import Challenge
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.local_prompts import LocalPrompt
from desktop_login.domain.tokens import Session


class Activity(Enum):
    """What is under way, for the words on the locked button."""

    SIGNING_IN = "signing in"
    CONFIRMING = "confirming"
    CREATING = "creating"
    CHECKING = "checking"
    DELETING = "deleting"
    CHANGING = "changing"
    SENDING = "sending"
    RESTORING = "restoring"


class Notice(Enum):
    """Good news that a state may carry."""

    REFRESHED = "renewed"
    REFRESHED_NOT_CHECKED = "renewed, not checked yet"
    CODE_SENT = "code sent"
    SIGNED_OUT = "signed out"
    WAITING_FOR_KEYCHAIN = "waiting for keychain"
    CONFIRMED = "confirmed"
    CONFIRMED_SIGNING_IN = "confirmed, signing in"
    ALREADY_CONFIRMED = "already confirmed, signing in"
    PASSWORD_RESET = "password reset"  # noqa: S105 - news, not a password
    PASSWORD_RESET_SIGNING_IN = "password reset, signing in"  # noqa: S105 - the same
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - the same
    CONTACT_VERIFIED = "contact verified"
    AUTHENTICATOR_READY = "authenticator ready"
    METHOD_PREFERRED = "method preferred"
    DEVICE_REMEMBERED = "device remembered"
    DEVICE_FORGOTTEN = "device forgotten"
    ACCOUNT_DELETED = "account deleted"


@dataclass(frozen=True)
class Fresh:
    """The tokens are good; `due_at` is when the renewal starts (local epoch s)."""

    due_at: float


@dataclass(frozen=True)
class Refreshing:
    """A renewal is running. `usable` says whether the present token is still good."""

    usable: bool


@dataclass(frozen=True)
class RefreshFailed:
    """The last renewal failed and the session is kept."""

    error_info: AuthErrorInfo
    usable: bool


Freshness = Fresh | Refreshing | RefreshFailed


@dataclass(frozen=True)
class SignedOut:
    """`until` is the expiry of an ID token that may have been copied (local epoch s).

    `account` is what the sign-in page shall offer, if it is known better than what stands there.
    `late` marks news about a sign-out that is over: it must not disturb what has begun since.
    """

    error_info: AuthErrorInfo | None = None
    notice: Notice | None = None
    until: float | None = None
    account: str = ""
    late: bool = False


@dataclass(frozen=True)
class Working:
    activity: Activity
    notice: Notice | None = None


Question = Challenge | LocalPrompt


@dataclass(frozen=True)
class Asked:
    """The person has to answer something before it goes on."""

    question: Question
    error_info: AuthErrorInfo | None = None
    notice: Notice | None = None


@dataclass(frozen=True)
class DashboardState:
    """The pages of the account are left; whoever is signed in sees the dashboard again."""

    notice: Notice | None = None


@dataclass(frozen=True)
class SignedIn:
    """`expires_at` is when the tokens stop being good, in local time (epoch s)."""

    session: Session
    freshness: Freshness
    expires_at: float
    warning: AuthErrorInfo | None = None
    notice: Notice | None = None


State = SignedOut | Working | Asked | DashboardState | SignedIn


def usable(state: SignedIn) -> bool:
    """Whether the token on screen may still be shown as valid and copied."""
    match state.freshness:
        case Fresh():
            return True
        case Refreshing(usable=good) | RefreshFailed(usable=good):
            return good
        case _:
            assert_never(state.freshness)
