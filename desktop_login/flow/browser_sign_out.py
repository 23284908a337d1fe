"""Ends the session that the browser has of its own; otherwise it signs the next person in without a password."""

from __future__ import annotations

from contextlib import suppress

from desktop_login.domain.account import provider_in
from desktop_login.domain.browser import IdentityProvider, ThroughBrowser, label_of
from desktop_login.domain.browser_rounds import redirect_of, sign_out_link
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedOut
from desktop_login.domain.tokens import Session
from desktop_login.flow.browser_ports import BrowserPorts, SignOutLanding
from desktop_login.flow.ports import Listener, Ports

PATIENCE_S = 30.0


class BrowserSignOut:
    """Opens the sign-out page once the service is known to come back from it."""

    def __init__(self, ports: Ports, on_state: Listener) -> None:
        self._browser = ports.browser
        self._opener = ports.opener
        self._off_thread = ports.off_thread
        self._notify = on_state

    async def __call__(self, session: Session, through: ThroughBrowser, until: float) -> None:
        """Sign out in the browser; the listener is notified if somebody may still be signed in.

        Args:
            session: The session that has ended here.
            through: How it began.
            until: When its ID token expires (local time, epoch s).
        """
        provider = through.provider or provider_in(session.identity.claims)
        if not await self._signed_out(through):
            error_info = AuthErrorInfo(ErrorCode.BROWSER_STAYS_SIGNED_IN)
        elif provider:
            name = label_of(IdentityProvider(provider))
            error_info = AuthErrorInfo(ErrorCode.PROVIDER_STAYS_SIGNED_IN, name=name)
        else:
            return
        self._notify(SignedOut(error_info, until=until, late=True))

    async def _signed_out(self, through: ThroughBrowser) -> bool:
        if self._browser is None:
            return False
        kit = await self._off_thread(self._browser.load)
        landing = await self._landing(kit, through.domain)
        if landing is None:
            return False
        try:
            link = sign_out_link(through.domain, kit.client.client_id, landing.redirect)
            opened = await self._opener(Secret(link))
            return opened and await self._off_thread(landing.wait, PATIENCE_S)
        finally:
            landing.close()

    async def _landing(self, kit: BrowserPorts, domain: str) -> SignOutLanding | None:
        """Listen at an address that is registered for sign-outs; None if there is none."""
        found = (redirect_of(url) for url in kit.client.redirects)
        left = [one.signed_out for one in found if one is not None]
        while left:
            landing = None
            with suppress(AuthError):
                landing = await self._off_thread(kit.listener.listen_for_sign_out, left)
            if landing is None:
                return None
            if await self._off_thread(kit.authorize.ask_sign_out, domain, landing.redirect):
                return landing
            landing.close()
            left = [one for one in left if one != landing.redirect]
        return None
