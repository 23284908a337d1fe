"""What the desktop tells: a sleep that ended, a locked screen, the network. On a real bus where there is one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from desktop_login.ui.desktop_events import _LOCKED, _RESUMED, DesktopEvents, _WindowsMessages
from desktop_login.ui.pages.dashboard import Dashboard
from tests.fakes.session_bus import on_a_bus
from tests.ui.conftest import Hand

needs_bus = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-run-session"),
    reason="D-Bus is Linux's; dev.py test --all installs it",
)


def played(home: Path, *what: str) -> str:
    """One bus for both: what the system's would tell comes from the session's."""
    command = f'"{sys.executable}" -m {" ".join(what)}'
    done = on_a_bus(f'DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" {command}', home)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
@needs_bus
def test_signals_of_a_real_bus(tmp_path: Path) -> None:
    assert played(tmp_path, "tests.ui.desktop_events_play") == "woken,locked,locked,locked"


@pytest.mark.slow
@needs_bus
def test_a_network_that_comes_back(tmp_path: Path) -> None:
    assert played(tmp_path, "tests.ui.network_play") == "network back,listening at once"


@pytest.mark.slow
@needs_bus
def test_a_network_manager_that_is_stuck_stops_no_window(tmp_path: Path) -> None:
    assert played(tmp_path, "tests.ui.network_play", "silent") == "listening at once"


def test_no_bus_at_all(qapp: QApplication, hand: Hand) -> None:
    """The tests themselves have none, and the window opened all the same."""
    assert hand.app_window._desktop is not None
    assert hand.app_window._desktop.events is not None


def test_messages_of_windows(qapp: QApplication) -> None:
    around = DesktopEvents()
    heard: list[str] = []
    around.woken.connect(lambda: heard.append("woken"))
    around.locked.connect(lambda: heard.append("locked"))
    messages = _WindowsMessages(around)
    for message in (_RESUMED, (0x0218, 0x0004), _LOCKED, (0x02B1, 0x8), (0x0010, 0)):
        messages.hear(*message)
    assert heard == ["woken", "locked"]


def test_messages_of_windows_after_the_window_went_to_another_pool(qapp: QApplication) -> None:
    around = DesktopEvents()
    messages = _WindowsMessages(around)
    delete(around)
    for message in (_RESUMED, _LOCKED):
        messages.hear(*message)  # raises nothing


def test_only_a_network_that_reaches_everywhere_counts(qapp: QApplication) -> None:
    around = DesktopEvents()
    heard: list[bool] = []
    around.network_back.connect(lambda: heard.append(True))
    reach = QNetworkInformation.Reachability
    for how_far in (reach.Disconnected, reach.Local, reach.Site, reach.Online):
        around._reaches(how_far)
    assert heard == [True]


def test_a_locked_screen_hides_the_token_and_a_wake_up_looks_at_the_clock(hand: Hand) -> None:
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    token = hand.token()
    assert hand.app_window._desktop is not None
    around = hand.app_window._desktop.events
    assert around is not None
    around.locked.emit()
    around.locked.emit()
    assert token not in hand.token()
    hand.press("Show ID token")
    assert hand.token() == token
    session_manager = hand.app_window.controller._session_manager  # type: ignore[union-attr]
    held = session_manager._active
    assert held is not None
    held.failures, held.due_at = 5, 0.0
    around.network_back.emit()
    hand.until(lambda: hand.token() != token)
    token = hand.token()
    session_manager._active.due_at = 0.0  # type: ignore[union-attr]
    around.woken.emit()
    hand.until(lambda: hand.token() != token)
