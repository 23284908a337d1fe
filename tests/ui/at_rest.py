"""Waiting for a layout, however many turns of the event loop it takes."""

from __future__ import annotations

import time

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.patience import STEP_S

_CALM_TURNS = 3


def at_rest(widget: QWidget) -> None:
    """Wait until nothing in its window has moved for some turns.

    A row that wraps knows its height once it knows its width, and a scroll bar that comes takes some
    of that: each is a turn of its own, and no number of milliseconds fits every computer.
    """
    window, before, calm = widget.window(), None, 0
    end = time.monotonic() + STEP_S
    while calm < _CALM_TURNS:
        QTest.qWait(10)
        now = [(one.isVisible(), one.geometry()) for one in (window, *window.findChildren(QWidget))]
        calm = calm + 1 if now == before else 0
        before = now
        assert time.monotonic() < end, "the window does not come to rest"
