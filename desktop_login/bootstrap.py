"""Knows everyone: builds the parts and hands them over. Decides which parts, never what they do.

What costs time to import is imported inside the function that needs it, on a worker thread
behind the painted window.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.cli.options import Options
from desktop_login.domain.pool import PoolClient
from desktop_login.settings import (
    SETTINGS_FILE,
    Settings,
    SettingsError,
    default_config_folder,
    load,
)
from desktop_login.window_plans import demo_plan, memory_of, window_plan
from desktop_login.wording.pages import NO_DISPLAY, PORT_TAKEN
from desktop_login.wording.text import Said, said

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from desktop_login.adapters.vault.sealed import SealedVault
    from desktop_login.demo.server import DemoCognito
    from desktop_login.demo_doors import DemoOnDesk
    from desktop_login.flow.ports import Listener, Vault
    from desktop_login.ui.application import Build, Business, Desk, LoopHolder
    from desktop_login.ui.main_window import WindowPlan
    from desktop_login.ui.pages.connect_pool import Connection
    from desktop_login.ui.single_window import Doorbell

EXIT_WRONG = 2


def run(options: Options) -> int:
    """Opens the window, plays the tour, or serves the demo, until it ends."""
    if options.demo_server:
        return _serve_demo(options)
    if options.needs_no_window:
        return _without_window(options)
    try:
        settings = Settings() if options.demo else load_settings(options)
    except SettingsError as error:
        return _refuse(error.words, options.lang)
    if not _has_display():
        if options.tour is None:
            return _refuse(said(NO_DISPLAY), options.lang)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _open_window(options, settings)


def load_settings(options: Options, remembered: str = "") -> Settings:
    return load(explicit=options.settings, profile=options.profile, remembered=remembered)


def settings_file(options: Options) -> Path:
    """Where a pool that is connected now is written down."""
    return options.settings or default_config_folder() / SETTINGS_FILE


def _without_window(options: Options) -> int:
    from desktop_login.cli.pool import check, import_pool
    from desktop_login.cli.self_check import self_check
    from desktop_login.pool_door import PoolDoor, SelfCheck
    from desktop_login.ui.translation import speaker

    speak = speaker(options.lang)
    try:
        if options.self_check:
            return self_check(SelfCheck(), speak)
        if options.import_from is not None:
            profile = options.profile or ""
            door = PoolDoor(settings_file(options), Settings(), profile)
            return import_pool(options.import_from, door, profile, speak)
        settings = load_settings(options)
        return check(settings.pool, PoolDoor(settings_file(options), settings), speak)
    except SettingsError as error:
        return _refuse(error.words, options.lang)


def _open_window(options: Options, settings: Settings) -> int:
    gc.disable()  # until the window has warmed up: a collection costs a frame, and frees nothing yet
    from desktop_login.ui.plain_import import put_back

    put_back()
    from desktop_login.ui.application import (
        LoopHolder,
        leave_quietly_without_display,
        make_application,
        stop_watching_for_display,
    )

    leave_quietly_without_display(said(NO_DISPLAY), options.lang)
    app = make_application(options.lang, settings.brand.accent)
    stop_watching_for_display()
    program = Program(app, options, settings, LoopHolder(app))
    if options.tour is not None:
        return program.tour(options.tour)
    if program.is_open_already():
        return 0
    program.open()
    return program.wait()


class Program:
    """The windows of one run: one at a time, the demo's after the configured one at most."""

    def __init__(
        self, app: QApplication, options: Options, settings: Settings, loop: LoopHolder
    ) -> None:
        self._app = app
        self._options = options
        self._settings = settings
        self._loop = loop
        self._desk: Desk | None = None
        self._demo: DemoCognito | None = None
        self._channel = ""
        self._doorbell: Doorbell | None = None

    def is_open_already(self) -> bool:
        """Another window of the same kind was there, and has come forward."""
        from desktop_login.ui.single_window import channel, raise_first

        kind = "demo" if self._options.demo else str(self._options.settings or "")
        self._channel = channel(data_folder(), kind)
        return raise_first(self._channel)

    def open(self) -> None:
        if self._options.demo:
            self._show(demo_plan(), self._build_demo)
            return
        memory = memory_of(default_config_folder())
        if self._options.profile is None and self._settings.profiles:
            self._reload(str(memory.value("profile/last") or ""))
        self._open_configured(memory)

    def _reload(self, profile: str) -> None:
        """Reads the settings again, for the profile that was chosen in the window."""
        self._settings = load_settings(self._options._replace(profile=None), profile)
        theme = self._app.property("theme")
        theme.set_accent(self._settings.brand.accent)

    def _open_configured(self, memory: QSettings) -> None:
        settings, vault_folder = self._settings, data_folder()
        configured = settings.pool is not None
        plan = window_plan(settings, vault_folder, memory, lambda: self._connection(settings))
        build = builder(settings, vault_folder, self._options.log_level, self._report)
        desk = self._show(plan, build if configured else None)
        desk.window.demo_wanted.connect(self._switch_to_demo)
        desk.window.connected.connect(lambda: self._switch_profile(memory, settings.profile))
        desk.window.profile_chosen.connect(lambda name: self._switch_profile(memory, name))

    def _connection(self, settings: Settings) -> Connection:
        """Made when it is wanted: a configured window must not wait for it."""
        from desktop_login.pool_door import PoolDoor, wanted_of
        from desktop_login.ui.pages.connect_pool import Connection

        door = PoolDoor(settings_file(self._options), settings, settings.profile)
        configured = settings.pool is not None
        return Connection(door, wanted_of(settings), with_back=configured, with_demo=not configured)

    def _switch_profile(self, memory: QSettings, name: str) -> None:
        """Another pool is another window behind the same frame."""
        memory.setValue("profile/last", name)
        old, self._desk = self._desk, None
        try:
            self._reload(name)
        except SettingsError as error:
            self._desk = old
            if old is not None:
                old.say(error.words)
            return
        self._open_configured(memory)
        if old is not None:
            old.close()

    def wait(self) -> int:
        status = self._app.exec()
        if self._doorbell is not None:
            self._doorbell.close()
        self._close()
        self._loop.close()
        return status

    def tour(self, folder: Path) -> int:
        from desktop_login.ui.tour import Tour

        tour = Tour(self._app, folder, self._open_for_tour, self._close, self._connection_to_demo)
        status = tour.play(self._loop)
        self._close()
        self._loop.close()
        return status

    def _open_for_tour(self) -> Desk:
        """A fresh demo, and a window without anything remembered."""
        return self._show(demo_plan(), self._build_demo)

    def _connection_to_demo(self) -> Connection:
        """The demo as a pool that is yet to be connected, for the tour."""
        from desktop_login.pool_door import PoolDoor
        from desktop_login.settings.imports import Imported
        from desktop_login.ui.pages.connect_pool import Connection

        assert self._demo is not None  # noqa: S101 - the tour runs in one
        config = self._demo.config
        door = PoolDoor(settings_file(self._options), Settings(endpoint_url=self._demo.url))
        return Connection(door, Imported(config.pool_id, config.client_id))

    def _switch_to_demo(self) -> None:
        old, self._desk = self._desk, None
        self._show(demo_plan(), self._build_demo)
        if old is not None:
            old.close()

    def _show(self, plan: WindowPlan, build: Build | None) -> Desk:
        from desktop_login.ui.application import Desk

        desk = self._desk = Desk(self._app, plan, build, self._loop)
        if self._channel and self._doorbell is None:
            desk.opened.connect(self._hang_doorbell)
        desk.show()
        return desk

    def _hang_doorbell(self) -> None:
        from desktop_login.ui.single_window import Doorbell

        self._doorbell = Doorbell(self._channel, self._come_forward)
        self._doorbell.listen()

    def _come_forward(self) -> None:
        if self._desk is not None:
            self._desk.come_forward()

    def _report(self, error: BaseException) -> None:
        if self._desk is not None:
            self._desk.report(error)

    def _close(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()
        demo, self._demo = self._demo, None
        if demo is not None:
            demo.stop()

    def _build_demo(self, listener: Listener) -> Business:
        from desktop_login.adapters.vault.sealed import MemoryVault
        from desktop_login.demo.server import DemoCognito
        from desktop_login.demo_doors import DemoOnDesk

        start_log(self._options.log_level, self._report)
        demo = DemoCognito()
        demo.start()
        self._demo = demo
        config = demo.config
        pool = PoolClient(config.region, config.pool_id, config.client_id, endpoint_url=demo.url)
        return build_business(pool, MemoryVault(), listener, demo=DemoOnDesk(demo))


def builder(
    settings: Settings,
    vault_folder: Path,
    log_level: str,
    report: Callable[[BaseException], None],
) -> Build:
    """The warm-up of a configured pool: everything with the keychain, the keys and the client."""

    def build(listener: Listener) -> Business:
        from desktop_login.adapters.vault.keychain import TRIAL_S, OsKeychain, trial
        from desktop_login.domain.errors import LoginError

        start_log(log_level, report)
        pool = _with_secret(settings)
        vault = sealed_vault(pool, vault_folder, settings.profile)

        def try_keychain() -> bool:
            try:
                trial(OsKeychain(patience_s=TRIAL_S), f"{vault.service}/trial")
            except LoginError:
                return False
            return True

        return build_business(pool, vault, listener, try_keychain=try_keychain)

    return build


def build_business(
    pool: PoolClient,
    vault: Vault,
    listener: Listener,
    *,
    try_keychain: Callable[[], bool] | None = None,
    demo: DemoOnDesk | None = None,
) -> Business:
    """Adapters into use cases, warmed up."""
    import random

    import truststore

    truststore.inject_into_ssl()  # before boto3: certificates of the system, corporate roots too

    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.provider import CognitoProvider
    from desktop_login.adapters.jwks import Keys
    from desktop_login.adapters.jwt_reader import JwtReader
    from desktop_login.adapters.worker_pool import off_thread
    from desktop_login.flow.session_keeper import SessionKeeper
    from desktop_login.flow.sign_in import SignInFlow
    from desktop_login.log import logged
    from desktop_login.ui.application import Business

    listener = logged(listener)
    clock = SystemClock()
    keys = Keys(pool.keys_url, clock)
    provider = CognitoProvider(pool, clock)
    reader = JwtReader(pool, clock, keys)
    keeper = SessionKeeper(provider, reader, vault, clock, off_thread, random.random, listener)
    flow = SignInFlow(provider, reader, clock, off_thread, keeper.adopt, listener)
    provider.prepare()
    keys.warm_up()
    return Business(flow, keeper, try_keychain, demo)


def _with_secret(settings: Settings) -> PoolClient:
    """A keychain that does not answer is told by its trial, a missing secret by the service."""
    from desktop_login.domain.errors import LoginError
    from desktop_login.pool_door import with_stored_secret

    pool = settings.pool
    assert pool is not None  # noqa: S101 - nothing is built without one
    if settings.secret_stored and pool.client_secret is None:
        with contextlib.suppress(LoginError):
            return with_stored_secret(pool)
    return pool


def sealed_vault(pool: PoolClient, folder: Path, profile: str = "") -> SealedVault:
    from desktop_login.adapters.vault.keychain import OsKeychain
    from desktop_login.adapters.vault.record import Owner
    from desktop_login.adapters.vault.sealed import SealedVault

    return SealedVault(OsKeychain(), folder, Owner(pool.pool_id, pool.client_id, profile))


def _serve_demo(options: Options) -> int:
    from desktop_login.cli.serve_demo import serve
    from desktop_login.demo.server import DemoCognito
    from desktop_login.demo_doors import DemoServed

    try:
        demo = DemoCognito(port=options.port)
    except OSError:
        return _refuse(said(PORT_TAKEN, n=options.port), options.lang)
    with demo:
        return serve(DemoServed(demo))


def data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("desktop-login", appauthor=False)


def start_log(level: str, report: Callable[[BaseException], None]) -> None:
    from desktop_login.log import catch_everything, set_up

    set_up(level, log_file())
    catch_everything(report)


def log_file() -> Path:
    from desktop_login.log import default_log_file

    return default_log_file()


def _refuse(words: Said, language: str | None) -> int:
    """One sentence where the person looks: the terminal, or a box where there is none."""
    from desktop_login.ui.translation import speak_without_application

    sentence = speak_without_application(words, language)
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)  # noqa: T201
    else:
        from PySide6.QtWidgets import QApplication, QMessageBox

        app = QApplication.instance() or QApplication(sys.argv[:1])
        QMessageBox.critical(None, app.applicationName(), sentence)
    return EXIT_WRONG


def _has_display() -> bool:
    """False where Qt would surely find no screen. What it finds unusable later it says itself."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
