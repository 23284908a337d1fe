"""The windows of one run, one at a time: which settings each is opened with, and what follows a choice in it.

Only what the first paint needs is imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.app.settings_in_force import load_settings, settings_file, trust_of_folders
from desktop_login.app.window_config import demo_window_config, memory_of, window_config
from desktop_login.cli.options import Options
from desktop_login.cli.status import WRONG_USE
from desktop_login.domain.amazon import is_this_computer
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.messages.message import message
from desktop_login.messages.pages import MORE_THAN_ONE
from desktop_login.settings import (
    Settings,
    SettingsError,
)
from desktop_login.system import paths

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from desktop_login.demo.server import DemoCognito
    from desktop_login.flow.ports import Listener
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.settings.folder import FolderFile
    from desktop_login.ui.app_window import AppWindow, LoopHolder
    from desktop_login.ui.live_session import LiveSession
    from desktop_login.ui.main_window import WindowConfig
    from desktop_login.ui.pages.connect_pool import Connection
    from desktop_login.ui.single_instance import InstanceServer

CALLS_END_S = 2.0  # the warm-up takes less, a keychain that asks may take for ever


class Program:
    """The windows of one run: one at a time, the demo's after the configured one at most."""

    def __init__(
        self, app: QApplication, options: Options, settings: Settings, loop: LoopHolder
    ) -> None:
        self._app = app
        self._options = options
        self._settings = settings
        self._loop = loop
        self._app_window: AppWindow | None = None
        self._demo: DemoCognito | None = None
        self._session: LiveSession | None = None
        self._session_of: tuple[PoolClient | None, str] = (None, "")
        self._channel = ""
        self._instance_server: InstanceServer | None = None
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
        memory = memory_of(paths.config_folder())
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
        self._settings = load_settings(self._options._replace(profile=None), profile)
        self._set_accent()

    def _set_accent(self) -> None:
        from desktop_login.ui.theme import theme_of

        theme_of(self._app).set_accent(self._settings.brand.accent)

    def _open_configured(self, memory: QSettings, replaced: AppWindow | None = None) -> None:
        settings, store_folder = self._settings, paths.data_folder()
        configured = settings.pool is not None
        config = window_config(settings, store_folder, memory, lambda: self._connection(settings))

        def build(listener: Listener) -> AuthServices:
            return self._build_configured(settings, listener)

        session = self._session_in_use(settings, replaced)
        app_window = self._show(config, build if configured else None, session)
        app_window.opened.connect(
            lambda: self._remember_session(app_window.session, settings.pool, settings.profile)
        )
        app_window.window.demo_wanted.connect(self._switch_to_demo)
        app_window.window.connected.connect(lambda: self._switch_profile(memory, settings.profile))
        app_window.window.profile_chosen.connect(lambda name: self._switch_profile(memory, name))
        app_window.opened.connect(lambda: self._say_about_settings(app_window, memory))

    def _session_in_use(self, settings: Settings, replaced: AppWindow | None) -> LiveSession | None:
        """The session of this pool and profile, if more than the replaced window uses it."""
        session = self._session
        if session is None or session.ended or not session.is_used_beside(replaced):
            return None
        return session if self._session_of == (settings.pool, settings.profile) else None

    def _remember_session(
        self, session: LiveSession | None, pool: PoolClient | None, profile: str
    ) -> None:
        """Another window of the same pool and profile goes on with it, if something still uses it."""
        self._session, self._session_of = session, (pool, profile)

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
                self._settings = load_settings(self._options, self._settings.profile, files)
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
        )

    def _switch_profile(self, memory: QSettings, name: str) -> None:
        """Another pool is another window behind the same frame."""
        try:
            self._reload(name)
        except SettingsError as error:
            if self._app_window is not None:
                self._app_window.say(error.message)
            return
        memory.setValue("profile/last", name)
        self._reopen(memory)

    def _reopen(self, memory: QSettings) -> None:
        """A window for the settings as they are now, in place of the one that is open."""
        self._set_accent()
        old, self._app_window = self._app_window, None
        self._open_configured(memory, old)
        if old is not None:
            old.close()

    def wait(self) -> int:
        status = self._app.exec()
        if self._instance_server is not None:
            self._instance_server.close()
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

    def _switch_to_demo(self) -> None:
        old, self._app_window = self._app_window, None
        self._open_demo(AuthFlow.SRP)
        if old is not None:
            old.close()

    def _open_demo(self, flow: AuthFlow) -> AppWindow:
        """A fresh demo, and a window without anything remembered."""
        return self._show(
            demo_window_config(flow), lambda listener: self._build_demo(flow, listener)
        )

    def _show(
        self,
        config: WindowConfig,
        factory: ServiceFactory | None,
        session: LiveSession | None = None,
    ) -> AppWindow:
        from desktop_login.app.process import undisturbed
        from desktop_login.system.memory import wipe_what_is_freed
        from desktop_login.ui.app_window import AppWindow

        app_window = self._app_window = AppWindow(
            self._app, config, factory, self._loop, session=session, around_warm_up=undisturbed
        )
        # before anybody can type a password
        app_window.window.first_painted.connect(wipe_what_is_freed)
        app_window.cannot_run.connect(self._leave_without_library)
        if self._channel and self._instance_server is None:
            app_window.opened.connect(self._listen_for_second_start)
        app_window.show()
        return app_window

    def _leave_without_library(self, error: ImportError) -> None:
        """Qt's network module has libraries of its own, and is not loaded before the first paint."""
        from desktop_login.app.no_window import without_qt
        from desktop_login.messages.translate import translator

        if sys.stderr is not None and (why := without_qt(error)) is not None:
            print(translator(self._options.lang)(why), file=sys.stderr)  # noqa: T201
            self._app.exit(WRONG_USE)

    def _listen_for_second_start(self) -> None:
        from desktop_login.ui.single_instance import InstanceServer

        self._instance_server = InstanceServer(self._channel, self._come_forward)
        self._instance_server.listen()

    def _come_forward(self) -> None:
        if self._app_window is not None:
            self._app_window.come_forward()

    def _report(self, error: BaseException) -> None:
        if self._app_window is not None:
            self._app_window.report(error)

    def _close(self) -> None:
        app_window, self._app_window = self._app_window, None
        if app_window is not None:
            from desktop_login.system.threads import wait_for_calls

            app_window.close()
            wait_for_calls(CALLS_END_S)  # what is being stored, too: the demo must still answer
        demo, self._demo = self._demo, None
        if demo is not None:
            demo.stop()

    def _build_configured(self, settings: Settings, listener: Listener) -> AuthServices:
        from desktop_login.app.process import start_log
        from desktop_login.services.build import service_factory

        start_log(self._options.log_level, self._report)
        return service_factory(settings, paths.data_folder())(listener)

    def _build_demo(self, flow: AuthFlow, listener: Listener) -> AuthServices:
        from desktop_login.app.process import start_log
        from desktop_login.demo.server import DemoCognito
        from desktop_login.services.build import build_demo

        start_log(self._options.log_level, self._report)
        demo = DemoCognito()
        demo.start()
        self._demo = demo
        return build_demo(demo, flow, listener)


def _and_also(first: FormattedMessage, second: FormattedMessage) -> FormattedMessage:
    return message(MORE_THAN_ONE, first=first, second=second)
