"""Which listeners and event loops a test has left open. For `tests/conftest.py`.

A server that a test makes and never stops is collected some time later, with a ResourceWarning that
fails whichever test runs just then. So the test that made it is named instead, at its own end.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import weakref
from collections.abc import Generator, Iterator
from types import CodeType
from typing import Any

import pytest

# The innermost calls outside installed packages; more would hide them.
_LINES = 5


class OpenSockets:
    """Hears of every socket of this process by Python's own audit, and forgets it when it is gone.

    Connections do not count: they end with their server, and a client keeps some for the next
    request.
    """

    def __init__(self) -> None:
        self._made: weakref.WeakKeyDictionary[socket.socket, list[tuple[CodeType, int]]] = (
            weakref.WeakKeyDictionary()
        )
        self._of_the_session: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        sys.addaudithook(self._heard)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        """What a fixture of the whole session opens may stay, whichever test asks for it first."""
        if fixturedef.scope not in ("session", "package"):
            return (yield)
        before = set(self._made)
        try:
            return (yield)
        finally:
            self._of_the_session.update(set(self._made) - before)

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        # Not for the C module's own kind, which `socket.socketpair` takes its two from.
        if event == "socket.__new__" and isinstance(arguments[0], socket.socket):
            self._made[arguments[0]] = _callers()

    @contextlib.contextmanager
    def none_left(self) -> Iterator[None]:
        """Fail the test that leaves a listener or an event loop open that was not there before."""
        before = set(self._made)
        yield
        new = set(self._made) - before - set(self._of_the_session)
        left = [one for one in new if _must_be_closed(one)]
        if left:
            description = "\n".join(self._described(one) for one in left)
            for one in left:
                one.close()  # else it would fail a later test, too
            pytest.fail(f"left open:\n{description}", pytrace=False)

    def _described(self, one: socket.socket) -> str:
        lines = [f"  {code.co_filename}:{line} {code.co_name}" for code, line in self._made[one]]
        return "\n".join([f"{one}, made at", *lines])


def _callers() -> list[tuple[CodeType, int]]:
    found: list[tuple[CodeType, int]] = []
    frame = sys._getframe(2)
    while frame is not None and len(found) < _LINES:
        if "site-packages" not in frame.f_code.co_filename:
            found.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back  # type: ignore[assignment]
    return found


def _must_be_closed(one: socket.socket) -> bool:
    """Whether it listens, or is one end of the pair by which an event loop or a listener is woken."""
    if one.fileno() < 0:
        return False
    if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        return True
    if one.family != getattr(socket, "AF_UNIX", None):
        return False
    try:
        return not one.getsockname() and not one.getpeername()
    except OSError:  # no connection: not one of a pair
        return False
