"""From the options to a running program, or to one sentence and an exit code. Knows everyone."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from desktop_login.app.settings_in_force import load_settings, settings_of_demo
from desktop_login.cli.options import Options
from desktop_login.cli.status import INTERRUPTED, WRONG_USE, Refused
from desktop_login.cli.status import OUR_MISTAKE as OUR_MISTAKE_STATUS
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.settings import NO_DISPLAY
from desktop_login.settings import Settings, SettingsError
from desktop_login.system.paths import NoHomeFolder

if TYPE_CHECKING:
    from desktop_login.cli.command import Action


def run(options: Options, command: Action | None = None) -> int:
    """Opens the window or plays the tour, or does what the command line asks for, until it ends."""

    def open_window() -> int:
        return _window(options)

    try:
        if command is None:
            return open_window()
        from desktop_login.app.commands import CommandServices

        return command(CommandServices(options, open_window))
    except Refused as error:
        silent = options.scripted and sys.stderr is None  # nobody may be looking: no box
        return error.status if silent else _refuse(error.message, options.lang, error.status)
    except SettingsError as error:
        silent = options.scripted and sys.stderr is None
        return WRONG_USE if silent else _refuse(error.message, options.lang)
    except NoHomeFolder:
        from desktop_login.messages.command_line import NO_HOME_FOLDER

        return _refuse(message(NO_HOME_FOLDER), options.lang)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if command is None or not options.scripted or isinstance(error, BrokenPipeError):
            raise
        return _own_mistake(error, options)


def _own_mistake(error: Exception, options: Options) -> int:
    """Of a command for scripts: no traceback, which could show what it was working on."""
    from desktop_login.app.process import start_log
    from desktop_login.messages.scripts import OUR_MISTAKE
    from desktop_login.system.log import report
    from desktop_login.system.paths import log_file

    start_log("info", lambda _: None)
    report(error, "a command")
    return _refuse(message(OUR_MISTAKE, file=str(log_file())), options.lang, OUR_MISTAKE_STATUS)


def _window(options: Options) -> int:
    from desktop_login.app.console_twin import hand_over, windowed_program

    program = windowed_program()
    if program is not None:
        return hand_over(program, sys.argv[1:], waits=options.tour is not None)
    settings = settings_of_demo(options) if options.demo else load_settings(options)
    if not _has_display():
        if options.tour is None:
            return _refuse(message(NO_DISPLAY), options.lang)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _open_window(options, settings)


def _open_window(options: Options, settings: Settings) -> int:
    gc.disable()  # until the window has warmed up: a collection costs a frame, and frees nothing yet
    try:
        from desktop_login.ui.pyside_import_hook import put_back

        put_back()
        from desktop_login.ui.application import (
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
    chosen = settings.window
    app = make_application(
        options.lang or chosen.language or None, settings.brand, chosen.appearance
    )
    stop_watching_for_display()
    from desktop_login.system.fonts import has_usual_font

    if not has_usual_font():
        from desktop_login.app.no_window import without_font

        if (why := without_font()) is not None:
            return _refuse(why, options.lang)
    from desktop_login.app.gui import Program

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


def _refuse(words: FormattedMessage, language: str | None, status: int = WRONG_USE) -> int:
    """Print one sentence in the terminal, or show it in a box if there is none."""
    from desktop_login.messages.translate import translator

    sentence = translator(language)(words)
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)  # noqa: T201
    else:
        from PySide6.QtWidgets import QApplication, QMessageBox

        app = QApplication.instance() or QApplication(sys.argv[:1])
        QMessageBox.critical(None, app.applicationName(), sentence)
    return status


def _has_display() -> bool:
    """False where Qt would surely find no screen. What it finds unusable later it says itself."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
