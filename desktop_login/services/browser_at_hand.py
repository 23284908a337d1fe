"""What a sign-in with the browser needs, made when somebody begins one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.adapters.browser.domain import PoolDomain
    from desktop_login.domain.pool import PoolClient
    from desktop_login.flow.browser_ports import BrowserPorts
    from desktop_login.flow.ports import BrowserAtHand, Clock


def browser_of(pool: PoolClient, clock: Clock, look: tuple[str, str] = ("", "")) -> BrowserAtHand:
    """What a sign-in with the browser needs; a start for a password loads none of it."""
    return _BrowserAtHand(pool, clock, look)


class _BrowserAtHand:
    def __init__(self, pool: PoolClient, clock: Clock, look: tuple[str, str]) -> None:
        self._pool, self._clock, self._look = pool, clock, look
        self._lock = threading.Lock()
        self._domain: PoolDomain | None = None
        self._made: BrowserPorts | None = None

    def find_domain(self) -> str:
        return self._pool.browser_domain or self._finder().find()

    def load(self) -> BrowserPorts:
        from desktop_login.adapters.browser.authorize import CognitoAuthorize
        from desktop_login.adapters.browser.listener import LoopbackListener
        from desktop_login.adapters.browser.tab_pages import Look
        from desktop_login.adapters.browser.token_endpoint import CognitoTokenEndpoint
        from desktop_login.flow.browser_ports import BrowserPorts

        finder = self._finder()
        with self._lock:
            self._made = self._made or BrowserPorts(
                self._pool,
                LoopbackListener(Look(*self._look)),
                CognitoAuthorize(self._pool, finder),
                CognitoTokenEndpoint(self._pool, self._clock),
            )
            return self._made

    def _finder(self) -> PoolDomain:
        from desktop_login.adapters.browser.domain import PoolDomain

        with self._lock:
            self._domain = self._domain or PoolDomain(self._pool)
            return self._domain
