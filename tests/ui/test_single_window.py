"""The channel between two starts, over real local sockets."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.ui.single_window import Doorbell, channel, raise_first


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> str:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return channel(tmp_path / "data", "")


def test_nobody_there(name: str) -> None:
    assert raise_first(name) is False


def test_a_second_start_raises_the_first(name: str, qtbot: QtBot) -> None:
    rung: list[bool] = []
    bell = Doorbell(name, lambda: rung.append(True))
    bell.listen()
    assert raise_first(name) is True
    qtbot.waitUntil(lambda: rung == [True])
    bell.close()
    assert raise_first(name) is False


@pytest.mark.parametrize("word", [b"", b"RAISE", b"raise\n", b"x" * 10_000, b"\0"])
def test_nothing_else_is_understood(name: str, qtbot: QtBot, word: bytes) -> None:
    rung: list[bool] = []
    bell = Doorbell(name, lambda: rung.append(True))
    bell.listen()
    socket = QLocalSocket()
    socket.connectToServer(name)
    assert socket.waitForConnected(1000)
    socket.write(word)
    socket.flush()
    qtbot.wait(100)
    socket.abort()
    assert rung == []
    assert raise_first(name) is True
    qtbot.waitUntil(lambda: rung == [True])
    bell.close()


def test_a_left_over_or_squatted_name_stops_nobody(name: str, qtbot: QtBot) -> None:
    Path(name).write_text("squatted", "utf-8")
    assert raise_first(name) is False
    rung: list[bool] = []
    bell = Doorbell(name, lambda: rung.append(True))
    bell.listen()
    assert raise_first(name) is True
    qtbot.waitUntil(lambda: rung == [True])
    bell.close()


def test_names_differ_by_folder_and_kind(tmp_path: Path, name: str) -> None:
    assert len({name, channel(tmp_path / "other", ""), channel(tmp_path / "data", "demo")}) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there, with an access list of its own")
def test_the_socket_is_for_its_owner_only_under_any_umask(
    open_place: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    folder = open_place / "desktop-login"  # short enough for a socket
    folder.mkdir(mode=0o777)
    before = os.umask(0)
    try:
        bell = Doorbell(channel(folder, ""), lambda: None)
        bell.listen()
    finally:
        os.umask(before)
    (socket,) = folder.iterdir()
    assert stat.S_IMODE(socket.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    bell.close()


@pytest.mark.skipif(sys.platform == "win32", reason="has no such folder")
def test_the_folder_of_the_session_keeps_its_permissions(
    name: str, tmp_path: Path, qapp: QApplication
) -> None:
    """`XDG_RUNTIME_DIR` may be /tmp."""
    tmp_path.chmod(0o1777)
    bell = Doorbell(name, lambda: None)
    bell.listen()
    bell.close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
