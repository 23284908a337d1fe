"""The thread of a session: one event loop, the use cases behind it, and the clock that renews. Knows no host.

Everything that a host asks runs on this loop, one thing at a time, so two renewals cannot meet. Only
`at_hand` looks at the session from another thread, and reads nothing that changes in place.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from typing import TYPE_CHECKING, Any, TypeVar

from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.schedule import TICK_S
from desktop_login.domain.states import Asked, DashboardState, SignedIn, SignedOut, State, Working
from desktop_login.flow.token_desk import NoToken, Token, TokenDesk
from desktop_login.system import threads
from desktop_login.system.log import report

if TYPE_CHECKING:
    from desktop_login.flow.coordinator import SignInHooks
    from desktop_login.flow.services import AuthServices, ServiceFactory

Result = TypeVar("Result")
Use = Callable[["AuthServices"], Awaitable[Result]]

SIGN_OUT_S = 5.0  # how long the end waits for a sign-out under way, and for nothing else
_END_S = 5.0


class Engine:
    """Starts its thread when something is asked for the first time.

    Args:
        factory: Makes the use cases, on a worker thread.
        has_record: Whether a session is stored, as far as that can be seen without a keychain.
    """

    def __init__(self, factory: ServiceFactory, has_record: Callable[[], bool]) -> None:
        self._factory = factory
        self._has_record = has_record
        self._starting = threading.Lock()
        self._process = os.getpid()
        self._finishing: set[Future[Any]] = set()  # what the end waits for
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._services: AuthServices | None = None
        self._desk: TokenDesk | None = None
        self._building: asyncio.Task[AuthServices] | None = None
        self._restoring: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._talking = False
        self._listeners: list[Callable[[State], None]] = []
        self.hooks: SignInHooks | None = None
        self.trouble: AuthErrorInfo | None = None
        self.latest: SignedIn | None = None
        self.question: Asked | None = None

    @property
    def services(self) -> AuthServices | None:
        """The use cases; None as long as nothing has been asked for."""
        return self._services

    @property
    def is_closed(self) -> bool:
        """Whether the end has begun: what was asked before is cancelled."""
        return self._closed

    @property
    def is_talking(self) -> bool:
        """Whether a sign-in is under way."""
        return self._talking

    @property
    def is_settled(self) -> bool:
        """Whether it is known who is signed in, so that nobody has to wait for that."""
        ready = self._services is not None and self._restoring is None
        return ready and not self._may_restore()

    def at_hand(self, use: str, left_s: float) -> Token | NoToken | None:
        """What can be said at once, on any thread; None if something has to be asked first."""
        token_desk = self._desk
        if token_desk is None or self._restoring is not None:
            return None
        found = token_desk.at_hand(use, left_s)
        if isinstance(found, NoToken) and self._may_restore():
            return None
        return found

    def submit(
        self, use: Use[Result], *, restore: bool = True, finish: bool = False
    ) -> Future[Result]:
        """Call `use(services)` on the loop, with the stored session restored. Any thread.

        With `finish`, `close` gives it time to end.

        Raises:
            RuntimeError: It is closed.
        """

        async def work() -> Result:
            services = await self._restored() if restore else await self._built()
            # whoever asked may stop waiting: what was begun goes on, as others wait for it too
            return await asyncio.shield(asyncio.ensure_future(use(services)))

        asked = self._run(work())
        if finish:
            self._finishing.add(asked)
            asked.add_done_callback(self._finishing.discard)
        return asked

    def start(self) -> None:
        """Restore the stored session, with nobody waiting for it."""

        async def use(services: AuthServices) -> None:
            del services

        self.submit(use)

    def soon(self, call: Callable[[AuthServices], object]) -> None:
        """The same for a call that waits for nothing, and whose result nobody wants."""

        async def use(services: AuthServices) -> None:
            call(services)

        with contextlib.suppress(RuntimeError):  # closed: there is nothing left to change
            self.submit(use, restore=False)

    async def renewed(self, services: AuthServices, use: str, left_s: float) -> Token | NoToken:
        """A token that is good for so long, after a renewal if need be. On the loop."""
        token_desk = self._desk_of(services)
        found = token_desk.at_hand(use, left_s)
        return found if found is not None else await token_desk.renewed(use, now=False)

    async def renewed_now(self, services: AuthServices, use: str, refused: str) -> Token | NoToken:
        """Another token than `refused`, which a server has not accepted. On the loop.

        Whoever comes with a token that has been replaced meanwhile gets the present one.
        """
        token_desk = self._desk_of(services)
        found = token_desk.at_hand(use, 0.0)
        if isinstance(found, Token) and found.secret.reveal() == refused:
            return await token_desk.renewed(use, now=True)
        return found if found is not None else await token_desk.renewed(use, now=False)

    def listen(self, listener: Callable[[State], None]) -> Callable[[], None]:
        """Call `listener` with every state, on the loop's thread. Returns what ends that."""
        self._listeners.append(listener)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def close(self) -> None:
        """End the loop and its thread. A sign-out under way has `SIGN_OUT_S` to end."""
        if self._process != os.getpid():
            return  # of the process before fork(): the thread is not here
        with self._starting:
            self._closed = True
            loop, thread = self._loop, self._thread
        _running.discard(self)
        if loop is None or thread is None:
            return
        until = time.monotonic() + SIGN_OUT_S
        if thread is threading.current_thread():  # which would wait for itself
            self._end_waiting()
        else:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._end_waiting)
            wait_for(tuple(self._finishing), SIGN_OUT_S)
        threads.wait_for_calls(max(0.0, until - time.monotonic()))
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(loop.stop)
        if thread is not threading.current_thread():
            thread.join(_END_S)

    def _end_waiting(self) -> None:
        """Nobody comes back from a browser, or touches a key, to a session that ends."""
        if self._services is not None:
            self._services.coordinator.end_waiting()

    # what a coroutine yields and is sent is between it and the event loop
    def _run(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        with self._starting:
            if self._closed:
                work.close()
                raise RuntimeError("the session is closed")
            loop = self._loop
            if loop is None:
                # named, because a host's policy may make loops that only its own thread can run
                loop = self._loop = asyncio.SelectorEventLoop()
                self._thread = threading.Thread(
                    target=_run_for_ever, args=(loop,), name="desktop-login session", daemon=True
                )
                self._thread.start()
                _running.add(self)
            # under the lock: what comes after the end's `stop` would wait for ever for its turn
            return asyncio.run_coroutine_threadsafe(work, loop)

    async def _built(self) -> AuthServices:
        if self._services is not None:
            return self._services
        if self._building is None:
            self._building = asyncio.create_task(self._build())
        try:
            return await asyncio.shield(self._building)
        finally:
            if self._building is not None and self._building.done():
                self._building = None  # a failure is not for ever

    async def _build(self) -> AuthServices:
        from desktop_login.adapters.threads import off_thread

        services = await off_thread(self._factory, self._heard)
        services.coordinator.hooks = hooks = self.hooks
        services.session_manager.admit = hooks.after if hooks is not None else None
        self._desk = TokenDesk(services.session_manager)
        self._services = services
        self._keeping = asyncio.create_task(self._keep_fresh(services))
        return services

    async def _restored(self) -> AuthServices:
        services = await self._built()
        if self._may_restore() and self._restoring is None:
            self._restoring = asyncio.create_task(self._restore(services))
        if self._restoring is not None:
            await asyncio.shield(self._restoring)
        return services

    def _may_restore(self) -> bool:
        """A record may appear at any time: another program of this user has signed in."""
        services = self._services
        has_session = services is not None and services.session_manager.session is not None
        return not has_session and not self._talking and self._has_record()

    async def _restore(self, services: AuthServices) -> None:
        self.trouble = None
        try:
            await services.session_manager.restore()
        finally:
            self._restoring = None

    async def _keep_fresh(self, services: AuthServices) -> None:
        """A session in use is renewed before its tokens expire, so that nobody has to wait."""
        wait_s = TICK_S
        while True:
            await asyncio.sleep(wait_s)
            try:
                wait_s = await services.session_manager.tick()
            except Exception as error:  # noqa: BLE001 - the next tick may succeed
                report(error, "the session's clock")
                wait_s = TICK_S

    def _desk_of(self, services: AuthServices) -> TokenDesk:
        assert self._desk is not None  # noqa: S101 - made with the services
        del services
        return self._desk

    def _heard(self, state: State) -> None:
        match state:
            case SignedIn():
                self.latest, self.trouble = state, None
                self._talking = False
            case SignedOut(late=False):
                self.latest = self.question = None
                self.trouble = state.error_info
                self._talking = False
            case Asked():
                self.question = state
                self._talking = True
            case Working():
                self._talking = self.latest is None
            case DashboardState():
                self.question = None
        for listener in tuple(self._listeners):
            try:
                listener(state)
            except BaseException as error:  # noqa: BLE001 - a host's mistake must not end the session
                report(error, "a listener of the session")


_running: weakref.WeakSet[Engine] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """The host has closed nothing. Later Python stops every thread, and nobody could wait for one."""
    for engine in tuple(_running):
        engine.close()


def _run_for_ever(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()
