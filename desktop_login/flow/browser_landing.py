"""Where a sign-in with the browser is to land: an address of this computer that is free, and that the service knows. Opens no browser."""

from __future__ import annotations

from typing import NamedTuple

from desktop_login.domain.browser_rounds import SCOPES, Asking, redirect_of
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.flow.attempts import Attempt
from desktop_login.flow.browser_ports import AskedFirst, BrowserPorts, Landing
from desktop_login.flow.ports import OffThread


class NotRegistered(Exception):
    """The service lets the browser return to none of the addresses."""


class Landed(NamedTuple):
    """A landing that may be used, and what may be asked for; None leaves that to the service."""

    landing: Landing
    scopes: tuple[str, ...] | None


class LandingSearch:
    """Listens first, so that a browser that comes back at once finds somebody, and asks then."""

    def __init__(self, kit: BrowserPorts, off_thread: OffThread) -> None:
        self._kit = kit
        self._off_thread = off_thread

    async def __call__(
        self, attempt: Attempt, domain: str, asking: Asking, *, ask: bool
    ) -> Landed | None:
        """Return the landing; None if nobody waits for it any more, and then it is closed.

        Args:
            attempt: Of the sign-in.
            domain: Where the browser will sign in.
            asking: What it will ask for.
            ask: Whether the service is asked beforehand.

        Raises:
            NotRegistered: The service has refused every address.
            AuthError: BROWSER_PORTS_BUSY, BROWSER_OFF, or why the service cannot be reached.
        """
        found = (redirect_of(url) for url in self._kit.client.redirects)
        left = [one for one in found if one is not None]
        scopes: tuple[str, ...] | None = self._kit.client.scopes or SCOPES
        while left:
            landing = await self._off_thread(self._kit.listener.listen, left, asking.language)
            try:
                verdict = await self._verdict(attempt, domain, landing, asking, ask=ask)
            except AuthError:
                landing.close()
                raise
            if verdict is AskedFirst.GO_ON:
                return Landed(landing, scopes)
            if verdict is AskedFirst.NO_SUCH_SCOPE:
                return Landed(landing, None)
            landing.close()
            if verdict is None:
                return None
            if verdict is AskedFirst.NOT_ALLOWED:
                raise AuthError(AuthErrorInfo(ErrorCode.BROWSER_OFF))
            left = [one for one in left if one != landing.redirect]
        raise NotRegistered

    async def _verdict(
        self, attempt: Attempt, domain: str, landing: Landing, asking: Asking, *, ask: bool
    ) -> AskedFirst | None:
        verdict = AskedFirst.GO_ON
        if ask and attempt.is_latest():
            verdict = await self._off_thread(
                self._kit.authorize.ask, domain, landing.redirect, asking
            )
        return verdict if attempt.is_latest() else None
