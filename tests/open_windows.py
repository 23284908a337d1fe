"""Which windows, and which colours, a test has left behind. For `tests/conftest.py`.

A style sheet or a language of the application reaches every widget that is alive. A window that a
test forgets makes all later tests of its worker slower, and many of them make a test of a second one
of ten. So the test that made it is named, at its own end.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_login.ui.theme import Theme


@contextlib.contextmanager
def no_windows_left() -> Iterator[None]:
    """Fail the test that leaves a window that was not there before, shown or not."""
    before = set(_windows())
    yield
    left = _left(before)
    if left:
        described = "\n".join(
            f"  {type(one).__name__} {one.windowTitle()!r}" for one in left.values()
        )
        for one in left.values():
            one.close()
            one.deleteLater()  # else later tests would pay for it
        _delete()
        pytest.fail(f"windows left behind, close and delete them:\n{described}", pytrace=False)


@contextlib.contextmanager
def scheme_as_it_was() -> Iterator[None]:
    """A window takes the lightness of the application's palette for that of the system: the next
    test's would be a dark one. The theme of a guest is in force until another is put there, and its
    window has gone by then."""
    before, theme = _is_light(), _theme()
    yield
    now = _theme()
    if theme is not None and now is not None and now is not theme and now._is_guest:
        sys.modules["desktop_login.ui.theme"].put_in_force(theme)
    if before is not None:
        assert _is_light() == before, "the application is left in another scheme"


def _theme() -> Theme | None:
    themes = sys.modules.get("desktop_login.ui.theme")
    return getattr(themes._InForce, "theme", None) if themes is not None else None


def _is_light() -> bool | None:
    """None as long as there is no application."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or (app := widgets.QApplication.instance()) is None:
        return None
    return bool(app.palette().window().color().lightness() > 128)


def _left(before: set[int]) -> dict[int, QWidget]:
    """Those that neither Qt is about to delete nor Python to collect."""
    if not _windows().keys() - before:
        return {}
    _delete()
    if not _windows().keys() - before:
        return {}
    _delete_what_nobody_has()
    return {where: one for where, one in _windows().items() if where not in before}


def _delete_what_nobody_has() -> None:
    """Windows that only refer to one another are deleted by Qt, and not by Python's collector: that
    takes the parts of a window in any order, and some versions of PySide6 then delete the item of a
    layout a second time, which ends the process."""
    from PySide6.QtWidgets import QWidget
    from shiboken6 import Shiboken

    gc.set_debug(gc.DEBUG_SAVEALL)  # name them, and leave them as they are
    try:
        gc.collect()
    finally:
        gc.set_debug(0)
    # by its own type: what a weak proxy stands for may be gone
    lost = [one for one in gc.garbage if issubclass(type(one), QWidget)]
    gc.garbage.clear()
    for one in lost:
        if Shiboken.isValid(one) and one.parent() is None:
            Shiboken.delete(one)
    del lost
    gc.collect()
    _delete()


def _windows() -> dict[int, QWidget]:
    """By their address: a Python object may come and go with each look."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return {}
    from shiboken6 import Shiboken

    found = widgets.QApplication.topLevelWidgets()
    return {Shiboken.getCppPointer(one)[0]: one for one in found if one.parent() is None}


def _delete() -> None:
    """What waits for it by `deleteLater`."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
