"""Telling the server of a sign-out, again if need be, from memory only. Decides nothing about the session at hand."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_login.domain.errors import TRANSIENT, AuthError, AuthErrorInfo
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import Clock, OffThread, Provider

GIVE_UP_AFTER_S = 600.0


@dataclass(frozen=True)
class _Owed:
    """A sign-out that the server has yet to hear of."""

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
        """Revokes the tokens, or all of the user's. Returns what stood in the way; what may pass
        by itself is tried again by `tell_again`, for ten minutes at most."""
        return await self._notify(_Owed(tokens, everywhere, self._clock.now().monotonic))

    async def tell_again(self) -> None:
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
