"""Connecting a pool in the window: typed, pasted, imported; examined, saved, and used without a restart."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from desktop_login.adapters.passkeys import keys
from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.adapters.token_store import keychain
from desktop_login.app import settings_in_force
from desktop_login.app.gui import Program
from desktop_login.app.settings_in_force import load_settings
from desktop_login.cli.options import Options
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.amazon import host_of
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.pool_report import Finding, Report, Verdict
from desktop_login.domain.secret import Secret
from desktop_login.settings import load
from desktop_login.settings.imports import PoolConfig
from desktop_login.system.paths import config_folder
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages import connect_pool, pool_file
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.first_pool import FirstPoolPage, page_for_pool
from desktop_login.ui.pages.pool_connection import Connection
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.field import MAX_TYPED
from tests.fakes.keychains import MemoryBackend
from tests.patience import STEP_MS, STEP_S
from tests.ui.conftest import Hand

pytestmark = pytest.mark.slow

SECRET = "k3ychain" * 5


class Run:
    """A start of the program over a demo Cognito that stands for a real pool."""

    def __init__(self, app: QApplication, loop: LoopHolder, bot: QtBot, demo: DemoCognito) -> None:
        self._app, self._loop, self.bot, self.demo = app, loop, bot, demo
        self.programs: list[Program] = []

    def start(self, options: Options = Options()) -> Program:
        program = Program(self._app, options, load_settings(options), self._loop)
        self.programs.append(program)
        program.open()
        self.opened(program)
        return program

    def opened(self, program: Program) -> None:
        app_window = program._app_window
        assert app_window is not None
        if not app_window._finished:  # it may be so quick that nobody could wait for the signal
            with self.bot.waitSignal(app_window.opened, timeout=STEP_MS):
                pass

    def hand(self, program: Program) -> Hand:
        assert program._app_window is not None
        hand = Hand(program._app_window, self.demo, self.bot)
        page = hand.page
        if isinstance(page, ConnectPoolPage) and page.card.isHidden():
            hand.press("Type the IDs")  # of the ways to begin, the one with the form
        return hand


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    made = MemoryBackend()
    monkeypatch.setattr(keychain, "system_backend", lambda: made)
    return made


@pytest.fixture(params=[None, SECRET], ids=["public client", "client with a secret"])
def demo(request: pytest.FixtureRequest) -> Iterator[DemoCognito]:
    with DemoCognito(DemoPoolConfig(client_secret=request.param)) as demo:
        yield demo


@pytest.fixture
def run(
    qapp: QApplication,
    loop: LoopHolder,
    qtbot: QtBot,
    demo: DemoCognito,
    backend: MemoryBackend,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Run]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setenv("COGNITO_ENDPOINT_URL", demo.url)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    made = Run(qapp, loop, qtbot, demo)
    yield made
    for program in made.programs:
        program._close()
    theme_of(qapp).set_accent("")
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def outputs(demo: DemoCognito, folder: Path) -> Path:
    """As `cdk deploy --outputs-file` writes them, or as AWS describes a client with a secret."""
    config = demo.config
    file = folder / "outputs.json"
    stack: dict[str, object] = {
        "stack": {"UserPoolId": config.pool_id, "DesktopClientId": config.client_id}
    }
    if config.client_secret:
        stack = {
            "UserPoolClient": {
                "UserPoolId": config.pool_id,
                "ClientId": config.client_id,
                "ClientSecret": config.client_secret,
            }
        }
    file.write_text(json.dumps(stack), "utf-8")
    return file


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the file dialog, off-screen
def test_from_an_imported_file_to_the_dashboard_and_again_after_a_restart(
    run: Run, demo: DemoCognito, backend: MemoryBackend, tmp_path: Path
) -> None:
    program = run.start()
    hand = run.hand(program)
    page = hand.page
    assert isinstance(page, ConnectPoolPage)
    file = outputs(demo, tmp_path)

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.setText(str(file))
        QTest.keyClick(name, Qt.Key.Key_Return)

    QTimer.singleShot(300, choose)
    hand.press("Import file")
    hand.until(lambda: not page.locked)
    config = demo.config
    assert f"user pool {config.pool_id}, app client {config.client_id}." in page.bar.text
    assert page.bar.text.startswith("Read from outputs.json")
    first = program._app_window
    hand.press("Continue")
    run.bot.waitUntil(lambda: program._app_window is not first, timeout=STEP_MS)
    run.opened(program)
    hand = run.hand(program)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.until_kept()

    written = (config_folder() / "settings.toml").read_text("utf-8")
    assert demo.config.pool_id in written
    if demo.config.client_secret:
        assert demo.config.client_secret not in written
        assert demo.config.client_secret in backend.entries.values()
    program._close()
    again = run.hand(run.start())
    again.arrive(Dashboard)  # the session was kept, and so was the secret
    again.renew()


@pytest.mark.parametrize("demo", [None], indirect=True, ids=["public client"])
def test_a_dialog_of_the_system_is_shown_over_this_window(
    run: Run, demo: DemoCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[SecurityKeys] = []

    class Seen(SecurityKeys):
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            made.append(self)

    monkeypatch.setattr(keys, "SecurityKeys", Seen)
    monkeypatch.setenv("COGNITO_USER_POOL_ID", demo.config.pool_id)
    monkeypatch.setenv("COGNITO_CLIENT_ID", demo.config.client_id)
    program = run.start()
    assert program._app_window is not None
    window = program._app_window.window
    run.bot.waitUntil(lambda: window._painted, timeout=STEP_MS)
    numbers: list[int] = []
    asking = threading.Thread(target=lambda: numbers.append(made[0]._window()))  # a key's thread
    asking.start()
    asking.join(STEP_S)
    assert numbers == [int(window.winId())]


def test_what_is_wrong_is_said_and_can_be_used_all_the_same(run: Run, demo: DemoCognito) -> None:
    program = run.start()
    hand = run.hand(program)
    page = hand.page
    assert isinstance(page, ConnectPoolPage)
    hand.type("User pool ID", demo.config.pool_id)
    hand.type("App client ID", "nosuchclient")
    hand.press("Check connection")
    hand.until(page.report.isVisible)
    assert page.report.sentences[-1] == (
        f"There’s no app client with this ID at {host_of(demo.url)}."
    )
    client, pool = page.client_id.input, page.pool_id.input
    assert client.hasFocus() and client.selectedText() == "nosuchclient"
    assert [bool(one.property("wrong")) for one in (pool, client)] == [False, True]
    assert client.accessibleDescription() == page.report.sentences[-1]
    assert page.primary.accessibleName() == "Continue anyway"
    hand.press("Continue anyway")  # looked at already: taken as it is
    run.bot.waitUntil(lambda: hand.app_window is not program._app_window, timeout=STEP_MS)
    run.opened(program)
    hand = run.hand(program)
    hand.sign_in("confirmed")
    hand.until(lambda: hand.page.bar.text.startswith("The user pool or app client wasn’t found."))
    hand.press("Check connection")
    page = hand.arrive(ConnectPoolPage)
    hand.until(page.report.isVisible)
    assert page.client_id.text() == "nosuchclient"
    hand.press("Back")
    hand.arrive(SignInPage)


def test_a_stored_secret_is_used_by_the_check_and_kept(
    run: Run, demo: DemoCognito, backend: MemoryBackend, tmp_path: Path
) -> None:
    """The page does not show it again, and yet knows it."""
    program = run.start()
    hand = run.hand(program)
    hand.arrive(ConnectPoolPage).import_from(outputs(demo, tmp_path))
    hand.until(lambda: not hand.form.locked)
    first = program._app_window
    hand.press("Continue")
    run.bot.waitUntil(lambda: program._app_window is not first, timeout=STEP_MS)
    run.opened(program)
    hand = run.hand(program)
    window = hand.app_window.window
    assert window.config.connection is not None
    window.show_connect(window.config.connection())
    page = hand.arrive(ConnectPoolPage)
    assert page.secret.text() == ""
    hand.press("Check connection")
    hand.until(page.report.isVisible)
    assert "App client found; settings match." in page.report.sentences
    second = program._app_window
    hand.press("Continue")
    run.bot.waitUntil(lambda: program._app_window is not second, timeout=STEP_MS)
    run.opened(program)
    assert program._settings.now.secret_stored is bool(demo.config.client_secret)
    run.hand(program).sign_in("confirmed")
    run.hand(program).arrive(Dashboard)


@pytest.mark.parametrize("demo", [None], indirect=True, ids=["public client"])
def test_a_stored_secret_that_is_not_wanted_goes(
    run: Run, demo: DemoCognito, backend: MemoryBackend
) -> None:
    program = run.start()
    hand = run.hand(program)
    hand.arrive(ConnectPoolPage).fill_in(
        PoolConfig(demo.config.pool_id, demo.config.client_id, secret=Secret(SECRET))
    )
    hand.press("Check connection")
    hand.until(hand.arrive(ConnectPoolPage).report.isVisible)
    first = program._app_window
    hand.press("Continue anyway")
    run.bot.waitUntil(lambda: program._app_window is not first, timeout=STEP_MS)
    run.opened(program)
    hand = run.hand(program)
    hand.sign_in("confirmed")
    hand.message("This app client has no client secret. Remove it from the settings.")
    hand.press("Check connection")
    page = hand.arrive(ConnectPoolPage)
    hand.until(page.report.isVisible)
    assert page.report.sentences[-1] == (
        "This app client has no client secret. Remove it from the settings."
    )
    page.report.clear()
    hand.press("Check connection")
    hand.until(page.report.isVisible)
    assert "App client found; settings match." in page.report.sentences
    second = program._app_window
    hand.press("Continue")
    run.bot.waitUntil(lambda: program._app_window is not second, timeout=STEP_MS)
    run.opened(program)
    assert not program._settings.now.secret_stored
    run.hand(program).sign_in("confirmed")
    run.hand(program).arrive(Dashboard)


def test_continue_examines_first(run: Run, demo: DemoCognito) -> None:
    hand = run.hand(run.start())
    page = hand.arrive(ConnectPoolPage)
    hand.type("User pool ID", "us-east-1_Nowhere00")
    hand.type("App client ID", demo.config.client_id)
    hand.press("Continue")
    hand.message(
        "Some settings look wrong. Fix them, or choose Continue anyway to use them as they are."
    )
    assert not (config_folder() / "settings.toml").exists()
    hand.type("User pool ID", "us-east-1_Nowhere01")
    assert page.report.isHidden()  # it was about other settings


def test_a_keychain_that_refuses_saves_nothing_and_the_rest_when_asked_again(
    run: Run, demo: DemoCognito, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "set_password", lambda *_: None)  # reports success, holds nothing
    program = run.start()
    hand = run.hand(program)
    hand.type("User pool ID", demo.config.pool_id)
    hand.type("App client ID", demo.config.client_id)
    hand.type("Client secret", SECRET)
    hand.press("Check connection")
    hand.until(hand.arrive(ConnectPoolPage).report.isVisible)
    refused = (
        "The client secret couldn’t be kept in your password store, so nothing was saved. Unlock the"
        " password store, or use an app client without a secret.\n\n"
        "Choose Continue again to save everything else. Then set COGNITO_CLIENT_SECRET in the environment,"
        " or enter the secret here once your password store works."
    )
    settings = config_folder() / "settings.toml"
    page = hand.arrive(ConnectPoolPage)
    for _ in range(2):
        hand.press(page.primary.accessibleName())  # "anyway", where no secret is wanted
        hand.message(refused)
        assert not settings.exists()
        assert hand.arrive(ConnectPoolPage).secret.text() == SECRET  # what was typed stays
        hand.type("App client ID", f"{demo.config.client_id}x")  # other settings: asked anew
        hand.type("App client ID", demo.config.client_id)
        hand.press("Check connection")
        hand.until(hand.arrive(ConnectPoolPage).report.isVisible)
    hand.press(page.primary.accessibleName())
    hand.message(refused)
    first = program._app_window
    hand.press("Continue")
    run.bot.waitUntil(lambda: program._app_window is not first, timeout=STEP_MS)
    run.opened(program)
    written = settings.read_text("utf-8")
    assert demo.config.pool_id in written
    assert "client_secret" not in written
    assert backend.entries == {}


class SlowSetup:
    """A pool that answers when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.calls = 0

    def check(self, wanted: PoolConfig) -> Report:
        self.calls += 1
        self.go.wait(STEP_S)
        return ()

    def foreign_issuer(self, wanted: PoolConfig) -> str:
        return ""

    def save(
        self, wanted: PoolConfig, *, accept_issuer: bool = False, without_secret: bool = False
    ) -> None:
        raise AssertionError("nothing was to be saved")


