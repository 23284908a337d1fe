"""The window of one run: which settings it is opened with, and what follows a choice in it.

Only what the first paint needs is imported here.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.app.kept_sessions import KeptSessions, PoolInUse
from desktop_login.app.pools_shown import entries_of, pool_menu, title_of
from desktop_login.app.settings_in_force import (
    load_settings,
    settings_file,
    settings_for_import,
    trust_of_folders,
)
from desktop_login.app.tray_host import TrayHost
from desktop_login.app.window_config import demo_window_config, memory_of, window_config
from desktop_login.cli.options import Options
from desktop_login.cli.status import WRONG_USE
from desktop_login.domain.amazon import is_this_computer
from desktop_login.domain.pool import AuthFlow
from desktop_login.messages.frame import DEMO
from desktop_login.messages.message import message
from desktop_login.messages.pages import MORE_THAN_ONE
from desktop_login.messages.translate import tr
from desktop_login.settings import (
    Settings,
    SettingsError,
)
from desktop_login.system import autostart, paths
from desktop_login.ui import bar_words
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from desktop_login.app.choices import ChoiceWriter
    from desktop_login.demo.server import DemoCognito
    from desktop_login.flow.ports import Listener
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.settings.folder import FolderFile
    from desktop_login.ui.agent_server import AgentServer
    from desktop_login.ui.app_window import AppWindow, LoopHolder
    from desktop_login.ui.background_call import BackgroundCall
    from desktop_login.ui.live_session import LiveSession
    from desktop_login.ui.main_window import MainWindow, Tools, WindowConfig
    from desktop_login.ui.pages.connect_pool import Connection

CALLS_END_S = 2.0  # the warm-up takes less, a keychain that asks may take for ever


class Program:
    """One window a run; what is behind it changes with the pool that is chosen."""

    def __init__(
        self, app: QApplication, options: Options, settings: Settings, loop: LoopHolder
    ) -> None:
        self._app = app
        self._options = options
        self._settings = settings
        self._loop = loop
        self._app_window: AppWindow | None = None
        self._demo: DemoCognito | None = None
        self._sessions = KeptSessions()
        self._shown: PoolInUse | None = None
        self._memory: QSettings | None = None
        self._in_demo = False
        self._demo_visit: object = None
        self._demo_changes = threading.Lock()
        self._demo_flow = AuthFlow.SRP
        self._chosen: dict[str, str] = {}
        self._writer: ChoiceWriter | None = None
        self._removal: BackgroundCall | None = None
        self._tray = TrayHost(app, self._come_forward, self._switch_profile, self._keep_running)
        self._channel = ""
        self._agent_server: AgentServer | None = None
        self._asked: tuple[FolderFile, ...] = ()

    def is_open_already(self) -> bool:
        """Another window of the same kind was there, and has come forward."""
        from desktop_login.ui.single_instance import channel, raise_first

        asked = (str(self._options.settings or ""), self._options.profile or "")
        kind = "demo" if self._options.demo else "|".join(asked).removesuffix("|")
        self._channel = channel(paths.data_folder(), kind)
        return raise_first(self._channel)

    def open(self) -> None:
        if self._options.demo:
            self._open_demo(AuthFlow(self._options.auth_flow))
            return
        memory = self._memory = memory_of(paths.config_folder())
        if self._options.profile is None and self._settings.profiles:
            self._reload_remembered(str(memory.value("profile/last") or ""))
        self._open_configured(memory)

    def _reload_remembered(self, profile: str) -> None:
        """A profile that has become wrong since does not keep the program from starting."""
        try:
            self._reload(profile)
        except SettingsError as error:
            notices = (*self._settings.notices, error.message)
            self._settings = self._settings._replace(notices=notices)

    def _reload(self, profile: str) -> None:
        """Reads the settings again, for the profile that was chosen in the window."""
        self._settings = self._with_choices(
            load_settings(self._options._replace(profile=None), profile)
        )
        self._set_accent()

    def _with_choices(self, settings: Settings) -> Settings:
        """What was chosen in this run stays in force, also where it is not in the file: it was
        chosen in the demo, or could not be written."""
        from desktop_login.app.choices import with_choice

        window = settings.window
        for name, value in self._chosen.items():
            window = with_choice(window, name, value)
        return settings._replace(window=window)

    def _set_accent(self) -> None:
        from desktop_login.ui.theme import theme_of

        theme_of(self._app).set_accent(self._settings.brand.accent)

    def _open_configured(self, memory: QSettings, replaced: AppWindow | None = None) -> None:
        settings, store_folder = self._settings, paths.data_folder()
        configured = settings.pool is not None
        owner = PoolInUse(settings.pool, settings.profile)
        explicit, file = self._options.settings, settings_file(self._options)
        config = window_config(
            settings,
            store_folder,
            memory,
            lambda: self._connection(settings),
            new_connection=lambda: self._new_connection(settings),
            pools=pool_menu(settings, explicit, file, self._sessions, store_folder),
            tools=self._tools(),
        )

        def build(listener: Listener) -> AuthServices:
            return self._build_configured(settings, listener)

        session = self._sessions.in_use(owner, replaced)
        goes_on = replaced is not None and session is not None and session is replaced.session
        window = self._let_go(replaced, give_up=not goes_on)
        self._shown = owner
        app_window = self._show(config, build if configured else None, session, window)
        app_window.opened.connect(lambda: self._put_in_force(""))
        app_window.opened.connect(lambda: self._sessions.remember(owner, app_window.session))
        app_window.opened.connect(lambda: self._serve_scripts(settings, app_window))
        app_window.opened.connect(lambda: self._say_about_settings(app_window, memory))

    def _let_go(self, replaced: AppWindow | None, *, give_up: bool) -> MainWindow | None:
        """The window of the pool that was shown, for the next one. `give_up`: nobody waits for a
        sign-in there any more."""
        return replaced.let_go(give_up=give_up) if replaced is not None else None

    def _say_about_settings(self, app_window: AppWindow, memory: QSettings) -> None:
        """What the first paint did not wait for: settings that are not used, or not yet."""
        if app_window is not self._app_window:
            return
        settings = self._settings
        if settings.notices:
            app_window.window.notify(reduce(_and_also, settings.notices))
        if settings.undecided and settings.undecided != self._asked:
            self._asked = settings.undecided  # once a run: another profile is no reason to ask
            self._ask_about_folder(app_window, memory, settings.undecided)

    def _ask_about_folder(
        self, app_window: AppWindow, memory: QSettings, files: Sequence[FolderFile]
    ) -> None:
        from desktop_login.ui.folder_question import FolderQuestion, FolderSettings

        shown = [
            FolderSettings(file.path, [(value.name, value.text) for _, value in file.values])
            for file in files
        ]
        question = FolderQuestion(app_window.window, shown)

        def use() -> None:
            try:
                found = load_settings(self._options, self._settings.profile, files)
                self._settings = self._with_choices(found)
            except SettingsError as error:
                question.say(error.message)
                return
            question.close()
            self._reopen(memory)

        def ignore() -> None:
            try:
                trust_of_folders().ignore(files)
            except SettingsError as error:
                question.say(error.message)
                return
            question.close()

        question.use.connect(use)
        question.ignore.connect(ignore)
        question.open()

    def _connection(self, settings: Settings) -> Connection:
        """Made when it is wanted: a configured window must not wait for it."""
        from desktop_login.services.pool_setup import LocalPoolSetup, wanted_of
        from desktop_login.ui.pages.connect_pool import Connection

        setup = LocalPoolSetup(settings_file(self._options), settings, settings.profile)
        configured = settings.pool is not None
        return Connection(
            setup,
            wanted_of(settings),
            with_back=configured,
            with_demo=not configured,
            emulated=is_this_computer(settings.endpoint_url),
            profile=settings.profile,
        )

    def _new_connection(self, settings: Settings) -> Connection:
        """A pool beside those that there are."""
        from desktop_login.services.pool_setup import LocalPoolSetup
        from desktop_login.settings import DEFAULT_PROFILE
        from desktop_login.ui.pages.connect_pool import Connection

        found = settings_for_import(self._options)
        setup = LocalPoolSetup(settings_file(self._options), found)
        return Connection(
            setup,
            with_back=True,
            with_demo=False,
            emulated=is_this_computer(found.endpoint_url),
            taken=settings.profiles or (DEFAULT_PROFILE,),
            adding=setup,
        )

    def _switch_profile(self, name: str) -> None:
        """Another pool, behind the same frame. From the demo, too."""
        try:
            memory = self._memory = self._memory or memory_of(paths.config_folder())
            self._reload(name or str(memory.value("profile/last") or ""))
        except SettingsError as error:
            self._say(error.message)
            return
        except paths.NoHomeFolder:
            from desktop_login.messages.command_line import NO_HOME_FOLDER

            self._say(message(NO_HOME_FOLDER))
            return
        if self._settings.profile:
            memory.setValue("profile/last", self._settings.profile)
        self._reopen(memory)

    def _say(self, words: FormattedMessage) -> None:
        if self._app_window is not None:
            self._app_window.say(words)

    def _reopen(self, memory: QSettings) -> None:
        """The settings as they are now, in the window that is open."""
        self._set_accent()
        self._keep_session()
        old, self._app_window = self._app_window, None
        self._open_configured(memory, old)
        self._stop_demo()

    def _keep_session(self) -> None:
        if self._shown is not None and self._app_window is not None:
            self._sessions.remember(self._shown, self._app_window.session)
            self._sessions.keep(self._shown)

    def _pool_wanted(self, what: str) -> None:
        """Something of the bar's menu that changes more than a page."""
        if what == bar_words.LEAVE_DEMO:
            self._switch_profile(self._settings.profile)
        elif what == bar_words.REMOVE:
            self._remove_pool()

    def _remove_pool(self) -> None:
        from desktop_login.messages.frame import ASK_REMOVE_POOL, REMOVE_THIS_POOL
        from desktop_login.messages.pages import CANCEL
        from desktop_login.services.pool_setup import LocalPoolSetup
        from desktop_login.ui.background_call import BackgroundCall
        from desktop_login.ui.widgets.dialogs import ask

        app_window, settings = self._app_window, self._settings
        if app_window is None:
            return
        question = message(ASK_REMOVE_POOL, name=title_of(settings))
        if not ask(app_window.window, question, yes=REMOVE_THIS_POOL, no=CANCEL, destroys=True):
            return
        if app_window is not self._app_window:
            return  # another pool was chosen in the tray while the question was open
        if app_window.session is not None and app_window.session.states.latest is not None:
            app_window.window.sign_out.emit()
        setup = LocalPoolSetup(settings_file(self._options), settings, settings.profile)
        folder = paths.data_folder()
        self._removal = BackgroundCall(self._app)
        self._removal.done.connect(lambda _: self._removed(app_window, settings))
        self._removal.failed.connect(self._not_written)
        self._removal.start(lambda: setup.remove(folder), "settings", finish=True)

    def _removed(self, app_window: AppWindow, settings: Settings) -> None:
        """The next profile, or the page that asks for a pool; not where a person chose one meanwhile."""
        from desktop_login.messages.frame import POOL_REMOVED
        from desktop_login.messages.translate import translate
        from desktop_login.ui.known_accounts import KnownAccounts
        from desktop_login.ui.widgets.toast import WITH_ACTION_S, toast_of

        if self._memory is not None:
            self._memory.remove("profile/last")
            known = KnownAccounts(self._memory, settings.profile)
            if self._memory.value("sign_in/address") in [one.address for one in known.all()]:
                self._memory.remove("sign_in/address")
            known.put_back([])
        if app_window is self._app_window:
            self._switch_profile("")
        if self._app_window is not None:
            # news, not something that anybody has to act on
            toast_of(self._app_window.window).show(
                translate(message(POOL_REMOVED, name=title_of(settings))), WITH_ACTION_S
            )

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, SettingsError):
            self._say(error.message)
        else:
            self._report(error)

    def wait(self) -> int:
        status = self._app.exec()
        if self._agent_server is not None:
            self._agent_server.close()
        return self._end(status)

    def _end(self, status: int) -> int:
        self._close()
        self._loop.close()
        return status

    def tour(self, folder: Path) -> int:
        from desktop_login.tour.tour import Tour

        tour = Tour(
            self._app,
            folder,
            self._open_demo,
            self._close,
            self._connection_to_demo,
            self._options.lang,
            self._options.brief,
        )
        return self._end(tour.play(self._loop))

    def _connection_to_demo(self) -> Connection:
        """The demo as a pool that is yet to be connected, for the tour."""
        from desktop_login.services.pool_setup import LocalPoolSetup
        from desktop_login.settings.imports import PoolConfig
        from desktop_login.ui.pages.connect_pool import Connection

        assert self._demo is not None  # noqa: S101 - the tour runs in one
        config = self._demo.config
        setup = LocalPoolSetup(settings_file(self._options), Settings(endpoint_url=self._demo.url))
        return Connection(setup, PoolConfig(config.pool_id, config.client_id))

    def _tools(self) -> Tools:
        """What the menu's own pages show: made when they are opened."""
        from desktop_login.ui.main_window import Tools

        def report() -> str:
            from desktop_login.app.report import support_report

            return support_report(self._options)

        try:
            folder: Path | None = paths.log_file().parent
        except paths.NoHomeFolder:
            folder = None
        return Tools(
            lambda: self._settings.window,
            report,
            folder,
            lambda: self._tray.available,
            autostart.is_enabled,
        )

    def _choose(self, name: str, value: str) -> None:
        """In force at once, then written down; what cannot be written holds for this run, and so
        does what is chosen in the demo, which leaves nothing behind."""
        from desktop_login.app.choices import ChoiceWriter, with_choice
        from desktop_login.ui.pages.settings_page import START

        if name == START:
            if not self._in_demo:
                self._start_with_desktop(value == "yes")
            return
        self._chosen[name] = value
        chosen = with_choice(self._settings.window, name, value)
        self._settings = self._settings._replace(window=chosen)
        if not self._in_demo:
            if self._writer is None:
                self._writer = ChoiceWriter(self._app, settings_file(self._options))
                self._writer.failed.connect(self._not_written)
            self._writer.write(name, value)
        self._put_in_force(name)

    def _start_with_desktop(self, wanted: bool) -> None:
        """In the tray, with the settings that this run was started with."""
        from desktop_login.messages.frame import START_NOT_CHANGED

        arguments = ["--background"]
        if self._options.settings is not None:
            arguments += ["--settings", str(self._options.settings.absolute())]
        try:
            if wanted:
                autostart.enable(autostart.own_command(*arguments))
            else:
                autostart.disable()
        except (OSError, paths.NoHomeFolder) as error:
            self._say(message(START_NOT_CHANGED, text=str(error)))

    def _keep_running(self, keep: bool | None = None) -> bool | None:
        """What was chosen for a closed window, or None; `keep` is chosen now."""
        if keep is not None:
            self._choose("keep_running", "yes" if keep else "no")
        chosen = self._settings.window.keep_running
        return chosen == "yes" if chosen else None

    def _put_in_force(self, name: str) -> None:
        from desktop_login.ui.clipboard import SecretClipboard
        from desktop_login.ui.theme import theme_of

        chosen = self._settings.window
        SecretClipboard.clear_after_s = chosen.clipboard_seconds
        if name == "appearance":
            theme_of(self._app).choose(chosen.appearance)
        elif name == "log_level":
            from desktop_login.app.process import set_log_level

            set_log_level(self._log_level)
        elif name == "language":
            from desktop_login.ui.translation import install_language, system_language

            install_language(self._app, chosen.language or system_language())
            self._renew_window()

    @property
    def _log_level(self) -> str:
        """The command line wins, where it asks for something else than the usual."""
        usual = Options().log_level
        asked = self._options.log_level
        return asked if asked != usual else self._settings.window.log_level or usual

    def _renew_window(self) -> None:
        """The same pool and the same session, in another language; the settings stay open."""
        old = self._app_window
        if old is None:
            return
        session = old.session
        if session is not None:
            session.enter(self)
        if self._in_demo:
            if session is None:
                return  # it is not ready yet: the language is there at the next start
            config = demo_window_config(self._demo_flow, self._menu_in_demo(), self._tools())
            self._app_window = None
            self._show(config, None, session, old.let_go())
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
        self._in_demo = True
        visit = self._demo_visit = object()
        self._demo_flow = flow
        self._shown = None
        return self._show(
            demo_window_config(flow, self._menu_in_demo(), self._tools()),
            lambda listener: self._build_demo(visit, flow, listener),
            None,
            self._let_go(replaced, give_up=True),
        )

    def _menu_in_demo(self) -> PoolMenu:
        """The way back to the pools that are configured, or to the page that asks for one."""

        def entries() -> Sequence[ProfileEntry]:
            try:
                folder = paths.data_folder()
            except paths.NoHomeFolder:
                return [ProfileEntry(tr(DEMO), chosen=True)]
            explicit = self._options.settings
            return entries_of(self._settings, explicit, self._sessions, folder, demo=tr(DEMO))

        return PoolMenu("", entries, frozenset({bar_words.LEAVE_DEMO}))

    def _stop_demo(self) -> None:
        """Nobody is left in it."""
        self._in_demo = False
        demo = self._instead_of_demo(None, None)
        if demo is not None:
            from desktop_login.system import threads

            threads.start(demo.stop, "end of the demo", finish=True)

    def _show(
        self,
        config: WindowConfig,
        factory: ServiceFactory | None,
        session: LiveSession | None = None,
        window: MainWindow | None = None,
    ) -> AppWindow:
        from desktop_login.app.process import undisturbed
        from desktop_login.system.memory import wipe_what_is_freed
        from desktop_login.ui.app_window import AppWindow

        app_window = self._app_window = AppWindow(
            self._app,
            config,
            factory,
            self._loop,
            session=session,
            window=window,
            around_warm_up=undisturbed,
        )
        if window is None:
            made = app_window.window
            # before anybody can type a password
            made.first_painted.connect(wipe_what_is_freed)
            made.demo_wanted.connect(self._switch_to_demo)
            made.connected.connect(self._switch_profile)
            made.profile_chosen.connect(self._switch_profile)
            made.pool_wanted.connect(self._pool_wanted)
            made.choice_made.connect(self._choose)
            made.quit_wanted.connect(self._tray.quit)
        app_window.cannot_run.connect(self._leave_without_library)
        if self._channel and self._agent_server is None:
            app_window.opened.connect(self._listen_for_second_start)
        background = self._options.background and window is None
        app_window.opened.connect(lambda: self._show_in_tray(app_window, config, background))
        if background:
            app_window.start_hidden()
        else:
            app_window.show()
        return app_window

    def _show_in_tray(self, app_window: AppWindow, config: WindowConfig, background: bool) -> None:
        if app_window is self._app_window:
            self._tray.attach(app_window, config.pools.profiles(), background=background)

    def _leave_without_library(self, error: ImportError) -> None:
        """Qt's network module has libraries of its own, and is not loaded before the first paint."""
        from desktop_login.app.no_window import without_qt
        from desktop_login.messages.translate import translator

        if sys.stderr is not None and (why := without_qt(error)) is not None:
            print(translator(self._options.lang)(why), file=sys.stderr)  # noqa: T201
            self._app.exit(WRONG_USE)

    def _listen_for_second_start(self) -> None:
        from desktop_login.ui.agent_server import AgentServer

        self._agent_server = AgentServer(self._come_forward, self._loop(self._report).spawn)
        self._agent_server.listen(self._channel)

    def _serve_scripts(self, settings: Settings, app_window: AppWindow) -> None:
        """Commands of this user get their tokens from the session of this window, as long as there
        is one; see `agent_server`."""
        session, pool, server = app_window.session, settings.pool, self._agent_server
        if session is None or pool is None or server is None or not settings.scripts:
            return
        from desktop_login.quick import socket_path
        from desktop_login.ui.session_agent import attend

        endpoint = pool.endpoint_url or ""
        place = paths.folder_name(pool.pool_id, pool.client_id, settings.profile, endpoint)
        if name := socket_path(place):
            attend(server, name, session)
        if self._options.settings is None:
            from desktop_login.services.places import write_places
            from desktop_login.system import threads

            threads.start(lambda: write_places(paths.data_folder()), "places", finish=True)

    def _come_forward(self) -> None:
        if self._app_window is not None:
            self._app_window.come_forward()

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
        demo = self._instead_of_demo(None, None)
        if demo is not None:
            demo.stop()

    def _build_configured(self, settings: Settings, listener: Listener) -> AuthServices:
        from desktop_login.app.process import start_log
        from desktop_login.services.build import service_factory

        start_log(self._log_level, self._report)
        return service_factory(settings, paths.data_folder())(listener)

    def _instead_of_demo(self, demo: DemoCognito | None, visit: object) -> DemoCognito | None:
        """Put `demo` in place for the visit it was started for, or end all visits with None.

        Returns the one that is to be stopped: the one before, or `demo` itself if it comes too late.
        Called on the warm-up's thread too.
        """
        with self._demo_changes:
            if demo is None:
                self._demo_visit = None
            elif visit is not self._demo_visit:
                return demo
            before, self._demo = self._demo, demo
            return before

    def _build_demo(self, visit: object, flow: AuthFlow, listener: Listener) -> AuthServices:
        from desktop_login.app.process import start_log
        from desktop_login.demo.server import DemoCognito
        from desktop_login.services.build import build_demo

        start_log(self._log_level, self._report)
        demo = DemoCognito()
        demo.start()
        too_many = self._instead_of_demo(demo, visit)
        if too_many is not None:
            too_many.stop()
        return build_demo(demo, flow, listener)


def _and_also(first: FormattedMessage, second: FormattedMessage) -> FormattedMessage:
    return message(MORE_THAN_ONE, first=first, second=second)
