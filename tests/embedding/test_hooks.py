"""What a host says before and after a sign-in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_login import Refusal, Refused, Session, SignInRequired, User
from desktop_login.adapters.token_store.keychain import Keychain
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.browser import BrowserSignIn, ContinueInBrowser
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedOut, State
from desktop_login.embedding import hooks
from desktop_login.embedding.session import inside
from desktop_login.flow.ports import Opener
from desktop_login.flow.services import AuthServices, ServiceFactory
from desktop_login.qt import SignInWindow
from desktop_login.services import embedded
from desktop_login.settings import Settings
from desktop_login.ui.main_window import MainWindow
from tests.embedding.conftest import Open, issued, sign_in
from tests.embedding.test_session import in_trouble
from tests.embedding.test_sign_in_window import once_shown
from tests.fakes.keychains import MemoryKeychain
from tests.fakes.world import PASSWORD
from tests.patience import STEP_MS, STEP_S


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


@pytest.mark.parametrize("hint", ["ann@example.com", ""])
def test_sign_in_in_the_browser_is_asked_about_before_the_browser_opens(
    session: Session, hint: str
) -> None:
    seen: list[str] = []
    engine = inside(session).engine
    states: list[State] = []
    engine.listen(states.append)

    def begin() -> None:
        wanted = BrowserSignIn(hint)
        engine.submit(lambda made: made.coordinator.sign_in_with_browser(wanted)).result(STEP_S)

    def before(username: str) -> Refusal:
        seen.append(username)
        return Refusal("Not outside the office.")

    session.hooks.before_sign_in = before
    begin()
    assert seen == [hint]
    assert sentence_of(states) == "Not outside the office."
    session.hooks.before_sign_in = seen.append
    begin()
    assert seen == [hint, hint]
    last = states[-1]
    assert isinstance(last, Asked) and isinstance(last.question, ContinueInBrowser)  # it went on
    leave(session)


def leave(session: Session) -> None:
    """Nobody waits for the browser any more."""

    async def go(services: AuthServices) -> None:
        services.coordinator.cancel()

    inside(session).engine.submit(go).result(STEP_S)


def test_browser_does_not_open_for_who_has_cancelled_while_the_hook_was_asked(
    session: Session,
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def before(username: str) -> None:
        asked.set()
        go_on.wait(STEP_S)

    session.hooks.before_sign_in = before
    engine = inside(session).engine
    states: list[State] = []
    engine.listen(states.append)
    wanted = BrowserSignIn()
    begun = engine.submit(lambda made: made.coordinator.sign_in_with_browser(wanted))
    assert asked.wait(STEP_S)
    leave(session)
    go_on.set()
    begun.result(STEP_S)
    assert not any(isinstance(state, Asked) for state in states)


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


@pytest.fixture
def stored(opened: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """A session of a program that starts again, with somebody signed in before."""
    keychain, own = MemoryKeychain(), embedded.stored_factory

    def factory(settings: Settings, folder: Path, _: Keychain, *, opener: Opener) -> ServiceFactory:
        make = own(settings, folder, keychain, opener=opener)
        return lambda listener: make(listener)._replace(try_keychain=None)

    def start_again() -> Session:
        first = opened(vault=None)
        sign_in(first)
        within_limit(inside(first).engine._has_record)
        first.close()
        return opened(vault=None)

    monkeypatch.setattr(embedded, "stored_factory", factory)
    return start_again


def within_limit(done: Callable[[], bool]) -> None:
    until = time.monotonic() + STEP_S
    while not done():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_stored_session_is_asked_about_once_before_there_is_a_token(stored: Open) -> None:
    session, seen = stored(), list[User]()
    session.hooks.after_sign_in = seen.append
    session.token()
    assert session.user is not None
    assert seen == [session.user]
    session.token("access")
    assert len(seen) == 1


def test_stored_session_that_is_refused_is_signed_out(
    stored: Open, opened: Open, demo: DemoCognito
) -> None:
    session = stored()
    session.hooks.after_sign_in = lambda user: Refusal("You have no orders.")
    with pytest.raises(SignInRequired) as raised:
        session.token()
    assert raised.value.code == "NOBODY"
    assert session.user is None
    session.close()
    assert [grant.revoked for grant in demo.grants] == [True]
    assert opened(vault=None).user is None  # nothing is stored any more


def test_stored_session_whose_check_fails_is_kept_and_asked_about_again(
    stored: Open, demo: DemoCognito, caplog: pytest.LogCaptureFixture
) -> None:
    session, wrong = stored(), [True]

    def check(user: User) -> None:
        if wrong:
            raise ValueError(user.email)

    session.hooks.after_sign_in = check
    with pytest.raises(SignInRequired):
        session.token()
    wrong.clear()
    assert session.token()
    assert issued(demo) == 1
    assert not any(grant.revoked for grant in demo.grants)
    assert "the hook after_sign_in" in caplog.text
    caplog.clear()


def test_stored_session_that_is_refused_is_said_in_the_window(stored: Open, qtbot: QtBot) -> None:
    session = stored()
    session.hooks.after_sign_in = lambda user: Refusal("You have no orders.")
    window, seen = SignInWindow(session), list[QWidget]()

    def look(shown: QWidget) -> None:
        assert isinstance(shown, MainWindow)
        qtbot.waitUntil(lambda: "You have no orders." in shown.sign_in.bar.text, timeout=STEP_MS)
        seen.append(shown.sign_in)
        shown.close()

    once_shown(window, look)
    assert window.exec() is None
    assert len(seen) == 1
    window.deleteLater()


def test_sign_in_that_begins_while_a_stored_session_is_asked_about_wins(stored: Open) -> None:
    session = stored()
    asked, go_on = threading.Event(), threading.Event()

    def check(user: User) -> None:
        asked.set()
        go_on.wait(STEP_S)

    session.hooks.after_sign_in = check
    engine = inside(session).engine
    engine.start()
    assert asked.wait(STEP_S)
    engine.soon(lambda made: made.session_manager.stop_restoring())
    engine.submit(_nothing, restore=False).result(STEP_S)
    session.hooks.after_sign_in = None
    go_on.set()
    engine.submit(_nothing).result(STEP_S)
    assert session.user is not None  # restored the next time


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
