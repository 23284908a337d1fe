"""window.ini with anything in it: the window opens, and what cannot be used is left out."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.app.window_config import memory_of
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.widgets.token_view import TokenView
from tests.ui.sessions import NOW, signed_in


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 1000,
        b"[" * 60_000,
        b"[window]\ngeometry=nonsense\n[sign_in]\naddress=a, b, c\n",
        b"[window]\ngeometry=@ByteArray(" + b"\xff" * 10_000 + b")\n",
        b"[sign_in]\naddress=" + b"x" * 60_000 + b"\n",
        b"[sign_in]\naddress=" + b"x" * 10_000_000 + b"\n",
        b"[profile]\nlast=\\xd800\\xdc\n",
        b"[window]\ndashboard_size=@Size(-5 99999999)\n",
    ],
)
def test_the_window_opens_whatever_is_remembered(
    tmp_path: Path, qtbot: QtBot, content: bytes
) -> None:
    (tmp_path / "window.ini").write_bytes(content)
    begun = time.monotonic()
    window = MainWindow(WindowConfig(memory=memory_of(tmp_path)))
    qtbot.addWidget(window)
    window.show()
    assert time.monotonic() - begun < 5
    assert window.sign_in.username.input.isEnabled()


def test_a_file_that_is_too_large_is_dropped(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    file.write_bytes(b"[profile]\nlast=dev\n;" + b"x" * 100_000)
    assert memory_of(tmp_path).value("profile/last") is None
    assert file.read_bytes() == b""
    file.write_bytes(b"[profile]\nlast=dev\n")
    assert memory_of(tmp_path).value("profile/last") == "dev"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "window.ini"
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")
    memory = memory_of(tmp_path)
    memory.setValue("profile/last", "dev")
    memory.sync()
    assert "dev" in file.read_text("utf-8")


def test_first_window_fits_into_a_small_screen(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: QSize(910, 512))
    window = MainWindow(WindowConfig(memory=memory_of(tmp_path)))
    qtbot.addWidget(window)
    assert (window.width(), window.height()) == (560, 480)


@pytest.mark.medium
def test_window_grows_once_for_the_dashboard_and_remembers_both_sizes_apart(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    memory = memory_of(tmp_path)
    window = MainWindow(WindowConfig(memory=memory))
    qtbot.addWidget(window)
    window.resize(500, 600)
    window.show()
    handle = int(window.winId())
    window.grow()
    room = qapp.primaryScreen().availableGeometry()
    assert window.width() == min(920, room.width() - 8)
    assert 700 < window.height() <= min(760, room.height())
    assert room.contains(window.frameGeometry())
    window.resize(700, 650)
    window.grow()  # signed in for the second time: it does not jump again
    assert (window.width(), window.height()) == (700, 650)
    assert int(window.winId()) == handle
    window.close()
    again = MainWindow(WindowConfig(memory=memory))
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (500, 600)
    again.show()
    again.grow()
    assert (again.width(), again.height()) == (700, 650)
    again.close()
    restoring = MainWindow(WindowConfig(memory=memory, restoring=True))
    qtbot.addWidget(restoring)
    assert (restoring.width(), restoring.height()) == (700, 650), "it opens with its dashboard"


def test_maximized_window_and_the_demo_keep_their_size(tmp_path: Path, qtbot: QtBot) -> None:
    window = MainWindow(WindowConfig())
    qtbot.addWidget(window)
    window.show()
    before = window.size()
    window.grow()
    assert window.size() == before
    large = MainWindow(WindowConfig(memory=memory_of(tmp_path)))
    qtbot.addWidget(large)
    large.showMaximized()
    before = large.size()
    large.grow()
    assert large.isMaximized() and large.size() == before


@pytest.mark.medium
@pytest.mark.parametrize("written", ["", "hidden", "shown", "\ud800 nonsense"])
def test_token_that_was_hidden_stands_as_dots_at_the_next_start(
    tmp_path: Path, qtbot: QtBot, written: str
) -> None:
    memory = memory_of(tmp_path)
    if written:
        memory.setValue("dashboard/id_token", written)

    presenters = []

    def token_view() -> TokenView:
        window = MainWindow(WindowConfig(memory=memory, now=lambda: NOW))
        qtbot.addWidget(window)
        presenters.append(Presenter(window))
        presenters[-1].show(signed_in())
        board = window.page
        assert isinstance(board, Dashboard)
        return board.token_view

    first = token_view()
    assert first.shown is (written != "hidden")
    assert (set(first.text.toPlainText()) == {"•"}) is (written == "hidden")
    first.hide_token.click()
    again = token_view()
    assert again.shown is first.shown is (written == "hidden")
    assert again.hide_token.accessibleName() == f"{'Hide' if again.shown else 'Show'} ID token"


@pytest.mark.medium
def test_token_that_a_locked_screen_has_hidden_is_not_remembered_as_hidden(
    tmp_path: Path, qtbot: QtBot
) -> None:
    memory = memory_of(tmp_path)
    window = MainWindow(WindowConfig(memory=memory, now=lambda: NOW))
    qtbot.addWidget(window)
    presenter = Presenter(window)
    presenter.show(signed_in())
    presenter.hide_secrets()
    assert memory.value("dashboard/id_token") is None
