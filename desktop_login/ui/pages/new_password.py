"""Choosing a password after a temporary one, with the attributes that the pool still lacks."""

from __future__ import annotations

from desktop_login.domain.answers import NewPassword
from desktop_login.domain.challenges import NewPasswordRequired
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.messages.message import message
from desktop_login.messages.pages import (
    ALSO_NEEDED,
    CHANGE_PASSWORD,
    CHANGING,
    CHOOSE_PASSWORD,
    LEAVE,
    LEAVE_PAGE,
    STAY,
    TEMPORARY_PASSWORD,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.attributes import AttributeFields
from desktop_login.ui.widgets.basics import sentence
from desktop_login.ui.widgets.dialogs import ask
from desktop_login.ui.widgets.new_password import NewPasswordFields
from desktop_login.ui.widgets.question_page import QuestionPage


class NewPasswordPage(QuestionPage[NewPasswordRequired]):
    """Emits `submitted(NewPassword)`."""

    def __init__(self, challenge: NewPasswordRequired, policy: PasswordPolicy) -> None:
        super().__init__(CHOOSE_PASSWORD)
        self._required = challenge.required
        self.say(message(TEMPORARY_PASSWORD))
        self.new = NewPasswordFields(self, policy)
        if challenge.required:
            self.card.body.addWidget(sentence(tr(ALSO_NEEDED), "muted"))
        self.attributes = AttributeFields(self)
        self.attributes.add(challenge.required)
        self.finish(CHANGE_PASSWORD, "P")

    def update_question(self, question: NewPasswordRequired) -> bool:
        return question.required == self._required

    def submit(self) -> None:
        self.send(lambda: NewPassword(self.new.value(), self.attributes.values()), CHANGING)

    def go_back(self) -> None:
        """The temporary password may be spent by leaving: ask first."""
        if not self.locked and ask(self, LEAVE_PAGE, yes=LEAVE, no=STAY):
            self.back.emit()

    def show_error(self, view: ErrorView) -> None:
        super().show_error(view)
        self.new.show_error(view)
        self.attributes.show_error(view)
