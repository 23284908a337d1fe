"""The connection check asks a domain of the settings whether the browser may return."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.demo.server import DemoCognito
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.pool_report import Finding, Verdict
from desktop_login.messages.checks import line_of
from desktop_login.messages.message import in_english
from desktop_login.services.pool_setup import check_pool
from tests.fakes.authorization_server import AuthorizationServer
from tests.fakes.world import pool_of

FIRST, SECOND = "http://127.0.0.1:8917/callback", "http://127.0.0.1:18917/callback"
OF_THE_BROWSER = {
    Verdict.REDIRECT_REGISTERED,
    Verdict.REDIRECT_ABSENT,
    Verdict.REDIRECTS_MISSING,
    Verdict.BROWSER_OFF,
}


@pytest.fixture
def server() -> Iterator[AuthorizationServer]:
    with DemoCognito() as demo, AuthorizationServer(demo, redirects=[FIRST]) as server:
        yield server


def pool(server: AuthorizationServer) -> PoolClient:
    return pool_of(server.demo, domain=server.url, redirect_uris=(FIRST, SECOND))


def browser_findings(pool: PoolClient) -> list[tuple[Verdict, object]]:
    report = check_pool(pool)
    assert all(line_of(finding).good is finding.good for finding in report)
    return [
        (finding.verdict, finding.values.get("url"))
        for finding in report
        if finding.verdict in OF_THE_BROWSER
    ]


def test_each_redirect_has_a_row_and_one_that_is_registered_is_enough(
    server: AuthorizationServer,
) -> None:
    assert browser_findings(pool(server)) == [
        (Verdict.REDIRECT_REGISTERED, FIRST),
        (Verdict.REDIRECT_ABSENT, SECOND),
    ]
    assert all(finding.good for finding in check_pool(pool(server)))


def test_without_any_each_one_is_named_with_a_remedy(server: AuthorizationServer) -> None:
    server.redirects = []
    found = browser_findings(pool(server))
    assert found == [(Verdict.REDIRECTS_MISSING, FIRST), (Verdict.REDIRECTS_MISSING, SECOND)]
    line = line_of(Finding(Verdict.REDIRECTS_MISSING, {"url": FIRST}))
    assert in_english(line.sentence).startswith(FIRST)
    assert line.remedy is not None


def test_a_client_that_may_not_is_one_finding(server: AuthorizationServer) -> None:
    server.allowed, server.redirects = False, [FIRST, SECOND]
    assert browser_findings(pool(server)) == [(Verdict.BROWSER_OFF, None)]


def test_a_domain_that_is_not_there_is_no_verdict_on_the_redirects(
    server: AuthorizationServer,
) -> None:
    gone = pool(server)._replace(domain="http://127.0.0.1:1")
    last = check_pool(gone)[-1]
    assert last.verdict is Verdict.UNREACHED
    assert last.error_info is not None
    assert last.error_info.code is ErrorCode.NO_CONNECTION


def test_a_domain_that_no_setting_names_is_not_asked(server: AuthorizationServer) -> None:
    assert browser_findings(pool(server)._replace(domain="")) == []
    assert server.asked == []
