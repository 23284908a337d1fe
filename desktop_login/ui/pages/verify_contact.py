"""Which contact shall be verified, if any: it can be skipped."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop_login.domain.account import masked
from desktop_login.domain.answers import Verify
from desktop_login.domain.local_prompts import VerifyContact
from desktop_login.messages.account import SEND_CODE, SKIP
from desktop_login.messages.frame import ANOTHER_ACCOUNT
from desktop_login.messages.pages import SENDING, SIGNING_OUT
from desktop_login.messages.sanitize import defused
from desktop_login.messages.select import of_contact, of_verification
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.basics import button, label
from desktop_login.ui.widgets.choices import Choices
from desktop_login.ui.widgets.question_page import QuestionPage


class VerifyContactPage(QuestionPage[VerifyContact]):
    """Emits `submitted(Verify)`, `back()` for Skip, or `sign_out()` for who is somebody else.

    A single contact is told and not asked for. `who` is who is signed in: the own address is shown
    whole, as the bar does, so that a slip in it is seen.
    """

    sign_out = Signal()

    def __init__(self, question: VerifyContact, who: str = "") -> None:
        heading, lead = of_verification(question.contacts)
        super().__init__(heading, back=SKIP)
        self._contacts = question.contacts
        self.say(lead)
        self.choices: Choices | None = None
        if len(question.contacts) == 1:
            self._name_the_one(who)
        else:
            self.choices = Choices([of_contact(contact) for contact in question.contacts])
            self.card.body.addWidget(self.choices)
            self.lock_too(self.choices)
        self.finish(SEND_CODE, "S")
        self.another = button(tr(ANOTHER_ACCOUNT), "link", "N")
        self.another.clicked.connect(self._leave)
        self.lead_away_too(self.another)
        self.lock_too(self.another)

    def update_question(self, question: VerifyContact) -> bool:
        return question.contacts == self._contacts

    def submit(self) -> None:
        if not self.may_send():
            return
        contact = self._contacts[self.choices.chosen if self.choices is not None else 0]
        self.lock(SENDING)
        self.submitted.emit(Verify(contact))

    def _name_the_one(self, who: str) -> None:
        [contact] = self._contacts
        value = who if masked(who) == contact.masked else contact.masked
        self.card.body.addWidget(label(defused(value), "meaning", wrap=True))

    def _leave(self) -> None:
        if not self.locked:
            self.lock(SIGNING_OUT)
            self.sign_out.emit()

    def start(self) -> None:
        if self.choices is not None:
            self.choices.focus()
        else:
            self.primary.setFocus()
