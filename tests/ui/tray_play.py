"""The tray's icon on a real bus, with a desktop that shows it: what it says, and what its rows do. A program; prints JSON.

With `silent` nothing on that desktop shows notifications.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop_login.app.process import undisturbed
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.pool import AuthFlow
from desktop_login.services.build import build_demo
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder, make_application
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.tray import Tray
from tests.fakes.world import PASSWORD
from tests.patience import STEP_MS


class Asker(QObject):
    """Asks the desktop from a thread of its own: the item answers on the window's."""

    answered = Signal(object)

    def __init__(self, host: subprocess.Popen[str]) -> None:
        super().__init__()
        self._host = host

    def ask(self, command: str) -> None:
        threading.Thread(target=self._ask, args=(command,), daemon=True).start()

    def _ask(self, command: str) -> None:
        assert self._host.stdin is not None
        assert self._host.stdout is not None
        self._host.stdin.write(f"{command}\n")
        self._host.stdin.flush()
        self.answered.emit(json.loads(self._host.stdout.readline()))


class Play:
    def __init__(self, app: QApplication, host: subprocess.Popen[str]) -> None:
        self._app = app
        self._asker = Asker(host)
        self._answers: list[object] = []
        self._asker.answered.connect(self._answers.append)

    def ask(self, command: str) -> object:
        self._answers.clear()
        self._asker.ask(command)
        self.until(lambda: bool(self._answers))
        return self._answers[0]

    def until(self, holds: object) -> None:
        assert callable(holds)
        deadline = time.monotonic() + STEP_MS / 1000
        while not holds():
            assert time.monotonic() < deadline, holds
            self._app.processEvents()
            time.sleep(0.005)


def main() -> None:
    host = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.status_notifier_host", *sys.argv[1:]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert host.stdout is not None
    host.stdout.readline()
    app = make_application("en")
    app.setQuitOnLastWindowClosed(False)
    shown: dict[str, object] = {"available": Tray.available()}
    loop, demo = LoopHolder(app), DemoCognito()
    demo.start()
    window = AppWindow(
        app,
        demo_window_config(AuthFlow.SRP),
        lambda listener: build_demo(demo, AuthFlow.SRP, listener),
        loop,
        around_warm_up=undisturbed,
    )
    play = Play(app, host)
    opened: list[bool] = []
    window.opened.connect(lambda: opened.append(True))
    window.show()
    play.until(lambda: opened)
    tray = Tray(app, time.time, window.window.isVisible)
    asked: list[str] = []
    tray.open_wanted.connect(lambda: asked.append("open"))
    tray.quit_wanted.connect(lambda: asked.append("quit"))
    tray.profile_chosen.connect(asked.append)
    tray.set_profiles(("production", "R&D"), "production")
    tray.use(window.session)
    tray.show()
    shown["signed out"] = [play.ask("item"), play.ask("menu")]
    page = window.window.sign_in
    page.username.set_text("confirmed@example.com")
    page.password.set_text(PASSWORD)
    page.primary.click()
    play.until(lambda: isinstance(window.window.page, Dashboard))
    session = window.session
    assert session is not None
    window.close()  # the window goes, the session stays
    play.until(lambda: session.states.latest is not None)
    shown["signed in"] = [play.ask("item"), play.ask("menu")]
    play.ask("click Copy token")
    latest = session.states.latest
    assert latest is not None
    token = latest.session.tokens.id_token.reveal()
    play.until(lambda: app.clipboard().text() == token)
    shown["copied"] = True
    play.ask("click Refresh now")
    play.until(
        lambda: (
            session.states.latest is not None
            and session.states.latest.session.tokens.id_token.reveal() != token
        )
    )
    shown["refreshed with the window closed"] = True
    for row in ("click R&D", "activate", "click Quit"):
        play.ask(row)
    play.until(lambda: len(asked) == 3)
    shown["asked"] = asked
    user = demo.pool.find("confirmed@example.com")
    assert user is not None
    demo.revoke_all(user)
    play.ask("click Refresh now")
    if "silent" not in sys.argv[1:]:
        shown["notified"] = play.ask("notified")
    play.until(lambda: session.states.latest is None)
    shown["signed out elsewhere"] = play.ask("menu")
    tray.close()
    shown["session ended"] = session.ended
    app.processEvents()
    shown["clipboard"] = app.clipboard().text()
    loop.close()
    demo.stop()
    host.kill()
    host.wait()
    host.stdout.close()
    print(json.dumps(shown))


if __name__ == "__main__":
    main()
