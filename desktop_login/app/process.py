"""What holds for the whole process while a window is open: log, exception hooks, garbage collector. Only `app` touches it."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable

WARM_SWITCH_INTERVAL_S = 0.001


def start_log(level: str, report: Callable[[BaseException], None]) -> None:
    """Starts the log; what escapes from threads, finalizers and slots goes to it and to `report`."""
    from desktop_login.system.log import catch_everything, set_up
    from desktop_login.system.paths import NoHomeFolder, log_file

    try:
        file = log_file()
    except NoHomeFolder:  # the tour of the demo keeps nothing, and goes on without a log
        file = None
    set_up(level, file)
    catch_everything(report)


def set_log_level(level: str) -> None:
    """While the log is running."""
    import logging

    logging.getLogger().setLevel(level.upper())


class _Undisturbed:
    """Warm-ups may overlap: another pool is chosen before the first one is ready.

    What lives after the first warm-up is never looked at again by the garbage collector, because it
    lives as long as the program. After a later one that would keep the pages of the pool before.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._interval = 0.0
        self._has_frozen = False

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._interval = sys.getswitchinterval()
                sys.setswitchinterval(WARM_SWITCH_INTERVAL_S)
                gc.disable()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside:
                return
            if not self._has_frozen:
                self._has_frozen = True
                gc.freeze()
            gc.enable()
            sys.setswitchinterval(self._interval)


_undisturbed = _Undisturbed()


def undisturbed() -> _Undisturbed:
    """While a warm-up runs: a garbage collection inside a long C call, or a long turn of its
    thread, would stop the window for longer than a frame."""
    return _undisturbed
