"""A moment of a session is told with its date unless it is today, everywhere alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QDateTime, QLocale, QTime
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.domain.history import Event, begun
from desktop_login.domain.states import Fresh
from desktop_login.messages.translate import translate
from desktop_login.ui.moments import clock_time, time_of_day
from desktop_login.ui.tray import summary
from desktop_login.ui.widgets.history_view import HistoryView
from desktop_login.ui.widgets.status_card import StatusCard
from tests.ui.sessions import NOW, signed_in

DAY_S = 86400.0


def date_of(epoch: float) -> str:
    date = QDateTime.fromSecsSinceEpoch(int(epoch)).date()
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)


def noon() -> float:
    return float(
        QDateTime(QDateTime.fromSecsSinceEpoch(int(NOW)).date(), QTime(12, 0)).toSecsSinceEpoch()
    )


@pytest.mark.parametrize("seconds", [False, True])
@pytest.mark.parametrize("days", [-400, -1, 1, 30])
def test_another_day_is_named(qapp: QApplication, days: int, seconds: bool) -> None:
    now = noon()
    assert clock_time(now + 60, now, seconds=seconds) == time_of_day(now + 60, seconds=seconds)
    shown = clock_time(now + days * DAY_S, now, seconds=seconds)
    assert date_of(now + days * DAY_S) in shown
    assert time_of_day(now, seconds=seconds) in shown


def test_midnight_is_another_day_and_the_second_before_it_is_not(qapp: QApplication) -> None:
    midnight = noon() + DAY_S / 2
    assert date_of(midnight) not in clock_time(midnight - 1, noon())
    assert date_of(midnight) in clock_time(midnight, noon())


def test_a_token_that_expires_tomorrow_says_so_on_the_card_and_in_the_tray(
    qapp: QApplication, qtbot: QtBot
) -> None:
    now = noon()
    state = replace(signed_in(), expires_at=now + DAY_S, freshness=Fresh(now + DAY_S / 2))
    card = StatusCard()
    qtbot.addWidget(card)
    card.show_state(state, now, good=True)
    tomorrow = date_of(now + DAY_S)
    assert tomorrow in card.expires.text()
    assert tomorrow in card.until.text()
    assert tomorrow in translate(summary(state, now)[1])
    card.show_state(replace(state, expires_at=now + 60), now, good=True)
    assert card.until.text() == time_of_day(now + 60, seconds=False)


def test_an_entry_of_the_history_gets_its_date_when_the_day_is_over(
    qapp: QApplication, qtbot: QtBot
) -> None:
    clock = [noon()]
    view = HistoryView(lambda: clock[0])
    qtbot.addWidget(view)
    history = begun(Event.SIGNED_IN, clock[0], ())
    view.show_history(history)
    assert date_of(clock[0]) not in view.lines[0]
    clock[0] += DAY_S
    view.show_history(history)
    assert len(view.lines) == 1
    assert view.lines[0].startswith(date_of(clock[0] - DAY_S))


def test_the_end_of_a_session_is_said_where_it_is_known_and_nowhere_else(
    qapp: QApplication, qtbot: QtBot
) -> None:
    now = noon()
    state = replace(signed_in(), expires_at=now + 3600, freshness=Fresh(now + 3000), ends_at=None)
    card = StatusCard()
    qtbot.addWidget(card)
    card.show_state(state, now, good=True)
    assert card.remark.text() == ""
    later = now + 29 * DAY_S
    card.show_state(replace(state, ends_at=later), now, good=True)
    assert card.remark.text() == f"session ends {clock_time(later, now)}"
    assert card.remark.property("loginRole") == "small"
    card.show_state(replace(state, ends_at=now + 7200), now, good=True)
    assert card.remark.text() == f"session ends {clock_time(now + 7200, now)}"
    assert card.remark.property("loginRole") == "amber-small"
