"""A question of the deployer's own functions, in their own words and as plain text. Understands none of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.domain.answers import CustomAnswer
from desktop_login.domain.challenges import CustomQuestion
from desktop_login.domain.secret import Secret
from desktop_login.messages.account import ONE_MORE_STEP, ONE_MORE_STEP_LEAD, YOUR_ANSWER
from desktop_login.messages.message import message
from desktop_login.messages.pages import CHECKING, CONTINUE
from desktop_login.messages.sanitize import defused, defused_lines
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.question_page import QuestionPage


class CustomQuestionPage(QuestionPage[CustomQuestion]):
    """Emits `submitted(CustomAnswer)`; may be asked again and again.

    `asked` is what the functions say: name and value of each parameter as they are shown; the name is
    empty where it is the only one.
    """

    def __init__(self, question: CustomQuestion) -> None:
        super().__init__(ONE_MORE_STEP)
        self._question = question
        self.say(message(ONE_MORE_STEP_LEAD))
        self.asked: list[tuple[str, str]] = []
        self._words = QWidget()
        self.card.body.addWidget(self._words)
        self.field = Field(YOUR_ANSWER, hints=False, secret=True)
        self.add_field(self.field)
        self.finish(CONTINUE, "S")
        self._show(question)

    def update_question(self, question: CustomQuestion) -> bool:
        if question is not self._question:
            self._question = question
            self.field.set_text("")
            self._show(question)
            self.lead_to(self.field)
        return True

    def submit(self) -> None:
        self.send(lambda: CustomAnswer(Secret(self.field.text())), CHECKING)

    def _show(self, question: CustomQuestion) -> None:
        shown = [(defused(name), defused_lines(value)) for name, value in question.parameters]
        # a single parameter is the question itself; of several each needs its name
        self.asked = shown if len(shown) > 1 else [("", value) for _, value in shown]
        before, self._words = self._words, _in_their_words(self.asked)
        self.card.body.replaceWidget(before, self._words)
        self._words.setVisible(bool(self.asked))
        before.hide()
        before.deleteLater()


def _in_their_words(asked: Sequence[tuple[str, str]]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, GRID)
    column.setSpacing(GRID // 4)
    for name, value in asked:
        if column.count():
            column.addSpacing(GRID)
        if name:
            column.addWidget(label(f"{name[0].upper()}{name[1:]}", "small", wrap=True))
        column.addWidget(label(value, "meaning", wrap=True))
    return made
