"""What the open window answers to programs of this user, over real local sockets; and to whom it says nothing."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import threading
import time
import weakref
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login import quick
from desktop_login.agent.client import asked
from desktop_login.agent.words import (
    LONGEST_LINE,
    Answer,
    Declined,
    Handed,
    Question,
    SignedInAs,
    handed_left,
    left_of,
    user_of,
)
from desktop_login.system import peers
from desktop_login.system.files import private_folder
from desktop_login.ui import agent_server, socket_listener
from desktop_login.ui.agent_server import AgentServer, is_heard
from desktop_login.ui.listener import LINE_MS, MOST_CALLERS
from desktop_login.ui.pipe_listener import PipeListener
from desktop_login.ui.socket_listener import SocketListener
from tests.patience import STEP_MS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path")

PLACE = "0123456789abcdef"
ALICE = SignedInAs("alice@example.com", ("admin", "staff"), 2460, kept=True)


class Window:
    """A session as the window holds it, with answers made up here."""

    def __init__(self) -> None:
        self.fresh: Answer | None = Handed("token-at-hand")
        self.later: Answer = Handed("token-renewed")
        self.somebody: SignedInAs | None = ALICE
        self.renewals = 0
        self.looked = 0
        self.programs: list[str] = []

    def at_hand(self, question: Question) -> Answer | None:
        return self.fresh

    async def renewed(self, question: Question) -> Answer:
        self.renewals += 1
        return self.later

    def user(self) -> SignedInAs | None:
        return self.somebody

    def look_again(self) -> None:
        self.looked += 1

    def used_by(self, program: str) -> None:
        self.programs.append(program)

    async def signed_out(self, *, everywhere: bool) -> Answer:
        self.somebody = None
        return handed_left(1795000000.9, "NOT_EVERYWHERE" if everywhere else "")


class Loop:
    """Starts a coroutine when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Coroutine[Any, Any, None]] = []

    def __call__(self, work: Coroutine[Any, Any, None]) -> Any:
        self.waiting.append(work)

    def run(self) -> None:
        for work in self.waiting:
            with pytest.raises(StopIteration):
                work.send(None)
        self.waiting = []


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def tasks() -> Loop:
    return Loop()


