"""Adding a passkey in the browser: what is opened, and what becomes of what returns. Makes no passkey.

The page of the pool signs the person in on its way, so its return may bring a session of its own.
Nobody needs that one: it is held against who is signed in here, and revoked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from desktop_login.domain.browser_rounds import (
    SCOPES,
    Asking,
    Returned,
    Round,
    add_passkey_link,
    belongs,
    is_from,
    redirect_of,
)
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.secret import Secret
from desktop_login.flow.browser_ports import BrowserPorts, Landing
from desktop_login.flow.ports import Ports

_PATIENCE_S = 600.0
Added = Callable[[], Awaitable[None]]


class PasskeyInBrowser:
    """One at a time; a later one closes the landing of the one before."""

    def __init__(self, ports: Ports, kit: BrowserPorts) -> None:
        self._ports = ports
        self._kit = kit
        self._off_thread = ports.off_thread
        self._landing: Landing | None = None
        self._turn = object()  # another one for each beginning and each end

    @property
    def is_open(self) -> bool:
        """Whether the browser has not come back yet."""
        return self._landing is not None

    async def begin(self, subject: str, language: str, returned: Added) -> None:
        """Open the page, and return once the browser was asked to.

        Args:
            subject: The `sub` of who is signed in.
            language: Of the window.
            returned: Called when the browser has come back, whatever it brought.

        Raises:
            AuthError: No domain is known, no port is free, or nothing opened.
        """
        self.close()
        turn = self._turn
        domain = await self._off_thread(self._kit.authorize.find_domain)
        if self._turn is not turn:
            return
        if not domain:
            raise failed(ErrorCode.BROWSER_UNKNOWN)
        named = (redirect_of(url) for url in self._kit.client.redirects)
        redirects = [redirect for redirect in named if redirect is not None]
        landing = await self._off_thread(self._kit.listener.listen, redirects, language)
        if self._turn is not turn:
            landing.close()
            return
        self._landing = landing
        scopes = self._kit.client.scopes or SCOPES
        one = self._kit.authorize.new_round(landing.redirect, scopes)
        landing.expect(one.state)
        link = add_passkey_link(domain, one, Asking(self._kit.client.client_id, language=language))
        work = self._watch(landing, one, domain, subject, returned)
        await self._ports.background(work, lambda: None)
        if not await self._ports.opener(link):
            self.close()
            raise failed(ErrorCode.PASSKEY_NOT_USED, "NoBrowser")

    def close(self) -> None:
        """What still comes of the browser is refused."""
        landing, self._landing, self._turn = self._landing, None, object()
        if landing is not None:
            landing.close()

    async def _watch(
        self, landing: Landing, one: Round, domain: str, subject: str, returned: Added
    ) -> None:
        back = await self._off_thread(landing.wait, _PATIENCE_S)
        while back is not None and not back.ours:  # anybody could have sent it
            back = await self._off_thread(landing.wait, _PATIENCE_S)
        if back is None:
            landing.close()
            return
        good = await self._off_thread(self._ended, back, one, domain, subject)
        landing.finish(signed_in=good)
        if self._landing is landing:
            self._landing = None
            await returned()

    def _ended(self, back: Returned, one: Round, domain: str, subject: str) -> bool:
        """Redeem and revoke what came; return whether it was the person who is signed in here."""
        if back.code is None or not is_from(back.issuer, self._kit.client.issuers, domain):
            return False
        return self._is_same(back.code, one, domain, subject)

    def _is_same(self, code: Secret, one: Round, domain: str, subject: str) -> bool:
        try:
            tokens = self._kit.token_endpoint.redeem(domain, one, code)
        except AuthError:
            return False
        try:
            session = self._ports.token_verifier.read(tokens, subject=subject)
            return belongs(session.identity.claims, tokens.access_token, one)
        except AuthError:
            return False
        finally:
            with suppress(AuthError):  # nothing was stored
                self._ports.provider.revoke(tokens.refresh_token)
