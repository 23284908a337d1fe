"""The whole program on a desktop with a tray: closed, kept, brought back, quit by the tray. A program; prints JSON.

`closed` closes its window with somebody signed in and answers the question; `background` starts
without a window, with a stored pool that nobody is signed in to.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_login.app.gui import Program
from desktop_login.app.settings_in_force import load_settings
from desktop_login.cli.options import Options
from desktop_login.settings import Settings
from desktop_login.ui.application import LoopHolder, make_application
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from tests.fakes.world import PASSWORD
from tests.ui.tray_play import Play


class Story:
    def __init__(self, app: QApplication, program: Program, play: Play) -> None:
        self.app = app
        self.program = program
        self.play = play
        self.shown: dict[str, object] = {}

    def closed(self) -> None:
        self._until_open()
        window = self._window()
        window.sign_in.username.set_text("confirmed@example.com")
        window.sign_in.password.set_text(PASSWORD)
        window.sign_in.primary.click()
        self.play.until(lambda: isinstance(window.page, Dashboard))
        self._close_and_answer("Keep running")
        self.shown["kept"] = [window.isVisible(), self.play.ask("menu")]
        token = self._token()
        self.play.ask("click Refresh now")
        self.play.until(lambda: self._token() not in ("", token))
        self.play.ask("click Copy token")
        self.play.until(lambda: self.app.clipboard().text() == self._token())
        self.play.ask("click Open Desktop Login")
        self.play.until(window.isVisible)
        self.shown["same window"] = window is self._window()
        window.close()  # the question is not asked a second time
        self.play.until(lambda: not window.isVisible())
        self.play.ask("activate")
        self.play.until(window.isVisible)
        self.shown["on the dashboard"] = isinstance(window.page, Dashboard)
        self.play.ask("click Quit")

    def background(self) -> None:
        self._until_open()
        window = self._window()
        self.shown["shown at the start"] = window.isVisible()
        self.shown["menu"] = self.play.ask("menu")
        self.play.ask("click Open Desktop Login")
        self.play.until(window.isVisible)
        self.shown["shown when asked for"] = window.isVisible()
        window.close()  # nobody is signed in: there is nothing to keep running for

    def _window(self) -> MainWindow:
        app_window = self.program._app_window
        assert app_window is not None
        return app_window.window

    def _token(self) -> str:
        app_window = self.program._app_window
        assert app_window is not None
        assert app_window.session is not None
        latest = app_window.session.states.latest
        return latest.session.tokens.id_token.reveal() if latest is not None else ""

    def _until_open(self) -> None:
        self.play.until(lambda: self.program._tray._tray is not None)

    def _close_and_answer(self, answer: str) -> None:
        def press() -> None:
            box = next(box for box in self.app.topLevelWidgets() if isinstance(box, ConfirmDialog))
            self.shown["asked"] = box.text()
            buttons = box.findChildren(QPushButton)
            next(button for button in buttons if button.text() == answer).click()

        QTimer.singleShot(200, press)
        self._window().close()
        self.play.until(lambda: not self._window().isVisible())


def main(which: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.status_notifier_host"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as host:
        assert host.stdout is not None
        host.stdout.readline()
        app = make_application("en")
        demo = which == "closed"
        options = Options(demo=demo, background=not demo)
        settings = Settings() if demo else load_settings(options)
        program = Program(app, options, settings, LoopHolder(app))
        program.open()
        story = Story(app, program, Play(app, host))
        QTimer.singleShot(0, getattr(story, which))
        begun = time.monotonic()
        story.shown["status"] = program.wait()
        story.shown["lasted"] = time.monotonic() - begun
        story.shown["clipboard"] = app.clipboard().text()
        host.kill()
    print(json.dumps(story.shown))


if __name__ == "__main__":
    main(sys.argv[1])
