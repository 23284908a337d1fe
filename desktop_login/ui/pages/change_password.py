"""The present password and a new one, for who is signed in."""

from __future__ import annotations

from desktop_login.domain.answers import PasswordChange
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import ChangePassword
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.domain.secret import Secret
from desktop_login.messages.account import BACK, CHANGE_PASSWORD_HEADING, CURRENT_PASSWORD
from desktop_login.messages.pages import CHANGE_PASSWORD, CHANGING
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.menu_page import MenuPage
from desktop_login.ui.widgets.new_password import NewPasswordFields
from desktop_login.ui.widgets.password_field import PasswordField
from desktop_login.ui.widgets.question_page import QuestionPage


class ChangePasswordPage(MenuPage, QuestionPage[ChangePassword]):
    """Emits `submitted(PasswordChange)`."""

    def __init__(self, policy: PasswordPolicy) -> None:
        super().__init__(CHANGE_PASSWORD_HEADING, back=BACK)
        self.current = PasswordField(CURRENT_PASSWORD)
        self.add_field(self.current)
        self.new = NewPasswordFields(self, policy)
        self.finish(CHANGE_PASSWORD, "P")

    def submit(self) -> None:
        self.send(lambda: PasswordChange(Secret(self.current.text()), self.new.value()), CHANGING)

    def show_error(self, view: ErrorView) -> None:
        super().show_error(view)
        self.new.show_error(view)
        if view.code is ErrorCode.CURRENT_PASSWORD_WRONG:
            self.current.focus(select=True)
