"""Pools are added, edited, removed and switched, and the demo is entered and left, in one window that stays."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_login.adapters.token_store import keychain
from desktop_login.app.gui import Program
from desktop_login.app.settings_in_force import load_settings
from desktop_login.cli.options import Options
from desktop_login.demo.server import DemoCognito
from desktop_login.system.paths import config_folder
from desktop_login.ui.app_window import LoopHolder
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.demo_panel import DemoPanel
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from tests.fakes.keychains import MemoryBackend
from tests.patience import STEP_MS
from tests.ui.conftest import Hand

pytestmark = [
    pytest.mark.medium,
    pytest.mark.qt_log_ignore("propagateSizeHints"),  # of dialogs, off-screen
]


class OneWindow:
    """A run of the program over a demo that stands for a real service."""

    def __init__(self, program: Program, demo: DemoCognito, bot: QtBot) -> None:
        self.program, self.demo, self.bot = program, demo, bot
        program.open()
        self._opened()
        self.window = self.hand.app_window.window
        self.handle = int(self.window.winId())

    @property
    def hand(self) -> Hand:
        assert self.program._app_window is not None
        return Hand(self.program._app_window, self.demo, self.bot)

    @property
    def file(self) -> str:
        return (config_folder() / "settings.toml").read_text("utf-8")

    def _opened(self) -> None:
        app_window = self.program._app_window
        assert app_window is not None
        if not app_window._finished:
            with self.bot.waitSignal(app_window.opened, timeout=STEP_MS):
                pass

    def turns(self, act: Callable[[], object]) -> None:
        """What is done leads to another pool; the window is the same one."""
        before = self.program._app_window
        act()
        self.bot.waitUntil(lambda: self.program._app_window not in (None, before), timeout=STEP_MS)
        self._opened()
        assert self.hand.app_window.window is self.window
        assert int(self.window.winId()) == self.handle

    def choose(self, row: str) -> None:
        self.hand.choose(row, menu=self.window.top_bar.profile)

    def rows(self) -> list[str]:
        self.window.top_bar.profile.click()
        menu = self.window.top_bar.menu
        assert menu is not None
        found = [action.text() for action in menu.actions() if action.text()]
        menu.close()
        self.hand.give_back_window()
        return found


@pytest.fixture
def demo() -> Iterator[DemoCognito]:
    with DemoCognito() as demo:
        yield demo


@pytest.fixture
def opened_with(
    qapp: QApplication,
    loop: LoopHolder,
    qtbot: QtBot,
    demo: DemoCognito,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., OneWindow]]:
    """`opened_with(*profiles)` starts the program with these profiles of one pool."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setenv("COGNITO_ENDPOINT_URL", demo.url)
    backend = MemoryBackend()
    monkeypatch.setattr(keychain, "system_backend", lambda: backend)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    programs: list[Program] = []

    def start(*profiles: str, options: Options = Options()) -> OneWindow:
        config_folder().mkdir(parents=True, exist_ok=True)
        config = demo.config
        text = "".join(
            f'[profiles."{name}"]\nuser_pool_id = "{config.pool_id}"\n'
            f'client_id = "{config.client_id}"\n'
            for name in profiles
        )
        if profiles:
            (config_folder() / "settings.toml").write_text(text, "utf-8")
        program = Program(qapp, options, load_settings(options), loop)
        programs.append(program)
        return OneWindow(program, demo, qtbot)

    yield start
    for program in programs:
        program._close()
    theme_of(qapp).set_accent("")
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def answer(name: str) -> Callable[[], None]:
    """Presses a button of the dialog that is about to open."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QDialog)
        found = [b for b in box.findChildren(QAbstractButton) if b.text() == name]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    return press


def test_another_profile_is_shown_and_the_first_one_stays_signed_in(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first", "second")
    assert run.window.top_bar.profile.accessibleName() == "User pool: first"
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    session = run.hand.app_window.session
    assert session is not None
    run.turns(lambda: run.choose("second"))
    assert isinstance(run.hand.page, SignInPage)
    assert run.window.top_bar.profile.accessibleName() == "User pool: second"
    assert run.hand.who == ""
    assert run.rows()[:2] == [
        "first\tsigned in as confirmed@example.com",
        "second\tsigned out",
    ]
    assert not session.ended
    assert session._tick.isActive(), "it goes on refreshing"
    run.turns(lambda: run.choose("first"))
    run.hand.arrive(Dashboard)
    assert run.hand.app_window.session is session
    assert run.hand.who == "Signed in as confirmed@example.com"
    run.hand.press("Sign out")
    run.hand.arrive(SignInPage)
    run.turns(lambda: run.choose("second"))
    assert session.ended, "nobody is signed in, and no window shows it"


def test_thirty_profiles_are_switched_without_another_window(
    opened_with: Callable[..., OneWindow],
) -> None:
    names = [f"{at:02} {'x' * 61}" for at in range(30)]
    run = opened_with(*names)
    assert len([row for row in run.rows() if "signed out" in row]) == 30
    for name in (names[29], names[7]):
        run.turns(lambda name=name: run.window.profile_chosen.emit(name))  # type: ignore[misc]
        assert run.window.top_bar.profile.accessibleName() == f"User pool: {name}"
        assert isinstance(run.hand.page, SignInPage)


def test_pool_is_added_while_somebody_is_signed_in(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    run.choose("Add a pool…")
    page = run.hand.page
    assert isinstance(page, ConnectPoolPage)
    assert page.heading.text() == "Add a user pool"
    run.hand.type("Name", "second & third")
    run.hand.type("User pool ID", run.demo.config.pool_id)
    run.hand.type("App client ID", run.demo.config.client_id)
    run.turns(lambda: run.hand.press("Continue"))
    assert run.window.top_bar.profile.accessibleName() == "User pool: second & third"
    assert '[profiles."second & third"]' in run.file
    assert run.rows()[:2] == [
        "first\tsigned in as confirmed@example.com",
        "second && third\tsigned out",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("first", "There is already a user pool called first."),
        ("  ", "Enter a name of up to 64 characters."),
        ("x" * 65, "Enter a name of up to 64 characters."),
    ],
)
def test_name_that_cannot_be_used_is_said_and_nothing_is_written(
    opened_with: Callable[..., OneWindow], name: str, sentence: str
) -> None:
    run = opened_with("first")
    before = run.file
    run.choose("Add a pool…")
    page = run.hand.page
    assert isinstance(page, ConnectPoolPage) and page.name is not None
    run.hand.type("Name", name)
    run.hand.type("User pool ID", run.demo.config.pool_id)
    run.hand.type("App client ID", run.demo.config.client_id)
    run.hand.press("Continue")
    assert page.name.input.accessibleDescription() == sentence
    assert run.file == before
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert isinstance(run.hand.page, SignInPage)


def test_pool_is_edited_while_somebody_is_signed_in(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    run.hand.sign_in("confirmed")
    board: object = run.hand.arrive(Dashboard)
    run.choose("Edit this pool…")
    page = run.hand.page
    assert isinstance(page, ConnectPoolPage)
    assert page.pool_id.text() == run.demo.config.pool_id
    run.window.refresh.emit()
    QTest.qWait(200)
    assert run.hand.page is page, "a refresh below takes no page away"
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert run.hand.page is board
    run.choose("Check connection")
    checked = run.hand.page
    assert isinstance(checked, ConnectPoolPage)
    run.hand.until(lambda: checked.report.isVisible() and not checked.locked)
    run.turns(lambda: run.hand.press("Continue"))
    run.hand.arrive(Dashboard)  # the same pool: the session is still there


def test_pool_is_removed_after_a_question(opened_with: Callable[..., OneWindow]) -> None:
    run = opened_with("first", "second")
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    QTimer.singleShot(200, answer("Cancel"))
    run.choose("Remove…")
    assert '"first"' in run.file
    QTimer.singleShot(200, answer("Remove"))
    run.turns(lambda: run.choose("Remove…"))
    assert '"first"' not in run.file
    assert run.window.top_bar.profile.accessibleName() == "User pool: second"
    notice = run.window.notice
    assert notice is not None
    assert notice.text == "first was removed from this computer."
    run.hand.until(lambda: all(grant.revoked for grant in run.demo.grants))


@pytest.mark.parametrize("row", ["Remove…", "Sign out everywhere…"])
def test_what_cannot_be_taken_back_is_red_says_what_follows_and_is_not_the_default(
    opened_with: Callable[..., OneWindow], row: str
) -> None:
    run = opened_with("first", "second")
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    seen: list[tuple[object, str, bool]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, ConfirmDialog)
        question, _, consequence = box.text().partition("?")
        assert question
        seen.append((box.agree.property("kind"), consequence, box.refuse.hasFocus()))
        QTest.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(200, look)
    menu = run.window.top_bar.profile if row == "Remove…" else None
    run.hand.choose(row, menu=menu)
    ((kind, consequence, refuses),) = seen
    assert kind == "destroy"
    assert consequence.strip().endswith(".")
    assert refuses
    run.hand.arrive(Dashboard)  # Enter meant no


def test_last_pool_is_removed_and_another_one_is_asked_for(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("only")
    QTimer.singleShot(200, answer("Remove"))
    run.turns(lambda: run.choose("Remove…"))
    assert isinstance(run.hand.page, ConnectPoolPage)
    assert run.rows() == ["Try the demo"]


def test_demo_is_entered_and_left(opened_with: Callable[..., OneWindow]) -> None:
    run = opened_with("first")
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    run.turns(lambda: run.choose("Try the demo"))
    app_window = run.hand.app_window
    run.bot.waitUntil(lambda: app_window.demo is not None, timeout=STEP_MS)
    panel = run.window.demo_panel
    assert panel is not None and panel.isVisible()
    assert run.window.top_bar.profile.accessibleName() == "User pool: Demo"
    assert run.rows() == [
        "first\tsigned in as confirmed@example.com",
        "Demo\tsigned out",
        "Leave the demo",
    ]
    run.window.fill_in("totp@example.com", "Demo-Passw0rd!")
    assert run.window.sign_in.username.text() == "totp@example.com"
    run.turns(lambda: run.choose("Leave the demo"))
    assert not run.window.findChildren(DemoPanel, options=Qt.FindChildOption.FindDirectChildrenOnly)
    run.hand.arrive(Dashboard)
    assert run.hand.who == "Signed in as confirmed@example.com"


def test_started_as_a_demo_it_can_be_left_for_the_pool_that_is_configured(
    opened_with: Callable[..., OneWindow], tmp_path: Path
) -> None:
    run = opened_with("first", options=Options(demo=True))
    run.turns(lambda: run.choose("Leave the demo"))
    assert run.window.top_bar.profile.accessibleName() == "User pool: first"
    assert isinstance(run.hand.page, SignInPage)
