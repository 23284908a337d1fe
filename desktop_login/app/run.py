"""From the options to a running program, or to one sentence and an exit code. Knows everyone."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

from desktop_login.app.gui import (
    EXIT_WRONG,
    Program,
    load_settings,
    settings_file,
    settings_for_import,
)
from desktop_login.cli.options import Options
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import FOLDER_NOT_READ, NO_DISPLAY
from desktop_login.settings import Settings, SettingsError


def run(options: Options) -> int:
    """Opens the window, plays the tour, or serves the demo, until it ends."""
    if options.demo_server:
        return _serve_demo(options)
    if options.needs_no_window:
        return _without_window(options)
    try:
        settings = Settings() if options.demo else load_settings(options)
    except SettingsError as error:
        return _refuse(error.message, options.lang)
    if not _has_display():
        if options.tour is None:
            return _refuse(message(NO_DISPLAY), options.lang)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _open_window(options, settings)


def _without_window(options: Options) -> int:
    from desktop_login.cli.pool import check, import_pool
    from desktop_login.cli.self_check import self_check
    from desktop_login.messages.translate import translator
    from desktop_login.services.diagnostics import SelfCheck
    from desktop_login.services.pool_setup import LocalPoolSetup

    translate = translator(options.lang)
    try:
        if options.self_check:
            return self_check(SelfCheck(), translate)
        if options.import_from is not None:
            profile = options.profile or ""
            door = LocalPoolSetup(settings_file(options), settings_for_import(options), profile)
            return import_pool(
                options.import_from,
                door,
                profile,
                translate,
                pool_id=options.pool,
                accept_issuer=options.accept_issuer,
            )
        settings = load_settings(options)
        _say_what_is_not_used(settings, translate)
        return check(settings.pool, LocalPoolSetup(settings_file(options), settings), translate)
    except SettingsError as error:
        return _refuse(error.message, options.lang)


def _say_what_is_not_used(settings: Settings, translate: Callable[[FormattedMessage], str]) -> None:
    if settings.undecided:
        folder = Path(settings.undecided[0].path).parent
        print(translate(message(FOLDER_NOT_READ, folder=str(folder))), file=sys.stderr)  # noqa: T201
    for words in settings.notices:
        print(translate(words), file=sys.stderr)  # noqa: T201


def _open_window(options: Options, settings: Settings) -> int:
    gc.disable()  # until the window has warmed up: a collection costs a frame, and frees nothing yet
    try:
        from desktop_login.ui.pyside_import_hook import put_back

        put_back()
        from desktop_login.ui.app_window import (
            LoopHolder,
            leave_quietly_without_display,
            make_application,
            stop_watching_for_display,
        )
    except ImportError as error:
        from desktop_login.app.no_window import without_qt

        if (why := without_qt(error)) is None:
            raise
        return _refuse(why, options.lang)

    leave_quietly_without_display(_why_no_screen, options.lang)
    app = make_application(options.lang, settings.brand.accent)
    stop_watching_for_display()
    from desktop_login.system.fonts import has_usual_font

    if not has_usual_font():
        from desktop_login.app.no_window import without_font

        if (why := without_font()) is not None:
            return _refuse(why, options.lang)
    program = Program(app, options, settings, LoopHolder(app))
    if options.tour is not None:
        return program.tour(options.tour)
    if program.is_open_already():
        return 0
    program.open()
    return program.wait()


def _why_no_screen() -> FormattedMessage:
    from desktop_login.app.no_window import without_screen

    return without_screen()


def _serve_demo(options: Options) -> int:
    from desktop_login.cli.serve_demo import serve
    from desktop_login.services.demo_bridge import DemoServed, NotServed

    try:
        served = DemoServed.of(
            port=options.port,
            rotation=options.rotation,
            users=options.user,
            allowed_origins=options.allow_origin,
        )
    except NotServed as error:
        return _refuse(error.message, options.lang)
    with served.demo:
        return serve(served, as_json=options.json)


def _refuse(words: FormattedMessage, language: str | None) -> int:
    """One sentence where the person looks: the terminal, or a box where there is none."""
    from desktop_login.messages.translate import translator

    sentence = translator(language)(words)
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
