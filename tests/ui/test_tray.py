"""The icon in the tray: what it says in each state, what its rows do, and a session that outlives its window."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction, QGuiApplication, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop_login.demo.server import DemoCognito
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.states import Fresh, RefreshFailed, Refreshing, SignedIn, SignedOut
from desktop_login.messages.translate import translate
from desktop_login.ui.moments import clock_time
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.tray import LONGEST_NAME, Tone, Tray, picture, summary
from tests.fakes.session_bus import on_a_bus
from tests.patience import STEP_MS
from tests.ui.conftest import Hand, Open

pytestmark = pytest.mark.slow

needs_bus = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-run-session") or not shutil.which("xvfb-run"),
    reason="D-Bus and Xvfb are Linux's; dev.py test --all installs them",
)


@needs_bus
def test_on_a_desktop_that_shows_the_icon(tmp_path: Path) -> None:
    """Read and clicked through the bus, as the desktop does it."""
    command = f'xvfb-run -a env QT_QPA_PLATFORM=xcb "{sys.executable}" -m tests.ui.tray_play'
    done = on_a_bus(command, tmp_path)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["available"] is True
    item, menu = seen["signed out"]
    assert item["tooltip"] == "Desktop Login\nSigned out"
    assert ["Copy token", False] in menu
    item, menu = seen["signed in"]
    assert item["tooltip"].startswith("Signed in as confirmed@example.com\nToken valid until ")
    assert item["pictures"] == 3
    assert ["Copy token", True] in menu
    assert ["R&D", True] in menu
    assert seen["copied"] is True
    assert seen["refreshed with the window closed"] is True
    assert seen["asked"] == ["R&D", "open", "quit"]
    assert seen["notified"] == ["You’re signed out", "Open Desktop Login to sign in again."]
    assert seen["signed out elsewhere"][:3] == [
        ["Desktop Login", False],
        ["Signed out", False],
        ["Copy token", False],
    ]
    assert seen["session ended"] is True
    assert seen["clipboard"] == ""


@needs_bus
def test_desktop_without_notifications_is_told_by_the_icon_alone(tmp_path: Path) -> None:
    """Nobody takes the notification: that is no error, stops nothing, and the icon says it as ever."""
    command = f'xvfb-run -a env QT_QPA_PLATFORM=xcb "{sys.executable}" -m tests.ui.tray_play silent'
    done = on_a_bus(command, tmp_path)
    assert done.returncode == 0, done.stderr
    printed = [line for line in done.stderr.splitlines() if not line.startswith("dbus-daemon")]
    assert printed == [], "it would stand in somebody’s terminal"
    seen = json.loads(done.stdout)
    assert seen["signed out elsewhere"][:3] == [
        ["Desktop Login", False],
        ["Signed out", False],
        ["Copy token", False],
    ]
    assert seen["session ended"] is True
    assert seen["clipboard"] == ""


@pytest.mark.medium
@needs_bus
def test_a_closed_window_keeps_the_session_and_quit_ends_it(tmp_path: Path) -> None:
    seen = program_played(tmp_path, "closed")
    assert str(seen["asked"]).startswith("Keep running when the window is closed?")
    visible, menu = seen["kept"]
    assert not visible
    assert menu[0] == ["Signed in as confirmed@example.com", False]
    assert ["User pool", True] not in menu  # there is only one
    assert seen["same window"] is True
    assert seen["on the dashboard"] is True
    assert seen["status"] == 0
    assert seen["clipboard"] == ""


@needs_bus
def test_a_start_in_the_background_shows_no_window(tmp_path: Path) -> None:
    pool = {"COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi", "COGNITO_CLIENT_ID": "abc123"}
    seen = program_played(tmp_path, "background", **pool)
    assert seen["shown at the start"] is False
    assert ["Signed out", False] in seen["menu"]
    assert seen["shown when asked for"] is True
    assert seen["status"] == 0  # closed with nobody signed in


def program_played(home: Path, story: str, **changes: str) -> dict[str, Any]:
    command = f'xvfb-run -a env QT_QPA_PLATFORM=xcb "{sys.executable}" -m tests.ui.background_play'
    done = on_a_bus(f"{command} {story}", home, **changes)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


@pytest.fixture
def hand(opened: Open, demo: DemoCognito) -> Hand:
    hand = opened(demo)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    return hand


@pytest.fixture
def tray(qapp: QApplication, hand: Hand) -> Iterator[Tray]:
    tray = Tray(qapp, time.time, hand.app_window.window.isVisible)
    tray.use(hand.app_window.session)
    yield tray
    tray.close()
    qapp.processEvents()


def rows(tray: Tray) -> list[QAction]:
    menu = tray._icon.contextMenu()
    assert isinstance(menu, QMenu)
    return [row for row in menu.actions() if row.isVisible() and not row.isSeparator()]


def row(tray: Tray, words: str) -> QAction:
    return next(row for row in rows(tray) if row.text() == words)


def state_of(hand: Hand) -> SignedIn:
    session = hand.app_window.session
    assert session is not None
    assert session.states.latest is not None
    return session.states.latest


FAILED_OFFLINE = RefreshFailed(AuthErrorInfo(ErrorCode.NO_CONNECTION), usable=True)
FAILED_BUSY = RefreshFailed(AuthErrorInfo(ErrorCode.BUSY), usable=True)
FAILED_DEAD = RefreshFailed(AuthErrorInfo(ErrorCode.NO_CONNECTION), usable=False)


@pytest.mark.parametrize(
    ("freshness", "tone", "words"),
    [
        (Fresh(0.0), Tone.GOOD, "Token valid until {time}"),
        (Refreshing(usable=True), Tone.GOOD, "Token valid until {time}"),
        (Refreshing(usable=False), Tone.WARNING, "Renewing…"),
        (FAILED_OFFLINE, Tone.WARNING, "Can’t reach the service · valid until {time}"),
        (FAILED_BUSY, Tone.WARNING, "Token valid until {time}"),
        (FAILED_DEAD, Tone.BAD, "Token has expired"),
    ],
)
def test_each_state_has_a_colour_and_a_sentence(
    hand: Hand, freshness: Fresh | Refreshing | RefreshFailed, tone: Tone, words: str
) -> None:
    state = replace(state_of(hand), freshness=freshness)
    time_of_day = clock_time(state.expires_at, state.expires_at - 60)
    found, shown = summary(state, state.expires_at - 60)
    assert (found, translate(shown)) == (tone, words.replace("{time}", time_of_day))


def test_the_second_after_expiry_says_expired(hand: Hand) -> None:
    state = state_of(hand)
    assert summary(state, state.expires_at - 0.01)[0] is Tone.GOOD
    assert summary(state, state.expires_at)[0] is Tone.BAD
    assert summary(None, 0.0)[0] is Tone.OFF


def test_expiry_is_shown_without_a_new_state(qapp: QApplication, hand: Hand, qtbot: QtBot) -> None:
    state = state_of(hand)
    moment = [state.expires_at - 0.3]
    tray = Tray(qapp, lambda: moment[0], lambda: True)
    tray.use(hand.app_window.session)
    assert row(tray, "Copy token").isEnabled()
    moment[0] = state.expires_at
    qtbot.waitUntil(lambda: not row(tray, "Copy token").isEnabled(), timeout=STEP_MS)
    assert rows(tray)[1].text() == "Token has expired"
    tray.close()


def test_a_token_that_lasts_for_years_is_shown(hand: Hand, tray: Tray) -> None:
    tray._hear(replace(state_of(hand), expires_at=time.time() + 10 * 365 * 86400))
    assert tray._expiry.isActive()


def test_copy_puts_the_token_on_the_clipboard_and_close_clears_it(
    qapp: QApplication, hand: Hand
) -> None:
    tray = Tray(qapp, time.time, lambda: True)
    tray.use(hand.app_window.session)
    row(tray, "Copy token").trigger()
    token = state_of(hand).session.tokens.id_token.reveal()
    assert qapp.clipboard().text() == token
    tray.close()
    assert qapp.clipboard().text() == ""


def test_a_sign_out_clears_what_was_copied(
    qapp: QApplication, tray: Tray, hand: Hand, qtbot: QtBot
) -> None:
    row(tray, "Copy token").trigger()
    hand.press("Sign out")
    qtbot.waitUntil(lambda: rows(tray)[1].text() == "Signed out", timeout=STEP_MS)
    assert qapp.clipboard().text() == ""
    assert not row(tray, "Copy token").isEnabled()
    assert not row(tray, "Refresh now").isEnabled()


def test_a_notification_comes_only_where_no_window_tells_it(
    qapp: QApplication, hand: Hand, demo: DemoCognito, qtbot: QtBot
) -> None:
    session = hand.app_window.session
    assert session is not None
    shown: list[bool] = []
    for window_is_open in (True, False):
        tray = Tray(qapp, time.time, lambda window_is_open=window_is_open: window_is_open)  # type: ignore[misc]
        tray.use(session)
        tray._notify_of_end = lambda open_=window_is_open: shown.append(open_)  # type: ignore[method-assign,misc]
        user = demo.pool.find("confirmed@example.com")
        assert user is not None
        demo.revoke_all(user)
        session.refresh_now()
        qtbot.waitUntil(lambda: session.states.latest is None, timeout=STEP_MS)
        tray.close()
        if window_is_open:
            hand.sign_in("confirmed")
            hand.arrive(Dashboard)
    assert shown == [False]


def test_a_session_that_ends_tomorrow_is_told_once_and_only_where_no_window_tells_it(
    qapp: QApplication, hand: Hand
) -> None:
    clock, open_now = [1_800_000_000.0], [False]
    tray = Tray(qapp, lambda: clock[0], lambda: open_now[0])
    notices: list[tuple[str, str]] = []
    tray._icon.showMessage = lambda title, body, _: notices.append((title, body))  # type: ignore[method-assign,assignment]
    end = clock[0] + 3 * 86400
    state = replace(state_of(hand), expires_at=clock[0] + 3600, ends_at=end)
    tray._hear(state)
    assert notices == []
    assert tray._expiry.interval() <= 3600 * 1000 + 1
    clock[0] = end - 86400 - 60
    tray._hear(replace(state, expires_at=clock[0] + 3600))
    assert notices == []
    assert tray._expiry.interval() <= 60 * 1000 + 1
    clock[0] += 61
    tray._show()
    assert notices == [
        (
            "Your session ends soon",
            f"It ends {clock_time(end, clock[0])}. Sign out and in again to stay signed in.",
        )
    ]
    clock[0] += 3600
    tray._hear(replace(state, expires_at=clock[0] + 3600, ends_at=end + 2))
    assert len(notices) == 1
    open_now[0] = True
    tray._hear(replace(state, ends_at=clock[0] + 7 * 3600))
    open_now[0] = False
    tray._hear(replace(state, ends_at=clock[0] + 7 * 3600))
    tray._hear(replace(state, ends_at=None))
    assert len(notices) == 1
    tray.close()


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_profiles_are_offered_from_two_on(tray: Tray, count: int) -> None:
    names = [f"profile {number}" for number in range(count)]
    chosen: list[str] = []
    tray.profile_chosen.connect(chosen.append)
    tray.set_profiles(names, "profile 0")
    entries = tray._profiles.actions()
    assert [entry.text() for entry in entries] == names
    assert tray._profiles_entry.isVisible() == (count > 1)
    assert [entry.text() for entry in entries if entry.isChecked()] == names[:1]
    for entry in entries[-1:]:
        entry.trigger()
    assert chosen == names[1:][-1:]


def test_profile_that_is_shown_already_opens_the_window_and_is_not_chosen_again(
    tray: Tray, qtbot: QtBot
) -> None:
    chosen: list[str] = []
    tray.profile_chosen.connect(chosen.append)
    tray.set_profiles(["one", "two"], "one")
    with qtbot.waitSignal(tray.open_wanted, timeout=STEP_MS):
        tray._profiles.actions()[0].trigger()
    assert chosen == []


def test_address_is_no_markup_in_the_tooltip(tray: Tray, hand: Hand) -> None:
    state = state_of(hand)
    identity = replace(state.session.identity, email="<img src=//a.example/b>")
    session = state.session
    tray._hear(replace(state, session=replace(session, identity=identity)))
    assert "img src" in tray._icon.toolTip()
    assert not Qt.mightBeRichText(tray._icon.toolTip())


def test_late_result_of_an_earlier_sign_out_signs_nobody_out(tray: Tray, hand: Hand) -> None:
    session = hand.app_window.session
    assert session is not None
    session.states(SignedOut(AuthErrorInfo(ErrorCode.SERVER_NOT_TOLD), late=True))
    assert session.states.latest is not None
    assert tray.is_signed_in
    session.states(SignedOut())
    hand.until(lambda: session.states.latest is None)
    assert not tray.is_signed_in


def test_token_copied_for_one_pool_goes_with_the_turn_to_another(
    tray: Tray, hand: Hand, opened: Open, demo: DemoCognito
) -> None:
    row(tray, "Copy token").trigger()
    assert QGuiApplication.clipboard().text()
    tray.use(opened(demo).app_window.session)
    assert not QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("R&D", "R&&D"),
        ("x" * 64, "x" * (LONGEST_NAME - 1) + "…"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_names_of_profiles_are_shown_as_they_are(tray: Tray, name: str, shown: str) -> None:
    tray.set_profiles((name, "other"), "other")
    assert tray._profiles.actions()[0].text() == shown


def test_another_session_is_used_in_place_of_the_first(
    qapp: QApplication, tray: Tray, hand: Hand, opened: Open, demo: DemoCognito
) -> None:
    first = hand.app_window.session
    other = opened(demo)
    assert first is not None
    tray.use(other.app_window.session)
    assert rows(tray)[1].text() == "Signed out"
    hand.app_window.close()
    assert first.ended  # the tray has left it
    second = other.app_window.session
    assert second is not None
    other.app_window.close()
    assert not second.ended


def test_each_colour_is_a_picture_of_its_own(qapp: QApplication) -> None:
    pictures = {picture(tone).pixmap(64, 64).toImage().pixelColor(50, 50).name() for tone in Tone}
    assert len(pictures) == len(Tone)
