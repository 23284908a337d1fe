"""The views of a token that nobody sees are made, and written after a renewal, in turns; none is ever seen as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.domain.states import SignedIn
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.widgets.board_views import BoardViews, View
from tests.patience import STEP_MS
from tests.ui.sessions import NOW, ORDINARY, session, signed_in

RENEWED_AT = int(NOW) + 1234
CLAIMS = {**ORDINARY, "iat": RENEWED_AT, "tier": "silver"}


def renewed() -> SignedIn:
    return replace(signed_in(), session=session(CLAIMS), history=())


@pytest.fixture
def views(qapp: QApplication, qtbot: QtBot) -> Iterator[BoardViews]:
    """Signed in; each view was opened, and the overview is open again."""
    holder = QWidget()
    views = BoardViews(SecretClipboard(holder), lambda: NOW)
    views.setParent(holder)
    holder.setLayout(views.place)
    holder.show()
    state = signed_in()
    views.show_session(state, NOW)
    views.show_history(state.history)
    for view in (*View, View.OVERVIEW):
        views.open(view)
    qapp.processEvents()
    yield views
    holder.close()
    holder.deleteLater()


def table_rows(views: BoardViews) -> int:
    """As they are, without the look at it that would bring it up to date."""
    assert views._claims is not None
    return views._claims.model().rowCount()


def token_shown(views: BoardViews) -> str:
    assert views._token_view is not None
    return views._token_view.text.toPlainText()


def show_renewal(views: BoardViews) -> SignedIn:
    state = renewed()
    views.show_session(state, NOW)
    views.show_history(state.history)
    return state


def test_view_that_is_open_is_written_at_once_and_the_others_a_little_later(
    views: BoardViews, qtbot: QtBot
) -> None:
    views.open(View.CLAIMS)
    before = token_shown(views)
    state = show_renewal(views)
    assert table_rows(views) == len(CLAIMS)
    assert token_shown(views) == before
    token = state.session.tokens.id_token.reveal()
    qtbot.waitUntil(lambda: token_shown(views) == token, timeout=STEP_MS)
    assert views._history_view is not None
    qtbot.waitUntil(lambda: views._history_view.lines == [], timeout=STEP_MS)  # type: ignore[union-attr]


def test_view_that_is_opened_before_its_turn_is_never_seen_as_it_was(views: BoardViews) -> None:
    state = show_renewal(views)
    assert table_rows(views) == len(ORDINARY)
    views.open(View.CLAIMS)
    assert table_rows(views) == len(CLAIMS)
    views.open(View.TOKEN)
    assert token_shown(views) == state.session.tokens.id_token.reveal()
    views.open(View.HISTORY)
    assert views.history.lines == []


def test_session_that_ends_before_its_turn_is_not_written_any_more(
    views: BoardViews, qtbot: QtBot
) -> None:
    show_renewal(views)
    views.forget()
    qtbot.wait(20)
    assert table_rows(views) == 0
    assert token_shown(views) == ""
    assert views._stale == set()


def test_other_parts_of_a_view_are_told_only_while_it_is_open(
    views: BoardViews, qtbot: QtBot
) -> None:
    shown_events: list[bool] = []
    views.arranged.connect(lambda: shown_events.append(True))
    views.show_history(())
    qtbot.waitUntil(lambda: not views._stale, timeout=STEP_MS)
    assert shown_events == []
    views.open(View.HISTORY)
    shown_events.clear()
    views.show_history(signed_in().history)
    assert shown_events == [True]


def test_views_are_made_one_after_another_once_the_first_is_whole(
    qapp: QApplication, qtbot: QtBot
) -> None:
    holder = QWidget()
    views = BoardViews(SecretClipboard(holder), lambda: NOW)
    views.setParent(holder)
    views.leave_out(View.TOKEN)
    holder.setLayout(views.place)
    holder.show()
    views.show_session(signed_in(), NOW, arriving=True)
    assert set(views._views) == {View.OVERVIEW}
    seen: list[int] = []

    def made() -> bool:
        seen.append(len(views._views))
        return len(views._views) == len(View) - 1

    qtbot.waitUntil(made, timeout=STEP_MS)
    assert View.TOKEN not in views._views
    assert seen == sorted(seen)
    assert [view for view in View if view in views._views and views._views[view].isVisible()] == [
        View.OVERVIEW
    ]
    assert table_rows(views) == len(ORDINARY)
    holder.close()
    holder.deleteLater()


def test_nothing_is_made_ahead_for_a_session_that_is_over(qtbot: QtBot) -> None:
    holder = QWidget()
    views = BoardViews(SecretClipboard(holder), lambda: NOW)
    views.setParent(holder)
    holder.setLayout(views.place)
    holder.show()
    views.show_session(signed_in(), NOW, arriving=True)
    qtbot.waitUntil(lambda: views.whole, timeout=STEP_MS)
    before = set(views._views)
    views.forget()
    qtbot.wait(100)
    assert set(views._views) == before
    holder.close()
    holder.deleteLater()
