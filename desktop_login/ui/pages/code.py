"""A code from a text message, an e-mail or an authenticator. Hands it on; checks none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from desktop_login.domain.answers import Code
from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.inputs import CHANGE_ADDRESS
from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.messages.pages import BACK_TO_SIGN_IN, CONFIRM, CONFIRMING, SENDING
from desktop_login.messages.translate import tr
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.basics import accelerate, button
from desktop_login.ui.widgets.code_field import ABOUT_THE_CODE, CodeField
from desktop_login.ui.widgets.question_page import Question_contra, QuestionPage
from desktop_login.ui.widgets.resend import ResendRow
from desktop_login.ui.widgets.time_left import TimeLeft


class CodePage(QuestionPage[Question_contra]):
    """Emits `submitted(Code)`, `resend()`, or `change_address(address)` where that is offered. `lead` says for a question where its code is;
    `challenge_s` is how long a challenge stays open, as far as anybody outside can tell."""

    change_address = Signal(str)

    def __init__(
        self,
        question: Question_contra,
        heading: Message,
        lead: Callable[[Question_contra], FormattedMessage],
        *,
        authenticator: bool = False,
        back: Message = BACK_TO_SIGN_IN,
        challenge_s: int = 0,
    ) -> None:
        super().__init__(heading, back=back)
        self._question = question
        self._lead = lead
        self.say(lead(question))
        self.code = CodeField(authenticator=authenticator)
        self.code.whole.connect(self.submit)
        self.add_field(self.code)
        self.again: ResendRow | None = None
        if not authenticator:
            self.again = ResendRow()
            self.again.asked.connect(self._resend)
            self.card.body.addWidget(self.again)
            self.lock_too(self.again)
        self.time_left: TimeLeft | None = None
        if challenge_s and getattr(question, "challenge_context", None) is not None:
            self.time_left = TimeLeft(challenge_s)
            self.card.body.addWidget(self.time_left)
        self.finish(CONFIRM, "S")

    def offer_change(self, address: str) -> None:
        """The address was typed a moment ago, and may be wrong."""
        if self.again is not None:
            change = button(tr(CHANGE_ADDRESS), "link", "A")
            change.clicked.connect(lambda: self.change_address.emit(address))
            self.again.add_beside(change)
            accelerate(self)

    def update_question(self, question: Question_contra) -> bool:
        """The same page for a newer question: a delivered code typed so far is void."""
        if question is self._question:
            return True
        if self._kind(question) != self._kind(self._question):
            return False
        self._question = question
        self.say(self._lead(question))
        if self.time_left is not None:
            self.time_left.begin()
        if self.again is not None:
            self.code.set_text("")
            self.again.wait()
        return True

    def submit(self) -> None:
        self.send(lambda: Code(self.code.code()), CONFIRMING)

    def show_error(self, view: ErrorView) -> None:
        super().show_error(view)
        if view.code is ErrorCode.TOO_MANY_ATTEMPTS and self.again is not None:
            self.again.wait()
        if view.code in ABOUT_THE_CODE:
            self.code.refuse(view.message)
        if view.code is ErrorCode.CODE_EXPIRED and self.again is not None:
            self.again.link.setFocus()
        else:
            self.code.focus(select=True)

    def _resend(self) -> None:
        if not self.locked:
            self.lock(SENDING, self._resend)
            self.resend.emit()

    @staticmethod
    def _kind(question: object) -> object:
        return getattr(question, "channel", None)
