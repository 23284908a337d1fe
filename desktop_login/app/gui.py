"""The window of one run: which settings it is opened with, and what follows a choice in it.

Only what the first paint needs is imported here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.app.demo_life import DemoLife
from desktop_login.app.kept_sessions import KeptSessions, PoolInUse
from desktop_login.app.opener import WindowHandle, open_in_browser
from desktop_login.app.pools_shown import demo_menu, pool_menu
from desktop_login.app.run_settings import RunSettings
from desktop_login.app.second_start import SecondStart
from desktop_login.app.tray_host import TrayHost
from desktop_login.app.window_config import demo_window_config, memory_of, window_config
from desktop_login.cli.options import Options
from desktop_login.cli.status import WRONG_USE
from desktop_login.domain.pool import AuthFlow
from desktop_login.messages.message import message
from desktop_login.settings import Settings, SettingsError
from desktop_login.system import paths
from desktop_login.ui import bar_words

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from desktop_login.app.pool_removal import PoolRemoval
    from desktop_login.app.settings_news import SettingsNews
    from desktop_login.flow.ports import Listener
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.ui.app_window import AppWindow
    from desktop_login.ui.application import LoopHolder
    from desktop_login.ui.live_session import LiveSession
    from desktop_login.ui.main_window import MainWindow, Tools, WindowConfig
    from desktop_login.ui.pages.pool_connection import Connection
    from desktop_login.ui.single_task import Task, Work

CALLS_END_S = 2.0  # the warm-up takes less, a keychain that asks may take for ever


class Program:
    """One window a run; what is behind it changes with the pool that is chosen."""

    def __init__(
        self, app: QApplication, options: Options, settings: Settings, loop: LoopHolder
    ) -> None:
        self._app = app
        self._options = options
        self._settings = RunSettings(app, options, settings, self._not_written)
        self._loop = loop
        self._app_window: AppWindow | None = None
        self._demo = DemoLife(self._start_log)
        self._sessions = KeptSessions()
        self._shown: PoolInUse | None = None
        self._memory: QSettings | None = None
        self._removal: PoolRemoval | None = None
        self._tray = TrayHost(app, self._come_forward, self._switch_profile, self._keep_running)
        self._second_start = SecondStart(options, self._come_forward, self._spawn)
        self._news: SettingsNews | None = None
        self._handle = WindowHandle()

    def is_open_already(self) -> bool:
        """Another window of the same kind was there, and has come forward."""
        return self._second_start.is_open_already()

    def open(self) -> None:
        if self._options.demo:
            self._open_demo(AuthFlow(self._options.auth_flow))
            return
        memory = self._memory = memory_of(paths.config_folder())
        if self._options.profile is None and self._settings.now.profiles:
            self._settings.reload_remembered(str(memory.value("profile/last") or ""))
        self._open_configured(memory)

    def _open_configured(self, memory: QSettings, replaced: AppWindow | None = None) -> None:
        settings, store_folder = self._settings.now, paths.data_folder()
        owner = PoolInUse(settings.pool, settings.profile)
        config = window_config(
            settings,
            store_folder,
            memory,
            lambda: self._connection(settings),
            new_connection=lambda: self._connection(settings, new=True),
            pools=pool_menu(settings, self._options, self._sessions, store_folder),
            tools=self._tools(),
        )

        def build(listener: Listener) -> AuthServices:
            from desktop_login.services.build import service_factory

            self._start_log()
            make = service_factory(
                settings, store_folder, opener=open_in_browser, window=self._handle
            )
            return make(listener)

        session = self._sessions.in_use(owner, replaced)
        goes_on = replaced is not None and session is not None and session is replaced.session
        window = self._let_go(replaced, give_up=not goes_on)
        self._shown = owner
        app_window = self._show(config, build if settings.pool else None, session, window)
        app_window.opened.connect(self._settings.put_in_force)
        app_window.opened.connect(lambda: self._sessions.remember(owner, app_window.session))
        app_window.opened.connect(lambda: self._second_start.serve(settings, app_window.session))
        app_window.opened.connect(lambda: self._say_about_settings(app_window, memory))

    def _let_go(self, replaced: AppWindow | None, *, give_up: bool) -> MainWindow | None:
        """The window of the pool that was shown, for the next one. `give_up`: nobody waits for a
        sign-in there any more."""
        return replaced.let_go(give_up=give_up) if replaced is not None else None

    def _say_about_settings(self, app_window: AppWindow, memory: QSettings) -> None:
        """What the first paint did not wait for: settings that are not used, or not yet."""
        if app_window is not self._app_window:
            return
        if self._news is None:
            from desktop_login.app.settings_news import SettingsNews

            self._news = SettingsNews(self._settings, lambda: self._reopen(memory))
        self._news.tell(app_window.window)

    def _connection(self, settings: Settings, *, new: bool = False) -> Connection:
        """Made when it is wanted: a configured window must not wait for it."""
        from desktop_login.app.connections import connection, new_connection

        return (new_connection if new else connection)(self._options, settings)

    def _switch_profile(self, name: str) -> None:
        """Another pool, behind the same frame. From the demo, too."""
        try:
            memory = self._memory = self._memory or memory_of(paths.config_folder())
            self._settings.reload(name or str(memory.value("profile/last") or ""))
        except SettingsError as error:
            self._say(error.message)
            return
        except paths.NoHomeFolder:
            from desktop_login.messages.command_line import NO_HOME_FOLDER

            self._say(message(NO_HOME_FOLDER))
            return
        if self._settings.now.profile:
            memory.setValue("profile/last", self._settings.now.profile)
        self._reopen(memory)

    def _say(self, words: FormattedMessage) -> None:
        if self._app_window is not None:
            self._app_window.say(words)

    def _reopen(self, memory: QSettings) -> None:
        """The settings as they are now, in the window that is open."""
        self._settings.set_accent()
        self._end_replaced()
        self._keep_session()
        old, self._app_window = self._app_window, None
        self._open_configured(memory, old)
        self._demo.leave()

    def _end_replaced(self) -> None:
        """The pool of this profile is another one now: who was signed in at the old one is signed out,
        because no profile leads there any more."""
        shown, app_window = self._shown, self._app_window
        if shown is None or app_window is None or app_window.session is None:
            return
        now = PoolInUse(self._settings.now.pool, self._settings.now.profile)
        if now.replaces(shown) and app_window.session.states.latest is not None:
            app_window.window.sign_out.emit()

    def _keep_session(self) -> None:
        if self._shown is not None and self._app_window is not None:
            self._sessions.remember(self._shown, self._app_window.session)
            self._sessions.keep(self._shown)

    def _pool_wanted(self, what: str) -> None:
        """Something of the bar's menu that changes more than a page."""
        if what == bar_words.LEAVE_DEMO:
            self._switch_profile(self._settings.now.profile)
        elif what == bar_words.REMOVE:
            self._remove_pool()

    def _remove_pool(self) -> None:
        from desktop_login.app.pool_removal import PoolRemoval

        if self._app_window is not None:
            self._removal = PoolRemoval(
                self._settings.now,
                self._settings.file,
                self._memory,
                shown=lambda: self._app_window,
                next_pool=lambda: self._switch_profile(""),
                failed=self._not_written,
            )
            self._removal.begin(self._app, self._app_window)

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, SettingsError):
            self._say(error.message)
        else:
            self._report(error)

    def wait(self) -> int:
        return self._end(self._app.exec())

    def _end(self, status: int) -> int:
        self._second_start.close()
        self._close()
        self._loop.close()
        return status

    def tour(self, folder: Path) -> int:
        from desktop_login.tour.tour import Tour
        from desktop_login.tour.visitor import Visitor

        visitor = self._demo.opener = Visitor()
        tour = Tour(
            self._app,
            folder,
            self._open_demo,
            self._close,
            self._connection_to_demo,
            visitor,
            self._options.lang,
            self._options.brief,
        )
        return self._end(tour.play(self._loop))

    def _connection_to_demo(self) -> Connection:
        from desktop_login.app.connections import connection_to_demo

        assert self._demo.running is not None  # noqa: S101 - the tour runs in one
        return connection_to_demo(self._options, self._demo.running)

    def _tools(self) -> Tools:
        from desktop_login.app.menu_tools import menu_tools

        settings, tray = self._settings, self._tray
        return menu_tools(self._options, lambda: settings.now.window, lambda: tray.available)

    def _choose(self, name: str, value: str) -> None:
        """In force at once, then written down; what cannot be written holds for this run, and so
        does what is chosen in the demo, which leaves nothing behind."""
        from desktop_login.ui.pages.settings_page import START

        kept = not self._demo.entered
        if name == START:
            trouble = self._settings.start_with_desktop(value == "yes") if kept else None
            if trouble is not None:
                self._say(trouble)
            return
        self._settings.choose(name, value, write=kept)
        if name == "language":
            self._renew_window()

    def _keep_running(self, keep: bool | None = None) -> bool | None:
        """What was chosen for a closed window, or None; `keep` is chosen now."""
        if keep is not None:
            self._choose("keep_running", "yes" if keep else "no")
        return self._settings.keep_running()

    def _renew_window(self) -> None:
        """The same pool and the same session, in another language; the settings stay open."""
        old = self._app_window
        if old is None:
            return
        session = old.session
        if session is not None:
            session.enter(self)
        if self._demo.entered:
            if session is None:
                return  # it is not ready yet: the language is there at the next start
            self._app_window = None
            self._show(self._demo_config(), None, session, old.let_go())
        elif self._memory is not None:
            if self._shown is not None:
                self._sessions.remember(self._shown, session)
            self._app_window = None
            self._open_configured(self._memory, old)
        if session is not None:
            session.leave(self)
        if self._app_window is not None:
            self._app_window.window.open_settings()

    def _switch_to_demo(self) -> None:
        self._keep_session()
        old, self._app_window = self._app_window, None
        self._open_demo(AuthFlow.SRP, old)

    def _open_demo(self, flow: AuthFlow, replaced: AppWindow | None = None) -> AppWindow:
        """A fresh demo, without anything remembered."""
        factory = self._demo.enter(flow)
        self._shown = None
        config, window = self._demo_config(), self._let_go(replaced, give_up=True)
        return self._show(config, factory, None, window)

    def _demo_config(self) -> WindowConfig:
        menu = demo_menu(lambda: self._settings.now, self._options, self._sessions)
        return demo_window_config(self._demo.flow, menu, self._tools(), self._settings.now.brand)

    def _show(
        self,
        config: WindowConfig,
        factory: ServiceFactory | None,
        session: LiveSession | None = None,
        window: MainWindow | None = None,
    ) -> AppWindow:
        from desktop_login.app.process import undisturbed
        from desktop_login.app.unused_parts import leave_asleep
        from desktop_login.system.memory import (
            give_back_free_memory,
            share_one_heap,
            wipe_what_is_freed,
        )
        from desktop_login.ui.app_window import AppWindow

        app_window = self._app_window = AppWindow(
            self._app,
            config,
            factory,
            self._loop,
            session=session,
            window=window,
            before_warm_up=leave_asleep,
            around_warm_up=undisturbed,
        )
        if window is None:
            made = app_window.window
            # before anybody can type a password
            made.first_painted.connect(wipe_what_is_freed)
            made.first_painted.connect(share_one_heap)  # before the first thread of ours
            made.first_painted.connect(lambda: self._handle.remember(made))
            made.demo_wanted.connect(self._switch_to_demo)
            made.connected.connect(self._switch_profile)
            made.profile_chosen.connect(self._switch_profile)
            made.pool_wanted.connect(self._pool_wanted)
            made.choice_made.connect(self._choose)
            made.quit_wanted.connect(self._tray.quit)
        app_window.cannot_run.connect(self._leave_without_library)
        app_window.opened.connect(lambda: self._show_icon(config.icon))
        app_window.opened.connect(self._second_start.listen)
        background = self._options.background and window is None
        app_window.opened.connect(lambda: self._show_in_tray(app_window, config, background))
        app_window.opened.connect(give_back_free_memory)
        if background:
            app_window.start_hidden()
        else:
            app_window.show()
        return app_window

    def _show_icon(self, file: str) -> None:
        """Of every window and dialog. Not before the first paint."""
        from desktop_login.ui.widgets.logo import window_icon

        self._app.setWindowIcon(window_icon(file))

    def _show_in_tray(self, app_window: AppWindow, config: WindowConfig, background: bool) -> None:
        if app_window is self._app_window:
            self._tray.attach(app_window, config.pools.profiles(), background=background)

    def _leave_without_library(self, error: ImportError) -> None:
        from desktop_login.app.no_window import say_without_qt

        if say_without_qt(error, self._options.lang):
            self._app.exit(WRONG_USE)

    def _come_forward(self) -> None:
        if self._app_window is not None:
            self._app_window.come_forward()

    def _spawn(self, work: Work) -> Task:
        return self._loop(self._report).spawn(work)

    def _report(self, error: BaseException) -> None:
        if self._app_window is not None:
            self._app_window.report(error)

    def _close(self) -> None:
        self._tray.detach()
        app_window, self._app_window = self._app_window, None
        if app_window is not None:
            from desktop_login.system.threads import wait_for_calls

            app_window.close()
            wait_for_calls(CALLS_END_S)  # what is being stored, too: the demo must still answer
        self._sessions.close()
        self._demo.close()

    def _start_log(self) -> None:
        from desktop_login.app.process import start_log

        start_log(self._settings.log_level, self._report)
