"""Calls on threads of their own, and who waits for them at the end."""

from __future__ import annotations

import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.token_store.keychain import OsKeychain
from desktop_login.system import threads
from desktop_login.system.threads import start, wait_for_calls
from tests.patience import STEP_S


def test_call_that_is_about_to_start_keeps_the_end_from_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The end comes on another thread, between the making of a thread and its start."""
    begin, goes_on, done = threading.Thread.start, threading.Event(), []

    def begin_late(thread: threading.Thread) -> None:
        wait_for_calls(0.0)
        begin(thread)

    def work() -> None:
        goes_on.wait(STEP_S)
        done.append(True)

    monkeypatch.setattr(threading.Thread, "start", begin_late)
    start(work, "call", finish=True)
    wait_for_calls(0.01)
    assert done == []
    goes_on.set()
    wait_for_calls(STEP_S)
    assert done == [True]


def test_call_whose_thread_cannot_start_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(RuntimeError):
        start(lambda: None, "call", finish=True)
    before = time.monotonic()
    wait_for_calls(STEP_S)
    assert time.monotonic() - before < STEP_S / 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue is refused otherwise")
def test_a_full_queue_of_a_socket_is_waited_for(sockets: Path) -> None:
    path, inside = str(sockets / "bus"), []

    def connect() -> socket.socket:
        caller = socket.socket(socket.AF_UNIX)
        caller.settimeout(STEP_S)
        try:
            caller.connect(path)
        except OSError:
            caller.close()
            raise
        return caller

    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(path)
        bus.listen(0)
        with pytest.raises(BlockingIOError):  # what Linux does
            while True:
                inside.append(connect())
        accepting = threading.Timer(0.1, lambda: inside.append(bus.accept()[0]))
        accepting.start()
        inside.append(threads.patiently(connect))
        accepting.join()
    for one in inside:
        one.close()


@pytest.mark.parametrize("failure", [BlockingIOError, TimeoutError])
def test_who_never_has_time_is_an_error(
    failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "_BUSY_S", 0.05)
    tried = []

    def call() -> None:
        tried.append(True)
        raise failure

    with pytest.raises(failure):
        threads.patiently(call)
    assert len(tried) > 1


@pytest.mark.parametrize("failure", [BlockingIOError, TimeoutError])
def test_a_keychain_behind_a_busy_bus_is_asked_again(failure: type[Exception]) -> None:
    class Backend:
        full = 2

        def get_password(self, service: str, account: str) -> str:
            if self.full:
                self.full -= 1
                raise failure
            return "secret"

    backend: Any = Backend()
    assert OsKeychain(lambda: backend, STEP_S).get("service") == "secret"
