"""Which contact shall be verified, if any: it can be skipped."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop_login.domain.answers import Verify
from desktop_login.domain.local_prompts import VerifyContact
from desktop_login.messages.account import SEND_CODE, SKIP, VERIFY_CONTACT, VERIFY_LEAD
from desktop_login.messages.frame import ANOTHER_ACCOUNT
from desktop_login.messages.message import message
from desktop_login.messages.pages import SENDING, SIGNING_OUT
from desktop_login.messages.select import of_contact
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.choices import Choices
from desktop_login.ui.widgets.placing import centred
from desktop_login.ui.widgets.question_page import QuestionPage


class VerifyContactPage(QuestionPage[VerifyContact]):
    """Emits `submitted(Verify)`, `back()` for Skip, or `sign_out()` for who is somebody else."""

    sign_out = Signal()

    def __init__(self, question: VerifyContact) -> None:
        super().__init__(VERIFY_CONTACT, back=SKIP)
        self._contacts = question.contacts
        self.say(message(VERIFY_LEAD))
        self.choices = Choices([of_contact(contact) for contact in question.contacts])
        self.card.body.addWidget(self.choices)
        self.lock_too(self.choices)
        self.finish(SEND_CODE, "S")
        self.another = button(tr(ANOTHER_ACCOUNT), "link", "N")
        self.another.clicked.connect(self._leave)
        self.card.body.addLayout(centred(self.another))
        self.setTabOrder(self.primary, self.another)
        self.lock_too(self.another)

    def update_question(self, question: VerifyContact) -> bool:
        return question.contacts == self._contacts

    def submit(self) -> None:
        if not self.may_send():
            return
        contact = self._contacts[self.choices.chosen]
        self.lock(SENDING)
        self.submitted.emit(Verify(contact))

    def _leave(self) -> None:
        if not self.locked:
            self.lock(SIGNING_OUT)
            self.sign_out.emit()

    def start(self) -> None:
        self.choices.focus()
