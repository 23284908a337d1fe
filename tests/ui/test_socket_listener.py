"""Where an open window listens, as a socket: many at once, slow callers, and a computer without descriptors left."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.ui import socket_listener
from desktop_login.ui.listener import MOST_CALLERS, Caller
from desktop_login.ui.socket_listener import SocketListener
from tests.patience import STEP_MS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path")

LINE = b"a line\n"


class Hall:
    """Keeps whoever said a line, or answers at once."""

    def __init__(self) -> None:
        self.answer: bytes | None = None
        self.inside: list[tuple[Caller, bytes]] = []

    def __call__(self, caller: Caller, line: bytes) -> None:
        self.inside.append((caller, line))
        if self.answer is not None:
            caller.reply(self.answer)


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def path(sockets: Path, qapp: QApplication) -> str:
    return str(sockets / "listener")


@pytest.fixture
def listener(path: str, hall: Hall) -> Iterator[SocketListener]:
    made = SocketListener(hall)
    assert made.listen(path)
    yield made
    made.close()


@pytest.fixture
def outside() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def caller_at(path: str, outside: ExitStack, line: bytes = LINE) -> socket.socket:
    caller = outside.enter_context(socket.socket(socket.AF_UNIX))
    caller.connect(path)
    caller.sendall(line)
    caller.settimeout(STEP_MS / 1000)
    return caller


def test_more_callers_than_are_let_in_at_once_are_all_answered(
    listener: SocketListener, hall: Hall, path: str, outside: ExitStack, qtbot: QtBot
) -> None:
    hall.answer = b"ok\n"
    callers = [caller_at(path, outside) for _ in range(2 * MOST_CALLERS + 3)]
    qtbot.waitUntil(lambda: len(hall.inside) == len(callers), timeout=STEP_MS)
    assert [caller.recv(10) for caller in callers] == [b"ok\n"] * len(callers)
    assert [caller.recv(10) for caller in callers] == [b""] * len(callers)


def test_a_line_in_two_pieces_is_one_line(
    listener: SocketListener, hall: Hall, path: str, outside: ExitStack, qtbot: QtBot
) -> None:
    caller = caller_at(path, outside, LINE[:3])
    qtbot.waitUntil(lambda: bool(listener.callers), timeout=STEP_MS)
    assert hall.inside == []
    caller.sendall(LINE[3:] + b"another\n")
    qtbot.waitUntil(lambda: bool(hall.inside), timeout=STEP_MS)
    qtbot.wait(50)
    assert [line for _, line in hall.inside] == [LINE]


def test_a_caller_that_leaves_while_it_waits_frees_its_place(
    listener: SocketListener, hall: Hall, path: str, outside: ExitStack, qtbot: QtBot
) -> None:
    caller = caller_at(path, outside)
    qtbot.waitUntil(lambda: bool(hall.inside), timeout=STEP_MS)
    inside, _ = hall.inside[0]
    inside.say(b"wait\n")
    caller.sendall(b"more than one line")  # is not read
    qtbot.wait(50)
    assert inside.is_there
    hall.answer = b"ok\n"
    assert caller.recv(10) == b"wait\n"
    other = caller_at(path, outside)
    qtbot.waitUntil(lambda: len(hall.inside) == 2, timeout=STEP_MS)
    hall.inside[1][0].say(b"comes too late")
    assert other.recv(10) == b"ok\n"

    third = caller_at(path, outside, b"")
    qtbot.waitUntil(lambda: len(listener.callers) == 2, timeout=STEP_MS)
    third.close()
    qtbot.waitUntil(lambda: len(listener.callers) == 1, timeout=STEP_MS)


def test_a_caller_that_has_left_hears_nothing(
    listener: SocketListener, hall: Hall, path: str, outside: ExitStack, qtbot: QtBot
) -> None:
    caller = caller_at(path, outside)
    qtbot.waitUntil(lambda: bool(hall.inside), timeout=STEP_MS)
    inside, _ = hall.inside[0]
    inside.say(b"wait\n")
    caller.recv(10)
    caller.close()
    qtbot.waitUntil(lambda: not inside.is_there, timeout=STEP_MS)
    inside.reply(b"ok\n")
    unseen = caller_at(path, outside)
    qtbot.waitUntil(lambda: len(hall.inside) == 2, timeout=STEP_MS)
    unseen.close()
    hall.inside[1][0].reply(b"ok\n")  # nobody has noticed yet that it has left
    assert not listener.callers


def test_a_long_answer_reaches_a_slow_reader_and_the_window_does_not_wait_for_it(
    listener: SocketListener, hall: Hall, path: str, outside: ExitStack, qtbot: QtBot
) -> None:
    hall.answer = os.urandom(2**20)
    caller = caller_at(path, outside)
    qtbot.waitUntil(lambda: bool(hall.inside), timeout=STEP_MS)
    assert hall.inside[0][0].is_there, "not all of it is on its way"
    caller.setblocking(False)
    heard = b""

    def read() -> bool:
        nonlocal heard
        try:
            more = caller.recv(65536)
        except BlockingIOError:
            return False
        heard += more
        return not more

    qtbot.waitUntil(read, timeout=STEP_MS)
    assert heard == hall.answer


def test_a_caller_that_does_not_read_its_answer_is_given_up(
    listener: SocketListener,
    hall: Hall,
    path: str,
    outside: ExitStack,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket_listener, "_ANSWER_MS", 50)
    hall.answer = bytes(2**20)
    caller_at(path, outside)
    qtbot.waitUntil(lambda: bool(hall.inside), timeout=STEP_MS)
    qtbot.waitUntil(lambda: not listener.callers, timeout=STEP_MS)


class Descriptors:
    """A listening socket of a process that has none left for a while."""

    def __init__(self, real: socket.socket) -> None:
        self._real = real
        self.refused = 0

    def accept(self) -> Any:
        if self.refused < 3:
            self.refused += 1
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return self._real.accept()

    def close(self) -> None:
        self._real.close()


def test_without_a_descriptor_left_the_listener_rests_and_goes_on(
    listener: SocketListener,
    hall: Hall,
    path: str,
    outside: ExitStack,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = listener._listening
    assert real is not None
    fake = Descriptors(real)
    monkeypatch.setattr(listener, "_listening", fake)
    caller_at(path, outside)
    qtbot.waitUntil(lambda: fake.refused == 1, timeout=STEP_MS)
    qtbot.wait(socket_listener._REST_MS // 4)
    assert fake.refused == 1, "it rests"
    qtbot.waitUntil(lambda: bool(hall.inside), timeout=STEP_MS)


def test_a_listener_that_an_answer_closes_lets_nobody_in(
    path: str, outside: ExitStack, qtbot: QtBot
) -> None:
    heard: list[bytes] = []

    def close(caller: Caller, line: bytes) -> None:
        heard.append(line)
        made.close()

    made = SocketListener(close)
    assert made.listen(path)
    callers = [caller_at(path, outside) for _ in range(2)]
    qtbot.waitUntil(lambda: bool(heard), timeout=STEP_MS)
    qtbot.wait(50)
    assert len(heard) == 1
    assert callers[0].recv(10) == b""
    made.close()  # once more: nothing is left to be closed


def test_a_listener_that_closes_leaves_the_socket_of_another_window(
    path: str, hall: Hall, outside: ExitStack, qtbot: QtBot
) -> None:
    first, second = SocketListener(Hall()), SocketListener(hall)
    assert first.listen(path)
    assert second.listen(path)
    first.close()
    caller_at(path, outside)
    qtbot.waitUntil(lambda: bool(hall.inside), timeout=STEP_MS)
    second.close()
    assert not Path(path).exists()


def test_a_name_that_cannot_be_had_is_not_listened_at(sockets: Path, qapp: QApplication) -> None:
    (sockets / "folder").mkdir()
    for name in (sockets / "folder", sockets / ("x" * 120)):
        listener = SocketListener(Hall())
        assert not listener.listen(str(name))
        listener.close()
