"""The question that is open, and its page: made for it, listened to, and gone with it. Says nothing on the page."""

from __future__ import annotations

from desktop_login.domain.account import AccountHolder, managed_by
from desktop_login.domain.browser import ContinueInBrowser
from desktop_login.domain.states import Question
from desktop_login.domain.tokens import Identity
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.page_registry import page_for
from desktop_login.ui.widgets.question_page import QuestionPage


class QuestionPages:
    """One question at a time.

    Args:
        window: Gets the page, and what is answered or asked for on it.
        clipboard: Where a page copies a secret to.
    """

    def __init__(self, window: MainWindow, clipboard: SecretClipboard) -> None:
        self._window = window
        self._clipboard = clipboard
        self._question: Question | None = None
        self._page: QuestionPage[Question] | None = None
        self._used: object = None  # on the account's page, before what lies over it came

    @property
    def waits_for_browser(self) -> bool:
        """Whether the person is in the browser."""
        return isinstance(self._question, ContinueInBrowser) and self._question.waits

    def page_that_takes(self, question: Question) -> QuestionPage[Question] | None:
        """The page that is open, if it can show this question as well; it shows it then."""
        page = self._page
        if page is None or type(question) is not type(self._question):
            return None
        if not page.update_question(question):
            return None
        self._question = question
        return page

    def new_page(self, question: Question, who: Identity | None) -> QuestionPage[Question]:
        """Another page, in place of the one that is open. `who` is signed in."""
        self._used = getattr(self._page, "used", self._used)
        self._drop()
        ui_config = self._window.config.ui_config
        page = page_for(question, ui_config, self._holder(who))
        self._listen_to(page)
        if hasattr(page, "used"):
            page.used, self._used = self._used, None
        self._question, self._page = question, page
        return page

    def _holder(self, who: Identity | None) -> AccountHolder:
        if who is None:
            return AccountHolder()
        number, manager = who.claims.get("phone_number"), managed_by(who.claims)
        return AccountHolder(
            who.email or who.username,
            number if isinstance(number, str) else "",
            self._window.config.ui_config.called(manager) if manager else "",
        )

    def begin_at_passkeys(self) -> None:
        """One was added: the account's page leads there, wherever that was asked for."""
        begin = getattr(self._page, "begin_at_passkeys", None)
        if begin is not None:
            begin()

    def close(self) -> None:
        """The page goes, and with it what was typed."""
        self._used = None
        self._drop()

    def _drop(self) -> None:
        page, self._page, self._question = self._page, None, None
        if page is not None:
            page.forget()
            self._window.remove(page)

    def _listen_to(self, page: QuestionPage[Question]) -> None:
        window = self._window
        page.submitted.connect(window.answered)
        page.resend.connect(window.resend)
        page.back.connect(window.back)
        page.cancelled.connect(window.cancelled)
        page.secret_copied.connect(self._clipboard.copy)
        everywhere = getattr(page, "sign_out_everywhere", None)
        if everywhere is not None:
            everywhere.connect(window.sign_out_everywhere)
        leave = getattr(page, "sign_out", None)
        if leave is not None:
            leave.connect(window.sign_out)
        change = getattr(page, "change_address", None)
        if change is not None:
            change.connect(self._begin_anew)
        window.add(page)

    def _begin_anew(self, address: str) -> None:
        """A new account once more, because the address of the first one was wrong."""
        window = self._window
        window.create_account.emit(address, window.sign_in.remember.isChecked())
