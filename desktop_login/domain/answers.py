"""What a person answers. Decides how typed text becomes an answer; sends nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from desktop_login.domain.account import Contact
from desktop_login.domain.challenges import Method, Option
from desktop_login.domain.secret import Secret
from desktop_login.domain.typed_text import cleaned, is_unseen

_HYPHENS = "-‐‑‒–—−"
# six to eight digits, or two groups of three or four: `123456`, `123 456`, `1234-5678`
_ONE_RUN = re.compile(r"(?<![0-9])[0-9]{6,8}(?![0-9])")
_TWO_RUNS = re.compile(
    rf"(?<![0-9])(?:[0-9]{{3}}[ {_HYPHENS}][0-9]{{3}}|[0-9]{{4}}[ {_HYPHENS}][0-9]{{4}})(?![0-9])"
)


@dataclass(frozen=True)
class Credentials:
    """User name as typed (see `typed_username`) and password byte for byte as typed.

    `account` is what the person calls it, where that is something else.
    """

    username: str
    password: Secret
    remember: bool = True
    account: str = ""

    @property
    def label(self) -> str:
        return self.account or self.username


@dataclass(frozen=True)
class NewPassword:
    password: Secret
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Code:
    code: Secret


@dataclass(frozen=True)
class Chosen:
    """One of the options of a `MethodRequired`."""

    option: Option


@dataclass(frozen=True)
class Address:
    """The e-mail address that codes shall be sent to."""

    address: str = field(repr=False)


@dataclass(frozen=True)
class Password:
    password: Secret


@dataclass(frozen=True)
class CustomAnswer:
    answer: Secret


@dataclass(frozen=True)
class NewAccount:
    """`username` is empty where people sign in with their e-mail address, `email` where a phone
    number is the user name."""

    email: str
    password: Secret
    username: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Recovery:
    """Whose password is forgotten."""

    account: str


@dataclass(frozen=True)
class Reset:
    """The code that was sent, and the new password."""

    code: Secret
    password: Secret


@dataclass(frozen=True)
class PasswordChange:
    current: Secret
    password: Secret


@dataclass(frozen=True)
class Prefer:
    """Which second factor shall be asked for first."""

    method: Method


@dataclass(frozen=True)
class ForgetDevice:
    key: str


@dataclass(frozen=True)
class Verify:
    """Send a code to this contact."""

    contact: Contact


class AccountAction(Enum):
    """What a person asks for by a button and nothing else."""

    CHANGE_PASSWORD = "change password"  # noqa: S105 - the name of a wish
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
)


def typed_username(text: str) -> str:
    """Without unseen characters, trimmed and NFC-normalised, letter case kept: what InitiateAuth gets."""
    return unicodedata.normalize("NFC", cleaned(text))


def typed_code(text: str) -> str:
    """The code in what was typed or pasted: without spaces, hyphens and unseen characters,
    full-width digits folded to ASCII (NFKC), and out of the middle of a message if it holds
    exactly one code."""
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
