"""A line whose digits change: room for every time of the day, and no new layout for each."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from desktop_login.ui.widgets.live_text import LiveText


@pytest.mark.parametrize("family", ["", "Inter", "DejaVu Serif"])
def test_a_line_that_is_never_cut_has_room_for_every_time_of_the_day(
    qtbot: QtBot, family: str
) -> None:
    line = LiveText("small", whole=True)
    qtbot.addWidget(line)
    if family:
        line.setFont(QFont(family, 9))
    for minute in range(12 * 60):
        line.set_words(f"{minute // 60 or 12}:{minute % 60:02}\u202fPM issued")
        line.resize(line.sizeHint())
        assert line.shows_all, line.text()


def test_a_countdown_asks_for_the_same_room_every_second(qtbot: QtBot) -> None:
    line = LiveText()
    qtbot.addWidget(line)
    rooms = set()
    for second in range(600):
        line.set_words(f"Renews in {10 + second // 60}:{second % 60:02}")
        rooms.add(line.sizeHint().width())
    assert max(rooms) - min(rooms) <= 2  # pairs of digits that stand further apart
