"""`SignInWindow(agent=True)`: commands of this user get their tokens from the session of another program, and only then."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_login import Session, quick
from desktop_login.agent.client import asked
from desktop_login.agent.words import (
    Declined,
    Handed,
    HandedCredentials,
    Question,
    credentials_of,
    left_of,
    user_of,
)
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.server import DemoCognito
from desktop_login.embedding import guest_agent
from desktop_login.embedding.guest_agent import GuestAgent
from desktop_login.embedding.session import inside
from desktop_login.qt import SignInWindow
from desktop_login.services.places import place_of
from desktop_login.system import paths, peers
from desktop_login.ui import socket_listener
from desktop_login.ui.agent_server import AgentServer
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.embedding.conftest import Open, settings_for, sign_in
from tests.embedding.host import Host
from tests.embedding.test_good_guest import host
from tests.embedding.test_hostile_host import Waited
from tests.embedding.test_pages_of_host import waits
from tests.embedding.test_sign_in_window import fill_in, heard, once_shown, press
from tests.fakes.clocks import HandClock
from tests.patience import PROCESS_S, STEP_MS, STEP_S

pytestmark = [
    pytest.mark.medium,  # whole windows, half a second each
    pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path"),
]

__all__ = ["host"]
ROOT = Path(__file__).parent.parent.parent
TOKEN = Question("token")


@pytest.fixture(autouse=True)
def runtime(sockets: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where sockets lie."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    monkeypatch.setattr(quick, "silent", {})
    return sockets


class Renewals:
    """Counts them at the service."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self, request: Request, answer: Operation) -> Reply:
        self.seen += 1
        return answer(request)


Make = Callable[..., SignInWindow]


@pytest.fixture
def made(session: Session, qtbot: QtBot) -> Iterator[Make]:
    """`made()` makes a window with an agent; it goes at the end of the test."""
    windows: list[SignInWindow] = []

    def make(one: Session = session, **more: Any) -> SignInWindow:
        windows.append(SignInWindow(one, **({"agent": True} | more)))
        return windows[-1]

    yield make
    for window in windows:
        if isValid(window):
            window.close()
            window.deleteLater()
    QApplication.processEvents()
    assert guest_agent._agents == {}


def place(session: Session) -> str:
    return place_of(inside(session).settings)


def path(session: Session) -> Path:
    return Path(quick.socket_path(place(session)))


def answer(session: Session, question: Question, qtbot: QtBot) -> Any:
    """As a command asks, in another process and without Qt."""
    quick.silent.clear()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(asked, place(session), question)
        qtbot.waitUntil(asking.done, timeout=STEP_MS)
    return asking.result()


def is_heard(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: path(session).exists(), timeout=STEP_MS)


def test_command_gets_the_token_of_the_session_and_the_dashboard_says_so(
    made: Make, session: Session, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(session)
    made().show()
    is_heard(qtbot, session)
    with caplog.at_level(logging.INFO):
        assert answer(session, TOKEN, qtbot) == Handed(session.token())
        assert answer(session, Question("token", "access"), qtbot) == Handed(
            session.token("access")
        )
        qtbot.waitUntil(lambda: "handed out for" in caplog.text, timeout=STEP_MS)
    assert session.token() not in caplog.text

    def last_use() -> str:
        latest = inside(session).engine.latest
        assert latest is not None
        return latest.last_use.program if latest.last_use is not None else ""

    qtbot.waitUntil(lambda: last_use() == peers.program_of(os.getpid()), timeout=STEP_MS)
    user = user_of(answer(session, Question("status"), qtbot))
    assert user is not None
    assert (user.account, user.left_s > 0) == ("confirmed@example.com", True)


def test_token_that_is_due_is_renewed_on_the_thread_of_the_session_once_for_all(
    made: Make, session: Session, demo: DemoCognito, clock: HandClock, qtbot: QtBot
) -> None:
    sign_in(session)
    made().show()
    is_heard(qtbot, session)
    qtbot.waitUntil(lambda: inside(session).engine.is_settled, timeout=STEP_MS)
    renewals, old = Renewals(), session.token()
    demo.intercept("GetTokensFromRefreshToken", renewals)
    clock.pass_time(3595)
    quick.silent.clear()
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(asked, place(session), TOKEN) for _ in range(6)]
        asking += [pool.submit(lambda: Handed(session.token())) for _ in range(2)]
        qtbot.waitUntil(lambda: all(one.done() for one in asking), timeout=STEP_MS)
    tokens = {one.result() for one in asking}
    assert tokens == {Handed(session.token())}
    assert session.token() != old
    assert renewals.seen == 1
    forced = answer(session, Question("token", now=True), qtbot)
    assert forced == Handed(session.token())
    assert renewals.seen == 2


