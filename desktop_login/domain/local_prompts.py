"""Questions that the program asks by itself: to create, confirm, recover and manage an account. Does not decide which page shows one."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_login.domain.account import AccountDetails, Contact
from desktop_login.domain.browser import ContinueInBrowser
from desktop_login.domain.passkeys import SecurityKeyStep


@dataclass(frozen=True)
class CreateAccount:
    """Ask for the data of a new account.

    `account` is what was typed at the sign-in page; it is filled in beforehand.
    """

    account: str = ""


@dataclass(frozen=True)
class ConfirmAccount:
    """Ask for the code that confirms a new account.

    Attributes:
        username: The user name to confirm; the program may have generated it.
        account: The name that the user typed.
        destination: Where the code was sent, masked; may be empty.
        email: The whole address that the user has just typed for a new account.
    """

    username: str
    account: str
    destination: str = ""
    email: str = ""


@dataclass(frozen=True)
class ForgotPassword:
    """Ask for the account whose password was forgotten; `account` is filled in beforehand."""

    account: str = ""


@dataclass(frozen=True)
class ResetPassword:
    """Ask for the code and a new password.

    A code was sent only if the account exists; the service does not say which. `destination` is
    masked and may be empty.
    """

    account: str
    destination: str = ""


@dataclass(frozen=True)
class AccountOverview:
    """The account page of the signed-in user; `details` are None while they are loaded."""

    details: AccountDetails | None = None


@dataclass(frozen=True)
class ChangePassword:
    """Ask for the current password and a new one."""


@dataclass(frozen=True)
class VerifyContact:
    """Ask which of these unverified contacts to verify."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class ConfirmContact:
    """Ask for the code that was sent to a contact.

    Attributes:
        destination: Where the code was sent, masked; may be empty.
        skippable: Whether the user may go on without it, as right after a sign-in.
    """

    contact: Contact
    destination: str = ""
    skippable: bool = False


@dataclass(frozen=True)
class RememberDevice:
    """Ask whether this computer shall be remembered, so that no code is needed next time."""


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
    | ContinueInBrowser
    | SecurityKeyStep
)
