"""The browser's contract against the demo's pages, and against the strict server that the tests of the client use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.contracts.browser_contract import (
    CALLBACK,
    NARROW,
    OTHER,
    SIGNED_OUT,
    BrowserContract,
    Domain,
)
from tests.demo.browser import PASSWORD, Browser
from tests.fakes.authorization_server import AuthorizationServer
from tests.fakes.browsing import get
from tests.fakes.world import pool_of

pytestmark = pytest.mark.medium
EMAIL = "confirmed@example.com"
CONFIG = DemoPoolConfig(redirect_uris=(CALLBACK, OTHER), sign_out_uris=(SIGNED_OUT,))


class DemoDomain:
    email = EMAIL

    def __init__(self, demo: DemoCognito, narrow: DemoCognito) -> None:
        self._demos = {False: demo, True: narrow}
        self._used = demo

    @property
    def url(self) -> str:
        return self._used.domain_url

    def pool(self, *, narrow: bool = False) -> PoolClient:
        self._used = self._demos[narrow]
        return pool_of(self._used)

    def come_back(self, link: Secret) -> str:
        browser = Browser(self._used)
        page = browser.open(link.reveal().removeprefix(self._used.domain_url))
        return browser.submit(page, username=EMAIL, password=PASSWORD).location


class StrictDomain:
    email = EMAIL

    def __init__(self, server: AuthorizationServer) -> None:
        self._server = server
        self.url = server.url

    def pool(self, *, narrow: bool = False) -> PoolClient:
        if narrow:
            self._server.scopes = NARROW
        return pool_of(self._server.demo)._replace(domain=self.url)

    def come_back(self, link: Secret) -> str:
        return get(link.reveal()).headers["Location"]


class TestDemo(BrowserContract):
    @pytest.fixture
    def domain(self) -> Iterator[Domain]:
        with DemoCognito(CONFIG) as demo, DemoCognito(replace(CONFIG, scopes=NARROW)) as other:
            yield DemoDomain(demo, other)


class TestStrictServer(BrowserContract):
    @pytest.fixture
    def domain(self) -> Iterator[Domain]:
        with DemoCognito(CONFIG) as demo, AuthorizationServer(demo) as server:
            server.redirects, server.sign_outs = [CALLBACK, OTHER], [SIGNED_OUT]
            yield StrictDomain(server)
