"""Between the window and the use cases: starts one coroutine at a time. Decides nothing about either side."""

from __future__ import annotations


from PySide6.QtCore import QObject, Qt, QTimer

from desktop_login.domain.answers import Answer, Credentials
from desktop_login.domain.schedule import TICK_S
from desktop_login.domain.states import News, SignedOut
from desktop_login.flow.session_keeper import SessionKeeper
from desktop_login.flow.sign_in import SignInFlow
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.single_task import SingleTask, Spawn

KEYCHAIN_IS_SLOW_MS = 3000


class Controller(QObject):
    """Exists before the use cases do: what the person submits meanwhile waits for them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._flow: SignInFlow | None = None
        self._keeper: SessionKeeper | None = None
        self._waiting: Credentials | None = None
        self._conversation = SingleTask()
        self._upkeep = SingleTask()
        self._restoring = False
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._tick.setInterval(int(TICK_S * 1000))
        self._tick.timeout.connect(self.tick)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(KEYCHAIN_IS_SLOW_MS)
        self._patience.timeout.connect(self._keychain_is_slow)
        window.submitted.connect(self._sign_in)
        window.answered.connect(self._answer)
        window.resend.connect(self._resend)
        window.back.connect(self._leave)
        window.cancelled.connect(self._cancel)
        window.refresh.connect(self._refresh)
        window.save_again.connect(self._save_again)
        window.sign_out.connect(lambda: self._sign_out(everywhere=False))
        window.sign_out_everywhere.connect(lambda: self._sign_out(everywhere=True))

    def open(
        self, flow: SignInFlow, keeper: SessionKeeper, spawn: Spawn, *, restore: bool
    ) -> None:
        """Everything is warmed up: from now on asks are carried out."""
        self._flow, self._keeper = flow, keeper
        self._conversation.spawn = self._upkeep.spawn = spawn
        self._tick.start()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._sign_in(waiting)
        elif restore:
            self._restoring = True
            self._patience.start()
            self._upkeep.start(self._restore())

    def close(self) -> None:
        self._tick.stop()
        self._patience.stop()
        self._flow = self._keeper = None

    def tick(self) -> None:
        if self._keeper is not None:
            self._upkeep.start(self._keeper.tick())

    def _sign_in(self, credentials: Credentials) -> None:
        if self._flow is None or self._keeper is None:
            self._waiting = credentials
            return
        self._restoring = False
        self._keeper.stop_restoring()
        self._conversation.start(self._flow.sign_in(credentials))

    def _answer(self, answer: Answer) -> None:
        if self._flow is not None:
            self._conversation.start(self._flow.answer(answer))

    def _resend(self) -> None:
        if self._flow is not None:
            self._conversation.start(self._flow.resend())

    def _leave(self) -> None:
        if self._flow is not None:
            self._conversation.let_go()
            self._flow.leave()

    def _cancel(self) -> None:
        self._waiting = None
        if self._restoring and self._keeper is not None:
            self._restoring = False
            self._keeper.stop_restoring()
            self._window.show_state(SignedOut())
        elif self._flow is not None:
            self._conversation.let_go()
            self._flow.cancel()
        else:
            self._window.show_state(SignedOut())

    def _refresh(self) -> None:
        if self._keeper is not None:
            self._upkeep.start(self._keeper.refresh_now())

    def _save_again(self) -> None:
        if self._keeper is not None:
            self._upkeep.start(self._keeper.save_again())

    def _sign_out(self, *, everywhere: bool) -> None:
        if self._keeper is not None:
            self._upkeep.let_go()
            self._conversation.start(self._keeper.sign_out(everywhere))

    async def _restore(self) -> None:
        if self._keeper is None:
            return
        found = await self._keeper.restore()
        self._patience.stop()
        still_waiting, self._restoring = self._restoring, False
        if not found and still_waiting and self._window.page is not self._window.sign_in:
            self._window.show_state(SignedOut())

    def _keychain_is_slow(self) -> None:
        """The window must be usable, whatever the keychain does."""
        if self._restoring:
            self._window.show_state(SignedOut(news=News.WAITING_FOR_KEYCHAIN))


