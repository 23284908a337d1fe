"""One way out of several to prove who one is, or to set up. Shows what was offered; decides nothing."""

from __future__ import annotations

from desktop_login.domain.answers import Chosen
from desktop_login.domain.challenges import Method, MethodRequired, Purpose
from desktop_login.messages.account import (
    CHOOSE_LEAD,
    CHOOSE_METHOD,
    CHOOSE_SET_UP,
    CHOOSE_SET_UP_LEAD,
    METHODS,
)
from desktop_login.messages.message import message
from desktop_login.messages.pages import CHECKING, CONTINUE, SENDING
from desktop_login.messages.select import of_others
from desktop_login.messages.translate import translate
from desktop_login.ui.widgets.basics import sentence
from desktop_login.ui.widgets.choices import Choices
from desktop_login.ui.widgets.question_page import QuestionPage

_SENDS = (Method.EMAIL, Method.TEXT_MESSAGE)


class ChooseMethodPage(QuestionPage[MethodRequired]):
    """Emits `submitted(Chosen)`."""

    def __init__(self, question: MethodRequired) -> None:
        set_up = question.purpose is Purpose.SET_UP
        super().__init__(CHOOSE_SET_UP if set_up else CHOOSE_METHOD)
        self._purpose, self._options = question.purpose, question.options
        self._sends = not set_up
        self.say(message(CHOOSE_SET_UP_LEAD if set_up else CHOOSE_LEAD))
        self.choices = Choices([message(METHODS[option.method]) for option in question.options])
        self.card.body.addWidget(self.choices)
        self.lock_too(self.choices)
        if question.others:
            words = translate(of_others(question.others))
            self.card.body.addWidget(sentence(words, "small"))
        self.finish(CONTINUE, "S")

    def update_question(self, question: MethodRequired) -> bool:
        return (question.purpose, question.options) == (self._purpose, self._options)

    def submit(self) -> None:
        if not self.may_send():
            return
        option = self._options[self.choices.chosen]
        self.lock(SENDING if self._sends and option.method in _SENDS else CHECKING)
        self.submitted.emit(Chosen(option))

    def start(self) -> None:
        self.choices.focus()
