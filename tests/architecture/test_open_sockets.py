"""A test that leaves a server or an event loop open fails itself, and no other test does."""

from __future__ import annotations

import contextlib
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo.server import DemoCognito
from tests.architecture.test_scheduling import suite
from tests.conftest import SOCKETS

CONFTEST = """
import pytest
from tests.open_sockets import OpenSockets

SOCKETS = OpenSockets()

def pytest_configure(config):
    config.pluginmanager.register(SOCKETS)

@pytest.fixture(autouse=True, scope="module")
def of_a_module():
    with SOCKETS.none_left():
        yield

@pytest.fixture(autouse=True)
def of_a_test():
    with SOCKETS.none_left():
        yield
"""
LEAVES_ONE = """
import socket
import pytest

@pytest.fixture(scope="session")
def of_the_session():
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made

@pytest.fixture(scope="module")
def of_the_module():
    return socket.create_server(("127.0.0.1", 0))

def test_clean(): pass
def test_leaves(): test_leaves.kept = socket.create_server(("127.0.0.1", 0))
def test_session(of_the_session): pass
def test_last(of_the_module): pass
"""


@pytest.mark.parametrize(
    "make",
    [
        lambda: socket.create_server(("127.0.0.1", 0)),
        DemoCognito,
        pytest.param(
            socket.socketpair,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="a connection there"),
        ),
    ],
    ids=["listener", "demo that was never started", "pair that wakes an event loop"],
)
def test_what_is_left_open_fails_the_test_that_made_it(make: Callable[[], Any]) -> None:
    with (
        pytest.raises(pytest.fail.Exception, match=f"(?s)left open.*{Path(__file__).name}"),
        SOCKETS.none_left(),
    ):
        kept = make()
    assert kept, "not collected before"


def test_what_is_in_a_cycle_and_waits_for_the_collector_is_named_too() -> None:
    def leave() -> None:
        cycle: list[object] = [socket.create_server(("127.0.0.1", 0))]
        cycle.append(cycle)

    with pytest.raises(pytest.fail.Exception, match="left open"), SOCKETS.none_left():
        leave()


def test_what_is_closed_or_connected_or_was_there_before_is_nobodys_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as before, contextlib.ExitStack() as later:
        with SOCKETS.none_left():
            socket.create_server(("127.0.0.1", 0)).close()
            later.enter_context(socket.create_connection(before.getsockname()))
            later.enter_context(before.accept()[0])
            with DemoCognito():
                pass


@pytest.mark.medium
def test_a_suite_names_the_test_and_the_module_and_lets_the_session_keep_its_own(
    tmp_path: Path,
) -> None:
    done = suite(tmp_path, {"test_a.py": LEAVES_ONE}, conftest=CONFTEST)
    named = re.findall(r"^ERROR (\S+) - Failed: left open", done.stdout, re.MULTILINE)
    # what a module's own fixture leaves is found at the end of its last test
    assert named == ["test_a.py::test_leaves", "test_a.py::test_last"], done.stdout
    assert "4 passed, 2 errors" in done.stdout
