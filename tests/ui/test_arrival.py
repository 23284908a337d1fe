"""The dashboard comes in turns of the event loop, because all of it at once would take longer than a frame."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.domain.claims import Group
from desktop_login.domain.states import SignedOut
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.theme import theme_of
from tests.patience import STEP_MS
from tests.ui.sessions import LONG, NOW, signed_in

pytestmark = pytest.mark.medium


class Arriving:
    def __init__(self, qapp: QApplication) -> None:
        theme_of(qapp).dress()
        self.window = MainWindow(WindowConfig(now=lambda: NOW))
        self.window.finish()
        self.presenter = Presenter(self.window)
        for step in self.presenter.preparations():
            step()
        self.window.show()

    @property
    def board(self) -> Dashboard:
        page = self.window.page
        assert isinstance(page, Dashboard)
        return page

    @property
    def cards(self) -> list[bool]:
        return [not card.isHidden() for card in self.board.overview._cards.values()]


@pytest.fixture
def arriving(qapp: QApplication) -> Iterator[Arriving]:
    made = Arriving(qapp)
    yield made
    made.window.close()
    made.window.deleteLater()


def cards_until_whole(arriving: Arriving, qapp: QApplication) -> list[list[bool]]:
    seen = [arriving.cards]
    for _ in range(STEP_MS):
        qapp.processEvents()
        if arriving.cards != seen[-1]:
            seen.append(arriving.cards)
        if arriving.board.views.whole:
            break
    return seen


def test_cards_of_a_new_session_come_one_by_one_and_in_order(
    arriving: Arriving, qapp: QApplication
) -> None:
    arriving.presenter.show(signed_in("fresh", LONG))
    assert arriving.board.status.isVisible(), "the answer is there at once"
    assert not arriving.board.views.whole
    seen = cards_until_whole(arriving, qapp)
    shown = [sum(cards) for cards in seen]
    assert shown == [0, 1, 2, 3, 4], seen
    assert all(cards == sorted(cards, reverse=True) for cards in seen)
    technical = arriving.board.overview._cards[Group.TECHNICAL]
    assert technical.isHidden()
    assert arriving.board.overview.technical.isVisible()


def test_session_that_ends_meanwhile_leaves_no_claim(arriving: Arriving, qtbot: QtBot) -> None:
    arriving.presenter.show(signed_in("fresh", LONG))
    board = arriving.board
    arriving.presenter.show(SignedOut())
    qtbot.wait(50)
    assert board.views.whole
    assert all(row.view is None for row in board.overview._rows.values())
    arriving.presenter.show(signed_in("fresh", LONG))
    qtbot.waitUntil(lambda: board.views.whole, timeout=STEP_MS)
    assert sum(arriving.cards) == 4


def test_state_that_comes_meanwhile_is_the_one_that_is_shown(
    arriving: Arriving, qtbot: QtBot
) -> None:
    arriving.presenter.show(signed_in("fresh", LONG))
    changed = {**LONG, "name": "Robin Roe"}
    arriving.presenter.show(signed_in("fresh", changed))
    qtbot.waitUntil(lambda: arriving.board.views.whole, timeout=STEP_MS)
    row = arriving.board.overview.row("name")
    assert row is not None and row.view is not None
    assert row.view.short == "Robin Roe"


def test_view_that_is_opened_meanwhile_stays_alone(arriving: Arriving, qtbot: QtBot) -> None:
    arriving.presenter.show(signed_in("fresh", LONG))
    board = arriving.board
    board.open(View.CLAIMS)
    qtbot.waitUntil(lambda: board.views.whole, timeout=STEP_MS)
    qtbot.wait(20)
    assert board.overview.isHidden()
    assert board.claims.isVisible()
    board.open(View.OVERVIEW)
    assert sum(arriving.cards) == 4
