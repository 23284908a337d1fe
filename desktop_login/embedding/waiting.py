"""Whether the thread that asks may wait: not if it runs the loop of a window, or of asyncio. Imports no Qt."""

from __future__ import annotations

import sys

# Both bindings have the same names; whichever the host has loaded is asked.
_BINDINGS = ("PySide6.QtCore", "PyQt6.QtCore")


def runs_a_loop() -> bool:
    """Return whether this thread is inside a running asyncio loop, or is the one of a running Qt application.

    A worker thread with a Qt loop of its own may wait: it is made for that, and no window stands still.
    """
    return _runs_asyncio() or any(map(_runs_application, _BINDINGS))


def _runs_asyncio() -> bool:
    if "asyncio" not in sys.modules:
        return False
    import asyncio

    return asyncio._get_running_loop() is not None  # noqa: SLF001 - documented, and raises nothing


def _runs_application(binding: str) -> bool:
    core = sys.modules.get(binding)
    if core is None:
        return False
    application = core.QCoreApplication.instance()
    if application is None:
        return False
    thread = core.QThread.currentThread()
    return bool(application.thread() == thread and thread.loopLevel() > 0)
