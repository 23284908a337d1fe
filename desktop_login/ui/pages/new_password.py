"""Choosing a password after a temporary one, with the attributes that the pool still lacks."""

from __future__ import annotations

import re

from desktop_login.domain.answers import NewPassword
from desktop_login.domain.challenges import NewPasswordRequired
from desktop_login.domain.errors import Fault, Problem
from desktop_login.domain.password_policy import PasswordPolicy, Rule, is_email
from desktop_login.domain.secret import Secret
from desktop_login.ui.pages.page import Page
from desktop_login.ui.translation import tr
from desktop_login.ui.widgets.basics import label
from desktop_login.ui.widgets.checklist import Checklist, rule_words
from desktop_login.ui.widgets.dialogs import ask
from desktop_login.ui.widgets.field import Check, Field, PasswordField
from desktop_login.wording.pages import (
    ALSO_NEEDED,
    ATTRIBUTES,
    CHANGE_PASSWORD,
    CHANGING,
    CHOOSE_PASSWORD,
    CONFIRM_PASSWORD,
    DATE_FORMAT,
    INVALID_EMAIL,
    LEAVE,
    LEAVE_PAGE,
    NEW_PASSWORD,
    PASSWORDS_DIFFER,
    PHONE_FORMAT,
    STAY,
    TEMPORARY_PASSWORD,
    URL_FORMAT,
)
from desktop_login.wording.text import Said, Text, said

_CONFIRM_FROM = 6
# attribute → the shape that Cognito's standard schema wants, and what to say otherwise
_SHAPES: dict[str, tuple[str, Text]] = {
    "birthdate": (r"\d{4}-\d\d-\d\d", DATE_FORMAT),
    "phone_number": (r"\+[1-9]\d{5,14}", PHONE_FORMAT),
    "website": (r"https?://\S+", URL_FORMAT),
    "profile": (r"https?://\S+", URL_FORMAT),
    "picture": (r"https?://\S+", URL_FORMAT),
}


class NewPasswordPage(Page):
    """Emits `submitted(NewPassword)`."""

    def __init__(self, challenge: NewPasswordRequired, policy: PasswordPolicy) -> None:
        super().__init__(CHOOSE_PASSWORD)
        self._policy = policy
        self.say(said(TEMPORARY_PASSWORD))
        self.password = PasswordField(NEW_PASSWORD, self._check_password)
        self.confirm = PasswordField(
            CONFIRM_PASSWORD, self._check_confirmation, outer_space_hint=False
        )
        self.add_field(self.password)
        self.rules = Checklist(policy)
        self.card.body.addWidget(self.rules)
        self.add_field(self.confirm)
        self.attributes: dict[str, Field] = {}
        if challenge.required:
            self.card.body.addWidget(label(tr(ALSO_NEEDED), "muted", wrap=True))
        for name in challenge.required:
            self.attributes[name] = Field(attribute_name(name), _attribute_check(name))
            self.add_field(self.attributes[name])
        self.finish(CHANGE_PASSWORD, "P")
        self.password.edited.connect(self._password_edited)

    def submit(self) -> None:
        if self.locked or self.first_wrong() is not None:
            return
        attributes = {name: field.text().strip() for name, field in self.attributes.items()}
        answer = NewPassword(Secret(self.password.text()), attributes)
        self.lock(CHANGING)
        self.submitted.emit(answer)

    def go_back(self) -> None:
        """The temporary password may be spent by leaving: ask first."""
        if not self.locked and ask(self, LEAVE_PAGE, yes=LEAVE, no=STAY):
            self.back.emit()

    def show_fault(self, fault: Fault, words: Said) -> None:
        super().show_fault(fault, words)
        match fault.problem:
            case Problem.PASSWORD_POLICY:
                known = {rule.value: rule for rule in Rule}
                if fault.name in known:
                    words = rule_words(known[fault.name], self._policy)
                self.password.mark(words)
                self.password.focus(select=True)
            case Problem.PASSWORD_USED_BEFORE:
                self.password.mark(words)
                self.password.focus(select=True)
            case Problem.ATTRIBUTE_WRONG | Problem.ATTRIBUTE_FIXED:
                field = self.attributes.get(fault.name)
                if field is None:
                    return
                if fault.problem is Problem.ATTRIBUTE_FIXED:
                    self._remove(fault.name)
                else:
                    field.mark(words)
                    field.focus(select=True)
            case _:
                return

    def _remove(self, name: str) -> None:
        field = self.attributes.pop(name)
        self.fields.remove(field)
        field.hide()

    def _check_password(self, text: str) -> Said | None:
        for rule in self._policy.broken(text):
            return rule_words(rule, self._policy)
        return None

    def _check_confirmation(self, text: str) -> Said | None:
        return None if text == self.password.text() else said(PASSWORDS_DIFFER)

    def _password_edited(self) -> None:
        self.rules.show_for(self.password.text())
        self.confirm.recheck()
        if len(self.confirm.text()) >= _CONFIRM_FROM and len(self.password.text()) >= _CONFIRM_FROM:
            self.confirm.insist()


def attribute_name(name: str) -> Text | str:
    """The label of an attribute; a custom one is shown under its own name."""
    return ATTRIBUTES.get(name) or name.removeprefix("custom:")


def _attribute_check(name: str) -> Check:
    def check(text: str) -> Said | None:
        text = text.strip()
        if name == "email":
            return None if is_email(text) else said(INVALID_EMAIL)
        pattern, words = _SHAPES.get(name, ("", DATE_FORMAT))
        if pattern and not re.fullmatch(pattern, text):
            return said(words)
        return None

    return check
