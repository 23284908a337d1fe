"""A page with one input: an address, a password, the answer to a question, a name. What it means is the caller's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop_login.domain.errors import Fault
from desktop_login.messages.message import Said, Text
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.page import Page


class OneAnswerPage(Page):
    """Emits `submitted(answer_of(text))`. The input keeps its text after a fault, unless it is
    `once`."""

    def __init__(
        self,
        heading: Text,
        field: Field,
        answer_of: Callable[[str], Any],
        *,
        lead: Said,
        primary: Text,
        busy: Text,
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
        if not self.may_send():
            return
        answer = self._answer_of(self.field.text())
        self.lock(self._busy)
        self.submitted.emit(answer)

    def show_fault(self, fault: Fault, words: Said) -> None:
        super().show_fault(fault, words)
        if self._once:
            self.field.set_text("")
        self.field.focus(select=True)
