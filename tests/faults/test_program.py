"""Rows 61 to 66: errors of our own, the end of the program, other users, second starts, the clipboard."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop_login.demo.server import DemoCognito
from desktop_login.domain.states import SignedIn, SignedOut
from desktop_login.system import log
from desktop_login.ui.agent_server import AgentServer
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.set_up_authenticator import SetUpAuthenticatorPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.single_instance import channel, raise_first
from tests.fakes.fault_proxy import ANYTHING, answered, delayed, lost_before_sending, refused
from tests.fakes.world import World, run
from tests.faults.table import Enter
from tests.faults.telling import both, notified
from tests.patience import within
from tests.ui.conftest import Open

SECRET = "Canary-0f-the-Frame!"


def broken() -> None:
    password = SECRET
    raise ZeroDivisionError(f"with {password}")


@pytest.mark.parametrize("where", ["slot", "task", "thread", "__del__"])
def test_row_61_errors_of_our_own(
    enter: Enter,
    opened: Open,
    demo: DemoCognito,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    hand = opened(demo)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log.catch_everything(hand.app_window.report)
    match where:
        case "slot":
            try:
                broken()
            except ZeroDivisionError as error:  # PySide hands it to sys.excepthook
                sys.excepthook(type(error), error, error.__traceback__)
        case "task":

            async def task() -> None:
                broken()

            hand.app_window._make_loop(hand.app_window.report).spawn(task())
            hand.until(lambda: bool(hand.page.bar.text))
        case "thread":
            thread = threading.Thread(target=broken)
            thread.start()
            thread.join()
        case "__del__":

            class Dying:
                def __del__(self) -> None:
                    broken()

            Dying()
            gc.collect()
    lines = log.Blotter("%(message)s")
    written = "\n".join(lines.format(record) for record in caplog.records)
    reported = "ZeroDivisionError" in written or "ZeroDivisionError" in str(hand.page.bar._details)
    enter(f"in a {where}", "reported", "reported" if reported else "silent")
    enter(f"in a {where}: its values", "not shown", "shown" if SECRET in written else "not shown")
    caplog.clear()
    hand.renew()
    enter(f"in a {where}: asked to renew", "Renewed.", hand.toast.split(" ")[0])


@pytest.mark.medium
def test_row_62_quit_in_the_middle(
    enter: Enter, opened: Open, world: World, tmp_path: Path
) -> None:
    token_store = world.make_token_store()
    hand = opened(world.demo, endpoint_url=world.faults.url, token_store=token_store)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.until(lambda: bool(world.files()))  # it is stored behind the dashboard
    world.faults.always("GetTokensFromRefreshToken", delayed(1.5))
    hand.press("Refresh now")
    begun = time.monotonic()
    hand.app_window.close()
    took = time.monotonic() - begun
    enter(
        "quit during a refresh",
        "closed within 2 s",
        "closed within 2 s" if took < within(2) else f"{took:.1f} s",
    )
    time.sleep(1.8)  # the late reply is stored by the thread, or it is not: never half
    world.start()
    run(world.session_manager.restore())
    enter("the store afterwards", "signed in; kept", both(world))
    # killed during a write: row 54 and tests/processes/test_kill.py


def test_row_63_sign_out_offline(enter: Enter, tmp_path: Path) -> None:
    cases = {
        "offline": (lost_before_sending, "NO_CONNECTION", True),
        "revoke 500": (answered(500, ""), "SERVICE_PROBLEM", True),
        "revoke 400": (refused("UnsupportedTokenTypeException"), "SERVER_NOT_TOLD", False),
    }
    for name, (error_info, _, again) in cases.items():
        with World(tmp_path / name, faulty=True) as world:
            world.sign_in("confirmed")
            world.faults.always(ANYTHING, error_info)
            run(world.session_manager.sign_out())
            gone = (
                "local data gone"
                if not world.files() and not world.keychain.entries
                else "data there"
            )
            last = world.state
            assert isinstance(last, SignedOut)
            assert last.error_info is not None
            enter(name, "local data gone; SERVER_NOT_TOLD", f"{gone}; {last.error_info.code.name}")
            tries = world.faults.count("RevokeToken")
            for _ in range(50):
                world.clock.pass_time(15)
                world.tick()
            more = world.faults.count("RevokeToken") - tries
            bounded = "for ten minutes" if 10 < more <= 40 else f"{more} times"
            enter(f"{name}: repeated", "for ten minutes" if again else "0 times", bounded)
            world.faults.heal()


def test_row_64_somebody_else_meanwhile(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    first = world.session_manager
    plain = first._off_thread

    async def b_signs_in_meanwhile(call: Any, *args: Any, **kwargs: Any) -> Any:
        result = await plain(call, *args, **kwargs)
        first._off_thread = plain
        world.sign_in("unverified")
        return result

    first._off_thread = b_signs_in_meanwhile
    run(first.refresh_now())
    assert isinstance(world.state, SignedIn) or notified(world)
    world.start()
    run(world.session_manager.restore())
    enter(
        "in the same window: stored",
        "unverified@example.com",
        world.signed_in.session.identity.email,
    )
    run(world.session_manager.sign_out())
    world.sign_in("confirmed")
    other = world.session_manager
    world.start()
    world.sign_in("unverified")
    run(other.refresh_now())
    world.start()
    run(world.session_manager.restore())
    enter(
        "in another window: stored",
        "unverified@example.com",
        world.signed_in.session.identity.email,
    )
    run(other.sign_out())
    world.start()
    found = run(world.session_manager.restore())
    enter("and A signs out there", "B still stored", "B still stored" if found else "B lost")


def heard_by(name: str) -> str:
    """Who may ring, by the mode of the socket, and by another user's trying where there is one.

    The folder is open to everybody here: it is the socket that must be closed.
    """
    mode = stat.S_IMODE(Path(name).stat().st_mode)
    if mode & 0o077:
        return f"others, mode {mode:o}"
    if os.geteuid() != 0:
        return "its owner"
    os.seteuid(65534)
    try:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as stranger:
            stranger.connect(name)
            return "another user"
    except PermissionError:
        return "its owner"
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="asks the file system who may ring")
def test_row_65_another_user(
    enter: Enter, open_place: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(open_place))
    name = channel(open_place / "data", "")
    old = os.umask(0)  # the mode is the program's own doing
    try:
        bell = AgentServer(lambda: None)
        bell.listen(name)
    finally:
        os.umask(old)
    enter("in a folder that everybody may enter: heard by", "its owner", heard_by(name))
    bell.close()


def test_row_65_second_start(
    enter: Enter,
    tmp_path: Path,
    sockets: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    name = channel(tmp_path / "data", "")
    rung: list[bool] = []
    Path(name).write_text("squatted", "utf-8")
    enter("squatted name", "starts anyway", "waits" if raise_first(name) else "starts anyway")
    bell = AgentServer(lambda: rung.append(True))
    bell.listen(name)
    for garbage in (b"1 RAISE\n", b"raise\n", b"x" * 100_000, b"\0"):
        stranger = QLocalSocket()
        stranger.connectToServer(name)
        stranger.waitForConnected(1000)
        stranger.write(garbage)
        stranger.flush()
        qtbot.wait(50)
        stranger.abort()
    enter("garbage", "ignored", "heard" if rung else "ignored")
    enter("second start", "raises the first", "raises the first" if raise_first(name) else "starts")
    qtbot.waitUntil(lambda: rung == [True])
    bell.close()


@pytest.fixture
def clean_clipboard(qapp: QApplication) -> Iterator[None]:
    """Whatever happens: what lies there at the end of the process makes Qt crash."""
    yield
    qapp.clipboard().clear()


@pytest.mark.usefixtures("clean_clipboard")
def test_row_66_clipboard(enter: Enter, opened: Open, demo: DemoCognito) -> None:
    hand = opened(demo)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.press("Copy ID token")
    content = QGuiApplication.clipboard().mimeData()
    marks = [
        kind
        for kind in content.formats()
        if "Clipboard" in kind or "concealed" in kind or "kde" in kind
    ]
    enter("marked for histories", "5 marks", f"{len(marks)} marks")
    timer = hand.app_window._presenter.clipboard._timer  # type: ignore[union-attr]
    enter("cleared after", "30 s", f"{timer.interval() / 1000:.0f} s")
    timer.timeout.emit()
    enter("ours, when the time is up", "cleared", QGuiApplication.clipboard().text() or "cleared")
    hand.token()
    token = hand.named("ID token", QPlainTextEdit)
    token.selectAll()
    token.copy()
    content = QGuiApplication.clipboard().mimeData()
    enter("copied by Ctrl+C: marked", "True", str("x-kde-passwordManagerHint" in content.formats()))
    timer.timeout.emit()
    enter("copied by Ctrl+C", "cleared", QGuiApplication.clipboard().text() or "cleared")
    hand.press("Copy ID token")
    QGuiApplication.clipboard().setText("somebody else's")
    timer.timeout.emit()
    enter("replaced meanwhile", "somebody else's", QGuiApplication.clipboard().text())
    hand.press("Sign out")
    hand.arrive(SignInPage)
    hand.sign_in("setup-mfa")
    page = hand.arrive(SetUpAuthenticatorPage)
    hand.press("Copy secret key")
    content = QGuiApplication.clipboard().mimeData()
    enter(
        "authenticator's key: marked", "True", str("x-kde-passwordManagerHint" in content.formats())
    )
    whole = QGuiApplication.clipboard().text() == page._secret.reveal()
    enter("authenticator's key", "the key", "the key" if whole else "something else")
    timer.timeout.emit()
    enter("authenticator's key, later", "cleared", QGuiApplication.clipboard().text() or "cleared")
    page.copy.click()
    hand.app_window.close()
    enter("quit before the time is up", "cleared", QGuiApplication.clipboard().text() or "cleared")
    QGuiApplication.clipboard().clear()
