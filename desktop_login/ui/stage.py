"""Which page fits a state, and what stands on it. Knows every page; decides no next state."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from desktop_login.domain.challenges import Challenge, CodeRequired, NewPasswordRequired
from desktop_login.domain.errors import Fault, Problem
from desktop_login.domain.states import (
    Challenged,
    News,
    SignedIn,
    SignedOut,
    State,
    Step,
    Working,
)
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.page import Page
from desktop_login.ui.pages.sign_in import SignInLook
from desktop_login.ui.translation import local_time
from desktop_login.wording.facts import BUSY_WORDS, of_fault, of_news

ChallengePage = CodePage | NewPasswordPage


def _code_page(challenge: Challenge, look: SignInLook) -> ChallengePage:
    assert isinstance(challenge, CodeRequired)  # noqa: S101 - the registry's key says so
    del look
    return CodePage(challenge)


def _new_password_page(challenge: Challenge, look: SignInLook) -> ChallengePage:
    assert isinstance(challenge, NewPasswordRequired)  # noqa: S101 - the registry's key says so
    return NewPasswordPage(challenge, look.policy)


# Adding a challenge is one row here; a test names the missing one.
PAGES: dict[type[Challenge], Callable[[Challenge, SignInLook], ChallengePage]] = {
    CodeRequired: _code_page,
    NewPasswordRequired: _new_password_page,
}
# Said calmly: nothing went wrong with what the person did.
_NOT_ALARMING = frozenset({Problem.CANCELLED, Problem.KEYCHAIN})


class Stage:
    """Shows states in a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._sign_in = window.sign_in
        self._challenge: Challenge | None = None
        self._challenge_page: ChallengePage | None = None
        self.clipboard = SecretClipboard()
        self._dashboard: Dashboard | None = None
        self._board_added = False
        window.closing.connect(self.clipboard.clear_if_ours)

    def preparations(self) -> list[Callable[[], object]]:
        """What can be made while the person types, in steps that fit between two frames."""
        return [self._board]

    def show(self, state: State) -> None:
        match state:
            case SignedOut():
                self._show_signed_out(state)
            case Working(step=step):
                self._show_working(step)
            case Challenged():
                self._show_challenge(state)
            case SignedIn():
                self._show_signed_in(state)
            case _:
                assert_never(state)

    def show_problem(self, fault: Fault) -> None:
        """An error inside the program: said on the page that is open; nothing else changes."""
        page = self._window.page
        if isinstance(page, Page):
            page.unlock()
        if isinstance(page, Page | Dashboard):
            page.bar.show_fault(fault, of_fault(fault))

    def _show_signed_out(self, state: SignedOut) -> None:
        page, came_from = self._sign_in, self._window.page
        if state.late:
            if came_from is page and not page.locked and state.fault is not None:
                page.bar.show_fault(state.fault, of_fault(state.fault), tone="")
            return
        arriving = came_from is not page
        self._close_challenge()
        if self._dashboard is not None:
            self._dashboard.forget()
        if arriving:
            page.forget()
        self._window.open(page)
        page.unlock()
        if arriving:
            page.start()
        if state.fault is not None:
            username_label = self._window.plan.look.username_label
            words = of_fault(state.fault, username_label=username_label)
            if state.fault.problem in _NOT_ALARMING:
                page.bar.show_news(words, good=False)
            else:
                page.show_fault(state.fault, words)
        elif state.news is not None:
            date = local_time(state.until) if state.until is not None else ""
            good = state.news is not News.WAITING_FOR_KEYCHAIN
            page.bar.show_news(of_news(state.news, date=date), good=good)

    def _show_working(self, step: Step) -> None:
        page = self._window.page
        if isinstance(page, Page) and not page.locked:
            page.lock(BUSY_WORDS[step])

    def _show_challenge(self, state: Challenged) -> None:
        page, before = self._challenge_page, self._challenge
        fresh = page is None or type(state.challenge) is not type(before)
        if page is None or fresh:
            self._close_challenge()
            page = self._make_challenge_page(state.challenge)
        elif isinstance(page, CodePage):
            page.renew(state.challenge)
        self._challenge, self._challenge_page = state.challenge, page
        self._window.open(page)
        self._sign_in.password.set_text("")
        page.unlock()
        if fresh or state.news is not None:
            page.start()
        if state.fault is not None:
            page.show_fault(state.fault, of_fault(state.fault))
        elif state.news is not None:
            dest = getattr(state.challenge, "destination", "")
            page.bar.show_news(of_news(state.news, dest=dest))

    def _make_challenge_page(self, challenge: Challenge) -> ChallengePage:
        window = self._window
        page = PAGES[type(challenge)](challenge, window.plan.look)
        page.submitted.connect(window.answered)
        page.back.connect(window.back)
        page.cancelled.connect(window.cancelled)
        if isinstance(page, CodePage):
            page.resend.connect(window.resend)
        window.add(page)
        return page

    def _close_challenge(self) -> None:
        page, self._challenge_page, self._challenge = self._challenge_page, None, None
        if page is not None:
            page.forget()
            self._window.remove(page)

    def _show_signed_in(self, state: SignedIn) -> None:
        self._add_board()
        window, board = self._window, self._board()
        arriving = window.page is not board
        board.show_state(state)
        if arriving:
            window.open(board)
            self._close_challenge()
            self._sign_in.unlock()
            self._sign_in.forget()
            board.start()

    def _board(self) -> Dashboard:
        if self._dashboard is None:
            window = self._window
            board = self._dashboard = Dashboard(self.clipboard, window.plan.now)
            board.refresh.connect(window.refresh)
            board.save_again.connect(window.save_again)
            board.sign_out.connect(window.sign_out)
            board.sign_out_everywhere.connect(window.sign_out_everywhere)
        return self._dashboard

    def _add_board(self) -> None:
        if not self._board_added:
            self._board_added = True
            self._window.add(self._board())
