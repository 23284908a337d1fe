"""What is said of a renewal that failed and is tried again."""

from __future__ import annotations

from operator import attrgetter

import pytest

from desktop_login.domain.errors import TRANSIENT, AuthErrorInfo, ErrorCode
from desktop_login.messages.problems import STAY_SERVICE_PROBLEM, STAY_SIGNED_IN
from desktop_login.messages.select import message_of_error, message_of_failed_refresh

NOT_REACHED = {ErrorCode.NO_CONNECTION, ErrorCode.CONNECTION_LOST}
OF_THE_SERVICE = {
    ErrorCode.BUSY,
    ErrorCode.SERVICE_PROBLEM,
    ErrorCode.NOT_UNDERSTOOD,
    ErrorCode.INCOMPLETE_ANSWER,
}


@pytest.mark.parametrize("problem", sorted(TRANSIENT, key=attrgetter("name")))
def test_no_connection_is_said_only_where_nothing_was_reached(problem: ErrorCode) -> None:
    error_info = AuthErrorInfo(problem, seconds=3, name="proxy.acme.example")
    message = message_of_failed_refresh(error_info, date="today")
    if problem in NOT_REACHED:
        assert message.text == STAY_SIGNED_IN
    elif problem in OF_THE_SERVICE:
        assert message.text == STAY_SERVICE_PROBLEM
    else:
        assert message.text == message_of_error(error_info).text
