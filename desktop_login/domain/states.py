"""The states of the program, as values that the use cases report and the window shows. Does not decide how a state looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from desktop_login.domain.challenges import Challenge
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.history import History
from desktop_login.domain.local_prompts import LocalPrompt
from desktop_login.domain.tokens import Session


class Activity(Enum):
    """What the program is waiting for; chooses the text of the locked button."""

    SIGNING_IN = "signing in"
    CONFIRMING = "confirming"
    CREATING = "creating"
    CHECKING = "checking"
    DELETING = "deleting"
    CHANGING = "changing"
    SENDING = "sending"
    RESTORING = "restoring"
    BROWSER = "opening the browser"
    FINISHING = "finishing what the browser began"


class Notice(Enum):
    """A success message that a state may carry."""

    REFRESHED = "renewed"
    REFRESHED_NOT_CHECKED = "renewed, not checked yet"
    CODE_SENT = "code sent"
    SIGNED_OUT = "signed out"
    WAITING_FOR_KEYCHAIN = "waiting for keychain"
    CONFIRMED = "confirmed"
    CONFIRMED_SIGNING_IN = "confirmed, signing in"
    ALREADY_CONFIRMED = "already confirmed, signing in"
    PASSWORD_RESET = "password reset"  # noqa: S105 - a notice, not a password
    PASSWORD_RESET_SIGNING_IN = "password reset, signing in"  # noqa: S105 - the same
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - the same
    EMAIL_VERIFIED = "email verified"
    PHONE_VERIFIED = "phone verified"
    AUTHENTICATOR_READY = "authenticator ready"
    METHOD_PREFERRED = "method preferred"
    DEVICE_REMEMBERED = "device remembered"
    DEVICE_FORGOTTEN = "device forgotten"
    ACCOUNT_DELETED = "account deleted"
    PASSKEY_ADDED = "passkey added"
    PASSKEY_REMOVED = "passkey removed"


@dataclass(frozen=True)
class Fresh:
    """The tokens are valid; `due_at` is when the next refresh starts (local time, epoch s)."""

    due_at: float


@dataclass(frozen=True)
class Refreshing:
    """A refresh is running. `usable` says whether the current token is still valid."""

    usable: bool


@dataclass(frozen=True)
class RefreshFailed:
    """The last refresh failed and the session is kept; `usable` as in `Refreshing`.

    `retry_at` is when the next one starts by itself (local time, epoch s), if that is known.
    """

    error_info: AuthErrorInfo
    usable: bool
    retry_at: float | None = None


Freshness = Fresh | Refreshing | RefreshFailed


@dataclass(frozen=True)
class SignedOut:
    """Nobody is signed in.

    Attributes:
        until: When the last ID token expires, which the user may have copied (local time,
            epoch s).
        account: The name to fill in on the sign-in page; empty to leave what is there.
        late: Whether this is the delayed result of an earlier sign-out. Such a state is shown
            only if nothing else has begun since.
    """

    error_info: AuthErrorInfo | None = None
    notice: Notice | None = None
    until: float | None = None
    account: str = ""
    late: bool = False


@dataclass(frozen=True)
class Working:
    """A request is running; the page is locked."""

    activity: Activity
    notice: Notice | None = None


Question = Challenge | LocalPrompt


@dataclass(frozen=True)
class Asked:
    """The user has to answer a question."""

    question: Question
    error_info: AuthErrorInfo | None = None
    notice: Notice | None = None


@dataclass(frozen=True)
class DashboardState:
    """The account pages are closed and the dashboard is shown again."""

    notice: Notice | None = None


@dataclass(frozen=True)
class LastUse:
    """A program was handed a token: which one, as it calls itself, and when (local time, epoch s)."""

    program: str
    at: float


@dataclass(frozen=True)
class SignedIn:
    """A user is signed in.

    Attributes:
        expires_at: When the tokens expire (local time, epoch s).
        kept: Whether the session is stored, to go on after a restart.
        history: What has happened to the session.
        ends_at: When the session ends, however often it is refreshed (local time, epoch s); None
            where nobody knows.
        last_use: The last program that was handed a token.
    """

    session: Session
    freshness: Freshness
    expires_at: float
    warning: AuthErrorInfo | None = None
    notice: Notice | None = None
    kept: bool = False
    history: History = ()
    ends_at: float | None = None
    last_use: LastUse | None = None


ENDS_SOON_S = 86400.0  # before its end a session is said to end soon


def ends_soon(state: SignedIn, now: float) -> bool:
    """Return whether the session is known to end within a day of `now` (local time, epoch s)."""
    return state.ends_at is not None and state.ends_at - now <= ENDS_SOON_S


State = SignedOut | Working | Asked | DashboardState | SignedIn


def usable(state: SignedIn) -> bool:
    """Return whether the token on screen may be shown as valid and copied."""
    match state.freshness:
        case Fresh():
            return True
        case Refreshing(usable=good) | RefreshFailed(usable=good):
            return good
        case _:
            assert_never(state.freshness)