@pytest.fixture(params=[SocketListener, PipeListener])
def listener(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """That of Windows, too: Qt makes a socket of its pipe here."""
    monkeypatch.setattr(agent_server, "_listener", request.param)
    return request.param


@pytest.fixture
def name(listener: Any, sockets: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> str:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    monkeypatch.setattr(quick, "silent", {})
    private_folder(sockets / "desktop-login")
    return quick.socket_path(PLACE)


@pytest.fixture
def server(name: str, window: Window, tasks: Loop) -> Iterator[AgentServer]:
    made = AgentServer(lambda: None, tasks)
    assert made.listen(name, window)
    yield made
    made.close()


class Asking(threading.Thread):
    """A client, as in another process."""

    def __init__(self, call: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self.result: Any = None
        self.start()

    def run(self) -> None:
        self.result = self._call()


def answer_to(
    question: Question, qtbot: QtBot, meanwhile: Callable[[], None] = lambda: None
) -> Any:
    asking = Asking(lambda: asked(PLACE, question))

    def ended() -> bool:
        meanwhile()
        return not asking.is_alive()

    qtbot.waitUntil(ended, timeout=STEP_MS)
    return asking.result


def test_a_token_at_hand_is_handed_out_and_the_window_learns_for_which_program(
    server: AgentServer,
    window: Window,
    listener: Any,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        assert answer_to(Question("token"), qtbot) == Handed("token-at-hand")
        qtbot.waitUntil(lambda: bool(window.programs), timeout=STEP_MS)
    known = listener is SocketListener  # no process is known behind a pipe
    assert window.programs == [peers.program_of(os.getpid()) if known else ""]
    assert f"process {os.getpid() if known else 0}" in caplog.text
    assert "token-at-hand" not in caplog.text


@pytest.mark.medium
def test_a_token_that_is_renewed_first_is_waited_for(
    server: AgentServer, window: Window, tasks: Loop, qtbot: QtBot
) -> None:
    window.fresh = None
    begun = time.monotonic()

    def after_the_silence() -> None:
        if time.monotonic() - begun > quick.SILENCE_S + 0.3:
            tasks.run()

    answer = answer_to(Question("token"), qtbot, after_the_silence)
    assert (answer, window.renewals) == (Handed("token-renewed"), 1)


def test_a_token_that_has_to_be_new_is_renewed_though_one_is_at_hand(
    server: AgentServer, window: Window, tasks: Loop, qtbot: QtBot
) -> None:
    assert answer_to(Question("token", now=True), qtbot, tasks.run) == Handed("token-renewed")


def test_a_renewal_that_fails_is_declined_with_its_reason_and_is_no_use(
    server: AgentServer, window: Window, tasks: Loop, qtbot: QtBot
) -> None:
    window.fresh, window.later = None, Declined(5, "BUSY")
    assert answer_to(Question("token"), qtbot, tasks.run) == Declined(5, "BUSY")
    assert window.programs == []


def test_a_caller_that_has_left_does_not_disturb_the_renewal(
    server: AgentServer, window: Window, tasks: Loop, name: str, qtbot: QtBot
) -> None:
    window.fresh = None
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(name)
        caller.sendall(Question("token").line())
        qtbot.waitUntil(lambda: bool(tasks.waiting), timeout=STEP_MS)
    qtbot.wait(50)
    tasks.run()
    assert (window.renewals, window.programs) == (1, [])


def test_status_says_who_is_signed_in_and_look_looks(
    server: AgentServer, window: Window, qtbot: QtBot
) -> None:
    handed = answer_to(Question("status"), qtbot)
    assert user_of(handed) == ALICE
    assert answer_to(Question("look"), qtbot) == Handed("")
    assert window.looked == 1
    window.somebody = None
    assert answer_to(Question("status"), qtbot) == Declined(3, "", "")


@pytest.mark.parametrize(
    ("everywhere", "left"),
    [(False, (1795000000.0, "")), (True, (1795000000.0, "NOT_EVERYWHERE"))],
)
def test_sign_out_is_waited_for_and_says_until_when_what_was_copied_is_valid(
    everywhere: bool,
    left: tuple[float, str],
    server: AgentServer,
    window: Window,
    tasks: Loop,
    qtbot: QtBot,
) -> None:
    answer = answer_to(Question("sign-out", everywhere=everywhere), qtbot, tasks.run)
    assert isinstance(answer, Handed)
    assert left_of(answer) == left
    assert window.programs == [], "nothing was handed out"


def test_window_in_which_nobody_is_signed_in_hands_out_nothing_and_looks(
    server: AgentServer, window: Window, qtbot: QtBot
) -> None:
    """What is stored may be somebody's all the same: the caller looks there."""
    window.somebody = None
    assert answer_to(Question("token"), qtbot) is None
    assert answer_to(Question("sign-out"), qtbot) is None
    assert answer_to(Question("look"), qtbot) == Handed("")
    assert window.looked == 1


def test_control_characters_of_an_account_do_not_break_the_answer(
    server: AgentServer, window: Window, qtbot: QtBot
) -> None:
    window.somebody = SignedInAs("a\nok\x1b[2J", ("g\n1",), 5, kept=False)
    assert user_of(answer_to(Question("status"), qtbot)) == SignedInAs(
        "a ok [2J", ("g 1",), 5, kept=False
    )


def heard_for(sent: bytes, name: str, qtbot: QtBot) -> bytes:
    def play() -> bytes:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(STEP_MS / 1000)
            caller.connect(name)
            try:
                caller.sendall(sent)
                return caller.recv(1000)
            except ConnectionError:
                return b""

    asking = Asking(play)
    qtbot.waitUntil(lambda: not asking.is_alive(), timeout=STEP_MS)
    heard: bytes = asking.result
    return heard


@pytest.mark.parametrize(
    "line",
    [
        b"2 token id 120\n",
        b"1 token refresh 120\n",
        b"1 token id -1\n",
        b"1 token id 99999999\n",
        b"1 token id 120 more\n",
        b"1 sign-in\n",
        b"\n",
        b"GET / HTTP/1.1\r\n",
        b"\xff\n",
        b"1 token id 120" + b" " * LONGEST_LINE + b"\n",
        b"x" * 3 * LONGEST_LINE,
    ],
)
def test_nothing_is_said_to_what_is_no_question(
    line: bytes, server: AgentServer, window: Window, name: str, qtbot: QtBot
) -> None:
    assert heard_for(line, name, qtbot) == b""
    assert window.programs == []


def test_a_caller_has_two_seconds_for_its_line(
    server: AgentServer, listener: Any, name: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules[listener.__module__]
    assert module.LINE_MS == LINE_MS == 2000
    monkeypatch.setattr(module, "LINE_MS", 50)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(name)
        caller.sendall(b"1 tok")
        caller.setblocking(False)

        def is_closed() -> bool:
            try:
                return caller.recv(10) == b""
            except BlockingIOError:
                return False

        qtbot.waitUntil(is_closed, timeout=STEP_MS)


@pytest.mark.medium
def test_one_caller_too_many_is_turned_away(
    server: AgentServer, window: Window, tasks: Loop, name: str, qtbot: QtBot
) -> None:
    window.fresh = None
    callers = []
    try:
        for _ in range(MOST_CALLERS):
            caller = socket.socket(socket.AF_UNIX)
            callers.append(caller)
            caller.connect(name)
            caller.sendall(Question("token").line())
            qtbot.waitUntil(lambda: len(tasks.waiting) == len(callers), timeout=STEP_MS)
        assert heard_for(Question("status").line(), name, qtbot) == b""
    finally:
        for caller in callers:
            caller.close()
    qtbot.wait(50)
    tasks.run()
    assert answer_to(Question("status"), qtbot) is not None


@pytest.mark.parametrize(
    "listener", [SocketListener], indirect=True
)  # a pipe's access list does it
def test_another_user_is_turned_away(
    server: AgentServer, window: Window, name: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root can pass by the permissions of the socket: what counts is who the system says it is."""
    real = peers.peer_of
    monkeypatch.setattr(
        socket_listener,
        "peer_of",
        lambda one: peers.Peer(os.getuid() + 1, real(one).process),  # type: ignore[union-attr]
    )
    assert heard_for(Question("token").line(), name, qtbot) == b""
    monkeypatch.setattr(socket_listener, "peer_of", lambda one: None)
    assert heard_for(Question("token").line(), name, qtbot) == b""
    assert window.programs == []


def test_the_system_says_who_calls() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert peers.peer_of(ours) == (os.getuid(), os.getpid())


def test_the_program_is_that_of_the_process_or_of_what_started_our_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    processes = {
        (7, "cmdline"): "/usr/bin/python3\0/usr/bin/desktop-login\0token\0",
        (7, "stat"): "7 (a) b) S 5 7 7",
        (5, "cmdline"): "curl\0-H\0desktop-login\0",
        (5, "stat"): "5 (curl) S 1 5 5",
        (5, "comm"): "curl\n",
        (9, "cmdline"): "evil\0",
        (9, "comm"): "\x1b[31mevil\n",
    }
    monkeypatch.setattr(peers, "_read", lambda process, what: processes.get((process, what), ""))
    assert peers.program_of(7) == ""  # curl has our name in its own arguments: it counts as ours
    processes[5, "cmdline"] = "curl\0-H\0x\0"
    assert (peers.program_of(7), peers.program_of(9), peers.program_of(0)) == ("curl", "", "")


def test_a_session_that_is_replaced_is_answered_by_its_successor(
    server: AgentServer, window: Window, name: str, qtbot: QtBot
) -> None:
    other = Window()
    other.fresh = Handed("of-the-other")
    assert server.listen(name, other)
    server.stop(name, window)  # comes late, and ends nothing
    assert answer_to(Question("token"), qtbot) == Handed("of-the-other")
    server.stop(name, other)
    assert answer_to(Question("token"), qtbot) is None
    assert not Path(name).exists()


def test_the_server_goes_with_its_last_reference_though_a_caller_is_there(
    name: str, window: Window, tasks: Loop, qtbot: QtBot
) -> None:
    window.fresh = None
    server = AgentServer(lambda: None, tasks)
    server.listen(name, window)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(name)
        caller.sendall(Question("token").line())
        qtbot.waitUntil(lambda: bool(tasks.waiting), timeout=STEP_MS)
        server.close()
        alive = weakref.ref(server)
        del server
        assert alive() is None
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        tasks.run()


@pytest.mark.parametrize("listener", [SocketListener], indirect=True)  # a pipe leaves nothing
@pytest.mark.parametrize(
    ("somebody", "mark"),
    [(ALICE._replace(kept=False), True), (ALICE, False), (None, False)],
)
def test_a_window_that_closes_with_a_session_that_was_not_remembered_leaves_a_mark(
    somebody: SignedInAs | None,
    mark: bool,
    server: AgentServer,
    window: Window,
    name: str,
    qtbot: QtBot,
) -> None:
    window.somebody = somebody
    assert not quick.closed_with_its_session(PLACE), "it is open"
    server.close()
    assert quick.closed_with_its_session(PLACE) is mark
    assert Path(name).exists() is mark
    assert quick.ask(PLACE, Question("status").line()) == b""
    if mark:
        assert server.listen(name, window)
        assert not quick.closed_with_its_session(PLACE)
        server.stop(name, window)  # signed out: whoever has left knows it
        assert not quick.closed_with_its_session(PLACE)


@pytest.mark.parametrize("question", [Question("token", now=True), Question("sign-out")])
def test_nobody_is_kept_waiting_where_nothing_can_be_started(
    question: Question, name: str, window: Window, qtbot: QtBot
) -> None:
    server = AgentServer(lambda: None)
    assert server.listen(name, window)
    assert answer_to(question, qtbot) is None
    assert answer_to(Question("token"), qtbot) == Handed("token-at-hand")
    server.close()


def test_name_is_not_heard_where_the_system_has_no_descriptor_left(
    server: AgentServer, name: str
) -> None:
    """On the window's thread of another program nothing is raised."""
    import resource

    assert is_heard(name)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = [Path(os.devnull).open("rb")]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (held[0].fileno() + 8, limits[1]))
        with contextlib.suppress(OSError):
            while True:
                held.append(Path(os.devnull).open("rb"))
        assert not is_heard(name)
        assert not AgentServer(lambda: None).listen(f"{name}-2")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        for one in held:
            one.close()
    assert is_heard(name)
