"""A code and a new password, after a forgotten or reset one. Says nothing about who has an account."""

from __future__ import annotations

from desktop_login.domain.answers import Reset
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import ResetPassword
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.messages.account import RESET_PASSWORD
from desktop_login.messages.pages import CHANGING, CHOOSE_PASSWORD, SENDING
from desktop_login.messages.select import of_recovery
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.code_field import ABOUT_THE_CODE, CodeField
from desktop_login.ui.widgets.new_password import NewPasswordFields
from desktop_login.ui.widgets.question_page import QuestionPage
from desktop_login.ui.widgets.resend import ResendRow


class ResetPasswordPage(QuestionPage[ResetPassword]):
    """Emits `submitted(Reset)`, or `resend()`."""

    def __init__(self, question: ResetPassword, policy: PasswordPolicy) -> None:
        super().__init__(CHOOSE_PASSWORD)
        self._question = question
        self.code = CodeField()
        self.add_field(self.code)
        self.again = ResendRow()
        self.again.asked.connect(self._resend)
        self.card.body.addWidget(self.again)
        self.card.body.addSpacing(GRID)  # a new thing begins
        self.lock_too(self.again)
        self.new = NewPasswordFields(self, policy)
        self.code.whole.connect(self.new.password.focus)
        self.say(of_recovery(question.account))
        self.finish(RESET_PASSWORD, "P")

    def update_question(self, question: ResetPassword) -> bool:
        if question is not self._question:
            self._question = question
            self.say(of_recovery(question.account))
            self.code.set_text("")
            self.again.wait()
        return True

    def submit(self) -> None:
        self.send(lambda: Reset(self.code.code(), self.new.value()), CHANGING)

    def show_error(self, view: ErrorView) -> None:
        super().show_error(view)
        if view.code is ErrorCode.TOO_MANY_ATTEMPTS:
            self.again.wait()
        self.new.show_error(view)
        if view.code is ErrorCode.CODE_EXPIRED:
            self.again.link.setFocus()
        elif view.code in ABOUT_THE_CODE:
            self.code.refuse(view.message)
            self.code.focus(select=True)

    def _resend(self) -> None:
        if not self.locked:
            self.lock(SENDING, self._resend)
            self.resend.emit()
