"""One run of the window from first paint to dashboard and through a refresh, with a 1 ms heartbeat on its thread.

Prints a JSON object: gaps of the heartbeat in ms (maximum and p99), and how long warming up took.
"""

from __future__ import annotations

import gc

gc.disable()  # as the program's front door does

import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from desktop_login.ui.pyside_import_hook import put_back

put_back()

from PySide6.QtCore import QTimer

from desktop_login.app.process import start_log, undisturbed
from desktop_login.app.window_config import memory_of, window_config
from desktop_login.services.build import service_factory
from desktop_login.settings import load
from desktop_login.ui.app_window import AppWindow, LoopHolder, make_application
from desktop_login.ui.pages.dashboard import Dashboard

settings = load()
assert settings.pool is not None
app = make_application("en")
folder = Path(tempfile.mkdtemp())
app_window = AppWindow(
    app,
    window_config(settings, folder, memory_of(folder)),
    service_factory(settings, folder),
    LoopHolder(app),
    around_warm_up=undisturbed,
)
start_log("info", lambda error: os._exit(3))
marks: dict[str, float] = {}
beats: list[float] = []


def beat() -> None:
    beats.append(time.perf_counter())


def opened() -> None:
    marks["opened"] = time.perf_counter()
    app_window.window.fill_in("confirmed@example.com", "Demo-Passw0rd!")
    QTimer.singleShot(300, click)


def click() -> None:
    marks["click"] = time.perf_counter()
    app_window.window.sign_in.submit()


def look() -> None:
    page = app_window.window.page
    if not isinstance(page, Dashboard):
        return
    if "dashboard" not in marks:
        marks["dashboard"] = time.perf_counter()
        QTimer.singleShot(300, page.refresh.emit)
        QTimer.singleShot(900, done)


def done() -> None:
    gaps = sorted((b - a) * 1000 for a, b in itertools.pairwise(beats))
    result = {
        "max": gaps[-1],
        "p99": gaps[int(len(gaps) * 0.99)],
        "worst": gaps[-5:],
        "warm_up": (marks["opened"] - marks["painted"]) * 1000,
        "sign_in": (marks["dashboard"] - marks["click"]) * 1000,
    }
    print(json.dumps(result), flush=True)
    os._exit(0)


def painted() -> None:
    marks["painted"] = time.perf_counter()
    heart.start(1)


heart = QTimer()
heart.setTimerType(heart.timerType().PreciseTimer)
heart.timeout.connect(beat)
eye = QTimer()
eye.timeout.connect(look)
eye.start(5)
app_window.window.first_painted.connect(painted)
app_window.opened.connect(opened)
QTimer.singleShot(20_000, lambda: os._exit(4))
app_window.show()
sys.exit(app.exec())
