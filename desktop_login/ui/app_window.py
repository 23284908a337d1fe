"""The life of a pool's window: show and paint first, warm up behind it, then open for business. Builds no adapter."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.qt_constants import NEXT_TURN_MS
from desktop_login.ui.theme import Theme, theme_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_login.domain.errors import AuthErrorInfo
    from desktop_login.domain.states import State
    from desktop_login.flow.services import AuthServices, DemoInspector, ServiceFactory
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.ui.application import LoopMaker
    from desktop_login.ui.controller import Controller
    from desktop_login.ui.desktop_watch import DesktopWatch
    from desktop_login.ui.live_session import LiveSession
    from desktop_login.ui.presenter import Presenter
    from desktop_login.ui.state_hub import StateHub
    from desktop_login.ui.warm_up import Built


WARM_UP = "warm-up"  # the name of its thread


class AppWindow(QObject):
    """One window with everything behind it, from `show()` to `close()`.

    Args:
        app: The application.
        config: What the window shows before anything is loaded.
        factory: Makes the services of its pool on a worker thread; None without a pool.
        loop: Makes the event loop, or returns the one that is there.
        session: A session that is in use already, in place of a new one from `factory`.
        window: The window that another pool has let go, in place of a new one.
        before_warm_up: Called on the thread of the warm-up before anything is imported there.
        around_warm_up: What holds for the process while the warm-up runs on its thread: a garbage
            collection would stop the window for longer than a frame.
        dressed: Makes the theme of a new window that is a guest in another program; without it
            the window wears that of the application.

    Emits `opened()` once, when it is ready, and `cannot_run(ImportError)` if a part of the program
    cannot be loaded.
    """

    opened = Signal()
    cannot_run = Signal(object)

    def __init__(
        self,
        app: QApplication,
        config: WindowConfig,
        factory: ServiceFactory | None,
        loop: LoopMaker,
        *,
        session: LiveSession | None = None,
        window: MainWindow | None = None,
        before_warm_up: Callable[[], object] = lambda: None,
        around_warm_up: Callable[[], AbstractContextManager[None]] = nullcontext,
        dressed: Callable[[MainWindow], Theme] | None = None,
    ) -> None:
        super().__init__(app)  # deleted by close(), not by the last reference
        self._app = app
        self._config = config
        self._factory = factory
        self._make_loop = loop
        self._before_warm_up = before_warm_up
        self._around_warm_up = around_warm_up
        self.session = session
        if session is not None:
            session.enter(self)  # before the window that it replaces leaves it
        self._states: StateHub | None = None
        self._presenter: Presenter | None = None
        self.demo: DemoInspector | None = None
        self.controller: Controller | None = None
        self._closed = False
        self._finished = False
        self._failed = False
        self._desktop: DesktopWatch | None = None
        if window is None:
            self.window = MainWindow(config)
            self._theme = theme_of(app) if dressed is None else dressed(self.window)
            self._theme.dress()
        else:
            self.window, self._theme = window, theme_of(app)
        self._connections = [
            # one turn later, so that the picture is on screen before anything else happens
            self.window.first_painted.connect(lambda: QTimer.singleShot(0, self, self._warm_up)),
            self.window.submitted.connect(self._asked),
            self.window.browser.connect(self._asked),
            self.window.create_account.connect(self._asked),
            self.window.forgot_password.connect(self._asked),
            self.window.cancelled.connect(self._cancelled),
        ]
        if window is not None:
            window.change(config)

    def show(self) -> None:
        self.window.show()

    def start_hidden(self) -> None:
        """Open for business without a window on screen: it is shown when it is wanted."""
        QTimer.singleShot(0, self.window, self.window.page_painted)

    def come_forward(self) -> None:
        """Raise the window, because the program was started a second time."""
        self.window.come_forward()

    def close(self) -> None:
        """For good: everything of this window goes as soon as Qt has returned from its widgets."""
        if not self._closed:
            self._leave()
            self.window.close()
            self.window.deleteLater()

    def let_go(self, *, give_up: bool = False) -> MainWindow:
        """The window stays on screen, for another pool; everything behind it goes.

        `give_up` also drops a sign-in that nobody has finished, with its password; tokens that come
        for it late are revoked. Who is signed in stays so.
        """
        self._leave()
        session = self.session
        if give_up and session is not None and session.states.latest is None:
            session.services.coordinator.cancel()
        return self.window

    def _leave(self) -> None:
        self._closed = True
        while self._connections:
            QObject.disconnect(self._connections.pop())
        if self._desktop is not None:
            self._desktop.stop()
        if self.controller is not None:
            self.controller.close()
            self.controller = None
        if self._states is not None:
            self._states.remove(self._show)
        if self.session is not None:
            self.session.leave_key()
            self.session.leave(self)
        presenter, self._presenter = self._presenter, None
        if presenter is not None:
            presenter.close()
        self.deleteLater()

    def report(self, error: BaseException) -> None:
        """Show that something unexpected has happened; the program goes on."""
        from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, RequestInfo
        from desktop_login.ui.presenter import Presenter

        if self._closed:
            return  # of what was left running when the window was closed
        if isinstance(error, ImportError):
            self.cannot_run.emit(error)
        if self._presenter is None:
            self._presenter = Presenter(self.window)
        self._presenter.show_problem(
            AuthErrorInfo(ErrorCode.IN_THE_APP, RequestInfo(code=type(error).__name__))
        )

    def _warm_up(self) -> None:
        self._failed = False
        factory = None if self.session is not None else self._factory
        # a thread holds no window
        before, around = self._before_warm_up, self._around_warm_up

        def build() -> Built:
            from desktop_login.ui import warm_up

            before()
            with around():
                return warm_up.build(factory)

        self._start_in_background(build, self._built, self._not_ready, WARM_UP, finish=True)

    def _built(self, made: Built) -> None:
        from desktop_login.ui import warm_up

        self._load(made, [*warm_up.imports(), self._make_loop.prepare])

    def _load(self, made: Built, steps: list[Callable[[], object]]) -> None:
        """One step a turn, then open for business."""
        if self._closed:
            return
        if not steps:
            self._warmed_up(made)
            return
        try:
            steps[0]()
        except Exception as error:  # noqa: BLE001 - the window shows every failure
            from desktop_login.system.log import report

            report(error, WARM_UP)
            self._not_ready(error)
            return
        QTimer.singleShot(NEXT_TURN_MS, self, lambda: self._load(made, steps[1:]))

    def _start_in_background(
        self,
        call: Callable[[], object],
        done: Callable[..., None],
        failed: Callable[..., None],
        name: str,
        *,
        finish: bool = False,
    ) -> None:
        from desktop_login.ui.background_call import BackgroundCall

        background = BackgroundCall(self)
        background.done.connect(done)
        background.failed.connect(failed)
        background.start(call, name, finish=finish)

    def _not_ready(self, error: BaseException) -> None:
        """End what waited for the warm-up, which has failed. The next try builds again."""
        from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
        from desktop_login.domain.states import SignedOut

        if self._closed:
            return
        self._failed = True
        self.window.waiting = None
        if isinstance(error, AuthError):
            error_info = error.error_info
        else:
            error_info = AuthErrorInfo(ErrorCode.IN_THE_APP, RequestInfo(code=type(error).__name__))
        if not self._config.configured:
            self.report(error)
        else:
            if isinstance(error, ImportError):
                self.cannot_run.emit(error)
            self._end_waiting(SignedOut(error_info))
        self._one_a_turn(self._finishing())

    def _asked(self) -> None:
        """What was asked waits in the window; after a failure the warm-up is tried once more."""
        if self._failed and self.controller is None:
            self._warm_up()

    def _cancelled(self) -> None:
        """Before the warm-up is done there is no controller to end the waiting."""
        from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
        from desktop_login.domain.states import SignedOut

        if self.controller is None:
            self._end_waiting(SignedOut(AuthErrorInfo(ErrorCode.CANCELLED)))

    def _end_waiting(self, state: State) -> None:
        if self._closed:
            return  # by whoever ends the program
        from desktop_login.ui.presenter import Presenter

        if self._presenter is None:
            self._presenter = Presenter(self.window)
        self._presenter.show(state)

    def _finishing(self) -> list[Callable[[], object]]:
        """What the first paint did not wait for, once."""
        if self._finished:
            return []
        self._finished = True
        return [
            self.window.finish,
            self._theme.follow,
            self.opened.emit,
        ]

    def _show(self, state: State) -> None:
        if self._presenter is not None:
            self._presenter.show(state)

    def say(self, words: FormattedMessage) -> None:
        """Show a sentence on the open page."""
        from desktop_login.ui.error_view import remark
        from desktop_login.ui.widgets.page import Page

        page = self.window.page
        if isinstance(page, Page):
            page.bar.show_view(remark(words))
        else:
            self.window.notify(words)

    def _warmed_up(self, made: Built) -> None:
        if self._closed:
            return  # another profile was chosen while this one was warming up
        if self.session is None and made is not None:
            from desktop_login.ui.live_session import LiveSession

            spawn = self._make_loop(self.report).spawn
            self.session = LiveSession(self._app, *made, spawn)
            self.session.enter(self)
        if self.session is None:
            self._one_a_turn(self._finishing())
        else:
            self._open(self.session)

    def _open(self, session: LiveSession) -> None:
        from desktop_login.ui.controller import Controller
        from desktop_login.ui.desktop_watch import DesktopWatch
        from desktop_login.ui.presenter import Presenter

        services = session.services
        presenter = self._presenter = self._presenter or Presenter(self.window)
        self._states = session.states
        self._states.add(self._show)
        spawn = self._make_loop(self.report).spawn
        self.controller = Controller(self.window, presenter, session, spawn)
        self.controller.open(restore=self._restoring())
        desktop = self._desktop = DesktopWatch(
            self, self._app, self.window, session, presenter.hide_secrets
        )
        self.demo = services.demo
        # one thing a turn: together they would take longer than a frame
        self._one_a_turn(
            [
                lambda: self._show_demo(services),
                lambda: self._say_trouble(services.trouble),
                lambda: self._try_keychain(services),
                *presenter.preparations(),
                lambda: desktop.reach_out(self.report),
                *self._finishing(),
            ]
        )

    def _restoring(self) -> bool:
        """Whether to restore a session: not if the user cancelled it during the warm-up."""
        if not self._config.restoring:
            return False
        from desktop_login.ui.pages.restoring import RestoringPage

        return isinstance(self.window.ground, RestoringPage)

    def _one_a_turn(self, steps: list[Callable[[], object]]) -> None:
        if steps and not self._closed:
            steps[0]()
            QTimer.singleShot(NEXT_TURN_MS, self, lambda: self._one_a_turn(steps[1:]))

    def _show_demo(self, services: AuthServices) -> None:
        if self.window.demo_panel is not None and services.demo is not None:
            self.window.demo_panel.attach(services.demo)

    def _try_keychain(self, services: AuthServices) -> None:
        attempt = services.try_keychain
        if attempt is None or self._config.restoring:
            return  # reading the stored session will tell
        self._start_in_background(attempt, self._say_keychain, self.report, "keychain trial")

    def _say_keychain(self, works: bool) -> None:
        from desktop_login.domain.errors import AuthErrorInfo, ErrorCode

        self._say_trouble(None if works else AuthErrorInfo(ErrorCode.KEYCHAIN))

    def _say_trouble(self, error_info: AuthErrorInfo | None) -> None:
        """On a sign-in page where nothing else is being said or done."""
        from desktop_login.domain.states import SignedOut

        if self._closed or error_info is None:
            return
        page = self.window.sign_in
        if self.window.page is page and not page.locked and not page.bar.text:
            self._show(SignedOut(error_info))
