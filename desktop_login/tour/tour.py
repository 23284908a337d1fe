"""Plays the demo by itself, and says in one line why it stopped. The stories stand in `tour_stories`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop_login.domain.pool import AuthFlow
from desktop_login.messages.translate import LANGUAGES
from desktop_login.tour.browser import through_browser
from desktop_login.tour.passkeys import with_passkeys
from desktop_login.tour.robot import Robot, TourFailed
from desktop_login.tour.scenarios import (
    brief_visit,
    connecting,
    first_window,
    with_choice,
    with_questions,
)
from desktop_login.tour.visitor import Visitor
from desktop_login.ui import theme
from desktop_login.ui.translation import install_language, system_language

if TYPE_CHECKING:
    from desktop_login.ui.app_window import AppWindow
    from desktop_login.ui.application import LoopHolder
    from desktop_login.ui.pages.pool_connection import Connection

SCHEMES = {"light": theme.LIGHT, "dark": theme.DARK}
# What Qt says although nothing is wrong: its offscreen platform has no window manager.
_NOISE = tuple(
    f"This plugin does not support {what}"
    for what in ("propagateSizeHints()", "raise()", "grabbing the keyboard")
)


class Tour:
    """`open_window` starts a fresh demo with its window, `close_window` ends both.

    `connection` leads to the demo as a pool that is yet to be connected; `visitor` is the browser
    that the demo opens. A `brief` tour signs in,
    renews and signs out once, and prints what was on the screen.
    """

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        open_window: Callable[[AuthFlow], AppWindow],
        close_window: Callable[[], None],
        connection: Callable[[], Connection],
        visitor: Visitor,
        language: str | None = None,
        brief: bool = False,
    ) -> None:
        self._app = app
        self._folder = folder
        self._open_window = open_window
        self._close_window = close_window
        self._connection = connection
        self._visitor = visitor
        self._brief = brief
        self._languages: Sequence[str] = (language,) if language else LANGUAGES
        if brief and language is None:
            self._languages = (system_language(),)
        self._variant = ""
        self._status = 1
        self._complaints: list[str] = []

    def play(self, loop: LoopHolder) -> int:
        """0 only if every step arrived where it should and Qt had nothing to complain of."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._say(error)
            return 1
        qInstallMessageHandler(self._hear_qt)
        loop(self._say).spawn(self._play_all())
        self._app.exec()
        qInstallMessageHandler(None)
        for complaint in self._complaints:
            self._print(complaint)
        return 1 if self._complaints else self._status

    async def _play_all(self) -> None:
        try:
            for language in self._languages:
                for scheme in ("light",) if self._brief else SCHEMES:
                    install_language(self._app, language)
                    theme.theme_of(self._app).pin(SCHEMES[scheme])
                    self._variant = f"{language}-{scheme}"
                    await self._play_one(
                        Robot(self._folder, self._variant, as_user=not self._brief)
                    )
            self._status = 0
        except Exception as error:  # noqa: BLE001 - everything that stops the tour is printed
            self._say(error)
        finally:
            self._app.quit()

    async def _play_one(self, robot: Robot) -> None:
        await robot.enter(self._open_window(AuthFlow.SRP))
        if self._brief:
            await brief_visit(robot)
            self._close_window()
            return
        await first_window(robot)
        await through_browser(robot, self._visitor)
        await connecting(robot, self._connection())
        self._close_window()
        for flow, story in (
            (AuthFlow.CHOICE, with_choice),
            (AuthFlow.CHOICE, with_passkeys),
            (AuthFlow.CUSTOM, with_questions),
        ):
            await robot.enter(self._open_window(flow))
            await story(robot)
            self._close_window()

    def _say(self, failure: BaseException) -> None:
        notified = isinstance(failure, TourFailed | OSError)
        name = "" if notified else f"{type(failure).__name__}: "
        self._print(f"{name}{failure}")

    def _print(self, words: str) -> None:
        where = f"tour {self._variant}" if self._variant else "tour"
        print(f"{where}: {words}", file=sys.stderr)  # noqa: T201

    def _hear_qt(self, kind: QtMsgType, context: object, message: str) -> None:  # noqa: ARG002
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and message not in _NOISE:
            self._complaints.append(message)
