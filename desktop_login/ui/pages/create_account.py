"""A new account: address, password, and what else the pool requires."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from desktop_login.domain.answers import NewAccount, typed_username
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import CreateAccount
from desktop_login.domain.password_policy import MAX_USERNAME, PasswordPolicy, is_email
from desktop_login.flow.phone_numbers import is_local_phone, is_phone, typed_account
from desktop_login.messages.account import CREATING_ACCOUNT
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import (
    CREATE_ACCOUNT,
    EMAIL,
    EMAIL_EXAMPLE,
    INVALID_EMAIL,
    PASSWORD,
    PHONE_NEEDS_COUNTRY,
    USERNAME,
    USERNAME_TOO_LONG,
)
from desktop_login.settings.brand import NO_LINKS, BrandLinks
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.attributes import AttributeFields
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.new_password import NewPasswordFields
from desktop_login.ui.widgets.question_page import QuestionPage

_ABOUT_NAME = frozenset(
    {
        ErrorCode.USERNAME_TAKEN,
        ErrorCode.ALIAS_TAKEN,
        ErrorCode.USERNAME_LIKE_EMAIL,
        ErrorCode.USERNAME_NO_PHONE,
        ErrorCode.USERNAME_NO_CONTACT,
    }
)


class CreateAccountPage(QuestionPage[CreateAccount]):
    """Emits `submitted(NewAccount)`. The address may be left out where the user name is a phone number.

    Which attributes a pool demands cannot be asked beforehand: it says so when it refuses, and
    then they get their inputs.
    """

    def __init__(
        self,
        question: CreateAccount,
        policy: PasswordPolicy,
        *,
        with_username: bool,
        links: BrandLinks = NO_LINKS,
    ) -> None:
        self._links = links
        super().__init__(CREATE_ACCOUNT)
        self.username: Field | None = None
        self._country_asked = False
        if with_username:
            self.username = Field(USERNAME, _check_username, long_complaint=True)
            self.username.edited.connect(self._username_edited)
            self.add_field(self.username)
        self.email = Field(EMAIL, _check_email, example=EMAIL_EXAMPLE)
        self.email.edited.connect(self._email_edited)
        self._fill_in(question.account)
        self.add_field(self.email)
        self.new = NewPasswordFields(self, policy, PASSWORD)
        self.attributes = AttributeFields(self)
        self.finish(CREATE_ACCOUNT, "S")

    def add_below_card(self, column: QVBoxLayout) -> None:
        if any(self._links):
            from desktop_login.ui.widgets.brand_links import BrandLinksRow

            column.addWidget(BrandLinksRow(self._links))

    def _fill_in(self, account: str) -> None:
        """What was typed at the sign-in page is an address, or the name that people have here."""
        if self.username is not None and not is_email(typed_username(account)):
            self.username.set_text(account)
        else:
            self.email.set_text(account)

    def submit(self) -> None:
        self._ask_for_country()
        if not self.may_send():
            return
        account = NewAccount(
            typed_username(self.email.text()),
            self.new.value(),
            typed_account(self.username.text()) if self.username is not None else "",
            self.attributes.values(),
        )
        self.lock(CREATING_ACCOUNT)
        self.submitted.emit(account)

    def _username_edited(self) -> None:
        """In a pool of phone numbers the number is the name, and there may be no address."""
        if self.username is not None:
            self.email.require(not is_phone(typed_account(self.username.text())))

    def _ask_for_country(self) -> None:
        """A number of this country, as people dial it, is a name only where there is an address."""
        if self.username is None or self.email.text():
            return
        if is_local_phone(self.username.text()):
            self.username.mark(message(PHONE_NEEDS_COUNTRY))
            self._country_asked = True

    def _email_edited(self) -> None:
        if self.username is not None and self._country_asked:
            self._country_asked = False
            self.username.forgive()

    def show_error(self, view: ErrorView) -> None:
        super().show_error(view)
        self.new.show_error(view)
        if view.code is ErrorCode.ATTRIBUTE_WRONG:
            known = [name for name in view.names if name != "email"]
            self.attributes.add(known, self.card.body.indexOf(self.primary))
        self.attributes.show_error(view)
        if view.code in _ABOUT_NAME:
            (self.username or self.email).focus(select=True)
        if view.code is ErrorCode.USERNAME_TAKEN:
            self.bar.offer_sign_in(self.go_back)


def _check_email(text: str) -> FormattedMessage | None:
    typed = typed_username(text)
    if len(typed) > MAX_USERNAME:
        return message(USERNAME_TOO_LONG)
    return None if not typed or is_email(typed) else message(INVALID_EMAIL)


def _check_username(text: str) -> FormattedMessage | None:
    return message(USERNAME_TOO_LONG) if len(typed_username(text)) > MAX_USERNAME else None
