"""What is behind one `Session`: who may wait, in which process, and how long it is open. For the other public modules too."""

from __future__ import annotations

import math
import os
import threading
from typing import TYPE_CHECKING, TypeVar

from desktop_login.embedding.waiting import runs_a_loop

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from desktop_login.embedding.engine import Engine, Use
    from desktop_login.embedding.place import Place
    from desktop_login.flow.services import AuthServices
    from desktop_login.flow.token_desk import NoToken, Token
    from desktop_login.settings import Settings

Result = TypeVar("Result")

_KINDS = ("id", "access")


class Handle:
    """One of the sessions of a place.

    Args:
        place: Shared with every session of the same pool, client and profile.
        settings: Those that this one was opened with; the others may have said something else about
            what is no matter of the session, such as where a token goes.
    """

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self.is_closed = False
        self._closing = threading.Lock()
        self._when_closed: list[Callable[[], object]] = []

    @property
    def engine(self) -> Engine:
        """What keeps the session.

        Raises:
            RuntimeError: This handle is closed, or the process is another one since.
        """
        if self.is_closed:
            raise RuntimeError("the session is closed")
        if not self.is_of_this_process:
            raise RuntimeError(
                "this session belongs to the process before fork(): open a new one here"
            )
        return self.place.engine

    @property
    def is_of_this_process(self) -> bool:
        """False in a child after `fork()`: its thread, and who holds its locks, stayed behind."""
        return self.place.process == os.getpid()

    def close(self) -> None:
        if not self.is_of_this_process:
            self.is_closed = True
            return
        with self._closing:  # two threads at once would close somebody else's session as well
            if self.is_closed:
                return
            self.is_closed = True
        for tell in tuple(self._when_closed):
            tell()
        self.place.leave()

    def when_closed(self, tell: Callable[[], object]) -> Callable[[], None]:
        """Call `tell` on the thread that closes this. Returns what ends that."""
        self._when_closed.append(tell)

        def stop() -> None:
            if tell in self._when_closed:
                self._when_closed.remove(tell)

        return stop

    def token(self, kind: str, left_s: float) -> str:
        use, engine = _use_of(kind), self.engine
        _check(left_s)
        found = engine.at_hand(use, left_s)
        if found is None:
            found = self.call(lambda made: engine.renewed(made, use, left_s))
        return self._text_of(found)

    async def token_async(self, kind: str, left_s: float) -> str:
        use, engine = _use_of(kind), self.engine
        _check(left_s)
        found = engine.at_hand(use, left_s)
        if found is None:
            found = await self.call_async(lambda made: engine.renewed(made, use, left_s))
        return self._text_of(found)

    def another(self, kind: str, refused: str) -> str:
        """A token in place of one that a server has refused."""
        use, engine = _use_of(kind), self.engine
        return self._text_of(self.call(lambda made: engine.renewed_now(made, use, refused)))

    async def another_async(self, kind: str, refused: str) -> str:
        use, engine = _use_of(kind), self.engine
        asked = self.call_async(lambda made: engine.renewed_now(made, use, refused))
        return self._text_of(await asked)

    def at_hand(self, kind: str) -> str:
        """The token as it is now, without asking anybody; empty if there is none."""
        from desktop_login.flow.token_desk import Token

        found = self.engine.at_hand(_use_of(kind), 0.0)
        return found.secret.reveal() if isinstance(found, Token) else ""

    def known(self) -> AuthServices:
        """The use cases, with the stored session restored."""
        engine = self.engine
        if engine.is_settled and engine.services is not None:
            return engine.services
        return self.call(_itself)

    def known_so_far(self) -> AuthServices | None:
        """The same; where nobody may wait, what is known, and the rest comes by itself."""
        engine = self.engine
        if not engine.is_settled and runs_a_loop():
            engine.submit(_itself)
            return engine.services
        return self.known()

    def call(self, use: Use[Result], *, finish: bool = False) -> Result:
        """The result of `use(services)` on the session's thread; waits for it, as `close` does with
        `finish`.

        Raises:
            RuntimeError: This thread must not wait.
            LoginError: It failed.
        """
        if runs_a_loop():
            raise RuntimeError(
                "this would block the loop that runs on this thread: use token_async there, or"
                " another thread"
            )
        return self._result_of(self.engine.submit(use, finish=finish))

    async def call_async(self, use: Use[Result]) -> Result:
        import asyncio

        engine = self.engine
        try:
            return await asyncio.wrap_future(engine.submit(use))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if engine.is_closed and not (task is not None and task.cancelling()):
                # nobody has cancelled the host's task: the end of the session has
                raise RuntimeError("the session is closed") from None
            raise
        except Exception as error:  # noqa: BLE001 - raised again as what a host knows
            raise self.place.public(error) from None

    def _result_of(self, asked: Future[Result]) -> Result:
        try:
            return asked.result()
        except Exception as error:  # noqa: BLE001 - raised again as what a host knows
            raise self.place.public(error) from None

    def _text_of(self, found: Token | NoToken) -> str:
        from desktop_login.flow.token_desk import Token

        if isinstance(found, Token):
            return found.secret.reveal()
        raise self.place.no_token(found)


async def _itself(services: AuthServices) -> AuthServices:
    return services


def _check(left_s: float) -> None:
    if math.isnan(left_s):
        raise ValueError("min_left must be a number of seconds")  # else every call would renew


def _use_of(kind: str) -> str:
    if kind not in _KINDS:
        raise ValueError(f"kind must be one of {', '.join(_KINDS)}")
    return kind
