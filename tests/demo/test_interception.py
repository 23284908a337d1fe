"""Handlers that are put before the operations of the demo, and taken away again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Handler, Operation
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.service_exception import ServiceException
from tests.demo import raw


@pytest.fixture
def demo() -> Iterator[DemoCognito]:
    with DemoCognito() as demo:
        yield demo


def asked(demo: DemoCognito) -> str:
    """What comes of a request for a code: its delivery, or the code of the error."""
    body = {"ClientId": demo.config.client_id, "Username": "confirmed@example.com"}
    status, answer = raw.send(demo, "ForgotPassword", body)
    if status != 200:
        return str(answer["__type"])
    return str(answer.get("who", "the demo"))


def busy(_: Request, __: Operation) -> Reply:
    raise ServiceException("TooManyRequestsException", "")


def answering(who: str) -> Handler:
    return lambda request, answer: {"who": who}


def test_handler_answers_until_it_is_removed(demo: DemoCognito) -> None:
    interception = demo.intercept("ForgotPassword", busy)
    assert asked(demo) == "TooManyRequestsException"
    interception.undo()
    assert asked(demo) == "the demo"
    interception.undo()
    assert asked(demo) == "the demo"


def test_handler_of_a_block_is_gone_after_it_even_after_an_error(demo: DemoCognito) -> None:
    with pytest.raises(ZeroDivisionError), demo.intercept("ForgotPassword", busy):
        assert asked(demo) == "TooManyRequestsException"
        raise ZeroDivisionError
    assert asked(demo) == "the demo"


def test_handler_can_ask_what_would_have_answered(demo: DemoCognito) -> None:
    seen: list[Reply] = []

    def listen(request: Request, answer: Operation) -> Reply:
        seen.append(answer(request))
        return seen[-1]

    demo.intercept("ForgotPassword", listen)
    assert asked(demo) == "the demo"
    assert seen[0]["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_latest_handler_is_asked_first_and_each_is_removed_alone(demo: DemoCognito) -> None:
    first = demo.intercept("ForgotPassword", answering("first"))
    second = demo.intercept("ForgotPassword", answering("second"))
    assert asked(demo) == "second"
    first.undo()
    assert asked(demo) == "second"
    second.undo()
    assert asked(demo) == "the demo"


def test_handler_that_removes_itself_is_asked_once(demo: DemoCognito) -> None:
    def once(request: Request, answer: Operation) -> Reply:
        interception.undo()
        return {"who": "once"}

    interception = demo.intercept("ForgotPassword", once)
    assert (asked(demo), asked(demo)) == ("once", "the demo")


def test_other_operations_are_answered_as_before(demo: DemoCognito) -> None:
    demo.intercept("InitiateAuth", busy)
    assert asked(demo) == "the demo"


def test_unknown_operation_cannot_be_intercepted(demo: DemoCognito) -> None:
    with pytest.raises(KeyError, match="AdminGetUser"):
        demo.intercept("AdminGetUser", busy)
