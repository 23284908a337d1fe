"""What goes wrong at the demo because a test has ordered it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from desktop_login.demo.service_exception import ServiceException

if TYPE_CHECKING:
    from desktop_login.demo.client import Reply, Request
    from desktop_login.demo.interception import Interception, Operation
    from desktop_login.demo.server import DemoCognito


class _Turns:
    """Which requests a fault meets. Thread-safe."""

    def __init__(self, times: int | None) -> None:
        self._lock = threading.Lock()
        self._left = times
        self.hits = 0
        self.ended = threading.Event()

    def take(self) -> bool:
        """Return whether it is the turn of this request, and count it."""
        with self._lock:
            if self.ended.is_set() or self._left == 0:
                return False
            if self._left is not None:
                self._left -= 1
            self.hits += 1
            return True


class OrderedFault:
    """In force until `undo()`, or to the end of a `with` block, or to the end of the test."""

    def __init__(self, turns: _Turns, undo: Callable[[], None]) -> None:
        self._turns = turns
        self._undo = undo
        self._lock = threading.Lock()

    @property
    def hits(self) -> int:
        """How many requests it has met. Those that find no connection are not counted."""
        return self._turns.hits

    def undo(self) -> None:
        """End it. A second call does nothing."""
        with self._lock:
            if self._turns.ended.is_set():
                return
            self._turns.ended.set()
        self._undo()

    def __enter__(self) -> OrderedFault:
        return self

    def __exit__(self, *_: object) -> None:
        self.undo()


class Faults:
    """Orders faults. Several may be in force; the latest comes first."""

    def __init__(self, server: DemoCognito) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._offline = 0
        self._ordered: list[OrderedFault] = []

    def throttle(self, *operations: str, times: int | None = None) -> OrderedFault:
        """Refuse requests with `TooManyRequestsException`, as the service does under load.

        boto3 repeats such a request by itself, as often as its `retries` say.

        Args:
            *operations: Names such as `InitiateAuth`; none means all.
            times: How many requests are refused; all, if it is not given.

        Returns:
            What ends it.

        Raises:
            ValueError: The demo has no such operation.
        """
        return self.fail(
            *operations, code="TooManyRequestsException", message="Rate exceeded", times=times
        )

    def fail(
        self,
        *operations: str,
        code: str,
        message: str = "Ordered by a test",
        times: int | None = None,
    ) -> OrderedFault:
        """Refuse requests with any error of the service.

        Args:
            *operations: Names such as `InitiateAuth`; none means all.
            code: Such as `UserLambdaValidationException`.
            message: The text of the error.
            times: How many requests are refused; all, if it is not given.

        Returns:
            What ends it.

        Raises:
            ValueError: The demo has no such operation.
        """

        def refuse(_: _Turns) -> None:
            raise ServiceException(code, message)

        return self._order(operations, refuse, times)

    def delay(self, seconds: float, *operations: str, times: int | None = None) -> OrderedFault:
        """Answer late. What waits is answered at once when the fault is undone.

        Args:
            seconds: How late.
            *operations: Names such as `InitiateAuth`; none means all.
            times: How many requests wait; all, if it is not given.

        Returns:
            What ends it.

        Raises:
            ValueError: The demo has no such operation.
        """

        def wait(turns: _Turns) -> None:
            turns.ended.wait(seconds)

        return self._order(operations, wait, times)

    def offline(self) -> OrderedFault:
        """Refuse every connection to the API, its keys and the domain, and end the open ones.

        Returns:
            What ends it. The port is the same afterwards.
        """
        with self._lock:
            if not self._offline:
                self._server.pause()
            self._offline += 1
        return self._keep(OrderedFault(_Turns(None), self._one_offline_less))

    def clear(self) -> None:
        """Undo everything that was ordered."""
        with self._lock:
            ordered, self._ordered = self._ordered, []
        for one in reversed(ordered):
            one.undo()

    def _one_offline_less(self) -> None:
        with self._lock:
            self._offline -= 1
            if not self._offline:
                self._server.resume()

    def _order(
        self, operations: Iterable[str], goes_wrong: Callable[[_Turns], None], times: int | None
    ) -> OrderedFault:
        known = (*self._server.operations, *self._server.identity_pool.table)
        names = tuple(operations) or known
        unknown = [name for name in names if name not in known]
        if unknown:
            raise ValueError(f"the demo has no operation {', '.join(unknown)}")
        turns = _Turns(times)

        def handler(request: Request, answer: Operation) -> Reply:
            if turns.take():
                goes_wrong(turns)
            return answer(request)

        interceptions: list[Interception] = [
            self._server.intercept(name, handler) for name in names
        ]

        def undo() -> None:
            for one in interceptions:
                one.undo()

        return self._keep(OrderedFault(turns, undo))

    def _keep(self, ordered: OrderedFault) -> OrderedFault:
        with self._lock:
            self._ordered.append(ordered)
        return ordered
