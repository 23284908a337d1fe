"""One run of the window with a 1 ms heartbeat on its thread: first paint, sign-in, the five views, a refresh, another profile.

Prints a JSON object: gaps of the heartbeat in ms (maximum, p99, and the longest of each phase), and how
long warming up took. `own` are the same gaps without the time in which the whole process stood
still because others had the processor: what is left is the window's own, whatever the load is.
With `stacks` a second thread looks at the window's stack each millisecond, and those of the longest
gap are printed before it; that disturbs the figures, so it is for finding the cause only.
"""

from __future__ import annotations

import gc

gc.disable()  # as the program does at its start

import collections
import itertools
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from desktop_login.ui.pyside_import_hook import put_back

put_back()

from PySide6.QtCore import QTimer

from desktop_login.app.process import start_log, undisturbed
from desktop_login.app.window_config import memory_of, window_config
from desktop_login.services.build import service_factory
from desktop_login.settings import load
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder, make_application
from desktop_login.ui.pages.dashboard import Dashboard, View

PAUSE_MS = 250  # between two things that a person does
settings = load()
assert settings.pool is not None
app = make_application("en")
loop = LoopHolder(app)
folder = Path(tempfile.mkdtemp())


def make_window(old: AppWindow | None = None) -> AppWindow:
    """The same pool as the profile of another folder: nobody is signed in there."""
    place = Path(tempfile.mkdtemp()) if old is not None else folder
    return AppWindow(
        app,
        window_config(settings, place, memory_of(folder)),
        service_factory(settings, place),
        loop,
        window=old.let_go() if old is not None else None,
        around_warm_up=undisturbed,
    )


app_window = make_window()
start_log("info", lambda error: os._exit(3))
marks: dict[str, float] = {}
beats: list[tuple[float, float, str]] = []
looks: list[tuple[float, tuple[tuple[str, int, str], ...]]] = []
phases = ["warm-up"]


def beat() -> None:
    beats.append((time.perf_counter(), time.process_time(), phases[-1]))


def begin(name: str) -> None:
    phases.append(name)
    marks[name] = time.perf_counter()


def opened() -> None:
    marks["opened"] = time.perf_counter()
    page = app_window.window.sign_in
    page.username.set_text("confirmed@example.com")
    page.password.set_text("Demo-Passw0rd!")
    QTimer.singleShot(300, click)


def click() -> None:
    begin("sign-in")
    app_window.window.sign_in.submit()


def look() -> None:
    page = app_window.window.page
    if isinstance(page, Dashboard) and "dashboard" not in marks:
        marks["dashboard"] = time.perf_counter()
        views = (*list(View)[1:], View.OVERVIEW)
        in_turn(
            *(partial(open_view, page, view) for view in views),
            partial(renew, page),
            lambda: None,
            lambda: None,
            switch,
        )


def open_view(page: Dashboard, view: View) -> None:
    begin(f"view {view.name.lower()}")
    page.open(view)


def renew(page: Dashboard) -> None:
    begin("refresh")
    page.refresh.emit()


def in_turn(*steps: Callable[[], object]) -> None:
    for place, step in enumerate(steps):
        QTimer.singleShot(PAUSE_MS * (place + 1), step)


def switch() -> None:
    begin("switch")
    second = make_window(app_window)
    second.opened.connect(lambda: QTimer.singleShot(PAUSE_MS, done))
    kept.append(second)


kept: list[AppWindow] = []


def gaps(*, own: bool = False) -> list[tuple[float, str, float, float]]:
    """Length in ms, the phase, and from when to when; the longest last."""
    found = []
    for (begun, used, _), (ended, used_then, name) in itertools.pairwise(beats):
        length = min(ended - begun, used_then - used) if own else ended - begun
        found.append((length * 1000, name, begun, ended))
    return sorted(found)


def figures(found: list[tuple[float, str, float, float]]) -> dict[str, object]:
    longest = {name: round(length, 1) for length, name, _, _ in found}
    return {
        "max": found[-1][0],
        "p99": found[int(len(found) * 0.99)][0],
        "worst": [round(length, 1) for length, *_ in found[-5:]],
        "phases": longest,
    }


def print_stacks() -> None:
    for length, name, begun, ended in gaps(own=True)[:-9:-1]:
        seen = collections.Counter(stack for at, stack in looks if begun <= at <= ended)
        print(f"\n{length:.1f} ms in {name}: looked {seen.total()} times")
        for stack, times in seen.most_common(3):
            print(f"  {times} ×")
            for file, line, function in stack:
                print(f"    {'/'.join(file.split('/')[-3:])}:{line} {function}")


def done() -> None:
    heart.stop()
    if "stacks" in sys.argv:
        print_stacks()
    result = {
        **figures(gaps()),
        "own": figures(gaps(own=True)),
        "warm_up": (marks["opened"] - marks["painted"]) * 1000,
        "sign_in": (marks["dashboard"] - marks["sign-in"]) * 1000,
        "load": os.getloadavg()[0],
    }
    print(json.dumps(result), flush=True)
    os._exit(0)


def watch(window_thread: int) -> None:
    while True:
        looks.append((time.perf_counter(), stack_of(window_thread)))
        time.sleep(0.001)


def stack_of(thread: int) -> tuple[tuple[str, int, str], ...]:
    """Frames are let go at once: one that is kept would keep a painter alive behind its paint event."""
    found: list[tuple[str, int, str]] = []
    frame = sys._current_frames().get(thread)
    while frame is not None and len(found) < 12:
        found.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return tuple(found)


def painted() -> None:
    if "painted" in marks:
        return
    marks["painted"] = time.perf_counter()
    heart.start(1)
    if "stacks" in sys.argv:
        threading.Thread(target=watch, args=(threading.get_ident(),), daemon=True).start()


def give_up() -> None:
    print(f"stopped in {phases}", file=sys.stderr, flush=True)
    os._exit(4)


heart = QTimer()
heart.setTimerType(heart.timerType().PreciseTimer)
heart.timeout.connect(beat)
eye = QTimer()
eye.timeout.connect(look)
eye.start(5)
app_window.window.first_painted.connect(painted)
app_window.opened.connect(opened)
QTimer.singleShot(40_000, give_up)
app_window.show()
sys.exit(app.exec())