def test_window_does_not_stand_still_while_a_command_waits_for_a_renewal(
    made: Make, session: Session, demo: DemoCognito, clock: HandClock, qtbot: QtBot
) -> None:
    sign_in(session)
    made().show()
    is_heard(qtbot, session)
    clock.pass_time(3595)
    held = Waited()
    quick.silent.clear()
    with demo.intercept("GetTokensFromRefreshToken", held), ThreadPoolExecutor(1) as pool:
        asking = pool.submit(asked, place(session), TOKEN)
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)  # the loop of the window runs
        assert not asking.done()
        held.go_on.set()
        qtbot.waitUntil(asking.done, timeout=STEP_MS)
    assert asking.result() == Handed(session.token())


@pytest.mark.parametrize("agent", [False, None])
def test_without_it_no_socket_is_made(
    host: Host, made: Make, session: Session, qtbot: QtBot, runtime: Path, agent: bool | None
) -> None:
    before = host.globals()
    sign_in(session)
    window = SignInWindow(session) if agent is None else made(agent=agent)
    window.show()
    waits(qtbot, window, Dashboard)
    assert host.globals() == before
    assert window.exec() == session.user  # at its end one with an agent can be asked
    assert host.globals() == before
    assert [one for one in runtime.rglob("*") if one.is_socket()] == []
    assert answer(session, TOKEN, qtbot) is None
    window.close()
    window.deleteLater()


def test_with_it_the_host_has_one_socket_more_and_nothing_else_is_changed(
    host: Host, made: Make, session: Session, qtbot: QtBot
) -> None:
    before = host.globals()
    sign_in(session)
    window = made()
    window.show()
    is_heard(qtbot, session)
    now = host.globals()
    assert {name for name, value in now.items() if value != before[name]} <= {"doorbells"}
    if sys.platform == "linux":
        assert now["doorbells"] == [str(path(session))]
    assert path(session).stat().st_mode & 0o077 == 0
    window.close()
    assert not path(session).exists()


def close(window: SignInWindow, session: Session) -> None:
    window.close()


def close_by_hand(window: SignInWindow, session: Session) -> None:
    assert window.widget is not None
    window.widget.close()


def delete(window: SignInWindow, session: Session) -> None:
    window.deleteLater()


def close_session(window: SignInWindow, session: Session) -> None:
    session.close()


def takes_its_turns(qtbot: QtBot) -> None:
    """What was put off until the next turn of the loop has been done."""
    done: list[bool] = []
    QTimer.singleShot(0, lambda: done.append(True))
    qtbot.waitUntil(lambda: done != [], timeout=STEP_MS)


@pytest.mark.parametrize("end", [close, close_by_hand, delete, close_session])
def test_socket_goes_at_once_with_the_window_and_with_the_session(
    made: Make,
    session: Session,
    qtbot: QtBot,
    end: Callable[[SignInWindow, Session], object],
) -> None:
    where = path(session)
    sign_in(session)
    window = made()
    window.show()
    is_heard(qtbot, session)
    end(window, session)
    if end is delete:
        qtbot.waitUntil(lambda: not isValid(window), timeout=STEP_MS)
    assert not where.exists()
    assert guest_agent._agents == {}


