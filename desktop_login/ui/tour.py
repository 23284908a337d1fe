"""Plays the demo by itself in both languages and both colour schemes. Fails loudly; the stories stand in `tour_stories`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop_login.domain.pool import AuthFlow
from desktop_login.ui import theme
from desktop_login.ui.guide import Guide, TourFailed
from desktop_login.ui.tour_stories import connecting, first_window, with_choice, with_questions
from desktop_login.ui.translation import install_language
from desktop_login.wording.translate import LANGUAGES

if TYPE_CHECKING:
    from desktop_login.ui.application import Desk, LoopHolder
    from desktop_login.ui.pages.connect_pool import Connection


class Tour:
    """`open_window` starts a fresh demo with its window, `close_window` ends both.

    `connection` leads to the demo as a pool that is yet to be connected.
    """

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        open_window: Callable[[AuthFlow], Desk],
        close_window: Callable[[], None],
        connection: Callable[[], Connection],
        languages: Sequence[str] = LANGUAGES,
    ) -> None:
        self._app = app
        self._folder = folder
        self._open_window = open_window
        self._close_window = close_window
        self._connection = connection
        self._languages = languages
        self._variant = ""
        self._status = 1

    def play(self, loop: LoopHolder) -> int:
        """0 only if every step arrived where it should, in every language and both schemes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        loop(self._say).spawn(self._play_all())
        self._app.exec()
        return self._status

    async def _play_all(self) -> None:
        try:
            for language in self._languages:
                for scheme, colours in (("light", theme.LIGHT), ("dark", theme.DARK)):
                    install_language(self._app, language)
                    self._app.property("theme").pin(colours)
                    self._variant = f"{language}-{scheme}"
                    await self._play_one(Guide(self._folder, self._variant))
            self._status = 0
        except TourFailed as failure:
            self._say(failure)
        finally:
            self._app.quit()

    async def _play_one(self, guide: Guide) -> None:
        await guide.enter(self._open_window(AuthFlow.SRP))
        await first_window(guide)
        await connecting(guide, self._connection())
        self._close_window()
        for flow, story in ((AuthFlow.CHOICE, with_choice), (AuthFlow.CUSTOM, with_questions)):
            await guide.enter(self._open_window(flow))
            await story(guide)
            self._close_window()

    def _say(self, failure: BaseException) -> None:
        print(f"tour {self._variant}: {failure}", file=sys.stderr)  # noqa: T201
