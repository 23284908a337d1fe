"""A new password with its rules and its repetition, for every page on which one is chosen. The rules block here."""

from __future__ import annotations

from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.password_policy import PasswordPolicy, Rule
from desktop_login.domain.secret import Secret
from desktop_login.flow.typed_input import new_password_problem, rule_message
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import (
    CONFIRM_PASSWORD,
    NEW_PASSWORD,
    PASSWORD_RULES,
    PASSWORDS_DIFFER,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.checklist import Checklist
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.password_field import PasswordField

_CONFIRM_FROM = 6
_ABOUT_THE_PASSWORD = frozenset({ErrorCode.PASSWORD_POLICY, ErrorCode.PASSWORD_USED_BEFORE})


class NewPasswordFields:
    """Adds itself to the card of `page`."""

    def __init__(self, page: Page, policy: PasswordPolicy, name: Message = NEW_PASSWORD) -> None:
        self._policy = policy
        self.password = PasswordField(name, self._check_password)
        self.confirm = PasswordField(
            CONFIRM_PASSWORD, self._check_confirmation, outer_space_hint=False
        )
        self.rules = Checklist(policy)
        # what is wrong is told in the line that is else the title of the rules
        self.password.advise(tr(PASSWORD_RULES))
        self.password.add_below(self.rules)
        page.add_field(self.password)
        page.add_field(self.confirm)
        self.password.edited.connect(self._password_edited)

    def value(self) -> Secret:
        return Secret(self.password.text())

    def show_error(self, view: ErrorView) -> None:
        """Marks the password where it is what the service did not like."""
        if view.code not in _ABOUT_THE_PASSWORD:
            return
        known, words = {rule.value: rule for rule in Rule}, view.message
        if view.name in known:
            words = rule_message(known[view.name], self._policy)
        self.password.mark(words)
        self.password.focus(select=True)

    def _check_password(self, text: str) -> FormattedMessage | None:
        return new_password_problem(text, self._policy)

    def _check_confirmation(self, text: str) -> FormattedMessage | None:
        return None if text == self.password.text() else message(PASSWORDS_DIFFER)

    def _password_edited(self) -> None:
        self.rules.show_for(self.password.text())
        self.confirm.recheck()
        long_enough = min(len(self.confirm.text()), len(self.password.text())) >= _CONFIRM_FROM
        if long_enough:
            self.confirm.insist()
