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
from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.keychain import OsKeychain
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.unconfirmed import FileNames
from desktop_login.app.gui import Program
from desktop_login.app.settings_in_force import load_settings
from desktop_login.app.tray_host import TrayHost
from desktop_login.cli.options import Options
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.devices import Device
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.system import autostart
from desktop_login.system.paths import config_folder, data_folder
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.known_accounts import KnownAccounts
from desktop_login.ui.page_values import CAME_BY
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.pages.settings_page import START, SettingsPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.demo_panel import DemoPanel
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.toast import toast_of
from tests.fakes.keychains import MemoryBackend
from tests.patience import STEP_MS
from tests.ui.conftest import Hand

pytestmark = [
    pytest.mark.slow,
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
        bar = app_window.window.top_bar
        self.bot.waitUntil(lambda: bar.corner is not None, timeout=STEP_MS)  # a turn or two later

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
        ("first", "There’s already a user pool called first."),
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
    run.choose("Remove this pool…")
    assert '"first"' in run.file
    QTimer.singleShot(200, answer("Remove"))
    run.turns(lambda: run.choose("Remove this pool…"))
    assert '"first"' not in run.file
    assert run.window.top_bar.profile.accessibleName() == "User pool: second"
    assert run.window.notice is None, "nobody has to act on it"
    assert toast_of(run.window).text == "first was removed from this computer."
    run.hand.until(lambda: all(grant.revoked for grant in run.demo.grants))


def test_nothing_of_a_pool_that_is_removed_stays_on_this_computer(
    opened_with: Callable[..., OneWindow],
) -> None:
    """Nobody is signed in there now, so that no sign-out removes what is stored."""
    run = opened_with("first", "second")
    key = StoreKey(run.demo.config.pool_id, run.demo.config.client_id, "first", run.demo.url)
    tokens = EncryptedTokenStore(OsKeychain(), data_folder(), key)
    devices = EncryptedDeviceStore(OsKeychain(), data_folder(), key)
    tokens.save(Tokens(Secret("id"), Secret("access"), Secret("refresh")), "somebody")
    devices.remember(Device("key", "group", Secret("word")), "somebody", ("a@example.com",))
    names = FileNames(data_folder(), key)
    names.keep("a@example.com", "made-up")
    memory = run.program._memory
    assert memory is not None
    KnownAccounts(memory, "first").remember("a@example.com", "A")
    KnownAccounts(memory, "second").remember("b@example.com", "B")
    memory.setValue("sign_in/address", "a@example.com")
    memory.setValue(CAME_BY, "Company")
    QTimer.singleShot(200, answer("Remove"))
    run.turns(lambda: run.choose("Remove this pool…"))
    backend = keychain.system_backend()
    assert isinstance(backend, MemoryBackend)
    assert backend.entries == {}
    assert tokens.load() is None
    assert devices.find("a@example.com") is None
    assert names.find("a@example.com") == ""
    assert KnownAccounts(memory, "first").all() == []
    assert [one.address for one in KnownAccounts(memory, "second").all()] == ["b@example.com"]
    assert not memory.contains("sign_in/address")
    assert not memory.contains(CAME_BY)


def test_another_pool_chosen_under_the_question_is_neither_removed_nor_signed_out(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first", "second")
    run.turns(lambda: run.choose("second"))
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    run.turns(lambda: run.choose("first"))

    def from_the_tray() -> None:
        run.program._switch_profile("second")
        answer("Remove")()

    QTimer.singleShot(200, from_the_tray)
    run.turns(lambda: run.choose("Remove this pool…"))
    assert run.window.top_bar.profile.accessibleName() == "User pool: second"
    run.hand.arrive(Dashboard)
    assert '"first"' in run.file
    assert '"second"' in run.file
    assert not any(grant.revoked for grant in run.demo.grants)


def test_sign_in_that_is_left_for_another_pool_is_dropped_and_its_tokens_revoked(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first", "second")
    asked, go_on = threading.Event(), threading.Event()

    def hold(request: Request, answer: Operation) -> Reply:
        asked.set()
        go_on.wait(STEP_MS / 1000)
        return answer(request)

    with run.demo.intercept("RespondToAuthChallenge", hold):
        run.hand.sign_in("confirmed")
        run.hand.until(asked.is_set)
        left = run.hand.app_window.session
        assert left is not None
        run.turns(lambda: run.choose("second"))
        assert isinstance(run.hand.page, SignInPage)
        go_on.set()
        run.hand.until(lambda: bool(run.demo.grants))
        run.hand.until(lambda: all(grant.revoked for grant in run.demo.grants))
    assert left.states.latest is None
    assert run.hand.who == ""
    assert run.rows()[:2] == ["first\tsigned out", "second\tsigned out"]


def test_dashboard_that_is_left_holds_no_token(opened_with: Callable[..., OneWindow]) -> None:
    """The session goes on; once it ends, nothing that nobody sees may still hold its tokens."""
    run = opened_with("first", "second")
    run.hand.sign_in("confirmed")
    board = run.hand.arrive(Dashboard)
    board.open(View.TOKEN)
    presenter = run.hand.app_window._presenter
    assert presenter is not None
    run.turns(lambda: run.choose("second"))
    assert board._state is None
    assert board.token_view._token == ""
    assert presenter._signed_in is None


def test_demo_that_is_left_and_entered_while_it_starts_runs_once(
    opened_with: Callable[..., OneWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened_with("first")
    go_on = threading.Event()
    made: list[DemoCognito] = []
    ended: list[DemoCognito] = []
    start, stop = DemoCognito.start, DemoCognito.stop

    def first_is_slow(demo: DemoCognito) -> None:
        made.append(demo)
        if len(made) == 1:
            go_on.wait(STEP_MS / 1000)
        start(demo)

    def stopped(demo: DemoCognito) -> None:
        stop(demo)
        ended.append(demo)

    monkeypatch.setattr(DemoCognito, "start", first_is_slow)
    monkeypatch.setattr(DemoCognito, "stop", stopped)
    run.program._switch_to_demo()
    run.hand.until(lambda: len(made) == 1)
    run.program._switch_profile("first")
    run.program._switch_to_demo()
    run._opened()
    assert run.program._demo.running is made[1]
    go_on.set()
    run.hand.until(lambda: ended == made[:1])
    assert run.program._demo.running is made[1]
    run.turns(lambda: run.choose("first"))
    run.hand.until(lambda: ended == made)


def test_choices_in_the_demo_leave_nothing_behind(
    opened_with: Callable[..., OneWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened_with("first")
    run.turns(lambda: run.choose("Try the demo"))
    monkeypatch.setattr(TrayHost, "available", True)
    before = run.file
    run.window.open_settings()
    page = run.window.page
    assert isinstance(page, SettingsPage)
    assert not page.start_with_desktop.isEnabled()
    for name, value in ((START, "yes"), ("keep_running", "yes"), ("clipboard_seconds", "10")):
        page.chosen.emit(name, value)
    assert not autostart.is_enabled()
    assert run.file == before


@pytest.mark.parametrize("row", ["Remove this pool…", "Sign out everywhere…"])
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
    menu = run.window.top_bar.profile if row == "Remove this pool…" else None
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
    run.turns(lambda: run.choose("Remove this pool…"))
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


def test_what_was_chosen_in_the_demo_holds_after_it_and_is_not_written(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first", options=Options(demo=True))
    with (config_folder() / "settings.toml").open("a", encoding="utf-8") as file:
        file.write('[window]\nkeep_running = "yes"\n')
    run.window.choice_made.emit("clipboard_seconds", "60")
    run.turns(lambda: run.choose("Leave the demo"))
    tools = run.window.config.tools
    assert tools is not None
    assert tools.choices().clipboard_seconds == 60
    assert tools.choices().keep_running == "yes", "what stands in the file holds as well"
    assert "clipboard_seconds" not in run.file


def above_the_profiles(demo: DemoCognito) -> None:
    """A settings.toml without profiles, as the first pool of a newcomer is written."""
    config_folder().mkdir(parents=True, exist_ok=True)
    (config_folder() / "settings.toml").write_text(
        f'user_pool_id = "{demo.config.pool_id}"\nclient_id = "{demo.config.client_id}"\n', "utf-8"
    )


def add_pool(run: OneWindow, name: str) -> None:
    run.choose("Add a pool…")
    run.hand.type("Name", name)
    run.hand.type("User pool ID", run.demo.config.pool_id)
    run.hand.type("App client ID", run.demo.config.client_id)
    run.turns(lambda: run.hand.press("Continue"))


def sign_in_to_stay(run: OneWindow) -> None:
    assert isinstance(run.hand.page, SignInPage)
    run.hand.page.remember.setChecked(True)
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    run.hand.until(lambda: len(records()) == 1)


def records() -> list[Path]:
    return list(data_folder().rglob("session.bin"))


def test_first_pool_stays_signed_in_when_a_second_one_is_added(
    opened_with: Callable[..., OneWindow], demo: DemoCognito
) -> None:
    """It is called "default" from then on: the same pool, so the same session and accounts."""
    above_the_profiles(demo)
    run = opened_with()
    sign_in_to_stay(run)
    session = run.hand.app_window.session
    add_pool(run, "second")
    assert run.rows()[:2] == [
        "default\tsigned in as confirmed@example.com",
        "second\tsigned out",
    ]
    run.turns(lambda: run.choose("default"))
    run.hand.arrive(Dashboard)
    assert run.hand.app_window.session is session
    memory = run.program._memory
    assert [one.address for one in KnownAccounts(memory, "default").all()] == [
        one.address for one in KnownAccounts(memory, "").all()
    ]
    run.hand.press("Sign out")
    run.hand.arrive(SignInPage)
    run.hand.until(lambda: records() == [])
    run.turns(lambda: run.choose("second"))
    QTimer.singleShot(200, answer("Remove"))
    run.turns(lambda: run.choose("Remove this pool…"))
    assert isinstance(run.hand.page, SignInPage)
    assert run.hand.who == ""
    assert all(grant.revoked for grant in run.demo.grants)


def test_first_pool_is_signed_in_after_a_restart_when_a_second_one_was_added(
    opened_with: Callable[..., OneWindow], demo: DemoCognito
) -> None:
    above_the_profiles(demo)
    first = opened_with()
    sign_in_to_stay(first)
    add_pool(first, "second")
    first.program._close()
    run = opened_with(options=Options(profile="default"))
    run.hand.arrive(Dashboard)
    assert run.hand.who == "Signed in as confirmed@example.com"


def test_pool_that_becomes_another_one_signs_out_and_leaves_nothing_of_the_old_one(
    opened_with: Callable[..., OneWindow],
) -> None:
    run = opened_with("first")
    run.hand.sign_in("confirmed")
    run.hand.arrive(Dashboard)
    config = run.demo.config
    key = StoreKey(config.pool_id, config.client_id, "first", run.demo.url)
    tokens = EncryptedTokenStore(OsKeychain(), data_folder(), key)
    run.hand.until(lambda: tokens.load() is not None)
    run.choose("Edit this pool…")
    run.hand.type("App client ID", "another0client0id0000000000")
    run.turns(lambda: press_until_it_goes(run))
    run.hand.arrive(SignInPage)
    run.hand.until(lambda: all(grant.revoked for grant in run.demo.grants))
    run.hand.until(lambda: tokens.load() is None)
    backend = keychain.system_backend()
    assert isinstance(backend, MemoryBackend)
    run.hand.until(lambda: backend.entries == {})


def press_until_it_goes(run: OneWindow) -> None:
    """The first press says what looks wrong, the second one saves all the same."""
    page = run.hand.page
    assert isinstance(page, ConnectPoolPage)
    for _ in range(2):
        run.hand.until(lambda: page.primary.isEnabled() and not page.locked)
        page.primary.click()
