"""What holds for the whole process while a window is open: log, exception hooks, garbage collector. Only `app` touches it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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


@contextmanager
def undisturbed() -> Iterator[None]:
    """While the warm-up runs: a garbage collection inside a long C call, or a long turn of its
    thread, would stop the window for longer than a frame."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(WARM_SWITCH_INTERVAL_S)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(interval)
