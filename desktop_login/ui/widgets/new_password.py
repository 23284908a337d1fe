"""A new password with its rules and its repetition, for every page on which one is chosen. The rules block here."""

from __future__ import annotations

from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.password_policy import PasswordPolicy, Rule
from desktop_login.domain.secret import Secret
from desktop_login.flow.typed_input import QUIET, new_password_problem, rule_message
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import (
    CONFIRM_PASSWORD,
    NEW_PASSWORD,
    PASSWORD_RULES,
    PASSWORDS_DIFFER,
    RULES_NOT_MET,
)
from desktop_login.messages.select import RULES
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.checklist import Checklist
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.password_field import PasswordField

_CONFIRM_FROM = 6
_ABOUT_THE_PASSWORD = frozenset({ErrorCode.PASSWORD_POLICY, ErrorCode.PASSWORD_USED_BEFORE})


_LISTED = frozenset(RULES[rule] for rule in Rule if rule not in QUIET)


class _NewPassword(PasswordField):
    """A password with its rules below. While it complains, those that are not met are marked."""

    def __init__(self, name: Message, policy: PasswordPolicy) -> None:
        super().__init__(name, self._check_rules)
        self._policy = policy
        self.rules = Checklist(policy)
        # what is wrong is told in the line that is else the title of the rules
        self.advise(tr(PASSWORD_RULES))
        self.add_below(self.rules)

    def _check_rules(self, text: str) -> FormattedMessage | None:
        """All rules that are listed in one sentence, because the list tells which they are."""
        problem = new_password_problem(text, self._policy)
        if problem is not None and problem.text in _LISTED:
            return message(RULES_NOT_MET)
        return problem

    def _show(self, problem: FormattedMessage | None) -> None:
        super()._show(problem)
        text = self.text()
        self.rules.insist(problem is not None and bool(text), text)
        if problem is not None and problem.text is RULES_NOT_MET:
            broken = [rule for rule in self._policy.broken(text) if rule not in QUIET]
            spoken = [problem, *(rule_message(rule, self._policy) for rule in broken)]
            self.input.setAccessibleDescription(" ".join(translate(one) for one in spoken))


class NewPasswordFields:
    """Adds itself to the card of `page`."""

    def __init__(self, page: Page, policy: PasswordPolicy, name: Message = NEW_PASSWORD) -> None:
        self._policy = policy
        self.password = _NewPassword(name, policy)
        self.confirm = PasswordField(
            CONFIRM_PASSWORD, self._check_confirmation, outer_space_hint=False
        )
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

    def _check_confirmation(self, text: str) -> FormattedMessage | None:
        return None if text == self.password.text() else message(PASSWORDS_DIFFER)

    def _password_edited(self) -> None:
        self.password.rules.show_for(self.password.text())
        self.confirm.recheck()
        long_enough = min(len(self.confirm.text()), len(self.password.text())) >= _CONFIRM_FROM
        if long_enough:
            self.confirm.insist()
