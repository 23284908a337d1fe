"""What the commands for scripts are told about a session, as values."""

# Annotations are values here: a named tuple compiles each one that is text.

from collections.abc import Sequence
from typing import NamedTuple

from desktop_login.messages.message import FormattedMessage
from desktop_login.system.paths import SETTINGS_FILE

BY_OPTION, BY_VARIABLE, BY_ENVIRONMENT = "--profile", "DESKTOP_LOGIN_PROFILE", "environment"
BY_FILE, BY_ORDER = SETTINGS_FILE, "first"


class TokenFound(NamedTuple):
    """A token, not to be printed by anything but the command that was asked for it."""

    text: str

    @property
    def expires(self) -> str:
        """When the token itself says that it expires, as UTC."""
        from desktop_login.domain.token_parts import claims_of

        expiry = claims_of(self.text).get("exp")
        return utc(float(expiry)) if isinstance(expiry, int | float) else ""


class SessionSeen(NamedTuple):
    """One profile, and who is signed in there. `chosen_by` is one of the words above; `account` is
    None if nobody is signed in; `expires` is by this computer's clock."""

    profile: str
    chosen_by: str
    pool_id: str
    client_id: str
    account: str | None = None
    groups: Sequence[str] = ()
    left_s: int = 0
    expires: str = ""
    in_window: bool = False
    kept: bool = False
    aws: "AwsSeen | None" = None


class AwsSeen(NamedTuple):
    """The identity pool of a profile, and the credentials that are kept. `left_s` is 0 if there are
    none. `role` is what was asked for; without it the identity pool has chosen, perhaps `preferred`."""

    identity_pool_id: str
    identity_id: str = ""
    role: str = ""
    preferred: str = ""
    left_s: int = 0
    expires: str = ""


class SignInDone(NamedTuple):
    """Who is signed in now; `was_there`: nothing was asked. `notices` has happened on the way."""

    account: str
    was_there: bool = False
    notices: Sequence[FormattedMessage] = ()


class SignOutDone(NamedTuple):
    """Until when an ID token that was copied stays valid (epoch s), and what else went wrong, with
    the exit code that belongs to it."""

    until: float
    warning: FormattedMessage | None = None
    status: int = 0


class ProfileSeen(NamedTuple):
    """A line of `profiles`. `stored` is whether there is a record, whatever the keychain says of it."""

    name: str
    pool_id: str
    chosen: bool = False
    in_window: bool = False
    stored: bool = False


def utc(epoch_s: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(int(epoch_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
