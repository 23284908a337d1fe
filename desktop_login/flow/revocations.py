"""Revokes tokens after a sign-out and retries for ten minutes. Tokens to revoke are kept in memory only."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_login.domain.errors import TRANSIENT, AuthError, AuthErrorInfo
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import Clock, OffThread, Provider

GIVE_UP_AFTER_S = 600.0


@dataclass(frozen=True)
class _Owed:
    """A revocation that has not reached the server yet."""

    tokens: Tokens
    everywhere: bool
    since: float


class Revocations:
    def __init__(self, provider: Provider, clock: Clock, off_thread: OffThread) -> None:
        self._provider = provider
        self._clock = clock
        self._off_thread = off_thread
        self._owed: list[_Owed] = []

    async def notify(self, tokens: Tokens, everywhere: bool) -> AuthErrorInfo | None:
        """Revoke the tokens, or with `everywhere` all tokens of the user.

        Returns None on success. After a transient error `retry` repeats the request, for ten
        minutes at most.
        """
        return await self._notify(_Owed(tokens, everywhere, self._clock.now().monotonic))

    async def retry(self) -> None:
        owed, self._owed = self._owed, []
        for one in owed:
            if self._clock.now().monotonic - one.since < GIVE_UP_AFTER_S:
                await self._notify(one)

    async def _notify(self, one: _Owed) -> AuthErrorInfo | None:
        try:
            if one.everywhere:
                access_token = one.tokens.access_token
                await self._off_thread(self._provider.sign_out_everywhere, access_token)
            else:
                await self._off_thread(self._provider.revoke, one.tokens.refresh_token)
        except AuthError as error:
            if error.error_info.code in TRANSIENT:
                self._owed.append(one)
            return error.error_info
        return None
