"""A call of an attempt: what is said before it, and who gets what comes of it, in time or late."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, failed
from desktop_login.domain.states import Activity, State, Working
from desktop_login.flow.attempts import Attempts
from tests.fakes.world import inline, run


class Told:
    """An attempt, and everything that was told about its call."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self.refusals: list[ErrorCode] = []
        self.late: list[int] = []
        self.attempts = Attempts(inline, self.states.append)

    async def _refused(self, error_info: AuthErrorInfo) -> None:
        self.refusals.append(error_info.code)

    async def _late(self, result: int) -> None:
        self.late.append(result)

    def call(self, activity: Activity | None, call: Callable[[int], int]) -> int | None:
        """Call with 21 in a new attempt."""
        attempt = self.attempts.begin()
        result: int | None = run(
            attempt.call(activity, call, 21, refused=self._refused, late=self._late)
        )
        return result


@pytest.fixture
def told() -> Told:
    return Told()


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    raise failed(ErrorCode.BUSY, str(number))


def meanwhile(do: Callable[[], object], call: Callable[[int], int], number: int) -> int:
    do()
    return call(number)


def test_result_in_time_is_returned(told: Told) -> None:
    assert told.call(Activity.SENDING, double) == 42
    assert (told.states, told.refusals, told.late) == ([Working(Activity.SENDING)], [], [])


def test_listener_that_knows_already_is_not_notified(told: Told) -> None:
    assert told.call(None, double) == 42
    assert told.states == []


def test_error_in_time_is_handed_over(told: Told) -> None:
    assert told.call(Activity.SENDING, refuse) is None
    assert (told.refusals, told.late) == ([ErrorCode.BUSY], [])


def test_late_result_is_handed_to_what_discards_it(told: Told) -> None:
    assert told.call(None, partial(meanwhile, told.attempts.begin, double)) is None
    assert (told.refusals, told.late) == ([], [42])


def test_late_error_is_told_to_nobody(told: Told) -> None:
    assert told.call(None, partial(meanwhile, told.attempts.begin, refuse)) is None
    assert (told.refusals, told.late) == ([], [])


def test_late_result_that_nothing_has_to_discard_is_dropped(told: Told) -> None:
    async def refused(error_info: AuthErrorInfo) -> None:
        raise AssertionError(error_info)

    attempt = told.attempts.begin()
    call = partial(meanwhile, told.attempts.begin, double)
    assert run(attempt.call(None, call, 21, refused=refused)) is None


def test_mistake_of_the_program_is_raised(told: Told) -> None:
    with pytest.raises(ZeroDivisionError):
        told.call(None, lambda number: number // 0)
