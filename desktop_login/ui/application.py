"""What a process has one of: the QApplication, or a sentence why not, and the loop for coroutines. Knows no window."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop_login.settings.brand import NO_BRAND, Brand
from desktop_login.system.paths import OUR_FOLDER
from desktop_login.ui.theme import Theme, put_in_force
from desktop_login.ui.translation import install_language, system_language

if TYPE_CHECKING:
    from PySide6.QtCore import QtMsgType

    from desktop_login.messages.message import FormattedMessage
    from desktop_login.ui.event_loop import EventLoop
    from desktop_login.ui.single_task import Task, Work


def make_application(
    language: str | None, brand: Brand = NO_BRAND, appearance: str = "system"
) -> QApplication:
    """The one QApplication, styled."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # as an argument, because setStyle() would build the Python types of all styles
        app = QApplication([*sys.argv[:1], "-style", "Fusion"])
    app.setApplicationName(brand.id or OUR_FOLDER)
    app.setDesktopFileName(brand.id or OUR_FOLDER)
    install_language(app, language or system_language())
    theme = put_in_force(Theme(app, brand))
    if appearance != "system":
        theme.choose(appearance)
    return app


def leave_quietly_without_display(
    why: Callable[[], FormattedMessage], language: str | None
) -> None:
    """Qt aborts with a core dump where it can open no screen; say why in words and end with 2.

    `why` is called only then, so that a start that succeeds pays for no examination.
    """

    def handler(kind: QtMsgType, context: object, message: str) -> None:  # noqa: ARG001
        from PySide6.QtCore import QtMsgType as Kind

        if kind == Kind.QtFatalMsg:
            try:
                from desktop_login.messages.translate import translator

                print(translator(language)(why()), file=sys.stderr, flush=True)  # noqa: T201
            finally:
                os._exit(2)

    qInstallMessageHandler(handler)


def stop_watching_for_display() -> None:
    qInstallMessageHandler(None)


class Loop(Protocol):
    """Runs coroutines for a window, on its thread."""

    def spawn(self, work: Work) -> Task:
        """Start one."""


class LoopMaker(Protocol):
    """Makes the loop of a window, or returns the one that is there."""

    def __call__(self, report: Callable[[BaseException], None]) -> Loop:
        """On the window's thread; `report` gets what a coroutine does not handle."""

    def prepare(self) -> None:
        """Load what it takes, in a turn of its own."""


class LoopHolder:
    """One asyncio loop a process, made when first needed."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._loop: EventLoop | None = None

    def __call__(self, report: Callable[[BaseException], None]) -> EventLoop:
        if self._loop is None:
            from desktop_login.ui.event_loop import EventLoop

            self._loop = EventLoop(self._app)
        self._loop.report = report
        return self._loop

    def prepare(self) -> None:
        import desktop_login.ui.event_loop  # noqa: F401 - loaded, and no more

    def close(self) -> None:
        if self._loop is not None:
            self._loop.close()
            self._loop = None
