"""What is said of a renewal that failed and is tried again."""

from __future__ import annotations

import pytest

from desktop_login.domain.errors import TRANSIENT, Fault, Problem
from desktop_login.messages.problems import STAY_SERVICE_PROBLEM, STAY_SIGNED_IN
from desktop_login.messages.select import of_fault, of_unrenewed

NOT_REACHED = {Problem.NO_CONNECTION, Problem.CONNECTION_LOST}
OF_THE_SERVICE = {
    Problem.BUSY,
    Problem.SERVICE_PROBLEM,
    Problem.NOT_UNDERSTOOD,
    Problem.INCOMPLETE_ANSWER,
}


@pytest.mark.parametrize("problem", sorted(TRANSIENT, key=lambda one: one.name))
def test_no_connection_is_said_only_where_nothing_was_reached(problem: Problem) -> None:
    fault = Fault(problem, seconds=3, name="proxy.acme.example")
    said = of_unrenewed(fault, date="today")
    if problem in NOT_REACHED:
        assert said.text == STAY_SIGNED_IN
    elif problem in OF_THE_SERVICE:
        assert said.text == STAY_SERVICE_PROBLEM
    else:
        assert said.text == of_fault(fault).text
