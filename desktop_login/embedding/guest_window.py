"""The window of a session in another program: the program's own window, dressed alone and with the session's thread behind it."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, failed
from desktop_login.domain.states import SignedIn, SignedOut, State
from desktop_login.embedding.after_paint import load_here, show_icon
from desktop_login.embedding.extensions import Context, Slot
from desktop_login.embedding.host_parts import HostParts
from desktop_login.embedding.link_opener import LinkOpener
from desktop_login.embedding.session import MIN_LEFT_S
from desktop_login.embedding.unfinished import UnfinishedSignIn
from desktop_login.embedding.values import User, user_of
from desktop_login.messages.translate import language_in_use
from desktop_login.system.threads import wait_for_calls
from desktop_login.ui.app_window import WARM_UP, AppWindow
from desktop_login.ui.background_call import SignalBridge
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.theme import Theme, colours_in_force, put_in_force

if TYPE_CHECKING:
    from desktop_login.embedding.extensions import Page
    from desktop_login.embedding.furniture import Furniture
    from desktop_login.embedding.guest_agent import WindowAgent
    from desktop_login.embedding.handle import Handle
    from desktop_login.flow.ports import Listener
    from desktop_login.flow.services import AuthServices
    from desktop_login.ui.main_window import WindowConfig


_WARM_UP_END_S = 60.0  # it takes less than a second, on a computer that has time for it
_REFUSED_BY_HOOK = (ErrorCode.RULE_OF_SERVICE, ErrorCode.RULE_OF_SERVICE_SILENT)


class GuestWindow(QObject):
    """Emits `signed_in(User)`, `signed_out()` and `cancelled()`; see `SignInWindow`."""

    signed_in = Signal(object)
    signed_out = Signal()
    cancelled = Signal()
    _unwanted = Signal()
    _window_cancelled = Signal(int)  # which of them, counted from 0

    def __init__(
        self,
        application: QApplication,
        handle: Handle,
        over: QWidget | None,
        parent: QObject,
        slots: Mapping[str, Slot],
        pages: Sequence[Page],
        dashboard: Callable[[], object],
        *,
        agent: bool,
    ) -> None:
        super().__init__(parent)
        self._application = application
        self._handle = handle
        self._over = over
        self._parts = HostParts(slots, pages, dashboard, self._context, self._page_ended)
        self._user: User | None = None
        self._latest: SignedIn | None = None
        self._unfinished = UnfinishedSignIn(handle.place)
        self._giving_up = 0  # how many of them that are not done
        self._windows_gone = 0
        self._app_window: AppWindow | None = None
        self._abandoned: Callable[[], None] | None = None
        self._window_gone: Callable[[], None] = _nothing
        self._is_unwanted = False  # closed by the person or the host, who want it no more
        self._makes_way = False  # being closed because somebody is signed in
        self._hub: Listener | None = None
        self._refused: AuthErrorInfo | None = None  # by a hook, before there was a window to say it
        # the session's thread holds bridges, and no window
        states = self._states = SignalBridge()
        states.delivered.connect(self._heard)
        self._links = LinkOpener(self)
        ended = self._ended = SignalBridge()
        ended.delivered.connect(self.close)
        for stop in (handle.engine.listen(states.deliver), handle.when_closed(ended.deliver)):
            self.destroyed.connect(stop)
        self._agent: WindowAgent | None = None
        if agent:
            from desktop_login.embedding.guest_agent import WindowAgent

            self._agent = WindowAgent(handle)
            self.destroyed.connect(self._agent.end)

    @property
    def widget(self) -> QWidget | None:
        return self._app_window.window if self._app_window is not None else None

    @property
    def answers_commands(self) -> bool:
        return self._agent is not None and self._agent.is_asked

    def executed(self) -> User | None:
        """Who is signed in, or None if the window was closed. Runs local loops.

        A window comes up only where nobody is, or where a page of the host comes first.
        """
        self._is_unwanted = False
        user = self._restored()
        if user is not None or not isValid(self):
            return user
        if self._is_unwanted:
            self.cancelled.emit()
            return None
        loop, number = self._loop(), self._windows_gone

        def end(cancelled: int) -> None:
            """That of an earlier window may come late: its sign-in had to be given up first."""
            if cancelled == number:
                loop.quit()

        self.signed_in.connect(loop.quit)
        self._window_cancelled.connect(end)
        self.show()
        if self._user is None:
            loop.exec()
        if isValid(self):
            self._window_cancelled.disconnect(end)
        return self._user

    def _restored(self) -> User | None:
        """Who has a stored session, without a window and without a prompt."""
        bridge, loop = SignalBridge(), self._loop()
        bridge.delivered.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
        self._unwanted.connect(loop.quit)
        asked = self._handle.engine.submit(_user)
        asked.add_done_callback(lambda _: bridge.deliver())
        loop.exec()  # also where it is done: a sign-out before it is still on its way to this thread
        if not isValid(self):
            return None
        if not asked.done():  # the host has ended every loop, or wants this window no more
            self._is_unwanted = True
        if self._is_unwanted:
            return None
        if asked.cancelled():
            raise RuntimeError("the session is closed")
        user = asked.result() if asked.exception() is None else None
        trouble = self._handle.engine.trouble
        if trouble is not None and trouble.code in _REFUSED_BY_HOOK:
            self._refused = trouble
        if user is None or self._waits_for_page():
            return None
        self._arrived(user)
        return user

    def _loop(self) -> QEventLoop:
        """It ends when the host deletes this: nobody could end it after that."""
        loop = QEventLoop()
        self.destroyed.connect(loop.quit)
        return loop

    def show(self) -> None:
        self._is_unwanted = False
        if self._app_window is None:
            engine = self._handle.engine  # raises if it is closed, before there is a window
            made = self._app_window = self._made()
            gone, unfinished = self._window_gone, self._unfinished
            # names no part of this object: it is gone by then
            furniture = self._parts.furniture
            self._abandoned = lambda: _leave(made, gone, furniture, unfinished)
            self.destroyed.connect(self._abandoned)
            made.show()
            self._put_over()
            latest = engine.latest
            if latest is not None:  # signed in before this window
                self._latest = latest
                QTimer.singleShot(0, self, lambda: self._heard(latest))
        else:
            self._app_window.come_forward()

    def refill(self, name: str, slot: Slot) -> None:
        """The host has put something else into this slot."""
        self._parts.furniture.refill(name, slot)

    def close(self) -> None:
        self._is_unwanted = True
        self._unwanted.emit()
        self._hear_commands(False)
        self._close_window()

    def make_way(self) -> None:
        """Close the window because somebody is signed in: commands may ask all the same, unless it was
        closed meanwhile."""
        self._hear_commands(not self._is_unwanted)
        self._makes_way = True
        self._close_window()
        self._makes_way = False

    def _close_window(self) -> None:
        if self._app_window is not None:
            closing = self._app_window
            closing.window.close()
            self._gone(closing)

    def _hear_commands(self, wanted: bool) -> None:
        if self._agent is not None:
            if wanted:
                self._agent.begin()
            else:
                self._agent.end()

    def _made(self) -> AppWindow:
        from desktop_login.messages.translate import use_language
        from desktop_login.ui.remote_services import WindowLoop
        from desktop_login.ui.translation import system_language

        settings, place = self._handle.settings, self._handle.place
        use_language(settings.window.language or system_language())
        self._window_gone = place.have_window(self._links)
        config = self._config()
        made = AppWindow(
            self._application,
            config,
            self._build,
            WindowLoop(self),
            dressed=self._dressed,
        )
        window = made.window
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._parts.enter(window, nobody=self._handle.engine.latest is None)
        window.first_painted.connect(load_here)
        window.closing.connect(self._closing)
        made.opened.connect(lambda: show_icon(window, config.icon))
        made.opened.connect(self._opened)
        return made

    def _opened(self) -> None:
        self._hear_commands(True)

    def _config(self) -> WindowConfig:
        from desktop_login.app.window_config import memory_of, window_config
        from desktop_login.system.paths import config_folder
        from desktop_login.ui.bar_words import PoolMenu

        place, settings = self._handle.place, self._handle.settings
        pools = PoolMenu(place.name, is_guest=True)
        if place.folder is None:
            return window_config(settings, Path(), None, pools=pools)._replace(restoring=False)
        memory = memory_of(config_folder())
        return window_config(settings, place.folder, memory, pools=pools)

    def _dressed(self, window: MainWindow) -> Theme:
        settings = self._handle.settings
        theme = put_in_force(Theme(window, settings.brand))
        if settings.window.appearance != "system":
            theme.choose(settings.window.appearance)
        return theme

    def _build(self, listener: Listener) -> AuthServices:
        """On the warm-up's thread, which waits here for the session's."""
        from desktop_login.ui.remote_services import remote

        try:
            engine = self._handle.engine
            services = engine.submit(_itself, restore=False).result()
        except (RuntimeError, CancelledError):  # closed, and the window with it
            raise failed(ErrorCode.CANCELLED) from None
        self._hub = listener
        for state in (engine.latest, engine.question):
            if state is not None:  # it was there before this window
                listener(state)
        refused, self._refused = self._refused, None
        return remote(engine, services, self._unfinished)._replace(
            trouble=refused or services.trouble
        )

    def _put_over(self) -> None:
        """Over its parent, without being styled by it."""
        window = self.widget
        handle = window.windowHandle() if window is not None else None
        below = self._over.window().windowHandle() if self._over is not None else None
        if handle is not None and below is not None:
            handle.setTransientParent(below)

    def _heard(self, state: State) -> None:
        self._unfinished.heard(state)
        if isinstance(state, SignedIn):
            self._latest = state
            self._parts.make_home(user_of(state.session.identity), is_known=self._user is not None)
        if self._hub is not None:
            self._hub(state)
        if isinstance(state, SignedIn):
            self._parts.somebody_is_in()
        match state:
            case SignedIn() if not self._waits_for_page() and not self._giving_up:
                self._arrived(user_of(state.session.identity))
            case SignedOut(late=False):
                self._left()
            case _:
                pass

    def _left(self) -> None:
        user, self._user, self._latest = self._user, None, None
        self._parts.nobody_is_in()
        if user is not None:
            self.signed_out.emit()

    def _waits_for_page(self) -> bool:
        """Whether a page of the host comes before it knows that somebody is signed in."""
        return self._user is None and self._parts.outstanding

    def _context(self, user: User) -> Context:
        handle = self._handle
        return Context(
            user,
            language_in_use(),
            MappingProxyType(dict(colours_in_force())),
            lambda kind: handle.token_async(kind, MIN_LEFT_S),
        )

    def _page_ended(self) -> None:
        """What comes after a page of the host: the next one, or the dashboard."""
        if self._latest is not None:
            self._heard(replace(self._latest, notice=None))  # its news were shown

    def _arrived(self, user: User) -> None:
        if self._user is None:
            self._user = user
            self._unfinished.is_told()
            self.signed_in.emit(user)
            if self._parts.closes_for_who_is_signed_in and self._app_window is not None:
                QTimer.singleShot(0, self, self.make_way)

    def _closing(self) -> None:
        if not self._makes_way:
            self._is_unwanted = True
            self._hear_commands(False)
        closing = self._app_window  # by then there may be another one
        QTimer.singleShot(0, self, lambda: self._gone(closing))

    def _gone(self, app_window: AppWindow | None) -> None:
        if app_window is None or app_window is not self._app_window:
            return
        self._app_window = None
        number, self._windows_gone = self._windows_gone, self._windows_gone + 1
        if self._abandoned is not None:
            self.destroyed.disconnect(self._abandoned)
            self._abandoned = None
        self._hub = None
        self._parts.leave(cancelled=self._user is None)
        app_window.close()
        self._window_gone()
        if self._user is None:
            self._give_up(number)

    def _give_up(self, number: int) -> None:
        """A sign-in that was not finished leaves nothing: neither a question nor, after one that was
        under way or stopped at a page of the host, a session. One that was there before stays."""
        given_up = None
        if self._handle.is_closed:  # nobody can be signed out by it any more
            self._unfinished.drop()
        elif self._latest is None or self._unfinished.is_new:
            given_up = self._unfinished.give_up(pending=self._is_waiting())
        if given_up is None:
            self._tell_cancelled(number)
            return
        self._giving_up += 1
        bridge = SignalBridge()
        bridge.delivered.connect(self._given_up)
        given_up.add_done_callback(lambda _: bridge.deliver(number))

    def _is_waiting(self) -> bool:
        """Whether the session has not answered all that the window has asked of it. What was asked for
        in this turn of the loop is asked now: in the next one it would come after the end."""
        from desktop_login.ui.remote_services import WindowTask

        tasks = self.findChildren(WindowTask)
        for task in tasks:
            task.begin()
        return not all(task.done() for task in tasks)

    def _tell_cancelled(self, number: int) -> None:
        self._window_cancelled.emit(number)  # first: the host may delete this when it hears of it
        self.cancelled.emit()

    def _given_up(self, number: int) -> None:
        self._giving_up -= 1
        self._tell_cancelled(number)
        if isValid(self) and self._latest is not None:  # by somebody else, meanwhile
            self._heard(replace(self._latest, notice=None))


def _leave(
    app_window: AppWindow,
    gone: Callable[[], None],
    furniture: Furniture,
    unfinished: UnfinishedSignIn,
) -> None:
    """The host has deleted what made the window, without closing it: nothing of it goes on."""
    furniture.strip_all()
    if not QApplication.closingDown() and isValid(app_window) and isValid(app_window.window):
        app_window.close()
    gone()
    if not QApplication.closingDown():
        unfinished.give_up()


def _nothing() -> None:
    """There is no window yet."""


@atexit.register
def _let_the_warm_up_end() -> None:
    """The host may end while its thread makes Qt's types. Python would stop it there, which crashes."""
    wait_for_calls(_WARM_UP_END_S, WARM_UP)


async def _itself(services: AuthServices) -> AuthServices:
    return services


async def _user(services: AuthServices) -> User | None:
    session = services.session_manager.session
    return user_of(session.identity) if session is not None else None