class Asking:
    """A caller whose line is read before anything else on the window's thread."""

    process = 0
    is_there = True

    def __init__(self) -> None:
        self.heard: list[str] = []

    def say(self, content: bytes) -> None:
        self.heard.append(content.decode())

    reply = say

    def turn_away(self) -> None:
        self.heard.append("turned away")


def said_to_a_caller(agent: GuestAgent) -> list[str]:
    caller = Asking()
    _, reception, _ = agent._server._open[agent._name]
    reception.answer(caller, TOKEN.line())
    return caller.heard


def test_session_that_is_closed_on_another_thread_hands_out_nothing_from_then_on(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    """The window hears of it when it has its next turn; a command may come first."""
    sign_in(session)
    window = made()
    window.show()
    is_heard(qtbot, session)
    (agent,) = guest_agent._agents.values()
    assert agent.user() is not None
    closing = threading.Thread(target=session.close)
    closing.start()
    closing.join(STEP_S)
    assert said_to_a_caller(agent) == ["turned away"]
    qtbot.waitUntil(lambda: window.widget is None, timeout=STEP_MS)
    assert guest_agent._agents == {}


def test_closing_while_a_command_waits_turns_it_away(
    made: Make, session: Session, demo: DemoCognito, clock: HandClock, qtbot: QtBot
) -> None:
    sign_in(session)
    window = made()
    window.show()
    is_heard(qtbot, session)
    clock.pass_time(3595)
    held = Waited()
    quick.silent.clear()
    with demo.intercept("GetTokensFromRefreshToken", held), ThreadPoolExecutor(1) as pool:
        asking = pool.submit(asked, place(session), TOKEN)
        qtbot.waitUntil(held.came.is_set, timeout=STEP_MS)
        window.close()
        qtbot.waitUntil(asking.done, timeout=STEP_MS)
        assert asking.result() is None
        held.go_on.set()
        assert session.token()  # the renewal goes on for the program itself


def test_exec_leaves_it_on_until_the_window_is_closed_or_deleted(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    window = made()
    once_shown(window, lambda _: fill_in(window))
    assert window.exec() is not None
    assert window.widget is None
    assert answer(session, TOKEN, qtbot) == Handed(session.token())
    window.close()
    assert answer(session, TOKEN, qtbot) is None
    assert window.exec() is not None  # nothing is shown, and it is on again
    assert answer(session, TOKEN, qtbot) == Handed(session.token())
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window), timeout=STEP_MS)
    assert answer(session, TOKEN, qtbot) is None


def test_exec_without_anybody_leaves_nothing_on(made: Make, session: Session, qtbot: QtBot) -> None:
    window = made()
    once_shown(window, lambda shown: shown.close())
    assert window.exec() is None
    assert not path(session).exists()


