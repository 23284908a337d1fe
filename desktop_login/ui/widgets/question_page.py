"""A page that asks one type of question. Knows no question, and not how one comes on screen."""

from __future__ import annotations

from typing import Generic, TypeVar

from desktop_login.domain.states import Question
from desktop_login.ui.widgets.page import Page

Question_contra = TypeVar("Question_contra", bound=Question, contravariant=True)


class QuestionPage(Page, Generic[Question_contra]):
    """`QuestionPage[Q]` is made for a question of the type `Q`, and can show a newer one."""

    def update_question(self, question: Question_contra) -> bool:
        """Shows a newer question of the same type; False where that takes a new page. What was
        typed stays, unless it belongs to the older question."""
        del question
        return True
