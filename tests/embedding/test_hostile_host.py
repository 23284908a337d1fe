"""A host that does things in another order, at once, or too late: nothing hangs, and nothing is hidden."""

from __future__ import annotations

import asyncio
import shutil
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from desktop_login import LoginError, Question, Refusal, Session
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.embedding.session import inside
from tests.embedding.conftest import Open, sign_in
from tests.embedding.test_hooks import stored
from tests.fakes.clocks import HandClock
from tests.fakes.world import PASSWORD
from tests.patience import STEP_S

__all__ = ["stored"]


def ends_the_program(_: object) -> None:
    sys.exit("the host has had enough")


class Waited:
    """An answer of the demo that waits until the test lets it go."""

    def __init__(self) -> None:
        self.came, self.go_on = threading.Event(), threading.Event()

    def __call__(self, request: Any, answer: Any) -> Any:
        self.came.set()
        assert self.go_on.wait(STEP_S)
        return answer(request)


def test_token_async_of_a_session_that_is_closed_meanwhile_says_so_and_cancels_no_task(
    session: Session, demo: DemoCognito, clock: HandClock
) -> None:
    sign_in(session)
    clock.pass_time(3590)
    held = Waited()

    async def ask() -> None:
        asked = asyncio.create_task(session.token_async())
        await asyncio.to_thread(held.came.wait, STEP_S)
        await asyncio.to_thread(session.close)
        with pytest.raises(RuntimeError, match="the session is closed"):
            await asked

    with demo.intercept("GetTokensFromRefreshToken", held):
        asyncio.run(ask())
        held.go_on.set()


def test_token_of_a_session_that_is_closed_meanwhile_says_so(
    session: Session, demo: DemoCognito, clock: HandClock
) -> None:
    sign_in(session)
    clock.pass_time(3590)
    held = Waited()
    with demo.intercept("GetTokensFromRefreshToken", held), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(session.token)
        assert held.came.wait(STEP_S)
        session.close()
        with pytest.raises(RuntimeError, match="the session is closed"):
            asked.result(STEP_S)
        held.go_on.set()


