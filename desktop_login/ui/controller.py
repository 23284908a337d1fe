"""Between the window and the use cases: starts one coroutine at a time. Decides nothing about either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_login.domain.answers import Answer, Credentials
from desktop_login.domain.browser import BrowserSignIn, ContinueInBrowser
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.domain.states import Notice, SignedOut
from desktop_login.ui.live_session import LiveSession
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.single_task import SingleTask, Spawn

if TYPE_CHECKING:
    from desktop_login.ui.api_panel import ApiPanel

KEYCHAIN_IS_SLOW_MS = 3000


class Controller(QObject):
    """Made when the use cases are ready. A form that was submitted before waits in the window."""

    def __init__(
        self,
        window: MainWindow,
        presenter: Presenter,
        session: LiveSession,
        spawn: Spawn,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._presenter = presenter
        self._session = session
        self._coordinator = session.services.coordinator
        self._session_manager = session.services.session_manager
        self._conversation = SingleTask(spawn)
        self._search = SingleTask(spawn)
        self._upkeep = session.upkeep
        self._invitation = SingleTask(spawn)
        self._spawn = spawn
        self._api_panel: ApiPanel | None = None
        self._restoring = False
        self._closed = False
        self._searched = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(KEYCHAIN_IS_SLOW_MS)
        self._patience.timeout.connect(self._keychain_is_slow)
        self._connections = [
            window.submitted.connect(self._sign_in),
            window.browser.connect(self._sign_in_with_browser),
            window.offer_wanted.connect(self._find_browser_page),
            window.closing.connect(self._wait_no_longer),
            window.create_account.connect(self._create_account),
            window.forgot_password.connect(self._forgot_password),
            window.account_wanted.connect(self._open_account),
            window.api_wanted.connect(self._try_api),
            window.passkey_wanted.connect(self._add_passkey),
            window.invitation_wanted.connect(self._look_for_invitation),
            window.answered.connect(self._answer),
            window.resend.connect(self._resend),
            window.back.connect(self._leave),
            window.cancelled.connect(self._cancel),
            window.refresh.connect(self._refresh),
            window.save_again.connect(self._save_again),
            window.restore_again.connect(self._restore_again),
            window.sign_out.connect(lambda: self._sign_out(everywhere=False)),
            window.sign_out_everywhere.connect(lambda: self._sign_out(everywhere=True)),
        ]

    def open(self, *, restore: bool) -> None:
        """From now on asks are carried out."""
        latest, question = self._session.states.latest, self._session.states.question
        if self._window.waiting is not None:
            self._window.waiting()
        elif self._session_manager.session is not None and latest is not None:
            self._presenter.show(latest)  # it was in use before this window
            if question is not None:
                self._presenter.show(question)
            self._session.tick()
        elif question is not None:
            self._presenter.show(question)
        elif restore:
            self._restoring = True
            self._patience.start()
            self._upkeep.start(self._restore())
        if self._window.ground is self._window.sign_in:
            self._find_browser_page()

    def close(self) -> None:
        """What runs goes on to its end, a sign-out above all, and touches the window no more."""
        self._closed = True
        if self._api_panel is not None:
            self._api_panel.close()
        self._patience.stop()
        while self._connections:
            QObject.disconnect(self._connections.pop())
        self.deleteLater()

    def _sign_in(self, credentials: Credentials) -> None:
        self._take_over()
        self._conversation.start(self._coordinator.sign_in(credentials))

    def _sign_in_with_browser(self, request: BrowserSignIn) -> None:
        self._take_over()
        self._conversation.start(self._coordinator.sign_in_with_browser(request))

    def _find_browser_page(self) -> None:
        """Once: whether the browser can be offered, where the settings do not say so."""
        if self._window.sign_in.lacks_offer and not self._searched:
            self._searched = self._search.start(self._look_for_browser_page())

    async def _look_for_browser_page(self) -> None:
        host = await self._coordinator.find_domain()
        if host and not self._closed:
            self._window.sign_in.offer_browser()

    def _wait_no_longer(self) -> None:
        """The window is closed: nobody is there to whom the browser could come back."""
        asked = self._session.states.question
        if asked is not None and isinstance(asked.question, ContinueInBrowser):
            self._leave()

    def _create_account(self, email: str, remember: bool) -> None:
        self._take_over()
        self._coordinator.create_account(email, remember)

    def _forgot_password(self, account: str, remember: bool) -> None:
        self._take_over()
        self._coordinator.forgot_password(account, remember)

    def _open_account(self) -> None:
        self._conversation.start(self._coordinator.open_account())

    def _try_api(self) -> None:
        """Made and loaded when it is wanted for the first time."""
        make_desk = self._session.services.api
        if make_desk is None or self._session.states.latest is None:
            return  # a key of the window, while nobody is signed in
        if not self._window.config.ui_config.show.api_tryout:
            return
        if self._api_panel is None:
            from desktop_login.ui.api_panel import ApiPanel

            self._api_panel = ApiPanel(
                self._window,
                make_desk(),
                self._session.states,
                self._spawn,
                self._presenter.clipboard,
                self._window.config.now,
            )
        self._api_panel.open()

    def _add_passkey(self) -> None:
        self._conversation.start(self._open_and_add())

    async def _open_and_add(self) -> None:
        """The account first: that is where a person comes back to, and where the reason stands if
        no passkey can be added."""
        await self._coordinator.open_account()
        asked = self._session.states.question
        if asked is None or asked.error_info is not None:
            return
        if isinstance(asked.question, AccountOverview) and asked.question.details is not None:
            await self._coordinator.answer(PasskeyAction.ADD)

    def _look_for_invitation(self) -> None:
        """Behind the dashboard, which waits for nothing."""
        self._invitation.let_go()
        self._invitation.start(self._invite())

    async def _invite(self) -> None:
        invitation = self._session.services.invitation
        if invitation is not None and await invitation.is_due() and not self._closed:
            self._presenter.invite()

    def _take_over(self) -> None:
        """Drop a form that waits and a session that is being restored: the user has begun something else."""
        self._window.waiting = None
        self._restoring = False
        self._session_manager.stop_restoring()

    def _answer(self, answer: Answer) -> None:
        self._conversation.start(self._coordinator.answer(answer))

    def _resend(self) -> None:
        self._conversation.start(self._coordinator.resend())

    def _leave(self) -> None:
        self._conversation.let_go()
        self._coordinator.leave()

    def _cancel(self) -> None:
        if self._restoring:
            self._restoring = False
            self._session_manager.stop_restoring()
            self._presenter.show(SignedOut())
        else:
            self._conversation.let_go()
            self._coordinator.cancel()

    def _refresh(self) -> None:
        self._upkeep.start(self._session_manager.refresh_now())

    def _save_again(self) -> None:
        self._upkeep.start(self._session_manager.save_again())

    def _restore_again(self) -> None:
        self._restoring = True
        self._upkeep.let_go()
        self._upkeep.start(self._restore())

    def _sign_out(self, *, everywhere: bool) -> None:
        # not as the conversation: the user may sign in again before the server has answered
        self._conversation.let_go()
        self._upkeep.let_go()
        self._upkeep.start(self._session_manager.sign_out(everywhere, self._window.leaves_browser))

    async def _restore(self) -> None:
        found = await self._session_manager.restore()
        if self._closed:
            return
        self._patience.stop()
        still_waiting, self._restoring = self._restoring, False
        page = self._window.sign_in
        if not found and still_waiting and (self._window.ground is not page or page.locked):
            self._presenter.show(SignedOut())

    def _keychain_is_slow(self) -> None:
        """Show the sign-in page: the window must be usable while the keychain does not answer."""
        if self._restoring:
            self._presenter.show(SignedOut(notice=Notice.WAITING_FOR_KEYCHAIN))