class Watched:
    """The requests that reach a demo."""

    def __init__(self, demo: DemoCognito) -> None:
        self.clients: list[str] = []
        demo.intercept("InitiateAuth", self._note)

    def _note(self, request: Request, answer: Operation) -> Reply:
        self.clients.append(str(request["ClientId"]))
        return answer(request)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[tuple[ConnectPoolPage, SlowSetup]]:
    setup = SlowSetup()
    window = MainWindow(WindowConfig(configured=False, connection=lambda: Connection(setup)))
    window.show()
    assert isinstance(window.page, ConnectPoolPage)
    yield window.page, setup
    setup.go.set()
    window.close()
    window.deleteLater()


Made = tuple[ConnectPoolPage, SlowSetup]


def test_a_pool_of_an_emulator_is_pasted_and_imported(tmp_path: Path, qtbot: QtBot) -> None:
    local = "local_4swJtcNM"
    connection = Connection(SlowSetup(), emulated=True)
    shown = page_for_pool(connection)
    qtbot.addWidget(shown)
    shown.pool_id.input.insert(f"http://localhost:9229/{local}")
    assert shown.pool_id.text() == local
    assert shown.pool_id.insist()
    shown.pool_id.set_text("")
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"userPoolId": local, "clientId": "abc123"}), "utf-8")
    shown.import_from(file)
    qtbot.waitUntil(lambda: not shown.locked, timeout=STEP_MS)
    assert (shown.pool_id.text(), shown.client_id.text()) == (local, "abc123")
    assert shown.first_wrong() is None


