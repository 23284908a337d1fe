"""Calls on threads of their own, and who waits for them at the end."""

from __future__ import annotations

import threading
import time

import pytest

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
