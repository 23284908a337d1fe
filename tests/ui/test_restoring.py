"""A stored session that cannot be read at once: what the sign-in page offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.system.threads import wait_for_calls
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.restoring import RestoringPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.widgets.painted import BusyLine
from tests.fakes.keychains import MemoryKeychain
from tests.patience import STEP_MS, STEP_S
from tests.ui.conftest import Hand, Open

pytestmark = pytest.mark.slow

NO_KEY = (
    "Your password store didn’t return the key of the saved session."
    " The session is kept: try again, or sign in."
)


class Forgetful(MemoryKeychain):
    """Answers "nothing" until it is told otherwise."""

    awake = True

    def get(self, service: str) -> str | None:
        return super().get(service) if self.awake else None


@pytest.fixture
def keychain() -> Forgetful:
    return Forgetful()


@pytest.fixture
def token_store(
    demo: DemoCognito, keychain: Forgetful, tmp_path: Path
) -> Iterator[EncryptedTokenStore]:
    owner = StoreKey(demo.config.pool_id, demo.config.client_id, "", demo.url)
    yield EncryptedTokenStore(keychain, tmp_path / "data", owner)


def start_again(
    opened: Open, demo: DemoCognito, token_store: EncryptedTokenStore, keychain: Forgetful
) -> tuple[Hand, SignInPage]:
    """Signs in, and starts once more while the keychain answers "nothing"."""
    first = opened(demo, token_store=token_store)
    first.sign_in("confirmed")
    first.arrive(Dashboard)
    first.until(token_store._file.exists)  # it is stored behind the window
    wait_for_calls(STEP_S)
    first.app_window.close()
    keychain.awake = False
    token_store._key = None  # a fresh process has none
    hand = opened(
        demo, config=demo_window_config()._replace(restoring=True), token_store=token_store
    )
    page = hand.arrive(SignInPage)
    hand.message(NO_KEY)
    return hand, page


def test_try_again_reads_the_stored_session_again(
    opened: Open, demo: DemoCognito, token_store: EncryptedTokenStore, keychain: Forgetful
) -> None:
    hand, page = start_again(opened, demo, token_store, keychain)
    hand.press("Try again")
    hand.until(lambda: not page.locked)
    hand.message(NO_KEY)
    keychain.awake = True
    hand.press("Try again")
    assert hand.arrive(Dashboard)
    assert hand.who == "Signed in as confirmed@example.com"


def test_try_again_after_another_window_has_signed_out(
    opened: Open, demo: DemoCognito, token_store: EncryptedTokenStore, keychain: Forgetful
) -> None:
    hand, page = start_again(opened, demo, token_store, keychain)
    token_store._file.remove()
    hand.press("Try again")
    hand.until(lambda: not page.locked and not page.bar.text)


def test_signing_in_instead_replaces_what_has_no_key(
    opened: Open, demo: DemoCognito, token_store: EncryptedTokenStore, keychain: Forgetful
) -> None:
    hand, _ = start_again(opened, demo, token_store, keychain)
    record = token_store._file.path.read_bytes()
    keychain.awake = True
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.until(lambda: token_store._file.path.read_bytes() != record)
    assert token_store.load() is not None


def test_the_outline_of_the_dashboard_names_who_is_being_signed_in(
    opened: Open, demo: DemoCognito, qtbot: QtBot, tmp_path: Path
) -> None:
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    memory.setValue("sign_in/address", "alex@example.com")
    config = demo_window_config()._replace(restoring=True, demo=None, memory=memory)
    window = MainWindow(config)
    qtbot.addWidget(window)
    page = window.page
    assert isinstance(page, RestoringPage)
    assert page.address.accessibleName() == "alex@example.com"
    assert page.doing.text() == "Opening your session…"


@pytest.mark.parametrize("wide", [360, 560, 1600])
def test_the_outline_fits_and_cancel_moves_nothing(qtbot: QtBot, wide: int) -> None:
    page = RestoringPage("Desktop Login", "a.very.long.address.of.somebody@subdomain.example.com")
    qtbot.addWidget(page)
    page.resize(wide, 600)
    page.show()
    before = [(part, part.geometry()) for part in page.findChildren(QFrame)]
    assert page.minimumSizeHint().width() <= 360
    qtbot.waitUntil(lambda: page.cancel is not None, timeout=STEP_MS)
    assert [(part, part.geometry()) for part, _ in before] == before
    busy = page.findChild(BusyLine)
    assert busy is not None
    sheet = busy.parentWidget()
    assert sheet is not None
    qtbot.waitUntil(lambda: busy.width() == sheet.width() - 16, timeout=STEP_MS)
