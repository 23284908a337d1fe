"""What one wish of the person may cost, on a clock moved by hand."""

from __future__ import annotations

import pytest

from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.flow.request_budget import LONGEST_S, MAX_REQUESTS, Proof, Run
from tests.fakes.clocks import HandClock


class Person:
    """Waits until told otherwise."""

    def __init__(self) -> None:
        self.waits = True
        self.clock = HandClock()
        self.run = Run(self.clock, lambda: self.waits)

    def request(self) -> ErrorCode | None:
        return self._problem(self.run.before_request)

    def proof(self, proof: Proof) -> ErrorCode | None:
        return self._problem(lambda: self.run.before_proof(proof))

    @staticmethod
    def _problem(step: object) -> ErrorCode | None:
        assert callable(step)
        try:
            step()
        except AuthError as error:
            assert error.error_info.request.code
            return error.error_info.code
        return None


@pytest.fixture
def person() -> Person:
    return Person()


def test_six_requests_and_no_seventh(person: Person) -> None:
    assert MAX_REQUESTS == 6
    assert [person.request() for _ in range(7)] == [None] * 6 + [ErrorCode.STEP_NOT_ALLOWED]
    assert person.request() is ErrorCode.STEP_NOT_ALLOWED, "and none after that"


@pytest.mark.parametrize("proof", Proof)
def test_one_proof_of_a_kind(person: Person, proof: Proof) -> None:
    other = next(one for one in Proof if one is not proof)
    seen = [person.proof(proof), person.proof(other), person.proof(proof)]
    assert seen == [None, None, ErrorCode.STEP_NOT_ALLOWED]


def test_a_minute_and_no_request_after_it(person: Person) -> None:
    assert LONGEST_S == 60
    person.clock.pass_time(59.9)
    assert person.request() is None
    person.clock.pass_time(0.2)
    assert person.request() is ErrorCode.SIGN_IN_TOO_LONG
    assert person.run.begin_again()
    assert person.request() is ErrorCode.SIGN_IN_TOO_LONG, "beginning again gives no more time"


def test_a_clock_that_is_set_back_gives_no_more_time(person: Person) -> None:
    person.clock.pass_time(61)
    person.clock.wall -= 3600
    assert person.request() is ErrorCode.SIGN_IN_TOO_LONG


def test_nothing_more_once_nobody_waits(person: Person) -> None:
    assert person.request() is None
    person.waits = False
    assert person.request() is ErrorCode.CANCELLED


def test_begins_again_once_and_counts_anew(person: Person) -> None:
    for _ in range(MAX_REQUESTS):
        person.request()
    person.proof(Proof.PASSWORD)
    assert person.run.begin_again()
    assert person.proof(Proof.PASSWORD) is None
    assert [person.request() for _ in range(7)] == [None] * 6 + [ErrorCode.STEP_NOT_ALLOWED]
    assert not person.run.begin_again()
    assert person.proof(Proof.PASSWORD) is ErrorCode.STEP_NOT_ALLOWED
