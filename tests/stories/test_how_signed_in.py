"""The history of a session begins with how somebody signed in: kinds, and nothing of what was entered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.domain.answers import Chosen, Code, CustomAnswer, NewPassword, Password
from desktop_login.domain.challenges import CustomQuestion, Method, MethodRequired, PasswordRequired
from desktop_login.domain.history import Event
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.ways import Way, Ways
from tests.fakes.world import PASSWORD, World, run


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data") as world:
        yield world


def ways(world: World) -> Ways:
    first = world.signed_in.history[0]
    assert first.event is Event.SIGNED_IN
    return first.ways


def begin(world: World, kind: AuthFlow, story: str, password: str = PASSWORD) -> None:
    world.flow_kind = kind
    world.start()
    world.sign_in(story, password)


def choose(world: World, method: Method) -> None:
    question = world.asked.question
    assert isinstance(question, MethodRequired)
    option = next(one for one in question.options if one.method is method)
    run(world.flow.answer(Chosen(option)))


def code(world: World) -> None:
    run(world.flow.answer(Code(world.latest_code())))


def test_password_alone_is_a_proof_where_it_stays_here(world: World) -> None:
    begin(world, AuthFlow.SRP, "confirmed")
    assert ways(world) == (Way.PASSWORD,)


def test_password_that_is_sent_is_called_so(world: World) -> None:
    begin(world, AuthFlow.PASSWORD, "confirmed")
    assert ways(world) == (Way.PLAIN_PASSWORD,)


def test_second_steps_are_told_after_the_password(world: World) -> None:
    begin(world, AuthFlow.SRP, "totp")
    run(world.flow.answer(Code(world.totp())))
    assert ways(world) == (Way.PASSWORD, Way.AUTHENTICATOR)
    for story, way in (("sms-code", Way.TEXT_MESSAGE), ("email-code", Way.EMAIL)):
        begin(world, AuthFlow.SRP, story)
        code(world)
        assert ways(world) == (Way.PASSWORD, way)


def test_wrong_code_proves_nothing_and_the_right_one_counts_once(world: World) -> None:
    begin(world, AuthFlow.SRP, "email-code")
    run(world.flow.answer(Code(Secret("000000"))))
    run(world.flow.answer(Code(Secret("000001"))))
    code(world)
    assert ways(world) == (Way.PASSWORD, Way.EMAIL)


def test_chosen_second_step_is_told_and_the_choice_is_not(world: World) -> None:
    begin(world, AuthFlow.SRP, "choose-mfa")
    choose(world, Method.TEXT_MESSAGE)
    code(world)
    assert ways(world) == (Way.PASSWORD, Way.TEXT_MESSAGE)


def test_new_password_is_no_further_way(world: World) -> None:
    begin(world, AuthFlow.SRP, "new-password")
    run(world.flow.answer(NewPassword(Secret("My-0wn-Passw0rd"))))
    assert ways(world) == (Way.PASSWORD,)


def test_code_in_place_of_a_password_stands_alone(world: World) -> None:
    begin(world, AuthFlow.CHOICE, "passwordless", "")
    choose(world, Method.EMAIL)
    code(world)
    assert ways(world) == (Way.EMAIL,)


def test_password_that_is_asked_for_later_is_told(world: World) -> None:
    begin(world, AuthFlow.CHOICE, "passwordless", "")
    choose(world, Method.PASSWORD)
    assert isinstance(world.asked.question, PasswordRequired)
    run(world.flow.answer(Password(Secret(PASSWORD))))
    assert ways(world) == (Way.PASSWORD,)


def test_question_of_the_pool_is_told(world: World) -> None:
    begin(world, AuthFlow.CUSTOM, "custom")
    for _ in range(2):
        question = world.asked.question
        assert isinstance(question, CustomQuestion)
        found = re.search(r"(\d+) \+ (\d+)", dict(question.parameters)["question"])
        assert found is not None
        answer = str(int(found[1]) + int(found[2]))
        run(world.flow.answer(CustomAnswer(Secret(answer))))
    assert ways(world) == (Way.PASSWORD, Way.QUESTION)


def test_session_from_the_store_knows_no_way(world: World) -> None:
    begin(world, AuthFlow.SRP, "confirmed")
    world.start()
    run(world.session_manager.restore())
    first = world.signed_in.history[0]
    assert (first.event, first.ways) == (Event.RESTORED, ())


def test_way_stays_over_renewals_and_holds_nothing_that_was_entered(world: World) -> None:
    begin(world, AuthFlow.SRP, "email-code")
    entered = world.latest_code().reveal()
    code(world)
    world.refresh()
    assert ways(world) == (Way.PASSWORD, Way.EMAIL)
    assert entered not in repr(world.signed_in.history)
    assert PASSWORD not in repr(world.signed_in.history)
