"""What appears somewhere else than at the focus is said to a screen reader as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_login.ui import announce as announcing
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.about import AboutPage
from desktop_login.ui.pages.account_chooser import AccountChooser
from tests.patience import STEP_MS
from tests.ui.all_pages import ALL
from tests.ui.test_dashboard import Scene, scene

__all__ = ["scene"]


class Ear:
    """What announces asks for it, as if a screen reader were there."""

    AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

    def __init__(self) -> None:
        self.heard: list[str] = []

    def isActive(self) -> bool:
        return True

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        polite = event.politeness() is QAccessible.AnnouncementPoliteness.Polite
        self.heard.append(event.message() if polite else f"! {event.message()}")


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    ear = Ear()
    monkeypatch.setattr(announcing, "QAccessible", ear)
    yield ear


def test_how_the_signature_was_checked_is_said_when_it_opens(scene: Scene, ear: Ear) -> None:
    scene.board.signature.click()
    assert ear.heard == [scene.board.status.how_checked.text()]
    scene.board.signature.click()
    assert len(ear.heard) == 1


def test_filter_says_how_many_it_leaves_once_each_time_that_changes(scene: Scene, ear: Ear) -> None:
    scene.press_keys(Qt.Key.Key_F)
    QTest.keyClicks(scene.board.filter, "jtix")
    assert ear.heard == ["2 of 14", "0 of 14"]
    scene.board.filter.clear()
    scene.board.filter.clearFocus()
    scene.board.filter.setText("email")
    assert ear.heard[2:] == []


@pytest.mark.medium
def test_report_that_is_ready_is_said(qtbot: QtBot, ear: Ear) -> None:
    page = AboutPage(lambda: "all is well", Path("log"))
    qtbot.addWidget(page)
    page.show()
    page.copy_report.click()
    qtbot.waitUntil(lambda: ear.heard == ["The report is on the clipboard."], timeout=STEP_MS)


@pytest.mark.medium
def test_account_that_is_removed_is_said(ear: Ear) -> None:
    shown = ALL["accounts"]()
    try:
        page = shown.window.page
        assert isinstance(shown.window, MainWindow)
        assert isinstance(page, AccountChooser)
        shown.window.show()
        page._turn()
        page._remove(page.rows[0][0])
        assert ear.heard == [page.result.text()]
    finally:
        shown.close()
