"""When the pages that the window has no more are deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui.widgets.page_places import PagePlaces


class Told(QWidget):
    """Calls `painted` when it was."""

    def __init__(self, painted: Callable[[], object]) -> None:
        super().__init__()
        self._painted = painted

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._painted()


def test_pages_go_one_a_turn_once_the_next_is_painted(qtbot: QtBot) -> None:
    seen: list[str] = []
    places = PagePlaces(lambda page: None)
    qtbot.addWidget(places.stack)
    places.stack.show()
    for name in ("first", "second"):
        page = QWidget()
        page.destroyed.connect(partial(seen.append, name))
        places.add(page)
        places.open(page)
    heart = QTimer(places.stack)
    heart.timeout.connect(lambda: seen.append("turn"))
    heart.start(0)
    places.clear()
    next_page = Told(lambda: seen.append("painted"))
    places.add(next_page)
    places.open(next_page)
    qtbot.waitUntil(lambda: {"first", "second"} <= set(seen))
    heart.stop()
    assert seen.index("painted") < seen.index("first") < seen.index("second")
    assert "turn" in seen[seen.index("first") : seen.index("second")]
