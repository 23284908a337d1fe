"""What the program asks around a sign-in: to create, confirm and recover an account, and to look after it. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_login.domain.account import AccountDetails, Contact


@dataclass(frozen=True)
class CreateAccount:
    """`account` is what was typed at the sign-in page, and fills in the form."""

    account: str = ""


@dataclass(frozen=True)
class ConfirmAccount:
    """A code was sent; `username` is the one to confirm, `account` what the person calls it.
    `destination` is masked and may be missing."""

    username: str
    account: str
    destination: str = ""


@dataclass(frozen=True)
class ForgotPassword:
    """`account` fills in the form."""

    account: str = ""


@dataclass(frozen=True)
class ResetPassword:
    """If the account exists, a code was sent. `destination` is masked and may be missing."""

    account: str
    destination: str = ""


@dataclass(frozen=True)
class AccountOverview:
    """The account of who is signed in; `details` are None until they are known."""

    details: AccountDetails | None = None


@dataclass(frozen=True)
class ChangePassword:
    """The present password and a new one."""


@dataclass(frozen=True)
class VerifyContact:
    """None of these contacts is verified; one of them should be."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class ConfirmContact:
    """A code was sent to the contact. Skippable right after signing in."""

    contact: Contact
    destination: str = ""
    skippable: bool = False


@dataclass(frozen=True)
class RememberDevice:
    """Whether this computer may do without a code next time."""


LocalPrompt = (
    CreateAccount
    | ConfirmAccount
    | ForgotPassword
    | ResetPassword
    | AccountOverview
    | ChangePassword
    | VerifyContact
    | ConfirmContact
    | RememberDevice
)
