"""A page with one input: an address, a password, the answer to a question, a name. What it means is the caller's."""

from __future__ import annotations

from collections.abc import Callable

from desktop_login.domain.answers import Answer
from desktop_login.domain.states import Question
from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.question_page import QuestionPage


class OneAnswerPage(QuestionPage[Question]):
    """Emits `submitted(answer_of(text))`. The input keeps its text after a fault, unless it is
    `once`."""

    def __init__(
        self,
        heading: Message,
        field: Field,
        answer_of: Callable[[str], Answer],
        *,
        lead: FormattedMessage,
        primary: Message,
        busy: Message,
        once: bool = False,
    ) -> None:
        super().__init__(heading)
        self._answer_of = answer_of
        self._busy = busy
        self._once = once
        self.say(lead)
        self.field = field
        self.add_field(field)
        self.finish(primary, "S")

    def submit(self) -> None:
        self.send(lambda: self._answer_of(self.field.text()), self._busy)

    def show_error(self, view: ErrorView) -> None:
        super().show_error(view)
        if self._once:
            self.field.set_text("")
        self.field.focus(select=True)
