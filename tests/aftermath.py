"""What a test must not leave behind, nor find: threads, lines in the log, a loop. For `tests/conftest.py`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Iterator

import pytest
from _pytest.logging import caplog_handler_key, caplog_records_key

from tests.patience import STEP_S

# Threads that may outlive a test: a worker or connection that is about to end by itself.
_PATIENCE_S = STEP_S / 4


@contextlib.contextmanager
def each_by_itself(*checks: contextlib.AbstractContextManager[None]) -> Iterator[None]:
    """Every one looks at the end, in the opposite order, whatever the others have found."""
    with contextlib.ExitStack() as stack:
        for check in checks:
            check.__enter__()
            stack.callback(check.__exit__, None, None, None)
        yield


@contextlib.contextmanager
def no_stray_log_lines(item: pytest.Item) -> Iterator[None]:
    """A warning or error in the log fails the test, unless the test takes it out of `caplog`.

    This is `caplog.at_level`, and the records of all phases, without the fixture. In a fixture's
    end `caplog.records` is empty: there it holds what was logged since the test itself was over.
    """
    root, handler = logging.getLogger(), item.stash[caplog_handler_key]
    levels = root.level, handler.level
    _set_level(root, logging.WARNING)
    handler.setLevel(logging.WARNING)
    yield
    _set_level(root, levels[0])
    handler.setLevel(levels[1])
    stray = [
        record.getMessage()
        for records in item.stash[caplog_records_key].values()
        for record in records
        if record.levelno >= logging.WARNING
    ]
    assert not stray, f"unexpected log lines: {stray}"


def expected(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """A line with these words was logged. It is taken out of the log, with what else is there."""
    assert words in caplog.text
    caplog.clear()


def _set_level(logger: logging.Logger, level: int) -> None:
    if logger.level != level:  # each change empties what all loggers have remembered
        logger.setLevel(level)


@contextlib.contextmanager
def no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + _PATIENCE_S
    while left := [t for t in threading.enumerate() if t not in before and t.is_alive()]:
        if time.monotonic() > end:
            pytest.fail(f"leaked threads: {left}")
        if isinstance(left[0], threading._DummyThread):  # one of Qt's: cannot be joined
            time.sleep(0.02)
        else:
            left[0].join(0.1)  # not longer: another may begin or end meanwhile


@contextlib.contextmanager
def loop_of_windows_only(request: pytest.FixtureRequest) -> Iterator[None]:
    """The windows of a worker share one loop, which is in force on its thread from then on. A test
    with a window finds that one, and any other test finds none, whichever ran before them."""
    if "loop" in request.fixturenames:
        asyncio.events._set_running_loop(request.getfixturevalue("loop")(_no_report)._loop)
        yield
        return
    left = asyncio.events._get_running_loop()
    asyncio.events._set_running_loop(None)
    yield
    asyncio.events._set_running_loop(left)


def _no_report(error: BaseException) -> None:
    """A window that is opened in the test reports."""
