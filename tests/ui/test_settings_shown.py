"""What the window says about its settings: where they are from, what is not Amazon's, and whether a folder's may be used."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel
from pytestqt.qtbot import QtBot

from desktop_login.adapters.token_store import keychain
from desktop_login.app.gui import Program
from desktop_login.app.settings_in_force import load_settings
from desktop_login.app.window_config import demo_window_config, window_config
from desktop_login.cli.options import Options
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.tokens import Identity, Signature
from desktop_login.messages.translate import LANGUAGES
from desktop_login.settings import load
from desktop_login.system.paths import TRUSTED_FOLDERS, config_folder
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.folder_question import FolderQuestion
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.status_card import KeyInUse
from tests.fakes.keychains import MemoryBackend
from tests.patience import STEP_MS
from tests.ui.conftest import Hand

pytestmark = [
    pytest.mark.medium,
    pytest.mark.qt_log_ignore("propagateSizeHints"),  # of dialogs, off-screen
]

POOL = "us-east-1_AbCdEfGhI"
LONG = "a-rather-long-name.of-some-subdomain.emulator.example:8443"


class Start:
    """Starts of the program in the working folder of the test."""

    def __init__(self, app: QApplication, loop: LoopHolder, bot: QtBot, demo: DemoCognito) -> None:
        self._app, self._loop, self.bot, self.demo = app, loop, bot, demo
        self.programs: list[Program] = []
        config = demo.config
        self.text = f"COGNITO_USER_POOL_ID={config.pool_id}\nCOGNITO_CLIENT_ID={config.client_id}\n"
        self.file = Path.cwd() / ".env.local"
        self.file.write_text(self.text, "utf-8")

    def __call__(self, options: Options = Options()) -> Program:
        for program in self.programs:
            program._close()
        program = Program(self._app, options, load_settings(options), self._loop)
        self.programs.append(program)
        program.open()
        self.opened(program)
        return program

    def opened(self, program: Program) -> None:
        assert program._app_window is not None
        with self.bot.waitSignal(program._app_window.opened, timeout=STEP_MS):
            assert question(program) is None  # the window was there first

    def hand(self, program: Program) -> Hand:
        assert program._app_window is not None
        return Hand(program._app_window, self.demo, self.bot)

    def asked(self, program: Program) -> FolderQuestion:
        self.bot.waitUntil(lambda: question(program) is not None, timeout=STEP_MS)
        found = question(program)
        assert found is not None
        self.bot.waitUntil(found.isVisible, timeout=STEP_MS)
        return found


def question(program: Program) -> FolderQuestion | None:
    assert program._app_window is not None
    found = program._app_window.window.findChildren(FolderQuestion)
    return found[0] if found else None


def press(asked: FolderQuestion, name: str) -> None:
    found = [b for b in asked.findChildren(QAbstractButton) if b.accessibleName() == name]
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


@pytest.fixture
def demo() -> Iterator[DemoCognito]:
    with DemoCognito() as demo:
        yield demo


@pytest.fixture
def start(
    qapp: QApplication,
    loop: LoopHolder,
    qtbot: QtBot,
    demo: DemoCognito,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Start]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setenv("COGNITO_ENDPOINT_URL", demo.url)
    backend = MemoryBackend()
    monkeypatch.setattr(keychain, "system_backend", lambda: backend)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    made = Start(qapp, loop, qtbot, demo)
    yield made
    for program in made.programs:
        program._close()
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_folder_is_asked_about_once_and_then_used(start: Start, demo: DemoCognito) -> None:
    program = start()
    assert isinstance(start.hand(program).page, ConnectPoolPage)
    asked = start.asked(program)
    shown = {label.accessibleName() or label.text() for label in asked.findChildren(QLabel)}
    config = demo.config
    assert {str(Path.cwd()), ".env.local", config.pool_id, config.client_id} <= shown
    old = program._app_window
    press(asked, "Use this folder’s settings")
    start.bot.waitUntil(lambda: program._app_window is not old, timeout=STEP_MS)
    start.bot.waitUntil(lambda: isinstance(start.hand(program).page, SignInPage), timeout=STEP_MS)
    hand = start.hand(program)
    assert hand.arrive(SignInPage).pool.accessibleName() == f"{config.pool_id} · from .env.local"
    hand.until(lambda: hand.app_window.controller is not None)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.until_kept()
    again = start()
    start.hand(again).arrive(Dashboard)
    assert question(again) is None


def test_a_folder_that_is_ignored_is_not_asked_about_before_its_file_changes(start: Start) -> None:
    program = start()
    press(start.asked(program), "Ignore")
    start.bot.waitUntil(lambda: question(program) is None, timeout=STEP_MS)
    assert isinstance(start.hand(program).page, ConnectPoolPage)
    assert start()._settings.now.undecided == ()
    start.file.write_text(start.text + "\n", "utf-8")
    start.asked(start())


@pytest.mark.parametrize(("key", "kept"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)])
def test_enter_ignores_and_esc_leaves_it_open(start: Start, key: Qt.Key, kept: bool) -> None:
    program = start()
    asked = start.asked(program)
    asked.activateWindow()
    start.bot.waitUntil(lambda: asked.focusWidget() is not None, timeout=STEP_MS)
    QTest.keyClick(asked.focusWidget(), key)
    start.bot.waitUntil(lambda: question(program) is None, timeout=STEP_MS)
    assert (config_folder() / TRUSTED_FOLDERS).exists() is kept
    assert bool(start()._settings.now.undecided) is not kept


def test_settings_that_cannot_be_used_are_said_in_the_question_and_not_agreed_to(
    start: Start,
) -> None:
    start.file.write_text(start.text + "COGNITO_REGION=moon\n", "utf-8")
    program = start()
    asked = start.asked(program)
    press(asked, "Use this folder’s settings")
    assert asked.bar.text.startswith(f"{start.file}, line 3: COGNITO_REGION is not valid. ")
    assert asked.isVisible()
    assert not (config_folder() / TRUSTED_FOLDERS).exists()


def test_an_answer_that_cannot_be_kept_is_said(start: Start) -> None:
    config_folder().parent.mkdir(parents=True, exist_ok=True)
    asked = start.asked(start())
    aside = config_folder().with_name("aside")
    config_folder().rename(aside)
    config_folder().write_text("", "utf-8")
    for answer in ("Ignore", "Use this folder’s settings"):
        press(asked, answer)
        assert "cannot be written" in asked.bar.text
        assert asked.isVisible()
    config_folder().unlink()
    aside.rename(config_folder())


def test_what_a_trusted_folder_may_not_set_is_told_above_the_page(start: Start) -> None:
    start.file.write_text(start.text + "COGNITO_AUTH_FLOW=password\n", "utf-8")
    program = start(Options(trust_folder=True))
    hand = start.hand(program)
    hand.until(lambda: hand.app_window.window.notice is not None)
    notice = hand.app_window.window.notice
    assert notice is not None
    assert notice.text.startswith(f"{start.file}, line 3: COGNITO_AUTH_FLOW is ignored.")
    hand.press("Dismiss", notice)
    assert not notice.isVisible()


# --- profiles -----------------------------------------------------------------------------

ADMIN = "The sign-in method admin needs an AWS profile that is named in the settings."


def two_profiles(start: Start, of_the_second: str) -> None:
    """`first` can be used; what `second` says besides its pool is given."""
    start.file.unlink()
    folder = config_folder()
    folder.mkdir(parents=True, exist_ok=True)
    names = f'user_pool_id = "{start.demo.config.pool_id}"\nclient_id = '
    first = f'[profiles.first]\n{names}"{start.demo.config.client_id}"\n'
    second = f'[profiles.second]\n{names}"another"\n{of_the_second}\n'
    (folder / "settings.toml").write_text(first + second, "utf-8")


def test_a_profile_that_is_wrong_is_said_on_the_page_and_not_remembered(start: Start) -> None:
    two_profiles(start, 'auth_flow = "admin"')
    program = start()
    app_window = program._app_window
    assert app_window is not None
    app_window.window.profile_chosen.emit("second")
    assert program._app_window is app_window
    assert app_window.window.sign_in.bar.text.startswith(ADMIN)
    assert start()._settings.now.profile == "first"


def test_a_remembered_profile_that_has_become_wrong_does_not_keep_the_program_from_starting(
    start: Start,
) -> None:
    two_profiles(start, "")
    program = start()
    assert program._app_window is not None
    program._app_window.window.profile_chosen.emit("second")
    start.opened(program)
    again = start()
    assert again._settings.now.profile == "second"
    with (config_folder() / "settings.toml").open("a", encoding="utf-8") as file:
        file.write('auth_flow = "admin"\n')
    program = start()
    assert program._settings.now.profile == "first"
    hand = start.hand(program)
    hand.until(lambda: hand.app_window.window.notice is not None)
    notice = hand.app_window.window.notice
    assert notice is not None
    assert notice.text.startswith(ADMIN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_fits_into_the_narrowest_window(
    qapp: QApplication, qtbot: QtBot, language: str
) -> None:
    from desktop_login.ui.folder_question import FolderSettings

    install_language(qapp, language)
    try:
        window = MainWindow(WindowConfig())
        qtbot.addWidget(window)
        window.resize(360, 480)
        values = [
            ("COGNITO_USER_POOL_ID", "us-east-1_" + "A" * 46),
            ("COGNITO_CLIENT_ID", "b" * 128),
        ]
        path = "/home/somebody/" + "a-folder-with-a-long-name/" * 6 + ".env.local"
        asked = FolderQuestion(window, [FolderSettings(path, values)])
        qtbot.addWidget(asked)
        asked.show()
        qapp.processEvents()
        assert asked.width() <= 360
        for label in asked.findChildren(QLabel):
            if label.isVisible():
                assert label.heightForWidth(label.width()) <= label.height(), label.text()
                assert asked.rect().contains(label.mapTo(asked, label.rect().bottomRight()))
        names = {b.accessibleName() for b in asked.findChildren(QAbstractButton) if b.isVisible()}
        assert len(names) == 2
        assert "" not in names
    finally:
        install_language(qapp, "en")


# --- which pool, and from where -----------------------------------------------------------


def line_of(bot: QtBot, folder: Path, toml: str, environment: dict[str, str]) -> tuple[str, str]:
    file = folder / "settings.toml"
    file.write_text(toml, "utf-8")
    settings = load(explicit=file, environment=environment)
    window = MainWindow(window_config(settings, folder, None))
    bot.addWidget(window)
    page = window.sign_in
    return page.pool.accessibleName(), page.pool.accessibleDescription()


IN_A_FILE = f'user_pool_id = "{POOL}"\nclient_id = "abc123"\n'
ENVIRONMENT = {"COGNITO_USER_POOL_ID": "us-east-1_Env", "COGNITO_CLIENT_ID": "env"}


def test_the_sign_in_page_says_which_pool_and_where_it_is_named(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    for toml, environment, words in [
        (IN_A_FILE, {}, f"{POOL} · from settings.toml"),
        (IN_A_FILE, ENVIRONMENT, "us-east-1_Env · from the environment"),
        (
            IN_A_FILE,
            {"COGNITO_CLIENT_ID": "env"},
            f"{POOL} · from settings.toml, the environment",
        ),
        (
            "[profiles.production]\n" + IN_A_FILE,
            {},
            f"{POOL} · from the profile production in settings.toml",
        ),
    ]:
        name, details = line_of(qtbot, tmp_path, toml, environment)
        assert name == words
        assert details.startswith(f"user_pool_id = {words.partition(' ')[0]}\n")
        assert str(file) in details or not toml.startswith("user") or environment == ENVIRONMENT


def test_a_path_is_never_markup_in_the_tool_tip(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "<img src=x><b>bold"
    folder.mkdir()
    _, details = line_of(qtbot, folder, IN_A_FILE, {})
    assert "<img src=x><b>bold" in details
    assert not GuiQt.mightBeRichText(details)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("width", "profile", "whole"),
    [
        (360, "a profile with quite a long name", False),
        (560, "a profile with quite a long name", False),
        (560, "live", True),
    ],
)
def test_the_line_about_the_pool_is_shortened_and_never_clipped(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    language: str,
    width: int,
    profile: str,
    whole: bool,
) -> None:
    install_language(qapp, language)
    try:
        file = tmp_path / "settings.toml"
        file.write_text(f'[profiles."{profile}"]\n{IN_A_FILE}', "utf-8")
        window = MainWindow(window_config(load(explicit=file, environment={}), tmp_path, None))
        qtbot.addWidget(window)
        window.resize(width, 640)
        window.show()
        qapp.processEvents()
        line = window.sign_in.pool
        assert line.fontMetrics().horizontalAdvance(line.text()) <= line.contentsRect().width()
        assert line.text().startswith("us-east-1_AbCd")
        assert (line.text() == line.accessibleName()) is whole
        assert line.mapTo(window, line.rect().topLeft()).x() >= 0
        assert line.mapTo(window, line.rect().topRight()).x() <= width
        page = window.sign_in  # as wide as the window, or with a scroll bar beside it
        assert abs(line.mapTo(page, line.rect().center()).x() - page.width() // 2) <= 2
    finally:
        install_language(qapp, "en")


# --- what is not Amazon's -----------------------------------------------------------------


def banner(window: MainWindow) -> QFrame | None:
    found = [frame for frame in window.findChildren(QFrame, "banner") if frame.isVisible()]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("url", "host"), [(f"https://{LONG}", LONG), ("http://127.0.0.1:9", "127.0.0.1:9")]
)
def test_a_foreign_endpoint_is_a_banner_with_its_whole_host(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, url: str, host: str
) -> None:
    settings = load(environment=ENVIRONMENT | {"COGNITO_ENDPOINT_URL": url})
    window = MainWindow(window_config(settings, tmp_path, None))
    qtbot.addWidget(window)
    window.resize(360, 480)
    window.show()
    qapp.processEvents()
    shown = banner(window)
    assert shown is not None
    assert shown.accessibleName() == f"Not Amazon Cognito: {host}"
    (words,) = shown.findChildren(QLabel)
    assert words.text().replace("\u200b", "") == f"Not Amazon Cognito: {host}"
    assert words.heightForWidth(words.width()) <= words.height()
    board = Dashboard(SecretClipboard(window), lambda: 0.0)
    window.add(board)
    window.open(board)
    assert shown.isVisible()


@pytest.mark.parametrize("url", ["", "https://cognito-idp.us-east-1.amazonaws.com"])
def test_amazon_and_the_demo_have_no_such_banner(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, url: str
) -> None:
    settings = load(environment=ENVIRONMENT | {"COGNITO_ENDPOINT_URL": url})
    plans = [window_config(settings, tmp_path, None), demo_window_config()]
    for config in plans:
        window = MainWindow(config)
        qtbot.addWidget(window)
        window.show()
        shown = banner(window)
        assert shown is None or "Not Amazon" not in shown.accessibleName()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK, HIGH_CONTRAST], ids=["light", "dark", "high"])
def test_the_warning_can_be_read(colours: dict[str, str]) -> None:
    """https://www.w3.org/TR/WCAG22/#contrast-minimum"""
    two = sorted(luminance(colours[name]) for name in ("warning", "warning_back"))
    assert (two[1] + 0.05) / (two[0] + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("keys_of", "demo", "words", "role"),
    [
        ("", False, "Signature verified", "good"),
        (LONG, False, f"Signature verified with keys of {LONG} (not Amazon)", "warning"),
        ("127.0.0.1:9229", True, "Signature verified", "good"),
    ],
)
def test_a_verified_signature_says_by_whose_keys(
    qapp: QApplication, qtbot: QtBot, keys_of: str, demo: bool, words: str, role: str
) -> None:
    window = MainWindow(WindowConfig())
    board = Dashboard(SecretClipboard(window), lambda: 0.0, demo=demo)
    window.add(board)
    window.open(board)
    qtbot.addWidget(window)
    window.resize(360, 640)
    window.show()
    key = KeyInUse("RS256", "key")
    verified, unchecked = Signature.VERIFIED, Signature.UNCHECKED
    board.status.show_identity(Identity("s", "robin", "", "", {}, verified, keys_of), key, 0.0)
    qapp.processEvents()
    chip = board.signature
    assert chip.text().removeprefix("✓ ") == words
    assert chip.accessibleName() == words
    assert chip.tone == role
    assert chip.minimumSizeHint().width() <= chip.width()
    assert chip.heightForWidth(chip.width()) <= chip.height()
    assert board.keys_of_demo.isHidden() or board.keys_of_demo.shows_all
    window.resize(560, 640)
    qapp.processEvents()
    assert board.keys_of_demo.isVisible() is demo
    board.status.show_identity(Identity("s", "robin", "", "", {}, unchecked, keys_of), key, 0.0)
    assert chip.text() == "Signature not checked (offline)"
    assert not board.keys_of_demo.isVisible()
