"""Which threads may wait for a token: not the one of a running window, but its workers, whatever loop they have."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEventLoop, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login import Session
from desktop_login.embedding.waiting import runs_a_loop
from tests.embedding.conftest import sign_in
from tests.fakes.clocks import HandClock
from tests.patience import STEP_MS


def in_loop(call: Callable[[], object]) -> object:
    """What a handler of the window does while its loop runs."""
    loop, found = QEventLoop(), list[object]()

    def handle() -> None:
        try:
            found.append(call())
        except RuntimeError as error:
            found.append(error)
        loop.quit()

    QTimer.singleShot(0, handle)
    loop.exec()
    return found[0]


def test_token_on_the_running_loop_of_a_window_never_waits(
    session: Session, qapp: QApplication, clock: HandClock
) -> None:
    sign_in(session)
    good = session.token()
    assert in_loop(session.token) == good  # at once, as long as it is fresh
    clock.pass_time(3590)
    refused = in_loop(session.token)
    assert isinstance(refused, RuntimeError)
    assert "use token_async" in str(refused)
    assert session.token() != good  # before a loop runs, and after it, a program may wait


class Worker(QThread):
    """With a loop of its own, in which it asks."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.found = session, list[object]()

    def run(self) -> None:
        self.found.append(runs_a_loop())
        self.found.append(in_loop(self.session.token))


def test_token_on_the_loop_of_a_worker_thread_may_wait(
    session: Session, qtbot: QtBot, clock: HandClock
) -> None:
    sign_in(session)
    good = session.token()
    clock.pass_time(3590)
    worker = Worker(session)
    worker.start()
    qtbot.waitUntil(worker.isFinished, timeout=STEP_MS)
    assert worker.found[0] is False
    assert worker.found[1] == session.token() != good


def test_loop_of_another_binding_counts_too(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from PySide6 import QtCore

    from desktop_login.embedding import waiting

    monkeypatch.setattr(waiting, "_BINDINGS", ("PyQt6.QtCore",))
    assert in_loop(runs_a_loop) is False
    monkeypatch.setitem(sys.modules, "PyQt6.QtCore", QtCore)  # the names are the same
    assert in_loop(runs_a_loop) is True
