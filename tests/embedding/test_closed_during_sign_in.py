"""A window that goes while a sign-in is under way: the sign-in goes with it, and nothing of it stays."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_login import Question, Session
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.browser import BrowserSignIn
from desktop_login.domain.secret import Secret
from desktop_login.embedding.engine import Engine
from desktop_login.embedding.handle import Handle
from desktop_login.embedding.session import inside
from desktop_login.qt import SignInWindow
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.sign_in import SignInPage
from tests.embedding.conftest import sign_in
from tests.embedding.test_hostile_host import Waited
from tests.embedding.test_pages_of_host import Notice, adds, waits
from tests.embedding.test_sign_in_window import fill_in, heard, once_shown
from tests.fakes.world import PASSWORD
from tests.patience import STEP_MS, STEP_S

pytestmark = pytest.mark.medium  # whole windows, half a second each

End = Callable[[SignInWindow], object]


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[SignInWindow]:
    """A test may delete it."""
    window = SignInWindow(session)
    yield window
    if isValid(window):
        window.close()
        window.deleteLater()
    QApplication.processEvents()


def close(window: SignInWindow) -> None:
    window.close()


def close_by_hand(window: SignInWindow) -> None:
    assert window.widget is not None
    window.widget.close()


def delete(window: SignInWindow) -> None:
    window.deleteLater()


def engine_of(session: Session) -> Engine:
    return inside(session).engine


def is_ready(window: SignInWindow, qtbot: QtBot) -> None:
    """What is asked of the window goes to the session at once."""
    guest = window._guest
    assert guest is not None
    app_window = guest._app_window
    assert app_window is not None
    qtbot.waitUntil(lambda: app_window.controller is not None, timeout=STEP_MS)


def is_quiet(session: Session, qtbot: QtBot) -> None:
    """Nothing of a sign-in is there: a stored session, too, would be restored again."""
    engine = engine_of(session)
    qtbot.waitUntil(lambda: not engine.is_talking, timeout=STEP_MS)
    assert (engine.question, engine.latest) == (None, None)


def passwords() -> list[Secret]:
    gc.collect()
    secrets = [one for one in gc.get_objects() if type(one) is Secret]
    return [one for one in secrets if one.reveal() == PASSWORD]


@pytest.fixture
def is_forgotten() -> Iterator[Callable[[], bool]]:
    before = {id(one) for one in passwords()}
    yield lambda: all(id(one) in before for one in passwords())


@pytest.mark.parametrize("end", [close, close_by_hand, delete])
@pytest.mark.parametrize("step", ["InitiateAuth", "RespondToAuthChallenge"])
def test_late_answer_of_the_pool_signs_nobody_in(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot, step: str, end: End
) -> None:
    seen, held = heard(window), Waited()
    window.show()
    waits(qtbot, window, SignInPage)
    with demo.intercept(step, held):
        fill_in(window)
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)
        end(window)
        if end is delete:
            qtbot.waitUntil(lambda: not isValid(window), timeout=STEP_MS)
        else:
            qtbot.waitUntil(lambda: seen == ["cancelled"], timeout=STEP_MS)
        is_quiet(session, qtbot)
        held.go_on.set()
        if step == "RespondToAuthChallenge":
            revoked = lambda: [grant.revoked for grant in demo.grants] == [True]  # noqa: E731
            qtbot.waitUntil(revoked, timeout=STEP_MS)
    assert session.user is None
    assert seen == ([] if end is delete else ["cancelled"])


def test_exec_that_returns_nobody_leaves_nobody_signed_in(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    held = Waited()

    def begin(shown: QWidget) -> None:
        fill_in(window)
        timer = QTimer(shown)
        timer.timeout.connect(lambda: held.came.is_set() and shown.close())
        timer.start(20)

    with demo.intercept("RespondToAuthChallenge", held):
        once_shown(window, begin)
        assert window.exec() is None
        held.go_on.set()
        qtbot.waitUntil(lambda: [grant.revoked for grant in demo.grants] == [True], timeout=STEP_MS)
    assert session.user is None


def test_sign_in_that_is_asked_for_in_the_moment_of_the_end_does_not_begin(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    seen = heard(window)
    window.show()
    waits(qtbot, window, SignInPage)
    is_ready(window, qtbot)
    fill_in(window)
    window.close()
    qtbot.waitUntil(lambda: seen == ["cancelled"], timeout=STEP_MS)
    is_quiet(session, qtbot)
    assert all(grant.revoked for grant in demo.grants)


@pytest.mark.parametrize("end", [close, close_by_hand])
def test_sign_in_of_which_the_window_has_not_heard_is_told_or_undone(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot, end: End
) -> None:
    """The session's thread was faster than the loop of the window. One that a person closes goes in the
    next turn of that loop, and may have heard of it by then."""
    seen, there = heard(window), threading.Event()
    window.show()
    waits(qtbot, window, SignInPage)
    held = Waited()
    with demo.intercept("RespondToAuthChallenge", held):
        fill_in(window)
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)
        on_change = session.on_change(lambda _: there.set())
        held.go_on.set()
        assert there.wait(STEP_S)  # and the loop of the window stands still
    on_change()
    end(window)
    qtbot.waitUntil(lambda: seen != [], timeout=STEP_MS)
    if end is close_by_hand and seen != ["cancelled"]:
        assert seen == [session.user]
        return
    is_quiet(session, qtbot)
    assert [grant.revoked for grant in demo.grants] == [True]
    assert seen == ["cancelled"]


@pytest.mark.parametrize("end", [close, close_by_hand, delete])
def test_question_and_password_are_gone_with_the_window(
    window: SignInWindow,
    session: Session,
    qtbot: QtBot,
    is_forgotten: Callable[[], bool],
    end: End,
) -> None:
    window.show()
    waits(qtbot, window, SignInPage)
    fill_in(window, "email-code")
    waits(qtbot, window, CodePage)
    assert not is_forgotten()
    end(window)
    is_quiet(session, qtbot)
    qtbot.waitUntil(is_forgotten, timeout=STEP_MS)
    if end is not delete:
        window.show()
        shown = waits(qtbot, window, SignInPage)
        assert shown.findChildren(CodePage) == []


def test_form_of_a_new_account_is_gone_with_the_window(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    """It is asked for without waiting, and the window goes in the same turn of its loop."""
    window.show()
    shown = waits(qtbot, window, SignInPage)
    is_ready(window, qtbot)
    shown.create_account.emit("", False)  # type: ignore[attr-defined] # of the main window
    window.close()
    engine_of(session).submit(_nothing, restore=False).result(STEP_S)
    is_quiet(session, qtbot)


async def _nothing(_: object) -> None:
    """Comes after what was asked before."""


@pytest.mark.parametrize("end", [close, close_by_hand, delete])
@pytest.mark.parametrize("by", ["password", "browser"])
def test_sign_in_that_waits_for_the_program_is_gone_with_the_window(
    window: SignInWindow, session: Session, qtbot: QtBot, by: str, end: End
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def before(name: str) -> None:
        asked.set()
        go_on.wait(STEP_S)

    session.hooks.before_sign_in = before
    window.show()
    shown = waits(qtbot, window, SignInPage)
    is_ready(window, qtbot)
    if by == "password":
        fill_in(window)
    else:
        shown.browser.emit(BrowserSignIn())  # type: ignore[attr-defined] # of the main window
    qtbot.waitUntil(asked.is_set, timeout=STEP_MS)
    end(window)
    is_quiet(session, qtbot)
    go_on.set()


def test_restored_session_stays_where_the_window_is_closed_before_it_has_heard(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    sign_in(session)
    window.show()
    window.close()
    qtbot.wait(50)
    assert session.user is not None


def test_sign_in_by_questions_stays_where_the_window_has_not_heard_its_end(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    """The program waits for its own sign-in while its loop stands still, and closes the window then."""
    go_on = threading.Event()

    class Program:
        def answer(self, question: Question) -> str:
            if question.kind == "code":
                assert go_on.wait(STEP_S)
                return demo.pool.mailbox.messages[-1].code
            return PASSWORD

    seen = heard(window)
    window.show()
    waits(qtbot, window, SignInPage)
    is_ready(window, qtbot)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(session.sign_in, Program(), "email-code@example.com")
        waits(qtbot, window, CodePage)
        go_on.set()
        user = asked.result(STEP_S)
        window.close()
    qtbot.waitUntil(lambda: user in seen, timeout=STEP_MS)
    assert session.user == user
    assert [grant.revoked for grant in demo.grants] == [False]


def test_sign_in_at_another_window_stays_where_this_one_is_closed_at_a_page(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    """The program knows of it by the other one."""
    other = SignInWindow(session)
    seen, seen_at_other = heard(window), heard(other)
    adds(window, Notice())
    for one in (window, other):
        one.show()
        waits(qtbot, one, SignInPage)
    fill_in(other)
    waits(qtbot, window, QWidget, "End notice")
    qtbot.waitUntil(lambda: seen_at_other == [session.user], timeout=STEP_MS)
    close_by_hand(window)
    qtbot.waitUntil(lambda: seen == ["cancelled"], timeout=STEP_MS)
    engine_of(session).submit(_nothing, restore=False).result(STEP_S)
    assert session.user is not None
    assert [grant.revoked for grant in demo.grants] == [False]
    other.close()
    other.deleteLater()


def test_sign_in_that_went_on_at_another_window_is_no_more_of_the_one_that_began_it(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    other, held = SignInWindow(session), Waited()
    seen, seen_at_other = heard(window), heard(other)
    adds(window, Notice())
    for one in (other, window):
        one.show()
        waits(qtbot, one, SignInPage)
    with demo.intercept("RespondToAuthChallenge", held):
        fill_in(window)
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)
        window.close()
        held.go_on.set()
        qtbot.waitUntil(lambda: seen_at_other == [session.user], timeout=STEP_MS)
    window.show()
    waits(qtbot, window, QWidget, "End notice")
    close_by_hand(window)
    qtbot.waitUntil(lambda: seen == ["cancelled", "cancelled"], timeout=STEP_MS)
    engine_of(session).submit(_nothing, restore=False).result(STEP_S)
    assert session.user is not None
    other.close()
    other.deleteLater()


def test_another_window_of_the_session_goes_on_with_a_sign_in(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    other = SignInWindow(session)
    seen = heard(other)
    window.show()
    waits(qtbot, window, SignInPage)
    other.show()
    waits(qtbot, other, SignInPage)
    fill_in(window, "email-code")
    waits(qtbot, other, CodePage)
    window.close()
    qtbot.wait(50)
    assert engine_of(session).question is not None
    other.close()
    qtbot.waitUntil(lambda: seen == ["cancelled"], timeout=STEP_MS)
    is_quiet(session, qtbot)
    other.deleteLater()


def test_window_that_is_deleted_at_a_page_after_a_sign_in_leaves_nobody_signed_in(
    window: SignInWindow, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    adds(window, Notice())
    window.show()
    waits(qtbot, window, SignInPage)
    fill_in(window)
    waits(qtbot, window, QWidget, "End notice")
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window), timeout=STEP_MS)
    is_quiet(session, qtbot)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: [grant.revoked for grant in demo.grants] == [True], timeout=STEP_MS)


def test_sign_in_ends_with_its_session_where_another_one_shares_the_place(
    session: Session, qtbot: QtBot
) -> None:
    place = inside(session).place
    place.sessions += 1
    one = Session(Handle(place, inside(session).settings))
    window = SignInWindow(one)
    window.show()
    waits(qtbot, window, SignInPage)
    fill_in(window, "email-code")
    waits(qtbot, window, CodePage)
    one.close()
    assert window.widget is None
    is_quiet(session, qtbot)
    window.deleteLater()


def test_window_that_goes_before_its_warm_up_starts_nothing(
    window: SignInWindow, session: Session, qtbot: QtBot
) -> None:
    seen = heard(window)
    window.show()
    window.close()
    assert seen == ["cancelled"]
    assert engine_of(session)._thread is None
