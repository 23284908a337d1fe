"""A host with the loop that is named (none, qasync, QtAsyncio): what of it has changed after a sign-in. Prints JSON.

A program, because a process has one QApplication, and a loop changes it for good.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop_login import Session
from desktop_login.adapters.clock import SystemClock
from desktop_login.demo.server import DemoCognito
from desktop_login.qt import SignInWindow
from tests.embedding.conftest import settings_for
from tests.embedding.host import Host
from tests.embedding.test_sign_in_window import fill_in, named, once_shown
from tests.fakes.clocks import HandClock


class Play:
    """The host signs somebody in and out by the window, with its own loop running."""

    def __init__(self, app: QApplication, demo: DemoCognito) -> None:
        self.host = Host(app)
        self.host.window.show()
        self.session = Session.open(settings=settings_for(demo), vault="memory")
        self.window = SignInWindow(self.session)
        self.seen: list[object] = []
        self.blocked: list[str] = []
        self.may_leave = True

    def begin(self, done: Any) -> None:
        self.before = self.state()
        self.window.signed_in.connect(self.arrived)
        self.window.signed_out.connect(lambda: self.left(done))
        once_shown(self.window, lambda _: fill_in(self.window))
        self.window.show()

    def arrived(self, user: Any) -> None:
        self.seen += [user.email, bool(self.session.token())]  # fresh, so it does not wait
        try:
            self.session.sign_out()
        except RuntimeError as error:
            self.blocked.append(str(error))
        timer = QTimer(self.window)
        timer.timeout.connect(lambda: self.leave(timer))
        timer.start(50)

    def leave(self, timer: QTimer) -> None:
        shown = self.window.widget
        assert shown is not None
        buttons = [b for b in shown.findChildren(QAbstractButton) if b.isVisible()]
        if self.may_leave and "Sign out" in [b.accessibleName() for b in buttons]:
            timer.stop()
            named(shown, "Sign out", QAbstractButton).click()

    def left(self, done: Any) -> None:
        self.seen.append("signed out")
        self.window.close()
        QTimer.singleShot(100, done)

    def state(self) -> dict[str, object]:
        loop = asyncio._get_running_loop()
        policy = type(asyncio.get_event_loop_policy()).__name__
        pixels = bytes(self.host.picture().data()).hex()
        return {**self.host.globals(), "loop": id(loop), "policy": policy, "pixels": pixels}

    def result(self) -> dict[str, object]:
        after = self.state()
        changed = [name for name, value in self.before.items() if after[name] != value]
        self.session.close()
        return {"changed": changed, "seen": self.seen, "blocked": len(self.blocked)}


def without_loop(app: QApplication, demo: DemoCognito) -> dict[str, object]:
    play = Play(app, demo)
    found: list[dict[str, object]] = []

    def done() -> None:
        found.append(play.result())
        app.quit()

    QTimer.singleShot(0, lambda: play.begin(done))
    app.exec()
    return found[0]


async def in_loop(play: Play, clock: HandClock) -> dict[str, object]:
    """A task of the host goes on all the while, and renews what has expired in between."""
    finished = asyncio.Event()
    turns = 0
    play.may_leave = False
    play.begin(finished.set)
    while not play.blocked:
        await asyncio.sleep(0.02)
        turns += 1
    before = play.session.token()
    clock.pass_time(3590)
    renewed = await asyncio.gather(*(play.session.token_async() for _ in range(8)))
    play.may_leave = True
    while not finished.is_set():
        await asyncio.sleep(0.02)
        turns += 1
    found = play.result()
    good = len(set(renewed)) == 1 and renewed[0] != before
    return {**found, "turned": turns > 5, "renewed": good}


def qt_asyncio() -> Any:
    """Plain Python, and part of another wheel than the rest of Qt that is needed here."""
    import PySide6

    PySide6.__path__.append(str(Path(os.environ["DESKTOP_LOGIN_QT_ASYNCIO"]) / "PySide6"))
    return importlib.import_module("PySide6.QtAsyncio")


def main(kind: str) -> None:
    app = QApplication([])
    clock = HandClock()
    SystemClock.now = lambda self: clock.now()  # type: ignore[method-assign] # moves by hand
    with DemoCognito(now=clock.epoch) as demo:
        if kind == "none":
            found = without_loop(app, demo)
        elif kind == "qasync":
            import qasync

            loop = qasync.QEventLoop(app)
            asyncio.set_event_loop(loop)
            with loop:
                found = loop.run_until_complete(in_loop(Play(app, demo), clock))
        else:
            QtAsyncio = qt_asyncio()
            results: list[dict[str, object]] = []

            async def work() -> None:
                results.append(await in_loop(Play(app, demo), clock))

            QtAsyncio.run(work(), keep_running=False)
            (found,) = results
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Exception:
        traceback.print_exc()  # the host's own hook says nothing
        raise
