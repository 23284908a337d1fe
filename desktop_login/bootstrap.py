"""Knows everyone: builds the parts and hands them over. Decides which parts, never what they do.

What costs time to import is imported inside the function that needs it, on a worker thread
behind the painted window.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.cli.options import Options
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.domain.pool import PoolClient
from desktop_login.settings import Settings, SettingsError, default_config_folder, load
from desktop_login.wording.pages import NO_DISPLAY, PORT_TAKEN
from desktop_login.wording.text import Said, said

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_login.adapters.vault.sealed import SealedVault
    from desktop_login.demo.server import DemoCognito
    from desktop_login.demo_doors import DemoOnDesk
    from desktop_login.flow.ports import Listener, Vault
    from desktop_login.ui.application import Build, Business, Desk, LoopHolder
    from desktop_login.ui.main_window import WindowPlan
    from desktop_login.ui.single_window import Doorbell

EXIT_WRONG = 2


def run(options: Options) -> int:
    """Opens the window, plays the tour, or serves the demo, until it ends."""
    if options.demo_server:
        return _serve_demo(options)
    try:
        settings = Settings() if options.demo else load(explicit=options.settings)
    except SettingsError as error:
        return _refuse(error.words, options.lang)
    if not _has_display():
        if options.tour is None:
            return _refuse(said(NO_DISPLAY), options.lang)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _open_window(options, settings)


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
        vault_folder = data_folder()
        plan = window_plan(self._settings, vault_folder)
        pool = self._settings.pool
        build = (
            None
            if pool is None
            else builder(pool, vault_folder, self._options.log_level, self._report)
        )
        desk = self._show(plan, build)
        desk.window.demo_wanted.connect(self._switch_to_demo)

    def wait(self) -> int:
        status = self._app.exec()
        if self._doorbell is not None:
            self._doorbell.close()
        self._close()
        self._loop.close()
        return status

    def tour(self, folder: Path) -> int:
        from desktop_login.ui.tour import Tour

        tour = Tour(self._app, folder, self._open_for_tour, self._close)
        status = tour.play(self._loop)
        self._close()
        self._loop.close()
        return status

    def _open_for_tour(self) -> Desk:
        """A fresh demo, and a window without anything remembered."""
        return self._show(demo_plan(), self._build_demo)

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
    pool: PoolClient,
    vault_folder: Path,
    log_level: str,
    report: Callable[[BaseException], None],
) -> Build:
    """The warm-up of a real pool: everything with the keychain, the keys and the client."""

    def build(listener: Listener) -> Business:
        from desktop_login.adapters.vault.keychain import TRIAL_S, OsKeychain, trial

        start_log(log_level, report)
        vault = sealed_vault(pool, vault_folder)

        def try_keychain() -> bool:
            return trial(OsKeychain(patience_s=TRIAL_S), f"{vault.service}/trial")

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


def sealed_vault(pool: PoolClient, folder: Path) -> SealedVault:
    from desktop_login.adapters.vault.keychain import OsKeychain
    from desktop_login.adapters.vault.record import Owner
    from desktop_login.adapters.vault.sealed import SealedVault

    return SealedVault(OsKeychain(), folder, Owner(pool.pool_id, pool.client_id))


def window_plan(settings: Settings, vault_folder: Path) -> WindowPlan:
    from PySide6.QtCore import QSettings

    from desktop_login.ui.main_window import WindowPlan
    from desktop_login.ui.pages.sign_in import SignInLook

    pool, brand = settings.pool, settings.brand
    config = default_config_folder()
    memory = QSettings(str(config / "window.ini"), QSettings.Format.IniFormat)
    return WindowPlan(
        title=brand.name,
        look=SignInLook(
            heading=brand.heading,
            logo=brand.logo,
            support=brand.support,
            username_label=settings.username_label,
            strict_password_check=settings.strict_password_check,
            policy=PasswordPolicy(settings.password_min_length),
        ),
        configured=pool is not None,
        settings_file=str(config / "settings.toml"),
        restoring=pool is not None and _has_session(pool, vault_folder),
        endpoint=(pool.endpoint_url or "") if pool else "",
        memory=memory,
        now=wall_clock,
    )


def _has_session(pool: PoolClient, vault_folder: Path) -> bool:
    """Whether there is a record to try; a first start has no folder, and loads nothing for it."""
    if not vault_folder.is_dir():
        return False
    from desktop_login.adapters.vault.place import has_record

    return has_record(vault_folder, pool.pool_id, pool.client_id)


def wall_clock() -> float:
    from desktop_login.adapters.clock import SystemClock

    return SystemClock().now().wall


def demo_plan() -> WindowPlan:
    from desktop_login.demo.stories import PASSWORD, STORIES, address
    from desktop_login.ui.main_window import WindowPlan
    from desktop_login.ui.widgets.demo_panel import DemoCast, DemoUser

    users = tuple(DemoUser(story, address(story)) for story in STORIES)
    return WindowPlan(demo=DemoCast(users, PASSWORD), now=wall_clock)


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