def test_call_that_meets_the_end_does_not_wait_for_ever(
    session: Session, demo: DemoCognito, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(session)
    clock.pass_time(3590)
    held = Waited()  # or a slow computer might close after the renewal
    submit = asyncio.run_coroutine_threadsafe
    closer = threading.Thread(target=session.close)

    def late(work: Any, loop: Any) -> Any:
        if closer.ident is None:
            closer.start()
            closer.join(0.3)  # not under the lock, the end would be over by now
        return submit(work, loop)

    monkeypatch.setattr(asyncio, "run_coroutine_threadsafe", late)
    with demo.intercept("GetTokensFromRefreshToken", held):
        with pytest.raises(RuntimeError, match="the session is closed"):
            session.token()
        held.go_on.set()
        closer.join(STEP_S)
    assert not closer.is_alive()


def test_hook_that_ends_the_program_ends_no_session_and_lets_nobody_in(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    session.hooks.after_sign_in = ends_the_program
    credentials = Credentials("confirmed@example.com", Secret(PASSWORD), True)
    inside(session).engine.submit(lambda made: made.coordinator.sign_in(credentials)).result(STEP_S)
    assert session.user is None
    assert "the hook after_sign_in" in caplog.text
    session.hooks.after_sign_in = None
    session.hooks.before_sign_in = ends_the_program
    sign_in(session)
    assert "the hook before_sign_in" in caplog.text
    assert "had enough" not in caplog.text
    caplog.clear()


def test_callback_that_ends_the_program_ends_no_session(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    session.on_change(ends_the_program)
    sign_in(session)
    assert session.sign_out().told_server
    assert "a callback of on_change" in caplog.text
    caplog.clear()


def test_second_sign_in_while_one_asks_is_refused_and_sees_no_question_of_it(
    session: Session, opened: Open
) -> None:
    class Nobody:
        def answer(self, question: Question, /) -> str:
            raise AssertionError(question)

    class Person:
        def answer(self, question: Question, /) -> str:
            with ThreadPoolExecutor(1) as pool:
                other = pool.submit(session.sign_in, Nobody())
                with pytest.raises(RuntimeError, match="under way"):
                    other.result(STEP_S)
            return PASSWORD

    assert session.sign_in(Person(), "confirmed@example.com").email == "confirmed@example.com"
    again = opened()
    assert again.sign_in(_Plain(), "confirmed@example.com")
    assert session.sign_in(_Plain(), "confirmed@example.com")  # and the next one may


def test_session_that_is_closed_by_who_answers_ends_the_sign_in(session: Session) -> None:
    class Person:
        def answer(self, question: Question, /) -> str:
            session.close()
            return PASSWORD

    with pytest.raises(RuntimeError, match="the session is closed"):
        session.sign_in(Person(), "confirmed@example.com")


def test_session_that_is_closed_while_a_sign_in_waits_ends_it(
    session: Session, demo: DemoCognito
) -> None:
    held = Waited()
    with demo.intercept("InitiateAuth", held), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(session.sign_in, _Plain(), "confirmed@example.com")
        assert held.came.wait(STEP_S)
        session.close()
        with pytest.raises(RuntimeError, match="the session is closed"):
            asked.result(STEP_S)
        held.go_on.set()


def test_what_a_host_does_to_its_claims_changes_no_session(
    session: Session, demo: DemoCognito
) -> None:
    person = next(one for one in demo.pool.users if one.email == "confirmed@example.com")
    person.groups = ("clerks",)
    sign_in(session)
    user = session.user
    assert user is not None
    assert user.groups == ("clerks",)
    groups: Any = session.claims()["cognito:groups"]
    groups.append("owners")
    assert session.user == user
    assert session.claims()["cognito:groups"] == list(user.groups)


def remove_all(folder: Path) -> None:
    shutil.rmtree(folder)


def remove_files(folder: Path) -> None:
    for file in folder.rglob("session.*"):
        file.unlink()


def write_nonsense(folder: Path) -> None:
    for file in folder.rglob("session.bin"):
        file.write_bytes(b"nonsense")


def put_a_file_there(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder")


@pytest.mark.parametrize("damage", [remove_all, remove_files, write_nonsense, put_a_file_there])
def test_session_whose_files_are_damaged_meanwhile_goes_on(
    stored: Open, damage: Callable[[Path], None]
) -> None:
    session = stored()
    before, user = session.token(), session.user
    place = inside(session).place
    assert place.folder is not None
    assert list(place.folder.rglob("session.bin"))
    damage(place.folder)
    assert session.token() == before
    assert inside(session).another("id", before) != before  # as after a 401
    assert session.user == user
    assert session.state == "signed_in"


class _Plain:
    def answer(self, question: Question, /) -> str:
        return PASSWORD


@pytest.mark.parametrize("sentence", ["", " \u200b", "{user}", "<b>no</b>\u202e", "x" * 100_000, 7])
def test_refusal_with_any_sentence_refuses(session: Session, sentence: Any) -> None:
    session.hooks.after_sign_in = lambda _: Refusal(sentence)
    with pytest.raises(LoginError) as raised:
        session.sign_in(_Plain(), "confirmed@example.com")
    assert str(raised.value)
    assert "\u202e" not in str(raised.value)
    assert len(str(raised.value)) <= 1000
    assert session.user is None


@pytest.mark.parametrize("answer", [False, True, "no", LoginError("X", "no"), Refusal])
def test_hook_with_another_answer_is_as_one_that_fails(
    session: Session, caplog: pytest.LogCaptureFixture, answer: Any
) -> None:
    """Whoever returns False means "no", and a name that is not called is forgotten easily."""
    session.hooks.after_sign_in = lambda _: answer
    with pytest.raises(LoginError):
        session.sign_in(_Plain(), "confirmed@example.com")
    assert session.user is None
    assert "the hook after_sign_in" in caplog.text
    caplog.clear()
    session.hooks.after_sign_in = None
    session.hooks.before_sign_in = lambda _: answer
    assert session.sign_in(_Plain(), "confirmed@example.com")
    assert "the hook before_sign_in" in caplog.text
    caplog.clear()


def test_hook_that_signs_in_itself_is_refused_and_the_sign_in_goes_on(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    session.hooks.before_sign_in = lambda name: session.sign_in(_Plain(), name)  # type: ignore[return-value, assignment]
    assert session.sign_in(_Plain(), "confirmed@example.com")
    assert "unhandled RuntimeError in the hook before_sign_in" in caplog.text
    caplog.clear()


def test_callback_that_uses_or_closes_its_session_stops_nothing(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[object] = []

    def uses(state: str) -> None:
        seen.extend([session.state, session.user, session.token()])
        if state == "signed_out":
            session.sign_out()

    stop = session.on_change(uses)
    sign_in(session)
    assert seen == ["signed_in", session.user, session.token()]
    stop()
    done = threading.Event()

    def closes(state: str) -> None:
        session.close()
        done.set()

    session.on_change(closes)
    with pytest.raises(RuntimeError, match="closed"):
        session.sign_out()
        session.token()
    assert done.wait(STEP_S)
    caplog.clear()


@pytest.mark.parametrize("left", [float("inf"), -1.0, 0, 10**30])
def test_token_with_any_number_of_seconds_is_the_one_that_is_there(
    session: Session, demo: DemoCognito, left: float
) -> None:
    sign_in(session)
    good = session.token()
    for _ in range(3):
        assert session.token(min_left=left) == good
    assert len(demo.grants) == 1


def test_token_with_no_number_of_seconds_is_refused_and_nothing_is_renewed(
    session: Session, demo: DemoCognito
) -> None:
    sign_in(session)
    with pytest.raises(ValueError, match="number of seconds"):
        session.token(min_left=float("nan"))
    with pytest.raises(ValueError, match="number of seconds"):
        asyncio.run(session.token_async(min_left=float("nan")))
    with pytest.raises(TypeError):
        session.token(min_left="600")  # type: ignore[arg-type] # a mistake of a host
    assert len(demo.grants) == 1


@pytest.mark.medium
def test_sessions_that_are_opened_and_closed_on_many_threads_end_all(
    demo: DemoCognito, opened: Open
) -> None:
    kept = opened(vault=None)
    sign_in(kept, remember=False)
    token = kept.token()

    def work(number: int) -> set[str]:
        found = set()
        for _ in range(5):
            with opened(vault=None) as session:
                found.add(session.token())
            with opened() as alone:
                assert alone.user is None
        return found

    with ThreadPoolExecutor(6) as pool:
        for asked in [pool.submit(work, number) for number in range(6)]:
            assert asked.result(STEP_S) == {token}
    assert kept.token() == token
    kept.close()
    names = [thread.name for thread in threading.enumerate()]
    assert "desktop-login session" not in names