@pytest.mark.parametrize("endpoint", ["", "https://api.example.com"])
def test_import_names_the_callback_urls_that_cannot_be_used_here(
    tmp_path: Path, qtbot: QtBot, endpoint: str
) -> None:
    shown = page_for_pool(Connection(SlowSetup()))
    qtbot.addWidget(shown)
    file = tmp_path / "client.json"
    described = {
        "UserPoolId": "us-east-1_AbCdEfGhI",
        "ClientId": "abc123",
        "CallbackURLs": ["https://app.example.com/", "http://127.0.0.1:8917/callback"],
    }
    file.write_text(
        json.dumps(described | ({"endpoint_url": endpoint} if endpoint else {})), "utf-8"
    )
    shown.import_from(file)
    qtbot.waitUntil(lambda: not shown.locked, timeout=STEP_MS)
    text = shown.bar.text
    assert "client.json: these callback URLs cannot be used here: https://app.example.com/." in text
    assert ("endpoint_url is ignored" in text) is bool(endpoint)


def test_a_pasted_address_becomes_the_ids(page: Made) -> None:
    shown, _ = page
    shown.pool_id.input.insert(
        "https://acme.auth.us-east-1.amazoncognito.com/us-east-1_AbC?client_id=abc123"
    )
    assert shown.pool_id.text() == "us-east-1_AbC"
    assert shown.client_id.text() == "abc123"


