"""`TokenBridge`: a session for QML and for signals, on Qt's thread."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_login import Session
from desktop_login.qt import TokenBridge
from tests.embedding.conftest import sign_in
from tests.fakes.clocks import HandClock
from tests.patience import PROCESS_S, STEP_MS

ROOT = Path(__file__).parent.parent.parent


PROGRAM = """
from PySide6.QtWidgets import QApplication
from desktop_login import Session
from desktop_login.qt import SignInWindow
app = QApplication([])
settings = {"user_pool_id": "us-east-1_Abcdefghi", "client_id": "abc123"}
with Session.open(settings=settings, vault="memory") as session:
    window = SignInWindow(session)
import desktop_login.qt
assert "TokenBridge" in dir(desktop_login.qt)
assert not hasattr(desktop_login.qt, "Bridge")
"""


@pytest.mark.medium
def test_program_without_a_bridge_ends_without_a_warning() -> None:
    """Python cannot free a `Property` of PySide6, and says so in development mode."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_token_follows_the_session_on_the_thread_of_qt(
    session: Session, qtbot: QtBot, clock: HandClock
) -> None:
    bridge = TokenBridge(session)
    seen: list[tuple[str, str]] = []
    bridge.token_changed.connect(lambda text: seen.append((text, threading.current_thread().name)))
    assert bridge.token == ""
    sign_in(session)
    first = session.token()
    qtbot.waitUntil(lambda: len(seen) == 1, timeout=STEP_MS)
    assert bridge.token == first
    clock.pass_time(3590)
    second = session.token()
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=STEP_MS)
    session.sign_out()
    qtbot.waitUntil(lambda: len(seen) == 3, timeout=STEP_MS)
    assert [text for text, _ in seen] == [first, second, ""]
    assert {name for _, name in seen} == {threading.main_thread().name}
    bridge.deleteLater()


def test_token_of_a_bridge_is_gone_when_the_session_was_closed_meanwhile(
    session: Session, qtbot: QtBot
) -> None:
    bridge = TokenBridge(session)
    sign_in(session)  # what is told of it has not come yet
    session.close()
    with qtbot.captureExceptions() as raised:
        qtbot.wait(50)
    assert raised == []
    assert bridge.token == ""
    bridge.deleteLater()


def test_bridge_begins_with_the_token_that_is_there(session: Session, qtbot: QtBot) -> None:
    sign_in(session)
    bridge = TokenBridge(session)
    assert bridge.token == session.token()
    bridge.deleteLater()
