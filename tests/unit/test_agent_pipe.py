"""A window asked over a named pipe: to whom nothing is said, and how long an answer is waited for. Plays Windows to its documentation."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login import quick
from desktop_login.agent import pipe
from desktop_login.agent.pipe import Windows, asked_over_pipe, name_of

PLACE, LINE = "0123456789abcdef", b"1 token id 120\n"
PIPE, SERVER, US, OUR_TOKEN, THEIR_TOKEN = 5, 6, -1, 7, 8


class Operation:
    """An overlapped one; `event` says whether it ends in time."""

    def __init__(self, content: bytes, *, ends: bool = True) -> None:
        self.event = ends
        self.cancelled = False
        self._content = content

    def cancel(self) -> None:
        self.cancelled = True

    def GetOverlappedResult(self, wait: bool) -> tuple[int, int]:
        return len(self._content), 0

    def getbuffer(self) -> bytes:
        return self._content


class Winapi:
    """The other end says these parts, and closes; after the last one it may say nothing more."""

    def __init__(self, *parts: bytes, closes: bool = True, is_there: bool = True) -> None:
        self.parts = list(parts)
        self.closes = closes
        self.is_there = is_there
        self.written: list[bytes] = []
        self.opened: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.operations: list[Operation] = []
        self.waited_ms: list[int] = []

    def CreateFile(self, *arguments: Any) -> int:
        if not self.is_there:
            raise FileNotFoundError(2, "no such pipe")
        self.opened.append(arguments)
        return PIPE

    def WriteFile(self, handle: int, content: bytes, *, overlapped: bool) -> tuple[Operation, int]:
        assert (handle, overlapped) == (PIPE, True)
        self.written.append(content)
        return Operation(content), 0

    def ReadFile(self, handle: int, size: int, *, overlapped: bool) -> tuple[Operation, int]:
        assert (handle, overlapped) == (PIPE, True)
        if not self.parts and self.closes:
            raise BrokenPipeError(109, "the pipe has been ended")
        operation = Operation(self.parts.pop(0)) if self.parts else Operation(b"", ends=False)
        self.operations.append(operation)
        return operation, 0

    def WaitForMultipleObjects(self, events: list[bool], wait_all: bool, ms: int) -> int:
        self.waited_ms.append(ms)
        return 0 if events[0] else 258

    def CloseHandle(self, handle: int) -> None:
        self.closed.append(handle)


class Kernel:
    def __init__(self, *, tells: bool = True, opens: bool = True) -> None:
        self.tells = tells
        self.opens = opens
        self.closed: list[int] = []

    def GetNamedPipeServerProcessId(self, handle: int, number: Any) -> int:
        assert handle == PIPE
        number._obj.value = 4711
        return int(self.tells)

    def OpenProcess(self, access: int, inherit: bool, number: int) -> int | None:
        assert number == 4711
        return SERVER if self.opens else None

    def GetCurrentProcess(self) -> int:
        return US

    def CloseHandle(self, handle: Any) -> None:
        self.closed.append(getattr(handle, "value", handle))


class Security:
    def __init__(self, server: bytes = b"alice", *, tells: bool = True) -> None:
        self.tells = tells
        self._names = {
            OUR_TOKEN: ctypes.create_string_buffer(b"alice"),
            THEIR_TOKEN: ctypes.create_string_buffer(server),
        }

    def OpenProcessToken(self, process: int, access: int, token: Any) -> int:
        token._obj.value = OUR_TOKEN if process == US else THEIR_TOKEN
        return int(self.tells)

    def GetTokenInformation(self, token: Any, kind: int, user: Any, size: int, needed: Any) -> int:
        assert kind == 1
        assert size >= 16 + 68
        user._obj.sid = ctypes.addressof(self._names[token.value])
        return 1

    def EqualSid(self, one: Any, other: Any) -> int:
        texts = [ctypes.string_at(sid._as_parameter_.value) for sid in (one, other)]
        return int(texts[0] == texts[1])


@pytest.fixture(autouse=True)
def heard_nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pipe, "silent", {})
    monkeypatch.setenv("USERNAME", "alice")
    yield


def test_an_answer_in_parts_is_one_answer() -> None:
    winapi, kernel = Winapi(b"ok\nto", b"ken\n"), Kernel()
    assert asked_over_pipe(PLACE, LINE, Windows(winapi, kernel, Security())) == b"ok\ntoken\n"
    assert winapi.written == [LINE]
    assert winapi.opened[0][0] == rf"\\.\pipe\{quick.OURS}-alice-{PLACE}"
    assert winapi.opened[0][5] & 0x00130000 == 0x00110000, "the server cannot act for its caller"
    assert winapi.closed == [PIPE]
    assert sorted(kernel.closed) == [SERVER, OUR_TOKEN, THEIR_TOKEN]


@pytest.mark.parametrize(
    ("kernel", "security"),
    [
        (Kernel(), Security(b"mallory")),
        (Kernel(tells=False), Security()),
        (Kernel(opens=False), Security()),
        (Kernel(), Security(tells=False)),
    ],
)
def test_nothing_is_said_to_a_pipe_of_another_user_nor_of_nobody_knows_whom(
    kernel: Kernel, security: Security
) -> None:
    winapi = Winapi(b"ok\ntoken\n")
    assert asked_over_pipe(PLACE, LINE, Windows(winapi, kernel, security)) == b""
    assert (winapi.written, winapi.closed) == ([], [PIPE])


def test_without_a_window_there_is_no_answer_and_the_next_question_looks_again() -> None:
    gone = Windows(Winapi(is_there=False), Kernel(), Security())
    assert asked_over_pipe(PLACE, LINE, gone) == b""
    there = Windows(Winapi(b"ok\n\n"), Kernel(), Security())
    assert asked_over_pipe(PLACE, LINE, there) == b"ok\n\n"


def test_a_silent_window_is_passed_by_after_a_second_and_not_asked_again() -> None:
    winapi = Winapi(closes=False)
    system = Windows(winapi, Kernel(), Security())
    assert asked_over_pipe(PLACE, LINE, system) == b""
    assert all(900 < ms <= 1000 for ms in winapi.waited_ms)
    assert winapi.operations[-1].cancelled
    assert asked_over_pipe(PLACE, LINE, system) == b""
    assert len(winapi.opened) == 1


def test_a_window_that_renews_is_waited_for() -> None:
    winapi = Winapi(b"wait\n", b"ok\ntoken\n")
    system = Windows(winapi, Kernel(), Security())
    assert asked_over_pipe(PLACE, LINE, system) == b"ok\ntoken\n"
    _, silence_ms, renewal_ms, _ = (*winapi.waited_ms, None)
    assert silence_ms <= 1000
    assert renewal_ms > 19_000


def test_the_name_is_of_this_user_and_in_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERNAME", "DOMAIN\\bob")
    assert name_of(PLACE) == f"{quick.OURS}-DOMAINbob-{PLACE}"
