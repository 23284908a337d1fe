"""What a user can answer, and how typed text becomes a user name or a code. Sends no request."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.account import Contact
from desktop_login.domain.browser import BrowserAction, PastedAddress
from desktop_login.domain.challenges import Method, Option
from desktop_login.domain.passkeys import ForgetPasskey, PasskeyAction, PasskeyProof, Pin
from desktop_login.domain.secret import Secret
from desktop_login.domain.typed_text import cleaned, is_unseen

_HYPHENS = "-‐‑‒–—−"
# Six to eight digits, or two groups of three or four: `123456`, `123 456`, `1234-5678`.
_ONE_RUN = re.compile(r"(?<![0-9])[0-9]{6,8}(?![0-9])")
_TWO_RUNS = re.compile(
    rf"(?<![0-9])(?:[0-9]{{3}}[ {_HYPHENS}][0-9]{{3}}|[0-9]{{4}}[ {_HYPHENS}][0-9]{{4}})(?![0-9])"
)


@dataclass(frozen=True)
class SignInOptions:
    """What the later steps of a sign-in know of its beginning. There is no password in it.

    Attributes:
        remember: Whether the session may be stored.
        username: The user name that was sent.
        account: The name of the account as the user knows it.
    """

    remember: bool
    username: str
    account: str


@dataclass(frozen=True)
class Credentials:
    """User name (see `typed_username`) and password, the latter exactly as typed.

    Attributes:
        remember: Whether the session may be stored.
        account: The name that the user typed, if `username` is another one.
    """

    username: str
    password: Secret
    remember: bool = True
    account: str = ""

    @property
    def label(self) -> str:
        """The name of the account as the user knows it."""
        return self.account or self.username

    @property
    def options(self) -> SignInOptions:
        """All but the password."""
        return SignInOptions(self.remember, self.username, self.label)


@dataclass(frozen=True)
class NewPassword:
    """The answer to `NewPasswordRequired`; `attributes` has the required attributes by name."""

    password: Secret
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Code:
    """A one-time code, as `typed_code` returns it."""

    code: Secret


@dataclass(frozen=True)
class Chosen:
    """One of the options of a `MethodRequired`."""

    option: Option


@dataclass(frozen=True)
class Address:
    """The e-mail address to which codes are to be sent."""

    address: str = field(repr=False)


@dataclass(frozen=True)
class Password:
    """The answer to `PasswordRequired`."""

    password: Secret


@dataclass(frozen=True)
class CustomAnswer:
    """The answer to a `CustomQuestion`."""

    answer: Secret


@dataclass(frozen=True)
class NewAccount:
    """The data for a sign-up.

    Attributes:
        email: Empty if the user name is a phone number.
        username: Empty if people sign in with their e-mail address.
        attributes: Further attributes by name, without `email`.
    """

    email: str
    password: Secret
    username: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Recovery:
    """The name of the account whose password was forgotten."""

    account: str


@dataclass(frozen=True)
class Reset:
    """The code that was sent, and the new password."""

    code: Secret
    password: Secret


@dataclass(frozen=True)
class PasswordChange:
    """The current password and its replacement, for a signed-in user."""

    current: Secret
    password: Secret


@dataclass(frozen=True)
class Prefer:
    """Make this second factor the one that Cognito asks for first."""

    method: Method


@dataclass(frozen=True)
class ForgetDevice:
    """Remove the remembered device with this device key."""

    key: str


@dataclass(frozen=True)
class Verify:
    """Send a code to this contact."""

    contact: Contact


class AccountAction(Enum):
    """An action of the account page that needs no further input."""

    CHANGE_PASSWORD = "change password"  # noqa: S105 - the name of an action
    SET_UP_AUTHENTICATOR = "set up authenticator"
    DELETE_ACCOUNT = "delete account"
    REMEMBER_DEVICE = "remember device"
    LOOK_AGAIN = "look again"


Answer = (
    NewPassword
    | Code
    | Chosen
    | Address
    | Password
    | CustomAnswer
    | NewAccount
    | Recovery
    | Reset
    | PasswordChange
    | Prefer
    | ForgetDevice
    | Verify
    | AccountAction
    | BrowserAction
    | PastedAddress
    | PasskeyAction
    | Pin
    | ForgetPasskey
    | PasskeyProof
)


def typed_username(text: str) -> str:
    """Return the user name as InitiateAuth gets it.

    Invisible characters and outer blanks are removed, the rest is NFC-normalised. Letter case
    is kept, because a pool may compare it.
    """
    return unicodedata.normalize("NFC", cleaned(text))


def typed_code(text: str) -> str:
    """Return the code in what was typed or pasted.

    Spaces, hyphens and invisible characters are removed and full-width digits become ASCII
    (NFKC). If a whole message was pasted and it contains exactly one code, that code is
    returned.
    """
    seen = (c for c in text if c.isspace() or not is_unseen(c))  # a line break ends a word
    folded = unicodedata.normalize("NFKC", "".join(seen))
    plain = "".join(c for c in folded if not c.isspace() and c not in _HYPHENS)
    if plain.isdecimal() or not plain:
        return plain
    for shape in (_ONE_RUN, _TWO_RUNS):
        found = {re.sub(r"\D", "", code) for code in shape.findall(folded)}
        if len(found) == 1:
            return found.pop()
    return plain
