"""Finds a pool's domain: where the browser signs in. Opens nothing; loads no more than one request needs."""

from __future__ import annotations

import json
import threading

from desktop_login.adapters.http import HttpClient
from desktop_login.domain.amazon import host_of, is_this_computer
from desktop_login.domain.errors import AuthError
from desktop_login.domain.pool import PoolClient

_DOCUMENT = "openid-configuration"
_PATH = "/oauth2/authorize"


class PoolDomain:
    """The domain of one pool. Thread-safe; one that was found is kept."""

    def __init__(self, pool: PoolClient) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._domain = pool.browser_domain

    def find(self) -> str:
        """Return it as a URL without a path; empty if none is known. Raises nothing."""
        with self._lock:
            if not self._domain:
                self._domain = self._discovered()
            return self._domain

    def _discovered(self) -> str:
        try:
            page = HttpClient(f"{self._pool.address}/.well-known/{_DOCUMENT}").get(_DOCUMENT)
            document = json.loads(page.body) if page.status == 200 else {}
        except (AuthError, ValueError, RecursionError):
            return ""
        named = document.get("authorization_endpoint") if isinstance(document, dict) else None
        return self._domain_in(named) if isinstance(named, str) else ""

    def _domain_in(self, endpoint: str) -> str:
        """Return the domain of an authorize endpoint; empty if the document names another service.

        An older document of Amazon's named the host of the API itself there. An emulator may serve
        its pages at that host.
        """
        host = host_of(endpoint)
        if not host or (host == host_of(self._pool.service_url) and not self._pool.foreign_host):
            return ""
        base = endpoint.removesuffix(_PATH)
        secure = base == f"https://{host}"
        own = base == f"http://{host}" and is_this_computer(base)
        local = is_this_computer(self._pool.endpoint_url or "")
        return base if secure or (own and local) else ""
