"""The browser's contract against ministack, whose pages and codes nobody here wrote."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.contracts.browser_contract import NARROW, BrowserContract, Domain
from tests.demo.browser import HtmlForm
from tests.fakes.ministack import Ministack, python
from tests.fakes.ministack_domain import PASSWORD, PERSON, Clients
from tests.patience import STEP_S

pytestmark = pytest.mark.medium
PORTS = (8917, 18917)


class MinistackDomain:
    email = PERSON

    def __init__(self, clients: Clients, url: str) -> None:
        self._clients = clients
        self.url = url

    def pool(self, *, narrow: bool = False) -> PoolClient:
        changes = {"AllowedOAuthScopes": list(NARROW)} if narrow else {}
        return self._clients.client(PORTS, **changes)

    def come_back(self, link: Secret) -> str:
        place = urlsplit(link.reveal())
        _, page = self._send("GET", f"{place.path}?{place.query}")
        filled = {**HtmlForm(page).fields, "username": PERSON, "password": PASSWORD}
        where, _ = self._send("POST", "/login", urlencode(filled))
        return where

    def _send(self, method: str, target: str, body: str = "") -> tuple[str, str]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=STEP_S)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.request(method, target, body or None, kind)
            reply = connection.getresponse()
            return reply.headers["Location"] or "", reply.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministack]:
    python()  # skips where there is none
    server = Ministack(tmp_path_factory.mktemp("ministack"))
    server.wait()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def clients(server: Ministack) -> Clients:
    return Clients(server)


class TestMinistack(BrowserContract):
    @pytest.fixture
    def domain(self, clients: Clients, server: Ministack) -> Domain:
        return MinistackDomain(clients, server.url)
