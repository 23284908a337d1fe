"""Whether this computer shall do without a code next time."""

from __future__ import annotations

from desktop_login.domain.answers import AccountAction
from desktop_login.domain.local_prompts import RememberDevice
from desktop_login.messages.account import NOT_NOW, REMEMBER, REMEMBER_COMPUTER, REMEMBER_LEAD
from desktop_login.messages.message import message
from desktop_login.messages.pages import CHECKING
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.question_page import QuestionPage


class RememberDevicePage(QuestionPage[RememberDevice]):
    """Emits `submitted(AccountAction)`, or `back()` for "Not now", which is an answer as good as the
    other, and no way out."""

    def __init__(self) -> None:
        super().__init__(REMEMBER_COMPUTER, back=None)
        self.say(message(REMEMBER_LEAD))
        self.finish(REMEMBER, "S")
        not_now = button(tr(NOT_NOW), "", "B")
        not_now.clicked.connect(self.go_back)
        self.card.body.addWidget(not_now)
        self.lock_too(not_now)

    def submit(self) -> None:
        if not self.may_send():
            return
        self.lock(CHECKING)
        self.submitted.emit(AccountAction.REMEMBER_DEVICE)

    def start(self) -> None:
        self.primary.setFocus()
