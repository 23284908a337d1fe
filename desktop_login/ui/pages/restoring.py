"""Between start and dashboard while a stored session is read. Offers nothing but patience, and Cancel after 2 s."""

from __future__ import annotations

from desktop_login.ui.pages.page import Page
from desktop_login.wording.pages import CHECKING
from desktop_login.wording.text import Text


class RestoringPage(Page):
    def __init__(self, heading: Text | str) -> None:
        super().__init__(heading, back=None)
        self.finish(CHECKING, "S")
        self.lock(CHECKING)
