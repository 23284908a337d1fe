"""What a test leaves behind fails it at its own end, whatever else it has left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.test_scheduling import suite

pytestmark = pytest.mark.medium

CONFTEST = """
import pytest
from tests import aftermath

aftermath._PATIENCE_S = 0.1

@pytest.fixture(autouse=True)
def in_order(request):
    with aftermath.each_by_itself(
        aftermath.no_threads_left(), aftermath.no_stray_log_lines(request.node)
    ):
        yield
"""
TESTS = """
import logging, threading
import pytest
from tests.aftermath import expected

def log(words):
    logging.getLogger("somebody").warning(words)

@pytest.fixture
def before():
    log("before")

@pytest.fixture
def after():
    yield
    log("after")

def test_logs(): log("meanwhile")
def test_logs_before(before): pass
def test_logs_after(after): pass
def test_logs_less(): logging.getLogger("somebody").info("nothing of note")
def test_takes_it_out(caplog):
    log("meanwhile")
    expected(caplog, "meanwhile")
def test_takes_out_what_was_there_before(before, caplog):
    caplog.clear()
def test_expects_what_is_not_said(caplog):
    expected(caplog, "meanwhile")
def test_leaves_both():
    global held
    held = threading.Event()
    threading.Thread(target=held.wait, name="left behind", daemon=True).start()
    log("meanwhile")
def test_nothing():
    held.set()
"""


def test_a_stray_line_or_thread_fails_the_test_that_left_it(tmp_path: Path) -> None:
    done = suite(tmp_path, {"test_a.py": TESTS}, "-n", "0", conftest=CONFTEST)
    failed = set(re.findall(r"^(?:ERROR|FAILED) test_a\.py::test_(\w+)", done.stdout, re.MULTILINE))
    assert failed == {
        *("logs", "logs_before", "logs_after", "takes_out_what_was_there_before"),
        *("expects_what_is_not_said", "leaves_both"),
    }, done.stdout
    assert "unexpected log lines: ['before']" in done.stdout
    assert "leaked threads: [<Thread(left behind" in done.stdout
    assert done.stdout.count("unexpected log lines: ['meanwhile']") >= 2
