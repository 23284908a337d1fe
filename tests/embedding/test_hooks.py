"""What a host says before and after a sign-in."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from desktop_login import Refusal, Refused, Session, User
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedOut, State
from desktop_login.embedding import hooks
from desktop_login.embedding.session import inside
from tests.embedding.conftest import issued, sign_in
from tests.embedding.test_session import in_trouble
from tests.fakes.world import PASSWORD
from tests.patience import STEP_S


def refused_sign_in(session: Session, *, cancelled: bool = False) -> list[State]:
    """Signs in as a window does, and returns the states."""
    states: list[State] = []
    engine = inside(session).engine
    stop = engine.listen(states.append)
    credentials = Credentials("confirmed@example.com", Secret(PASSWORD), True)
    asked = engine.submit(lambda made: made.coordinator.sign_in(credentials))
    asked.result(STEP_S)
    stop()
    assert session.user is None
    return states


def sentence_of(states: list[State]) -> str:
    last = states[-1]
    assert isinstance(last, SignedOut) and last.error_info is not None
    return last.error_info.text or last.error_info.code.name


def test_hooks_get_names_and_nothing_secret_on_a_thread_of_their_own(session: Session) -> None:
    seen: list[Any] = []

    def before(username: str) -> None:
        seen.extend([username, threading.current_thread().name])

    session.hooks.before_sign_in = before
    session.hooks.after_sign_in = seen.append
    sign_in(session)
    assert seen == ["confirmed@example.com", "hook", session.user]
    assert isinstance(seen[-1], User)


def test_refusal_before_a_sign_in_sends_nothing(session: Session, demo: DemoCognito) -> None:
    session.hooks.before_sign_in = lambda username: Refusal(f"Not today, {username}.")
    states = refused_sign_in(session)
    assert sentence_of(states) == "Not today, confirmed@example.com."
    assert issued(demo) == 0


def test_refusal_after_a_sign_in_signs_out_again(session: Session, demo: DemoCognito) -> None:
    revoked: list[Any] = []

    def handler(request: Any, answer: Any) -> Any:
        revoked.append(request)
        return answer(request)

    session.hooks.after_sign_in = lambda user: Refusal("You have no orders.")
    with demo.intercept("RevokeToken", handler):
        assert sentence_of(refused_sign_in(session)) == "You have no orders."
    assert len(revoked) == 1
    with demo.intercept("RevokeToken", in_trouble):
        assert sentence_of(refused_sign_in(session)) == "You have no orders."
    session.hooks.after_sign_in = None
    sign_in(session)


def test_mistake_of_a_hook_keeps_nobody_out_before_and_nobody_in_after(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    def wrong(_: object) -> None:
        raise ValueError("password=geheim")

    session.hooks.after_sign_in = wrong
    assert sentence_of(refused_sign_in(session)) == "IN_THE_APP"
    session.hooks.after_sign_in, session.hooks.before_sign_in = None, wrong
    sign_in(session)
    assert "the hook after_sign_in" in caplog.text
    assert "the hook before_sign_in" in caplog.text
    assert "geheim" not in caplog.text
    caplog.clear()


def test_hook_that_takes_too_long_is_as_one_that_fails(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hooks, "LIMIT_S", 0.05)
    go_on = threading.Event()

    def slow(_: object) -> None:
        go_on.wait(STEP_S)

    session.hooks.after_sign_in = slow
    assert sentence_of(refused_sign_in(session)) == "IN_THE_APP"
    session.hooks.before_sign_in, session.hooks.after_sign_in = slow, None
    sign_in(session)
    go_on.set()
    assert caplog.text.count("takes too long") == 2
    caplog.clear()


def test_sign_in_that_is_cancelled_during_a_hook_does_not_begin(
    session: Session, demo: DemoCognito
) -> None:
    inside_hook, go_on = threading.Event(), threading.Event()

    def before(username: str) -> None:
        inside_hook.set()
        go_on.wait(STEP_S)

    session.hooks.before_sign_in = before
    engine = inside(session).engine
    credentials = Credentials("confirmed@example.com", Secret(PASSWORD), True)
    asked = engine.submit(lambda made: made.coordinator.sign_in(credentials))
    assert inside_hook.wait(STEP_S)
    engine.soon(lambda made: made.coordinator.cancel())
    engine.submit(_nothing).result(STEP_S)
    go_on.set()
    asked.result(STEP_S)
    assert session.user is None
    assert issued(demo) == 0


async def _nothing(services: object) -> None:
    """What was asked before has been done."""


def test_refusal_is_said_to_who_answers_questions(session: Session) -> None:
    class Person:
        errors: list[str] = []

        def answer(self, question: Any, /) -> Any:
            from desktop_login import Command

            if question.error:
                self.errors.append(question.error)
                return Command.STOP
            return PASSWORD

    session.hooks.before_sign_in = lambda username: Refusal("Not today.")
    with pytest.raises(Refused) as raised:
        session.sign_in(Person(), "confirmed@example.com")
    assert str(raised.value) == "Not today."


def test_refusal_that_comes_after_a_cancellation_only_revokes(
    session: Session, demo: DemoCognito
) -> None:
    inside_hook, go_on, revoked = threading.Event(), threading.Event(), threading.Event()

    def after(user: User) -> Refusal:
        inside_hook.set()
        go_on.wait(STEP_S)
        return Refusal("Too late.")

    def handler(request: Any, answer: Any) -> Any:
        revoked.set()
        return answer(request)

    session.hooks.after_sign_in = after
    engine = inside(session).engine
    states: list[State] = []
    engine.listen(states.append)
    credentials = Credentials("confirmed@example.com", Secret(PASSWORD), True)
    with demo.intercept("RevokeToken", handler):
        asked = engine.submit(lambda made: made.coordinator.sign_in(credentials))
        assert inside_hook.wait(STEP_S)
        engine.soon(lambda made: made.coordinator.cancel())
        engine.submit(_nothing).result(STEP_S)
        go_on.set()
        asked.result(STEP_S)
        assert revoked.wait(STEP_S)
    assert session.user is None
    assert sentence_of(states) == "CANCELLED"
