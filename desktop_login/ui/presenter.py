"""What stands in the window in a state: sign-in page, dashboard, or the page of a question. Decides no next state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop_login.domain.browser import ContinueInBrowser
from desktop_login.domain.errors import NOT_REACHED, AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import AccountOverview, ConfirmAccount, ResetPassword
from desktop_login.domain.states import (
    Activity,
    Asked,
    DashboardState,
    Notice,
    Question,
    RefreshFailed,
    SignedIn,
    SignedOut,
    State,
    Working,
)
from desktop_login.messages.account import PASSWORD_CHANGED
from desktop_login.messages.inputs import ACCOUNT_CONFIRMED
from desktop_login.messages.message import Message, message
from desktop_login.messages.select import BUSY_WORDS
from desktop_login.messages.translate import translate
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.dashboard_ahead import DashboardAhead
from desktop_login.ui.error_view import (
    ErrorView,
    error_view,
    late_error_view,
    notice_view,
    reads_session_again,
    success,
)
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.passkey_invitation import PasskeyInvitation
from desktop_login.ui.question_pages import QuestionPages
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.question_page import QuestionPage
from desktop_login.ui.widgets.toast import WITH_ACTION_S, toast_of

# What succeeded before a sign-in that follows by itself, and what is said of it at the end of that.
_AFTER_SIGN_IN: Mapping[Notice, Message] = {
    Notice.CONFIRMED_SIGNING_IN: ACCOUNT_CONFIRMED,
    Notice.ALREADY_CONFIRMED: ACCOUNT_CONFIRMED,
    Notice.PASSWORD_RESET_SIGNING_IN: PASSWORD_CHANGED,
}
# Of the news on a page that lies open, what asks somebody to do something.
_ASKS_FOR_ACTION = frozenset({Notice.PASSKEY_REMOVED})
# Reasons for a page that the user did not ask for: the sentence replaces the usual one.
_LEADS_HERE = frozenset({ErrorCode.NOT_CONFIRMED, ErrorCode.RESET_REQUIRED})


class Presenter:
    """Shows states in a window. While somebody is signed in, questions lie over the dashboard,
    which goes on below them."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._sign_in = window.sign_in
        self._signed_in: SignedIn | None = None
        self._over_board = False
        self._delayed: Message | None = None
        self._left_from: QWidget | None = None
        self._floating = ""  # a notice of the account, above its page
        self.clipboard = SecretClipboard(window)
        self._invitation = PasskeyInvitation(window)
        self._asked = QuestionPages(window, self.clipboard)
        self._ahead = DashboardAhead(window, self.clipboard)
        window.closing.connect(self.clipboard.clear_if_ours)

    def preparations(self) -> list[Callable[[], object]]:
        """Return what can be made while the user types, in steps that fit between two frames."""
        return self._ahead.preparations()

    def show(self, state: State) -> None:
        returned = self._asked.waits_for_browser and _is_return(state)
        self._present(state)
        if returned:
            self._window.call_back()

    def _present(self, state: State) -> None:
        match state:
            case SignedOut():
                self._show_signed_out(state)
            case Working():
                self._show_working(state)
            case Asked():
                self._show_question(state)
            case DashboardState(notice=notice):
                self._show_home(notice)
            case SignedIn():
                self._show_signed_in(state)
            case _:
                assert_never(state)

    def hide_secrets(self) -> None:
        """The screen is locked, or about to be shown to others."""
        self._ahead.hide_token()

    def invite(self) -> None:
        """Offer a passkey to who is signed in, below the dashboard."""
        if self._signed_in is not None:
            self._invitation.show(self._ahead.board, self._signed_in.session.identity)

    def show_problem(self, error_info: AuthErrorInfo) -> None:
        """An error inside the program: said on the page that is open; nothing else changes."""
        page = self._window.page
        if isinstance(page, Page):
            page.unlock()
        if isinstance(page, Page | Dashboard):
            page.bar.show_view(error_view(error_info))
        else:
            self._window.notify(error_view(error_info).message)

    def close(self) -> None:
        """The window goes on with another pool; a secret that was copied here does not stay."""
        self._signed_in = None
        self._invitation.withdraw()
        self._ahead.close()
        self.clipboard.clear_if_ours()
        self.clipboard.deleteLater()

    def _show_signed_out(self, state: SignedOut) -> None:
        page, came_from = self._sign_in, self._window.ground
        if state.late:
            if came_from is page and not page.locked:
                self._show_late(state)
            return
        arriving = came_from is not page
        self._signed_in = self._delayed = None
        self._window.top_bar.forget_user()
        self._invitation.withdraw()
        self._close_question()
        self._ahead.forget()
        if arriving:
            page.forget()
        if state.account and arriving:
            self._window.keep_address(state.account)
        self._window.open(page)
        page.unlock()
        if arriving:
            page.start()
        if state.error_info is not None:
            if reads_session_again(state.error_info, self._window.config.restoring):
                page.try_again_means(self._restore_again)
            page.show_error(self._view_of(state.error_info))
        elif state.notice is not None:
            page.bar.show_view(notice_view(state.notice, until=state.until))
        _keep_focus_on(page)
        self._window.show_signed_in(False)
        if page.lacks_offer:
            self._window.offer_wanted.emit()
        if arriving and state.notice is Notice.SIGNED_OUT:
            self._window.offer_accounts(page.bar.text)

    def _view_of(self, error_info: AuthErrorInfo) -> ErrorView:
        config = self._window.config
        return error_view(
            error_info,
            username_label=config.ui_config.username_label,
            restoring=config.restoring,
        )

    def _show_late(self, state: SignedOut) -> None:
        """What has come of a sign-out, if nothing else has begun since."""
        bar = self._sign_in.bar
        if state.error_info is not None:
            bar.show_view(late_error_view(self._as_called(state.error_info)))
        elif state.notice is not None:
            bar.show_view(notice_view(state.notice, until=state.until))
        self._window.tell_chooser(bar.text)

    def _as_called(self, error_info: AuthErrorInfo) -> AuthErrorInfo:
        """With the provider's name as the buttons have it."""
        if error_info.code is not ErrorCode.PROVIDER_STAYS_SIGNED_IN:
            return error_info
        return replace(error_info, name=self._window.config.ui_config.called(error_info.name))

    def _restore_again(self) -> None:
        self._sign_in.lock(BUSY_WORDS[Activity.RESTORING], self._restore_again)
        self._window.restore_again.emit()

    def _show_working(self, state: Working) -> None:
        page = self._window.ground
        if not isinstance(page, Page):
            return
        if not page.locked:
            page.lock(BUSY_WORDS[state.activity])
        if state.notice is not None:
            self._delayed = _AFTER_SIGN_IN.get(state.notice)
            page.lock(BUSY_WORDS[state.activity])
            page.bar.show_view(notice_view(state.notice))

    def _show_question(self, state: Asked) -> None:
        question, open_page = state.question, self._asked.page_that_takes(state.question)
        who = self._signed_in.session.identity if self._signed_in is not None else None
        page = open_page or self._asked.new_page(question, who)
        if isinstance(question, ConfirmAccount | ResetPassword):
            self._window.keep_address(question.account)
        if self._window.page is self._ahead.made:
            self._left_from = QApplication.focusWidget()
        self._over_board = who is not None
        self._window.open(page)
        self._sign_in.password.set_text("")
        page.unlock()
        if open_page is None:
            self._take_away_notice()
        if state.notice is Notice.PASSKEY_ADDED:
            self._asked.begin_at_passkeys()
        if open_page is None or state.notice is not None:
            page.start()
        self._say_with(page, state)
        _keep_focus_on(page)

    def _say_with(self, page: QuestionPage[Question], state: Asked) -> None:
        """What has led to the question, or gone wrong with the last answer."""
        if state.error_info is not None:
            view = self._view_of(state.error_info)
            if state.error_info.code in _LEADS_HERE:
                page.say(view.message)
            else:
                page.show_error(view)
        elif state.notice is not None:
            view = _notice_on_page(state.notice, state.question)
            stays = state.notice in _ASKS_FOR_ACTION
            if isinstance(state.question, AccountOverview) and not stays:
                self._floating = translate(view.message)
                toast_of(page).show(self._floating, WITH_ACTION_S)
            else:
                page.bar.show_view(view)
            if state.notice is Notice.PASSKEY_ADDED:
                self._invitation.withdraw()
        else:
            self._show_delayed(page)

    def _take_away_notice(self) -> None:
        """It would lie over the form of the next page. What else floats there stays."""
        floating, self._floating = self._floating, ""
        if floating and toast_of(self._window).text == floating:
            toast_of(self._window).clear()

    def _close_question(self) -> None:
        self._over_board = False
        self._asked.close()

    def _show_home(self, notice: Notice | None) -> None:
        if self._signed_in is None:
            return  # signed out meanwhile
        board = self._ahead.board
        self._open_home(board)
        self._close_question()
        if self._left_from is not None and isValid(self._left_from):
            self._left_from.setFocus()  # where one was before
        if notice is not None:
            board.say(notice_view(notice).message, WITH_ACTION_S)

    def _show_signed_in(self, state: SignedIn) -> None:
        self._ahead.add()
        self._signed_in = state
        self._window.show_signed_in(True)
        window, board = self._window, self._ahead.board
        arriving = not self._over_board and window.ground not in (board, window.home)
        board.show_state(state, arriving=arriving)
        self._show_user(state)
        if not arriving:
            return
        window.grow()
        who = state.session.identity
        typed = self._sign_in.username.text().strip()
        through = state.session.tokens.through
        if through is not None:  # whoever came back from the browser
            typed = ""
            window.keep_address(who.email or who.username, through.provider)
        window.remember_account(typed or who.email or who.username, who.name)
        self._close_question()
        self._sign_in.unlock()
        self._sign_in.forget()
        self._open_home(board)
        self._show_delayed(board)
        if self._invitation.may_be(who):
            window.invitation_wanted.emit()

    def _open_home(self, board: Dashboard) -> None:
        """The dashboard, or what another program shows in its place."""
        home = self._window.home
        self._window.open(board if home is None else home)
        if home is None:
            board.start()
        elif isinstance(home, Page):
            home.start()
        else:
            home.setFocus()

    def _show_delayed(self, page: Page | Dashboard) -> None:
        """Once, on the page that the sign-in has led to. The dashboard's bar is for what needs somebody,
        and is soon wanted for that."""
        sentence, self._delayed = self._delayed, None
        if sentence is None:
            return
        if isinstance(page, Dashboard):
            page.say(message(sentence), WITH_ACTION_S)
        else:
            page.bar.show_view(success(message(sentence)))

    def _show_user(self, state: SignedIn) -> None:
        who, freshness = state.session.identity, state.freshness
        offline = isinstance(freshness, RefreshFailed) and freshness.error_info.code in NOT_REACHED
        address = who.email or who.username or who.subject
        self._window.mark_demo_user(address)
        self._window.top_bar.show_user(who.name, address, offline=offline)
        through = state.session.tokens.through is not None
        self._window.top_bar.offer_browser(self._window.leaves_browser if through else None)


def _is_return(state: State) -> bool:
    """Whether the browser has come back, and the person may still look at it."""
    match state:
        case Working(activity=activity):
            return activity is Activity.FINISHING
        case SignedOut(error_info=error_info):
            return error_info is not None and error_info.code is not ErrorCode.CANCELLED
        case Asked(question=ContinueInBrowser()):
            return False
        case _:
            return True


def _keep_focus_on(page: Page) -> None:
    """Give the focus back to the page: it was lost when the page was locked, which has it itself then."""
    if not page.isVisible():
        return  # something that a person has opened lies over it
    # asked of the window, which remembers it while another program's window is the active one
    focused = page.window().focusWidget()
    if focused is None or focused is page or not page.isAncestorOf(focused):
        page.start()


def _notice_on_page(notice: Notice, question: Question) -> ErrorView:
    """Return the view of a notice, with what the page's question knows about it."""
    details = question.details if isinstance(question, AccountOverview) else None
    return notice_view(
        notice,
        dest=getattr(question, "destination", ""),
        method=details.preferred if details is not None else None,
    )