@pytest.mark.parametrize("size", [30_000, 1_000_000])
@pytest.mark.parametrize("unit", ["https://us-", "us-east-", "a"])
def test_pasting_a_long_text_does_not_hold_up_the_window(page: Made, unit: str, size: int) -> None:
    shown, _ = page
    for field in (shown.pool_id, shown.client_id, shown.secret):
        begun = time.process_time()
        field.input.insert(f"https://x/{unit * (size // len(unit))}")
        QApplication.processEvents()
        assert time.process_time() - begun < 2  # some milliseconds; it was 21 s
        assert len(field.text()) == MAX_TYPED
        assert not field.insist()  # cut off, and still too long to be accepted


def test_a_half_typed_address_is_no_error(page: Made) -> None:
    shown, _ = page
    QTest.keyClicks(shown.pool_id.input, "https://[::1")
    assert shown.pool_id.text() == "https://[::1"


def test_a_file_without_a_pool_is_said_and_changes_nothing(
    page: Made, tmp_path: Path, qtbot: QtBot
) -> None:
    shown, _ = page
    shown.pool_id.set_text("us-east-1_AbC")
    file = tmp_path / "package.json"
    file.write_text('{"name": "web"}', "utf-8")
    shown.import_from(file)
    qtbot.waitUntil(lambda: not shown.locked, timeout=STEP_MS)
    words, _, accepted = shown.bar.text.partition("\n")
    assert words == "package.json contains no user pool settings."
    assert "amplify_outputs.json" in accepted
    assert shown.bar.property("tone") == "error"
    assert shown.pool_id.text() == "us-east-1_AbC"


A, B = "us-east-1_First", "eu-west-1_Second"
TWO_POOLS = {
    "Shop": {"UserPoolId": A, "UserPoolClientId": "client1"},
    "Staff-of-all-Branches": {
        "UserPoolId": B,
        "UserPoolClientId": "9z8y7x6w5v4u3t2s1r0q9p8o7n",
        "ClientSecret": SECRET,
    },
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_of_several_pools_in_a_file_one_is_chosen_by_the_keyboard(
    page: Made, tmp_path: Path, qtbot: QtBot, qapp: QApplication, language: str
) -> None:
    install_language(qapp, language)
    try:
        shown, _ = page
        file = tmp_path / "outputs.json"
        file.write_text(json.dumps(TWO_POOLS), "utf-8")
        shown.import_from(file)
        qtbot.waitUntil(lambda: not shown.locked, timeout=STEP_MS)
        radios = shown.findChildren(QRadioButton)
        for radio, (part, outputs) in zip(radios, TWO_POOLS.items(), strict=True):
            name = radio.accessibleName()
            for text in (part, outputs["UserPoolId"], outputs["UserPoolClientId"]):
                assert text in name
            assert name.isascii() is (language == "en")
        assert shown.pool_id.text() == "", "nothing is chosen before the person has"
        assert shown.minimumSizeHint().width() <= 360 - 16, "wider than the narrowest window"
        assert QApplication.focusWidget() is radios[0]
        # the arrow keys go by where the buttons are
        qtbot.waitUntil(lambda: radios[1].y() > radios[0].y(), timeout=STEP_MS)
        QTest.keyClick(radios[0], Qt.Key.Key_Down)
        assert radios[1].isChecked()
        QTest.keyClick(radios[1], Qt.Key.Key_Tab)
        use = QApplication.focusWidget()
        assert isinstance(use, QPushButton)
        QTest.keyClick(use, Qt.Key.Key_Return)
        assert (shown.pool_id.text(), shown.client_id.text()) == (B, "9z8y7x6w5v4u3t2s1r0q9p8o7n")
        assert shown.secret.text() == SECRET
        assert B in shown.bar.text
        qtbot.waitUntil(lambda: not shown.findChildren(QRadioButton), timeout=STEP_MS)
        assert shown._lockable.count(use) == 0
    finally:
        install_language(qapp, "en")


def test_a_file_with_a_pool_and_no_client_fills_in_the_pool_and_says_so(
    page: Made, tmp_path: Path, qtbot: QtBot
) -> None:
    shown, _ = page
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"Stack": {"UserPoolId": A}}), "utf-8")
    shown.import_from(file)
    qtbot.waitUntil(lambda: not shown.locked, timeout=STEP_MS)
    assert shown.pool_id.text() == A
    assert shown.bar.text.startswith(f"outputs.json names the user pool {A}, but no app client.")
    assert QApplication.focusWidget() is shown.client_id.input


