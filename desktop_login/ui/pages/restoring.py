"""Between start and dashboard while a stored session is read. Offers nothing but patience, and Cancel after 2 s."""

from __future__ import annotations

from desktop_login.messages.message import Message
from desktop_login.messages.pages import CHECKING
from desktop_login.ui.widgets.page import Page


class RestoringPage(Page):
    def __init__(self, heading: Message | str) -> None:
        super().__init__(heading, back=None)
        self.finish(CHECKING, "S")
        self.lock(CHECKING)
