"""A call of an attempt: what is said before it, and who gets what comes of it, in time or late."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, failed
from desktop_login.domain.states import Activity, State, Working
from desktop_login.flow.attempts import Attempts
from tests.fakes.world import inline, run


class Heard:
    """An attempt, and everything that was heard of its call."""

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
def heard() -> Heard:
    return Heard()


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    raise failed(ErrorCode.BUSY, str(number))


def meanwhile(do: Callable[[], object], call: Callable[[int], int], number: int) -> int:
    do()
    return call(number)


def test_result_in_time_is_returned(heard: Heard) -> None:
    assert heard.call(Activity.SENDING, double) == 42
    assert (heard.states, heard.refusals, heard.late) == ([Working(Activity.SENDING)], [], [])


def test_listener_that_knows_already_is_not_notified(heard: Heard) -> None:
    assert heard.call(None, double) == 42
    assert heard.states == []


def test_error_in_time_is_handed_over(heard: Heard) -> None:
    assert heard.call(Activity.SENDING, refuse) is None
    assert (heard.refusals, heard.late) == ([ErrorCode.BUSY], [])


def test_late_result_is_handed_to_what_discards_it(heard: Heard) -> None:
    assert heard.call(None, partial(meanwhile, heard.attempts.begin, double)) is None
    assert (heard.refusals, heard.late) == ([], [42])


def test_late_error_is_told_to_nobody(heard: Heard) -> None:
    assert heard.call(None, partial(meanwhile, heard.attempts.begin, refuse)) is None
    assert (heard.refusals, heard.late) == ([], [])


def test_late_result_that_nothing_has_to_discard_is_dropped(heard: Heard) -> None:
    async def refused(error_info: AuthErrorInfo) -> None:
        raise AssertionError(error_info)

    attempt = heard.attempts.begin()
    call = partial(meanwhile, heard.attempts.begin, double)
    assert run(attempt.call(None, call, 21, refused=refused)) is None


def test_mistake_of_the_program_is_raised(heard: Heard) -> None:
    with pytest.raises(ZeroDivisionError):
        heard.call(None, lambda number: number // 0)
