"""Handlers before the operations: for tests, and to show what a client does when the service fails. Knows no HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial

from desktop_login.demo.client import Reply, Request

Operation = Callable[[Request], Reply]
Handler = Callable[[Request, Operation], Reply]


class Interception:
    """A handler that is in force until `undo()`, or to the end of a `with` block."""

    def __init__(self, undo: Callable[[], None]) -> None:
        self._undo = undo

    def undo(self) -> None:
        """Remove the handler; calls that have begun go on. A second call does nothing."""
        self._undo()

    def __enter__(self) -> Interception:
        return self

    def __exit__(self, *_: object) -> None:
        self.undo()


class Interceptions:
    """The operations of a demo, with the handlers before them. Thread-safe."""

    def __init__(self, operations: Mapping[str, Operation]) -> None:
        self._operations = operations
        self._lock = threading.Lock()
        self._handlers: Mapping[str, Mapping[object, Handler]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._operations)

    def find(self, name: str) -> Operation | None:
        """Return what answers the operation now; None if there is no such operation."""
        operation = self._operations.get(name)
        if operation is None:
            return None
        for handler in self._handlers.get(name, {}).values():
            operation = partial(_handled, handler, operation)
        return operation

    def add(self, name: str, handler: Handler) -> Interception:
        """Put a handler before the operation, and before the handlers that are there.

        Raises:
            KeyError: There is no such operation.
        """
        if name not in self._operations:
            raise KeyError(name)
        key = object()
        with self._lock:
            before = self._handlers.get(name, {})
            self._handlers = {**self._handlers, name: {**before, key: handler}}
        return Interception(partial(self._remove, name, key))

    def _remove(self, name: str, key: object) -> None:
        with self._lock:
            left = {k: handler for k, handler in self._handlers[name].items() if k is not key}
            self._handlers = {**self._handlers, name: left}


def _handled(handler: Handler, operation: Operation, request: Request) -> Reply:
    return handler(request, operation)
