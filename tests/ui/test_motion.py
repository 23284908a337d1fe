"""Where the desktop asks for less motion, nothing moves by itself; and what does not move wakes nobody up."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, QVariantAnimation
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui import motion
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.calm_line import CalmLine
from desktop_login.ui.widgets.painted import BusyLine
from desktop_login.ui.widgets.toast import Action, Toast
from tests.fakes.session_bus import on_a_bus


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(560, 680)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture(params=[False, True], ids=["as usual", "less motion"])
def less(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    monkeypatch.setattr(motion._Known, "less", request.param)
    yield request.param


def running(root: QWidget) -> bool:
    """Something below `root` will move without anybody's doing."""
    repeated = [one for one in root.findChildren(QTimer) if not one.isSingleShot()]
    moving = [
        one
        for one in root.findChildren(QVariantAnimation)
        if one.state() is QVariantAnimation.State.Running
    ]
    return bool(moving) or any(one.isActive() for one in repeated)


def test_busy_line_stands_still_where_less_motion_is_wanted(
    window: QWidget, qtbot: QtBot, less: bool
) -> None:
    line = BusyLine(window)
    line.set_moving(True)
    assert line.isVisible(), "that something is under way is seen all the same"
    assert running(window) is not less
    before = line.grab().toImage()
    qtbot.wait(200)
    assert (line.grab().toImage() == before) is less
    line.set_moving(False)
    assert not running(window)


def test_busy_line_costs_nothing_below_another_page(window: QWidget, less: bool) -> None:
    page = QWidget(window)
    page.show()
    line = BusyLine(page)
    line.set_moving(True)
    assert running(window) is not less
    page.hide()
    assert not running(window)
    page.show()
    assert running(window) is not less
    line.set_moving(False)
    page.hide()
    page.show()
    assert not running(window)


def test_busy_button_turns_nothing_where_less_motion_is_wanted(window: QWidget, less: bool) -> None:
    button = BusyButton("Refresh now", "Renewing…")
    button.setParent(window)
    button.show()
    button.set_busy(True)
    assert button.accessibleName() == "Renewing…"
    assert running(window) is not less
    button.hide()
    assert not running(window)
    button.show()
    assert running(window) is not less
    button.set_busy(False)
    assert not running(window)


def test_waiting_is_told_in_words_where_less_motion_is_wanted(
    window: QWidget, qtbot: QtBot, less: bool
) -> None:
    line = CalmLine("Waiting for the browser…")
    line.setParent(window)
    line.setGeometry(0, 0, 372, line.sizeHint().height() if less else line.height())
    line.show()
    shown = [one.text() for one in line.findChildren(QLabel) if one.isVisible()]
    assert shown == (["Waiting for the browser…"] if less else [])
    assert running(window) is not less
    before = line.grab().toImage()
    if not less:
        line._go_on()
    assert (line.grab().toImage() == before) is less
    line.hide()
    assert not running(window)


def test_toast_counts_down_only_where_it_is_seen(window: QWidget, less: bool) -> None:
    toast = Toast(window)
    toast.show("Renewed.")
    assert not running(window), "it has no line"
    toast.show("Copied.", action=Action("Clear now", lambda: None))
    assert running(window) is not less
    toast.clear()


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-run-session") is None, reason="needs a bus"
)
@pytest.mark.parametrize(
    ("portal", "answer"),
    [
        ("reduced animated", "True"),
        ("unreduced still", "False"),
        ("still", "True"),
        ("animated", "False"),
        ("silent", "False"),
        ("nothing", "False"),
        ("", "False"),
    ],
)
def test_portal_is_asked_and_one_that_does_not_answer_holds_nothing_up(
    tmp_path: Path, portal: str, answer: str
) -> None:
    done = on_a_bus(f"{sys.executable} -m tests.ui.motion_play {portal}", tmp_path / "home")
    assert done.stdout.split() == [answer, "in", "time"], done.stderr
