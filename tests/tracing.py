"""Threads that start at the same moment under coverage. For `tests/conftest.py`.

Python 3.11 has one flag for all threads while a trace function is installed
(`_PyEval_SetTrace`). A second thread that begins just then gets a RuntimeError before it has run
a line, and whoever waits for it waits for ever. So it tries again.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

_TRIES = 1000


class _Sys:
    """The module `sys` as `threading` sees it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def settrace(self, function: Callable[..., Any] | None) -> None:
        for _ in range(_TRIES):
            try:
                sys.settrace(function)
            except RuntimeError:
                time.sleep(0.001)
            else:
                return
        sys.settrace(function)


def install() -> None:
    if sys.version_info < (3, 12):
        threading._sys = _Sys()  # type: ignore[attr-defined]
