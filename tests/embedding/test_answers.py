"""`Session.sign_in`: a whole sign-in by questions and answers, on the thread of the host."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from desktop_login import Choice, Command, Question, Refused, Session
from desktop_login.demo.server import DemoCognito
from tests.embedding.conftest import Open
from tests.fakes.world import PASSWORD

NEW = "N3w-Passw0rd!!"


class Script:
    """Answers by the kind of a question, and keeps what was asked."""

    def __init__(self, **answers: str | Command | Callable[[Question], str | Command]) -> None:
        self._answers = answers
        self.asked: list[Question] = []
        self.threads: set[int] = set()

    def answer(self, question: Question, /) -> str | Command:
        self.asked.append(question)
        self.threads.add(threading.get_ident())
        answer = self._answers[question.kind]
        return answer(question) if callable(answer) else answer


def test_password_signs_in_on_the_thread_of_the_host(session: Session) -> None:
    script = Script(username="confirmed@example.com", password=PASSWORD)
    user = session.sign_in(script)
    assert user == session.user
    assert user.email == "confirmed@example.com"
    assert [one.kind for one in script.asked] == ["username", "password"]
    assert [one.secret for one in script.asked] == [False, True]
    assert all(one.label for one in script.asked)
    assert script.threads == {threading.get_ident()}
    assert session.token()


def test_name_that_is_given_is_not_asked_for(session: Session) -> None:
    script = Script(password=PASSWORD)
    assert session.sign_in(script, "confirmed@example.com").groups == ()
    assert [one.kind for one in script.asked] == ["password"]


def test_wrong_password_is_asked_for_again_with_the_reason(session: Session) -> None:
    def password(question: Question) -> str:
        return PASSWORD if question.error else "Wrong-Passw0rd!"

    script = Script(username="confirmed@example.com", password=password)
    session.sign_in(script)
    again = [one for one in script.asked if one.error]
    assert again
    assert again[0].error_code == "WRONG_CREDENTIALS"


def test_code_is_asked_for_and_sent_again_on_request(session: Session, demo: DemoCognito) -> None:
    def code(question: Question) -> str | Command:
        assert question.lead
        assert question.may_resend
        messages = demo.pool.mailbox.messages
        return Command.AGAIN if len(messages) == 1 else messages[-1].code

    script = Script(password=PASSWORD, code=code)
    assert session.sign_in(script, "email-code@example.com").email == "email-code@example.com"


def test_authenticator_is_set_up_with_a_key_that_no_repr_shows(
    session: Session, demo: DemoCognito
) -> None:
    from desktop_login.demo import totp

    def authenticator(question: Question) -> str:
        assert question.uri.startswith("otpauth:")
        assert question.key
        assert question.key not in repr(question)
        return totp.code_at_step(question.key, totp.step_at(demo.pool.now()))

    script = Script(password=PASSWORD, authenticator=authenticator)
    session.sign_in(script, "setup-mfa@example.com")


def test_sign_in_that_is_stopped_leaves_nothing(session: Session) -> None:
    with pytest.raises(Refused) as raised:
        session.sign_in(Script(password=Command.STOP), "confirmed@example.com")
    assert raised.value.code == "CANCELLED"
    assert session.user is None

    def fail(question: Question) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session.sign_in(Script(password=fail), "confirmed@example.com")
    assert session.user is None


def test_sign_in_on_a_running_loop_is_refused(session: Session) -> None:
    async def ask() -> None:
        with pytest.raises(RuntimeError, match="another thread"):
            session.sign_in(Script())

    asyncio.run(ask())


def test_labels_are_in_the_language_of_the_settings(opened: Open, demo: DemoCognito) -> None:
    from tests.embedding.conftest import settings_for

    with Session.open(
        settings=settings_for(demo) | {"window.language": "ja"}, vault="memory"
    ) as session:
        script = Script(username="confirmed@example.com", password=PASSWORD)
        session.sign_in(script)
    assert not script.asked[0].label.isascii()


def test_choice_is_a_value_with_a_label() -> None:
    assert Choice("SMS_MFA", "Text message").value == "SMS_MFA"
