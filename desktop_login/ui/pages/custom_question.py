"""A question of the deployer's own functions, in their own words and as plain text. Understands none of it."""

from __future__ import annotations

from desktop_login.domain.answers import CustomAnswer
from desktop_login.domain.challenges import CustomQuestion
from desktop_login.domain.secret import Secret
from desktop_login.messages.account import ONE_MORE_STEP, YOUR_ANSWER
from desktop_login.messages.pages import CHECKING, CONTINUE
from desktop_login.messages.sanitize import defused, defused_lines
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.question_page import QuestionPage


class CustomQuestionPage(QuestionPage[CustomQuestion]):
    """Emits `submitted(CustomAnswer)`; may be asked again and again."""

    def __init__(self, question: CustomQuestion) -> None:
        super().__init__(ONE_MORE_STEP)
        self._question = question
        self.prompt = label("", wrap=True)
        self.prompt.setContentsMargins(0, 0, 0, GRID)
        self.card.body.addWidget(self.prompt)
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
        lines = [shown[0][1]] if len(shown) == 1 else [f"{name}: {value}" for name, value in shown]
        self.prompt.setText("\n".join(lines))
        self.prompt.setVisible(bool(lines))
