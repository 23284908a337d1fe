"""The channel between two starts, over real local sockets."""

from __future__ import annotations

import os
import stat
import sys
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.system import paths
from desktop_login.ui.agent_server import AgentServer
from desktop_login.ui.single_instance import channel, raise_first


@pytest.fixture
def name(tmp_path: Path, sockets: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> str:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    return channel(tmp_path / "data", "")


def test_nobody_there(name: str) -> None:
    assert raise_first(name) is False


def test_a_second_start_raises_the_first(name: str, qtbot: QtBot) -> None:
    rung: list[bool] = []
    bell = AgentServer(lambda: rung.append(True))
    bell.listen(name)
    assert raise_first(name) is True
    qtbot.waitUntil(lambda: rung == [True])
    bell.close()
    assert raise_first(name) is False


def test_a_connection_that_is_yet_to_be_deleted_does_not_keep_the_server(name: str) -> None:
    """It would delete the server while it is deleted itself, and the server would delete it again."""
    loop = QEventLoop()
    bell = AgentServer(loop.quit)
    bell.listen(name)
    assert raise_first(name) is True
    loop.exec()  # ends inside the slot, before the connection is deleted
    bell.close()
    alive = weakref.ref(bell)
    del bell
    assert alive() is None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.parametrize(
    "word", [b"", b"1 RAISE\n", b"raise\n", b"2 raise\n", b"1 raise", b"x" * 10_000, b"\0"]
)
def test_nothing_else_is_understood(name: str, qtbot: QtBot, word: bytes) -> None:
    rung: list[bool] = []
    bell = AgentServer(lambda: rung.append(True))
    bell.listen(name)
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


@pytest.mark.medium
@pytest.mark.skipif(sys.platform == "win32", reason="pipes leave nothing behind")
def test_a_socket_left_by_a_crash_loads_no_network_module(name: str) -> None:
    import socket
    import subprocess

    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(name)
    code = (
        "import sys\n"
        "from desktop_login.ui.single_instance import raise_first\n"
        "print(raise_first(sys.argv[1]), 'PySide6.QtNetwork' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, name], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("False False\n", "")


def test_a_left_over_or_squatted_name_stops_nobody(name: str, qtbot: QtBot) -> None:
    Path(name).write_text("squatted", "utf-8")
    assert raise_first(name) is False
    rung: list[bool] = []
    bell = AgentServer(lambda: rung.append(True))
    bell.listen(name)
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
        bell = AgentServer(lambda: None)
        bell.listen(channel(folder, ""))
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
    bell = AgentServer(lambda: None)
    bell.listen(name)
    bell.close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes have short names")


@pytest.fixture
def long_name(
    tmp_path: Path, open_place: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> str:
    """The channel of somebody whose folders have long names."""
    monkeypatch.setattr(paths, "_SHORT", open_place)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return channel(tmp_path / ("n" * 30) / "Library" / ("a" * 60), "")


@posix
def test_a_path_too_long_for_a_socket_is_replaced_by_a_short_private_one(
    long_name: str, open_place: Path, qtbot: QtBot
) -> None:
    folder = open_place / f"desktop-login-{os.getuid()}"
    assert Path(long_name).parent == folder
    assert folder.stat().st_mode & 0o777 == 0o700
    rung: list[bool] = []
    bell = AgentServer(lambda: rung.append(True))
    bell.listen(long_name)
    assert raise_first(long_name) is True
    qtbot.waitUntil(lambda: rung == [True])
    bell.close()


@posix
@pytest.mark.parametrize("length", [100, 105, 106, 107, 108, 109])
def test_every_name_that_is_given_out_can_be_listened_at(
    length: int, open_place: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.setattr(paths, "_SHORT", open_place)
    socket = "desktop-login-0123456789abcdef"
    folder = open_place / ("x" * (length - len(str(open_place)) - len(socket) - 2))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    name = channel(open_place, "")
    bell = AgentServer(lambda: None)
    bell.listen(name)
    assert raise_first(name) is True
    bell.close()


@posix
@pytest.mark.parametrize("squatted", ["file", "link", "open folder"])
def test_a_short_folder_that_is_not_private_is_not_used(
    squatted: str, open_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = open_place / f"desktop-login-{os.getuid()}"
    if squatted == "file":
        folder.write_text("", "utf-8")
    elif squatted == "link":
        folder.symlink_to(tmp_path)
    else:
        folder.mkdir()
        folder.chmod(0o777)
    monkeypatch.setattr(paths, "_SHORT", open_place)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    far = tmp_path / ("n" * 100)
    assert Path(channel(far, "")).parent == far


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="root can make it another's")
def test_a_short_folder_of_another_user_is_not_used(
    open_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = open_place / f"desktop-login-{os.getuid()}"
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)
    monkeypatch.setattr(paths, "_SHORT", open_place)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    far = tmp_path / ("n" * 100)
    assert Path(channel(far, "")).parent == far
