"""Which contact shall be verified, if any: it can be skipped."""

from __future__ import annotations

from desktop_login.domain.answers import Verify
from desktop_login.domain.local_prompts import VerifyContact
from desktop_login.messages.account import SEND_CODE, SKIP, VERIFY_CONTACT, VERIFY_LEAD
from desktop_login.messages.message import message
from desktop_login.messages.pages import SENDING
from desktop_login.messages.select import of_contact
from desktop_login.ui.widgets.choices import Choices
from desktop_login.ui.widgets.question_page import QuestionPage


class VerifyContactPage(QuestionPage[VerifyContact]):
    """Emits `submitted(Verify)`, or `back()` for Skip."""

    def __init__(self, question: VerifyContact) -> None:
        super().__init__(VERIFY_CONTACT, back=SKIP)
        self._contacts = question.contacts
        self.say(message(VERIFY_LEAD))
        self.choices = Choices([of_contact(contact) for contact in question.contacts])
        self.card.body.addWidget(self.choices)
        self.lock_too(self.choices)
        self.finish(SEND_CODE, "S")

    def update_question(self, question: VerifyContact) -> bool:
        return question.contacts == self._contacts

    def submit(self) -> None:
        if not self.may_send():
            return
        contact = self._contacts[self.choices.chosen]
        self.lock(SENDING)
        self.submitted.emit(Verify(contact))

    def start(self) -> None:
        self.choices.focus()
