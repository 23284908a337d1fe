"""What an examination concludes from answers that a real pool rarely gives."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.pool_report import Verdict, all_good
from desktop_login.flow.pool_check import (
    CDK_OF_FLOW,
    CLOCK_TOLERANCE_S,
    SETTING_OF_FLOW,
    examine,
)
from desktop_login.messages.checks import line_of
from desktop_login.messages.message import in_english
from tests.fakes.clocks import HandClock

POOL = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123")


class Found(NamedTuple):
    issuer: str = POOL.issuers[0]
    server_time: float | None = None


class Elsewhere(NamedTuple):
    variable: str
    found: bool


class Probe:
    """Answers what it is told to; a problem instead of an answer is raised."""

    def __init__(
        self,
        *flows: ErrorCode,
        keys: int = 2,
        through: str = "",
        server_time: float | None = None,
        elsewhere: tuple[Elsewhere, ...] = (),
    ) -> None:
        self._flows = list(flows)
        self._keys = keys
        self._through = through
        self._elsewhere = elsewhere
        self._found = Found(server_time=server_time)

    def proxy(self) -> str:
        return self._through

    def certificates(self) -> tuple[Elsewhere, ...]:
        return self._elsewhere

    def discover(self) -> Found:
        return self._found

    def count_keys(self) -> int:
        return self._keys

    def try_flow(self, flow: AuthFlow) -> None:
        raise failed(self._flows.pop(0))


def verdicts(probe: Probe, pool: PoolClient = POOL) -> list[Verdict]:
    return [finding.verdict for finding in examine(pool, probe, HandClock())]


def test_a_date_that_was_not_told_says_nothing_about_the_clock() -> None:
    found = verdicts(Probe(ErrorCode.WRONG_CREDENTIALS))
    assert found == [
        Verdict.POOL_FOUND,
        Verdict.KEYS_FOUND,
        Verdict.CLIENT_FOUND,
        Verdict.FLOW_ON,
    ]


def test_a_proxy_in_between_is_named_and_no_fault() -> None:
    report = examine(POOL, Probe(ErrorCode.WRONG_CREDENTIALS, through="p:8080"), HandClock())
    assert report[0].verdict is Verdict.THROUGH_PROXY
    assert report[0].values == {"host": "p:8080"}
    assert all_good(report)


def test_a_clock_may_be_off_by_exactly_so_much() -> None:
    now = HandClock().now().wall
    for off, verdict in ((0.0, Verdict.CLOCK_RIGHT), (0.5, Verdict.CLOCK_OFF)):
        probe = Probe(ErrorCode.WRONG_CREDENTIALS, server_time=now + CLOCK_TOLERANCE_S + off)
        found = examine(POOL, probe, HandClock(now))
        assert verdict in [finding.verdict for finding in found]


def test_no_keys() -> None:
    assert Verdict.KEYS_MISSING in verdicts(Probe(ErrorCode.WRONG_CREDENTIALS, keys=0))


def test_why_the_keys_are_missing() -> None:
    class BackgroundRunner(Probe):
        def count_keys(self) -> int:
            raise failed(ErrorCode.FIREWALL)

    found = examine(POOL, BackgroundRunner(ErrorCode.WRONG_CREDENTIALS), HandClock())
    (missing,) = [finding for finding in found if finding.verdict is Verdict.KEYS_MISSING]
    assert missing.error_info is not None
    assert missing.error_info.code is ErrorCode.FIREWALL


@pytest.mark.parametrize("problem", [ErrorCode.BUSY, ErrorCode.FIREWALL, ErrorCode.UNKNOWN_CODE])
def test_what_stands_in_the_way_is_no_verdict_on_the_client(problem: ErrorCode) -> None:
    last = examine(POOL, Probe(problem), HandClock())[-1]
    assert last.verdict is Verdict.UNREACHED
    assert last.error_info is not None
    assert last.error_info.code is problem


def test_both_flows_are_off() -> None:
    found = verdicts(Probe(ErrorCode.FLOW_TURNED_OFF, ErrorCode.FLOW_TURNED_OFF))
    assert found[-2:] == [Verdict.CLIENT_FOUND, Verdict.FLOW_OFF]


def test_the_admin_flow_has_no_other() -> None:
    admin = POOL._replace(auth_flow=AuthFlow.ADMIN, aws_profile="work")
    last = examine(admin, Probe(ErrorCode.FLOW_TURNED_OFF), HandClock())[-1]
    assert last.verdict is Verdict.FLOW_OFF
    assert last.values == {
        "text": SETTING_OF_FLOW[AuthFlow.ADMIN],
        "cdk": CDK_OF_FLOW[AuthFlow.ADMIN],
    }


def test_a_problem_is_an_exception_of_ours() -> None:
    with pytest.raises(AuthError):
        Probe(ErrorCode.BUSY).try_flow(AuthFlow.SRP)


def test_nothing_examined_is_not_all_good() -> None:
    assert not all_good(())


def test_an_answer_that_no_sign_in_could_be_made_of_is_a_finding_with_a_remedy() -> None:
    found = examine(POOL, Probe(ErrorCode.INCOMPLETE_ANSWER), HandClock())
    assert found[-1].verdict is Verdict.ANSWER_UNUSABLE
    assert not all_good(found)


def test_the_region_of_an_emulated_pool_says_nothing() -> None:
    pool = POOL._replace(pool_id="local_4swJtcNM", endpoint_url="http://localhost:9229")
    assert Verdict.REGION_UNFIT not in verdicts(Probe(ErrorCode.WRONG_CREDENTIALS), pool)


@pytest.mark.parametrize(
    ("endpoint", "sentence"),
    [
        (None, "The user pool was found in us-east-1."),
        ("http://127.0.0.1:9229/pools", "The user pool was found at 127.0.0.1:9229."),
        ("https://emulator.example", "The user pool was found at emulator.example."),
    ],
)
def test_where_the_pool_was_found_is_the_service_that_was_asked(
    endpoint: str | None, sentence: str
) -> None:
    pool = POOL._replace(endpoint_url=endpoint)
    found = examine(pool, Probe(ErrorCode.WRONG_CREDENTIALS), HandClock())[0]
    assert in_english(line_of(found).sentence) == sentence


@pytest.mark.parametrize(
    ("endpoint", "sentence"),
    [
        (None, "There’s no app client with this ID in the region of the pool."),
        ("http://localhost:9229", "There’s no app client with this ID at localhost:9229."),
    ],
)
def test_where_no_client_was_found_is_the_service_that_was_asked(
    endpoint: str | None, sentence: str
) -> None:
    pool = POOL._replace(endpoint_url=endpoint)
    found = examine(pool, Probe(ErrorCode.POOL_NOT_FOUND), HandClock())[-1]
    line = line_of(found)
    assert in_english(line.sentence) == sentence
    assert line.remedy is not None
