"""What a thread brings reaches the window's loop while it is open, and is refused once it has closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.adapters.threads import off_thread
from desktop_login.ui.application import LoopHolder
from tests.fakes.programs import without_noise
from tests.patience import PROCESS_S, STEP_MS

ROOT = Path(__file__).parent.parent.parent


def unexpected(error: BaseException) -> None:
    raise error


def test_what_a_thread_brings_arrives(qapp: QApplication, loop: LoopHolder, qtbot: QtBot) -> None:
    brought: list[int] = []

    async def fetch() -> None:
        brought.append(await off_thread(lambda: 7))

    loop(unexpected).spawn(fetch())
    qtbot.waitUntil(lambda: brought == [7], timeout=STEP_MS)


CLOSED = """
import asyncio, threading
from desktop_login.adapters.threads import off_thread
from desktop_login.ui.application import LoopHolder, make_application

app = make_application("en")
holder = LoopHolder(app)
loops, begun, held = [], threading.Event(), threading.Event()

def call():
    begun.set()
    held.wait()

async def begin():
    loops.append(asyncio.get_running_loop())
    await off_thread(call)

def unexpected(error):
    raise error

holder(unexpected).spawn(begin())
while not begun.is_set():
    app.processEvents()
holder.close()  # does not wait for the thread that is held up
held.set()  # it delivers to a closed loop, which neither raises nor crashes
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join()
try:
    loops[0].call_soon_threadsafe(print, "reached Qt")
except RuntimeError as error:
    print(error)
"""


@pytest.mark.medium
def test_a_thread_that_ends_after_the_loop_is_refused_before_it_reaches_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CLOSED],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert (done.returncode, done.stdout, without_noise(done.stderr)) == (
        0,
        "the event loop is closed\n",
        "",
    )