def test_a_file_is_read_behind_the_window_and_cancel_gives_the_page_back(
    page: Made, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, _ = page
    shown._cancel_timer.setInterval(50)
    go, ended = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def slow(path: Path, *, emulated: bool) -> PoolConfig:
        threads.append(threading.current_thread())
        go.wait(STEP_S)
        ended.set()
        return PoolConfig(A, "client1")

    monkeypatch.setattr(pool_file, "read_file", slow)
    shown.import_from(tmp_path / "large.json")
    busy = shown.locked
    assert busy
    shown.import_from(tmp_path / "large.json")  # a second one is refused meanwhile
    qtbot.waitUntil(lambda: shown.cancel is not None and shown.cancel.isVisible(), timeout=STEP_MS)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    assert shown.cancel is not None
    shown.cancel.click()
    assert not shown.locked
    go.set()
    assert ended.wait(STEP_S)
    qtbot.wait(100)
    assert shown.pool_id.text() == "", "what comes after Cancel is late"


def test_shapes_are_checked_before_anything_is_asked(page: Made, qtbot: QtBot) -> None:
    shown, setup = page
    shown.check.click()
    shown.primary.click()
    assert setup.calls == 0
    shown.pool_id.set_text("us-east-1")
    shown.client_id.set_text("abc")
    shown.secret.set_text("short")
    shown.primary.click()
    assert shown.pool_id.input.accessibleDescription() == (
        "A user pool ID looks like us-east-1_AbCdEfGhI."
    )
    assert shown.secret.input.accessibleDescription() == "A client secret has 24 to 64 characters."
    assert setup.calls == 0


def test_a_double_click_asks_once_and_cancel_gives_the_page_back(page: Made, qtbot: QtBot) -> None:
    shown, setup = page
    shown.fill_in(PoolConfig("us-east-1_AbC", "abc", secret=Secret("s" * 30)))
    QTest.mouseDClick(shown.check, Qt.MouseButton.LeftButton)
    shown.check.click()
    busy = shown.locked
    assert busy
    qtbot.waitUntil(lambda: setup.calls == 1)
    shown._offer_cancel()
    assert shown.cancel is not None
    shown.cancel.click()
    assert not shown.locked
    setup.go.set()
    qtbot.wait(50)
    assert shown.report.isHidden()  # it came too late
    assert setup.calls == 1


def test_profiles_switch_pool_colour_and_session(
    run: Run, demo: DemoCognito, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = config_folder()
    folder.mkdir(parents=True)
    config = demo.config
    monkeypatch.delenv("COGNITO_ENDPOINT_URL")  # a secret in a file is for the endpoint of the file
    secret = f'client_secret = "{config.client_secret}"\n' if config.client_secret else ""
    folder.joinpath("settings.toml").write_text(
        f'endpoint_url = "{demo.url}"\n'
        f'[profiles.one]\nuser_pool_id = "{config.pool_id}"\nclient_id = "{config.client_id}"\n'
        f'{secret}[profiles.two]\nuser_pool_id = "{config.pool_id}"\n'
        f'client_id = "{config.client_id}"\n{secret}accent = "#8a3ffc"\n',
        "utf-8",
    )
    program = run.start()
    hand = run.hand(program)
    assert hand.app_window.window.windowTitle() == "Desktop Login – one"
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.until_kept()
    program._close()

    program = run.start()
    run.hand(program).arrive(Dashboard)
    hand = run.hand(program)
    hand.press("Sign out")
    hand.arrive(SignInPage)
    old = program._app_window
    hand.choose("two", menu=hand.bar.profile)
    run.bot.waitUntil(lambda: program._app_window is not old, timeout=STEP_MS)
    run.opened(program)
    hand = run.hand(program)
    assert isinstance(hand.page, SignInPage)
    assert hand.app_window.window.windowTitle() == "Desktop Login – two"
    assert theme_of(qapp).colours["accent"] == "#8a3ffc"
    assert hand.bar.profile.accessibleName() == "User pool: two"
    assert not hand.page.findChildren(QComboBox), "the bar alone says which pool it is"
    program._close()
    assert run.start()._settings.now.profile == "two"  # remembered


def test_a_settings_file_that_broke_meanwhile_is_said_in_the_window(
    run: Run, demo: DemoCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = run.start()
    hand = run.hand(program)

    def broken(**how: Any) -> object:
        folder = config_folder()
        folder.joinpath("settings.toml").write_text("nonsense", "utf-8")
        return load(**how)

    hand.arrive(ConnectPoolPage).fill_in(PoolConfig(demo.config.pool_id, "abc"))
    hand.press("Check connection")
    hand.until(hand.arrive(ConnectPoolPage).report.isVisible)
    monkeypatch.setattr(settings_in_force, "load", broken)
    hand.press("Continue anyway")
    hand.until(lambda: "the file cannot be read as settings" in hand.page.bar.text)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_finding_is_too_wide_for_the_smallest_window(
    page: Made, qapp: QApplication, language: str
) -> None:
    shown, _ = page
    install_language(qapp, language)
    values = {
        "region": "ap-northeast-1",
        "text": "ALLOW_USER_PASSWORD_AUTH",
        "url": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI",
        "setting": "password",
        "seconds": 600,
        "host": "proxy.corporate-network.example:3128",
        "name": "SSL_CERT_FILE",
    }
    try:
        for verdict in Verdict:
            error_info = (
                AuthErrorInfo(ErrorCode.CAPTIVE_PORTAL) if verdict is Verdict.UNREACHED else None
            )
            shown.report.show_report([Finding(verdict, values, error_info)])
            assert shown.minimumSizeHint().width() <= 360 - 16, verdict  # the scroll bar
    finally:
        install_language(qapp, "en")


ISSUER = "https://login.acme.example/keys"


def answered(bot: QtBot, name: str) -> list[str]:
    """Presses this button of the next question; the list gets what was asked."""
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, ConfirmDialog):
            QTimer.singleShot(20, answer)
            return
        asked.append(box.text())
        next(b for b in box.buttons() if b.text() == name).click()

    QTimer.singleShot(20, answer)
    return asked


@pytest.mark.qt_log_ignore("propagateSizeHints")
@pytest.mark.parametrize("demo", [None], indirect=True, ids=["public client"])
@pytest.mark.parametrize(("button", "agreed"), [("Use these keys", True), ("Ignore", False)])
def test_an_issuer_of_a_file_counts_only_if_the_person_agrees(
    run: Run, demo: DemoCognito, tmp_path: Path, button: str, agreed: bool
) -> None:
    program = run.start()
    hand = run.hand(program)
    config = demo.config
    file = tmp_path / "outputs.json"
    outputs = {"UserPoolId": config.pool_id, "ClientId": config.client_id, "Issuer": ISSUER}
    file.write_text(json.dumps(outputs), "utf-8")
    asked = answered(run.bot, button)
    page = hand.arrive(ConnectPoolPage)
    page.import_from(file)
    hand.until(lambda: not page.locked and bool(page.bar.text))
    assert asked == [
        (
            "Tokens of this pool would be checked with keys of login.acme.example. Use them only if you"
            " know whose address that is."
        )
    ]
    assert page.bar.text == (
        f"Read from outputs.json: user pool {config.pool_id}, app client {config.client_id}."
    )
    assert page._wanted().issuer == (ISSUER if agreed else "")
    first = program._app_window
    page._save()
    run.bot.waitUntil(lambda: program._app_window is not first, timeout=STEP_MS)
    run.opened(program)
    pool = program._settings.now.pool
    assert pool is not None
    assert pool.issuer == (ISSUER if agreed else None)


@pytest.mark.parametrize("demo", [None], indirect=True, ids=["public client"])
@pytest.mark.parametrize("issuer", ["https://a b.example", "https://user:word@a.example"])
def test_a_malformed_issuer_of_a_file_is_refused_and_fills_in_nothing(
    run: Run, demo: DemoCognito, tmp_path: Path, issuer: str
) -> None:
    hand = run.hand(run.start())
    file = tmp_path / "outputs.json"
    outputs = {"UserPoolId": demo.config.pool_id, "ClientId": "abc", "Issuer": issuer}
    file.write_text(json.dumps(outputs), "utf-8")
    hand.arrive(ConnectPoolPage).import_from(file)
    hand.until(lambda: not hand.form.locked)
    assert (
        hand.page.bar.text
        == "outputs.json: issuer is not valid. It looks like https://login.example.com/path."
    )
    assert hand.arrive(ConnectPoolPage).pool_id.text() == ""


def test_first_start_offers_three_ways_and_each_leads_on_by_keyboard(
    run: Run, demo: DemoCognito
) -> None:
    program = run.start()
    assert program._app_window is not None
    window = program._app_window.window
    page = window.page
    assert isinstance(page, FirstPoolPage)
    assert page.heading.text() == "Desktop Login"
    rows = (page.ways.file, page.ways.ids, page.ways.demo)
    assert [row.accessibleName() for row in rows] == [
        "Drop or choose a file",
        "Type the IDs",
        "Just look around",
    ]
    assert all(row.accessibleDescription() for row in rows)
    assert QApplication.focusWidget() is page.ways.file
    QTest.keyClick(page.ways.file, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.ways.ids
    QTest.keyClick(page.ways.ids, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.pool_id.input
    assert page.heading.text() == "Connect a user pool"
    run.hand(program).press("Other ways to begin")
    assert page.card.isHidden()
    assert page.heading.text() == "Desktop Login"
    assert QApplication.focusWidget() is page.ways.ids


def _drag_enter(where: QPoint, content: QMimeData) -> QDragEnterEvent:
    """Qt 6.12 takes a point of floating-point numbers, and calls the other one deprecated."""
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    try:
        return QDragEnterEvent(QPointF(where), action, content, button, none)  # type: ignore[call-overload,no-any-return,unused-ignore]
    except TypeError:
        return QDragEnterEvent(where, action, content, button, none)


def test_file_is_dropped_anywhere_on_the_page(run: Run, demo: DemoCognito, tmp_path: Path) -> None:
    program = run.start()
    assert program._app_window is not None
    page = program._app_window.window.page
    assert isinstance(page, ConnectPoolPage)
    content = QMimeData()
    content.setUrls([QUrl("https://example.com/outputs.json")])
    where, action, none = QPoint(5, 5), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    foreign = _drag_enter(where, content)
    foreign.ignore()
    QApplication.sendEvent(page, foreign)
    assert not foreign.isAccepted(), "nothing is fetched from anywhere"
    content.setUrls([QUrl.fromLocalFile(str(outputs(demo, tmp_path)))])
    enter = _drag_enter(where, content)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(where, action, content, button, none))
    run.bot.waitUntil(lambda: not page.locked, timeout=STEP_MS)
    assert page.pool_id.text() == demo.config.pool_id
    assert not page.card.isHidden()


@pytest.mark.parametrize("demo", [None], indirect=True, ids=["public client"])
def test_ids_typed_whole_are_examined_by_themselves_and_once(run: Run, demo: DemoCognito) -> None:
    watched = Watched(demo)
    hand = run.hand(run.start())
    page = hand.arrive(ConnectPoolPage)
    hand.type("User pool ID", demo.config.pool_id)
    hand.type("App client ID", demo.config.client_id)
    run.bot.wait(2 * connect_pool.PAUSE_BEFORE_CHECK_MS)
    assert watched.clients == [], "not of the usual length, and still being typed"
    assert page.primary.accessibleName() == "Continue"
    QTest.keyClick(page.client_id.input, Qt.Key.Key_Tab)
    hand.until(page.report.isVisible)
    assert page.report.sentences[-1] == "The sign-in method ALLOW_USER_SRP_AUTH is turned on."
    assert page.bar.text == "App client found; settings match."
    assert page.primary.accessibleName() == "Continue"
    assert QApplication.focusWidget() is page.secret.input, "the focus stays where one types"
    assert watched.clients == [demo.config.client_id]
    for _ in range(6):  # there and back: nothing has changed
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
    run.bot.wait(2 * connect_pool.PAUSE_BEFORE_CHECK_MS)
    assert watched.clients == [demo.config.client_id]


@pytest.mark.parametrize("demo", [None], indirect=True, ids=["public client"])
def test_client_id_of_the_usual_length_is_examined_without_leaving_the_field(
    run: Run, demo: DemoCognito
) -> None:
    watched = Watched(demo)
    hand = run.hand(run.start())
    page = hand.arrive(ConnectPoolPage)
    usual = "1example23456789abcdefghij"
    hand.type("User pool ID", demo.config.pool_id)
    hand.type("App client ID", usual)
    assert page.primary.accessibleName() == "Continue"
    hand.until(page.report.isVisible)
    assert page.primary.accessibleName() == "Continue anyway"
    assert page.bar.text == f"There’s no app client with this ID at {host_of(demo.url)}."
    assert page.primary.isEnabled()
    assert QApplication.focusWidget() is page.client_id.input
    assert watched.clients == [usual]
    assert page.client_id.input.property("wrong")
    QTest.keyClick(page.client_id.input, Qt.Key.Key_Backspace)
    assert page.report.isHidden(), "it was about other settings"
    assert not page.client_id.input.property("wrong")
    assert page.bar.isHidden()
    assert page.primary.accessibleName() == "Continue"
    run.bot.wait(2 * connect_pool.PAUSE_BEFORE_CHECK_MS)
    assert watched.clients == [usual]


def ids(shown: ConnectPoolPage, client: str = "1example23456789abcdefghij") -> None:
    shown.show_form()
    shown.pool_id.input.insert("us-east-1_AbCdEfGhI")
    shown.client_id.focus(select=True)
    shown.client_id.input.insert(client)


def test_edit_while_examining_drops_the_older_result(page: Made, qtbot: QtBot) -> None:
    shown, setup = page
    ids(shown)
    qtbot.waitUntil(lambda: setup.calls == 1, timeout=STEP_MS)
    assert not shown.locked
    assert shown.primary.accessibleName() == "Checking…"
    QTest.keyClick(shown.client_id.input, Qt.Key.Key_Backspace)
    assert shown.primary.accessibleName() == "Continue"
    setup.go.set()
    qtbot.wait(2 * connect_pool.PAUSE_BEFORE_CHECK_MS)
    assert shown._work.checked is None
    assert setup.calls == 1


def test_continue_while_examining_waits_for_that_check_and_asks_no_second_time(
    page: Made, qtbot: QtBot
) -> None:
    shown, setup = page
    ids(shown)
    qtbot.waitUntil(lambda: setup.calls == 1, timeout=STEP_MS)
    assert shown.primary.isEnabled()
    shown.primary.click()
    assert shown.locked
    setup.go.set()
    qtbot.waitUntil(lambda: not shown.locked, timeout=STEP_MS)
    assert setup.calls == 1
    assert shown.bar.text.startswith("Some settings look wrong.")  # an empty report is no good one


def test_secret_that_is_being_typed_is_not_sent(page: Made, qtbot: QtBot) -> None:
    shown, setup = page
    ids(shown)
    shown.secret.input.setFocus()
    QTest.keyClicks(shown.secret.input, SECRET)
    qtbot.wait(2 * connect_pool.PAUSE_BEFORE_CHECK_MS)
    assert setup.calls == 0
    QTest.keyClick(shown.secret.input, Qt.Key.Key_Tab)
    shown.check.setFocus()
    qtbot.waitUntil(lambda: setup.calls == 1, timeout=STEP_MS)


def test_page_that_is_left_examines_nothing_more(page: Made, qtbot: QtBot) -> None:
    shown, setup = page
    assert isinstance(shown, FirstPoolPage)
    ids(shown)
    shown.show_ways()
    qtbot.wait(2 * connect_pool.PAUSE_BEFORE_CHECK_MS)
    assert setup.calls == 0


def test_known_settings_are_shown_without_a_request(qtbot: QtBot) -> None:
    setup = SlowSetup()
    known = PoolConfig("us-east-1_AbCdEfGhI", "1example23456789abcdefghij")
    shown = page_for_pool(Connection(setup, known, with_back=True))
    qtbot.addWidget(shown)
    shown.show()
    shown.start()
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget() or shown, Qt.Key.Key_Tab)
    qtbot.wait(2 * connect_pool.PAUSE_BEFORE_CHECK_MS)
    assert setup.calls == 0
    setup.go.set()


def test_report_that_comes_by_itself_moves_no_control(page: Made, qtbot: QtBot) -> None:
    shown, setup = page
    ids(shown)
    setup.go.set()
    qtbot.waitExposed(shown)
    qtbot.wait(50)
    before = {at: at.mapTo(shown, QPoint(0, 0)) for at in shown.findChildren(QPushButton)}
    finding = Finding(Verdict.CLIENT_UNKNOWN)
    shown.report.show_report([finding])
    qtbot.wait(50)
    # up or down: the scroll bar, which may come with it, takes its width from the page
    moved = [at for at, where in before.items() if at.mapTo(shown, QPoint(0, 0)).y() != where.y()]
    below = [at for at in moved if at.mapTo(shown, QPoint(0, 0)).y() > shown.report.y()]
    assert moved == below, "only what stands below the report"
    assert shown.primary not in moved
