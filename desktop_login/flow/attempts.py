"""Which attempt is the latest. A thread cannot be stopped, so a late result has to be recognised and discarded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar, TypeVarTuple

from desktop_login.domain.errors import AuthError, AuthErrorInfo
from desktop_login.domain.states import Activity, Working
from desktop_login.flow.ports import Listener, OffThread

Args = TypeVarTuple("Args")
Result = TypeVar("Result")
Refused = Callable[[AuthErrorInfo], Awaitable[None]]


class Attempt:
    """One attempt of the user, such as a sign-in."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts

    def is_latest(self) -> bool:
        """Return False once the user has cancelled, gone back or begun something else."""
        return self._attempts.latest is self

    async def call(
        self,
        activity: Activity | None,
        call: Callable[[*Args], Result],
        *args: *Args,
        refused: Refused,
        late: Callable[[Result], Awaitable[None]] | None = None,
    ) -> Result | None:
        """Call off the thread of the window; a result that nobody waits for is discarded.

        Args:
            activity: What the listener gets first; None if it has been notified.
            call: What blocks. It returns something, because None means that there is no result.
            args: The arguments of `call`.
            refused: Gets the error of the call, if this is still the latest attempt.
            late: Gets the result, if this is not the latest attempt any more.

        Returns:
            The result; None after an error, and if it came late.
        """
        if activity is not None:
            self._attempts.notify(Working(activity))
        try:
            result = await self._attempts.off_thread(call, *args)
        except AuthError as error:
            if self.is_latest():
                await refused(error.error_info)
            return None
        if self.is_latest():
            return result
        if late is not None:
            await late(result)
        return None


class Attempts:
    """The attempts of one window; the latest is the only valid one."""

    def __init__(self, off_thread: OffThread, on_state: Listener) -> None:
        self.off_thread = off_thread
        self.notify = on_state
        self.latest = Attempt(self)

    def begin(self) -> Attempt:
        """Invalidate all requests in flight and return a new attempt."""
        self.latest = Attempt(self)
        return self.latest