def test_window_that_makes_way_for_the_program_leaves_it_on(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    window = made()
    window.dashboard = None
    once_shown(window, lambda _: fill_in(window))
    window.show()
    qtbot.waitUntil(lambda: session.user is not None and window.widget is None, timeout=STEP_MS)
    assert answer(session, TOKEN, qtbot) == Handed(session.token())
    window.close()
    assert answer(session, TOKEN, qtbot) is None


def test_program_that_closes_the_window_when_it_hears_of_the_sign_in_turns_it_off(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    sign_in(session)
    window = made()
    window.dashboard = None
    window.signed_in.connect(window.close)
    window.show()
    shown = window.widget
    qtbot.waitUntil(lambda: not isValid(shown), timeout=STEP_MS)
    takes_its_turns(qtbot)
    assert not path(session).exists()
    assert window.exec() is not None
    assert path(session).exists()  # it was said to be signed in before, and closes nothing now


def test_sign_in_elsewhere_does_not_turn_a_closed_window_on(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    window = made()
    window.show()
    waits(qtbot, window, SignInPage)
    window.close()
    seen = heard(window)
    sign_in(session)
    qtbot.waitUntil(lambda: seen == [session.user], timeout=STEP_MS)
    takes_its_turns(qtbot)
    assert not path(session).exists()


def test_nobody_hears_anything_before_somebody_is_signed_in_or_after(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    window = made()
    seen = heard(window)
    window.show()
    is_heard(qtbot, session)
    assert answer(session, TOKEN, qtbot) is None
    assert answer(session, Question("status"), qtbot) == Declined(3, "", "")
    fill_in(window)
    shown = waits(qtbot, window, Dashboard)
    assert answer(session, TOKEN, qtbot) == Handed(session.token())
    press(qtbot, shown, "Sign out")
    qtbot.waitUntil(lambda: seen[1:] == ["signed out"], timeout=STEP_MS)
    assert answer(session, TOKEN, qtbot) is None


def test_command_signs_out_and_the_program_hears_of_it(
    made: Make, session: Session, demo: DemoCognito, qtbot: QtBot
) -> None:
    sign_in(session)
    window = made()
    seen = heard(window)
    window.show()
    is_heard(qtbot, session)
    qtbot.waitUntil(lambda: seen != [], timeout=STEP_MS)
    handed = answer(session, Question("sign-out"), qtbot)
    left = left_of(handed)
    assert left is not None
    assert left[1] == ""
    qtbot.waitUntil(lambda: seen[1:] == ["signed out"], timeout=STEP_MS)
    assert session.user is None
    assert [grant.revoked for grant in demo.grants] == [True]
    agent = guest_agent._agents[inside(session).place]
    assert answer(session, Question("sign-out"), qtbot) is None
    assert _there(agent, qtbot) == Declined(3)


def _there(agent: GuestAgent, qtbot: QtBot) -> Any:
    """A sign-out that comes a moment after another one."""
    from desktop_login.ui.remote_services import WindowLoop

    answers: list[Any] = []

    async def ask() -> None:
        answers.append(await agent.signed_out(everywhere=False))

    WindowLoop(agent).spawn(ask())
    qtbot.waitUntil(lambda: answers != [], timeout=STEP_MS)
    return answers[0]


def test_sign_in_in_a_terminal_is_taken_over_by_a_window_that_nobody_uses(
    made: Make, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened()
    window = made(session)
    seen = heard(window)
    window.show()
    is_heard(qtbot, session)
    engine = inside(session).engine
    monkeypatch.setattr(engine, "_has_record", lambda: True)
    restored: list[bool] = []
    begin = engine.start

    def start() -> None:
        restored.append(True)
        begin()

    monkeypatch.setattr(engine, "start", start)
    assert answer(session, Question("look"), qtbot) == Handed("")
    qtbot.waitUntil(lambda: restored == [True], timeout=STEP_MS)
    monkeypatch.setattr(engine, "_has_record", lambda: False)
    sign_in(session)
    qtbot.waitUntil(lambda: seen != [], timeout=STEP_MS)
    assert answer(session, Question("look"), qtbot) == Handed("")  # a tick
    assert restored == [True]
    (agent,) = guest_agent._agents.values()
    session.close()
    agent.look_again()  # nothing is raised


def test_aws_credentials_are_those_of_who_is_signed_in(
    made: Make, demo: DemoCognito, qtbot: QtBot
) -> None:
    pool = demo.config.identity_pool_id
    given = settings_for(demo) | {"identity_pool_id": pool}
    with Session.open(settings=given, vault="memory") as session:
        sign_in(session)
        made(session).show()
        is_heard(qtbot, session)
        handed = answer(session, Question("credentials", identity_pool_id=pool), qtbot)
        assert isinstance(handed, Handed)
        assert isinstance(credentials_of(handed), HandedCredentials)
        other = Question("credentials", identity_pool_id="us-east-1:other")
        assert answer(session, other, qtbot) == Declined(6, "", "")


@pytest.mark.parametrize("scripts", ["true", "false"])
def test_settings_that_hand_out_no_tokens_are_obeyed(
    made: Make, demo: DemoCognito, qtbot: QtBot, scripts: str
) -> None:
    with Session.open(settings=settings_for(demo) | {"scripts": scripts}, vault="memory") as one:
        sign_in(one)
        window = made(one)
        window.show()
        waits(qtbot, window, Dashboard)
        assert window.exec() is not None
        assert path(one).exists() is (scripts == "true")
        window.close()


def test_another_user_is_turned_away(
    made: Make, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(session)
    made().show()
    is_heard(qtbot, session)
    monkeypatch.setattr(
        socket_listener, "peer_of", lambda connection: replace_user(peers.peer_of(connection))
    )
    assert answer(session, TOKEN, qtbot) is None


def replace_user(peer: peers.Peer | None) -> peers.Peer | None:
    return None if peer is None else peer._replace(user=peer.user + 1)


def test_two_windows_of_a_session_have_one_socket_that_goes_with_the_last(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    sign_in(session)
    one, other = made(), made()
    one.show()
    other.show()
    is_heard(qtbot, session)
    for window in (one, other):
        waits(qtbot, window, Dashboard)
        qtbot.waitUntil(lambda: len(inside_agent(session)._handles) == 2, timeout=STEP_MS)
    one.close()
    assert answer(session, TOKEN, qtbot) == Handed(session.token())
    other.close()
    assert not path(session).exists()


def inside_agent(session: Session) -> GuestAgent:
    return guest_agent._agents[inside(session).place]


def is_asked(window: SignInWindow) -> bool:
    return window.answers_commands


def test_window_of_the_program_that_is_open_is_left_where_it_is(
    made: Make,
    session: Session,
    clock: HandClock,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Both have the same session; what the guest took would be gone with it."""

    class Theirs(QObject):
        def at_hand(self, question: Question) -> Handed:
            return Handed("theirs")

        def user(self) -> Any:
            return user_of(Handed("a@example.com\n60\nkept"))

        def used_by(self, program: str) -> None:
            """The program shows it."""

    theirs: Any = Theirs()
    server = AgentServer(lambda: None)
    assert server.listen(str(path(session)), theirs)
    sign_in(session)
    window = made()
    window.show()
    waits(qtbot, window, Dashboard)
    qtbot.waitUntil(lambda: inside(session).place in guest_agent._agents, timeout=STEP_MS)
    assert answer(session, TOKEN, qtbot) == Handed("theirs")
    assert not is_asked(window)
    for _ in range(2):
        server.close()
        assert answer(session, TOKEN, qtbot) is None
        clock.pass_time(3595)
        session_token = renewed(session, qtbot)
        is_heard(qtbot, session)
        assert answer(session, TOKEN, qtbot) == Handed(session_token)
        assert is_asked(window)
        assert server.listen(str(path(session)), theirs)  # one that comes later takes the name
        assert answer(session, TOKEN, qtbot) == Handed("theirs")
        assert not is_asked(window)
    server.close()
    caplog.clear()  # it says each time that it is not asked


def test_of_two_sessions_with_one_name_the_first_is_asked_and_the_next_when_it_goes(
    made: Make, opened: Open, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = opened(), opened()
    windows = [made(one) for one in (first, second)]
    for one, window in zip((first, second), windows, strict=True):
        sign_in(one)
        assert not window.answers_commands
        window.show()
        waits(qtbot, window, Dashboard)
        qtbot.waitUntil(lambda one=one: inside(one).place in guest_agent._agents, timeout=STEP_MS)  # type: ignore[misc]
    assert path(first) == path(second)
    assert [window.answers_commands for window in windows] == [True, False]
    assert answer(second, TOKEN, qtbot) == Handed(first.token())
    inside(second).engine.submit(lambda made: made.session_manager.refresh_now()).result(STEP_S)
    QApplication.processEvents()
    assert caplog.text.count("another session of this pool and profile answers") == 1
    caplog.clear()
    windows[0].close()
    assert [window.answers_commands for window in windows] == [False, True]
    assert answer(first, TOKEN, qtbot) == Handed(second.token())
    windows[1].close()
    assert not any(window.answers_commands for window in windows)
    assert not path(second).exists()


def test_sessions_with_one_name_leave_no_socket_at_the_end_of_the_program(
    made: Make, opened: Open, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    sessions = opened(), opened()
    for one in sessions:
        sign_in(one)
        assert made(one).exec() is not None
    caplog.clear()
    assert len(guest_agent._agents) == 2
    guest_agent._close_all()
    assert guest_agent._agents == {}
    assert not path(sessions[0]).exists()


def renewed(session: Session, qtbot: QtBot) -> str:
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(session.token)
        qtbot.waitUntil(asking.done, timeout=STEP_MS)
    return asking.result()


def test_socket_that_a_crash_has_left_is_replaced(
    made: Make, session: Session, qtbot: QtBot
) -> None:
    import socket

    path(session).parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path(session)))
    sign_in(session)
    made().show()
    waits_for_token(session, qtbot)


def waits_for_token(session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: inside(session).place in guest_agent._agents, timeout=STEP_MS)
    assert answer(session, TOKEN, qtbot) == Handed(session.token())


def test_child_after_fork_leaves_the_socket_to_its_parent(
    made: Make, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(session)
    window = made()
    window.show()
    is_heard(qtbot, session)
    (agent,) = guest_agent._agents.values()
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: -1)
        child.setattr(agent, "deleteLater", lambda: None)
        guest_agent._close_all()
    assert path(session).exists()
    agent._server.stop(agent._name, agent)


PROGRAM = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop_login import Session
from desktop_login.embedding.session import inside
from desktop_login.qt import SignInWindow
from tests.embedding.conftest import sign_in

app = QApplication([])
session = Session.open(settings={settings!r}, vault="memory")
sign_in(session)
window = SignInWindow(session, agent=True)
assert window.exec() is not None
print("there", flush=True)
QTimer.singleShot(0, app, lambda: None)
import threading
threading.Thread(target=lambda: (sys.stdin.readline(), app.quit()), daemon=True).start()
app.exec()
{end}
"""


@pytest.mark.parametrize("end", ["session.close()", ""], ids=["closed", "forgotten"])
def test_command_in_a_process_of_its_own_is_served_by_a_program_without_a_window_on_screen(
    demo: DemoCognito, clock: HandClock, end: str, tmp_path: Path
) -> None:
    """`token` and `status` of the command line, with the same pool in the environment; a program that
    ends leaves no socket, whether it closes its session or not."""
    clock.pass_time(0.0)
    given = settings_for(demo)
    names = {
        "user_pool_id": "USER_POOL_ID",
        "client_id": "CLIENT_ID",
        "endpoint_url": "ENDPOINT_URL",
    }
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        **{f"COGNITO_{name}": given[key] for key, name in names.items()},
    }
    code = PROGRAM.format(settings=given, end=end)
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "there\n"

        def command(*words: str) -> tuple[int, str]:
            done = subprocess.run(
                [sys.executable, "-m", "desktop_login", *words],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=PROCESS_S,
            )
            return done.returncode, done.stdout

        status, token = command("token")
        assert (status, token[:3]) == (0, "eyJ")
        status, who = command("status")
        assert status == 0
        assert "confirmed@example.com" in who
        _, err = program.communicate("\n", timeout=PROCESS_S)
    assert program.returncode == 0, err
    assert command("token") == (3, "")
    assert list((Path(os.environ["XDG_RUNTIME_DIR"]) / paths.OUR_FOLDER).iterdir()) == []


def test_window_of_a_parent_that_is_deleted_leaves_no_socket(
    session: Session, qtbot: QtBot
) -> None:
    sign_in(session)
    parent = QWidget()
    window = SignInWindow(session, parent, agent=True)
    window.show()
    is_heard(qtbot, session)
    parent.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window), timeout=STEP_MS)
    assert not path(session).exists()
