"""News above the page: what its button does, and where the focus goes when it is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop_login.app.window_config import demo_window_config
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.invitation_bar import around
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.toast import NEWS_S, WITH_ACTION_S, Action, toast_of


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(WindowConfig())
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()


def press(window: QWidget) -> None:
    toast = window.findChild(QWidget, "toast")
    assert toast is not None
    button = toast.findChild(QPushButton)
    assert button is not None
    button.setFocus()
    button.click()


def test_an_action_may_say_something_itself(window: MainWindow) -> None:
    toast = toast_of(window)
    toast.show("Removed.", action=Action("Undo", lambda: toast.show("It is back.")))
    press(window)
    assert toast.text == "It is back."


def test_a_toast_goes_although_the_field_that_had_the_focus_is_gone(window: MainWindow) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    toast = toast_of(window)
    toast.show("Copied.", action=Action("Clear now", lambda: None))
    delete(field)
    press(window)
    assert toast.text == ""


def test_a_toast_about_one_pool_is_not_shown_over_another(window: MainWindow) -> None:
    toast_of(window).show("Copied: Email")
    window.change(WindowConfig())
    assert toast_of(window).text == ""


@pytest.mark.parametrize("action", [None, Action("Clear now", lambda: None)])
def test_a_toast_is_as_high_as_its_words(window: MainWindow, action: Action | None) -> None:
    from desktop_login.ui.theme import theme_of

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme_of(app).dress()
    for words in ("Renewed. 4 claims changed.", "Copied. " * 12):
        toast_of(window).show(words, action=action)
        sheet = window.findChild(QWidget, "toast")
        assert sheet is not None
        QApplication.processEvents()
        label = sheet.findChild(QLabel)
        assert label is not None
        assert label.height() >= label.heightForWidth(label.width())
        assert label.height() >= label.fontMetrics().lineSpacing()
        toast_of(window).clear()
        sheet.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_toast_stands_in_the_middle_of_the_page_beside_the_demo(
    qapp: QApplication, qtbot: QtBot
) -> None:
    window = MainWindow(demo_window_config())
    window.show()
    qtbot.waitExposed(window)
    window.resize(1100, 728)
    qtbot.wait(100)
    toast_of(window).show("Copied.")
    sheet = window.findChild(QWidget, "toast")
    assert sheet is not None
    page = window.page
    middle = page.mapTo(window, page.rect().center()).x()
    assert window.demo_panel is not None and window.demo_panel.x() > middle
    assert abs(sheet.geometry().center().x() - middle) <= 8
    window.resize(1000, 728)  # its page is laid out only after that
    qtbot.wait(100)
    middle = page.mapTo(window, page.rect().center()).x()
    assert abs(sheet.geometry().center().x() - middle) <= 8
    with window.without_demo():
        qtbot.wait(100)
    qtbot.wait(100)
    middle = page.mapTo(window, page.rect().center()).x()
    assert abs(sheet.geometry().center().x() - middle) <= 8
    window.close()
    window.deleteLater()


@pytest.mark.parametrize(("seconds", "kind"), [(4.0, NEWS_S), (6.0, WITH_ACTION_S)])
def test_news_goes_by_itself_after_its_time_and_takes_no_place(
    window: MainWindow, seconds: float, kind: float
) -> None:
    before = [(one, one.geometry()) for one in window.page.findChildren(QWidget)]
    toast_of(window).show("Renewed. Nothing has changed.", kind)
    sheet = window.findChild(QWidget, "toast")
    assert sheet is not None
    life = next(timer for timer in sheet.findChildren(QTimer) if timer.isSingleShot())
    assert life.interval() == seconds * 1000
    assert life.isActive()
    assert before == [(one, one.geometry()) for one in window.page.findChildren(QWidget)]
    life.timeout.emit()
    assert toast_of(window).text == ""


def test_copy_is_told_for_as_long_as_it_lasts(window: MainWindow) -> None:
    toast_of(window).show("Copied.", 30.0, Action("Clear now", lambda: None))
    sheet = window.findChild(QWidget, "toast")
    assert sheet is not None
    life = next(timer for timer in sheet.findChildren(QTimer) if timer.isSingleShot())
    assert life.interval() == 30_000


@pytest.mark.parametrize("acts", [False, True])
def test_toast_ends_as_far_behind_its_words_as_it_begins_before_them(
    window: MainWindow, acts: bool
) -> None:
    action = Action("Clear now", lambda: None) if acts else None
    toast_of(window).show("Copied. Cleared in 30 seconds.", action=action)
    toast = window.findChild(QFrame, "toast")
    assert toast is not None
    QApplication.processEvents()
    words = toast.findChild(QLabel)
    assert words is not None
    needed = words.fontMetrics().horizontalAdvance(words.text())
    assert words.heightForWidth(words.width()) <= words.fontMetrics().lineSpacing() + 4
    assert needed <= words.width() <= needed + 4


class _Rows(QWidget):
    """A page of lines; with `apart` the last one stands at its foot."""

    def __init__(self, count: int, *, apart: bool = False) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.rows = [QLabel(f"Row {number}") for number in range(count)]
        for row in self.rows:
            row.setFixedHeight(30)
            row.setWordWrap(True)
            if apart and row is self.rows[-1]:
                column.addStretch(1)
            column.addWidget(row)
        column.addStretch(0 if apart else 1)


def _laid_over(window: MainWindow, page: QWidget) -> Scrolled:
    window.lay_over(page)
    QTest.qWait(20)
    place = around(page)
    assert place is not None
    return place


def _tops(window: MainWindow, page: _Rows) -> list[int]:
    QTest.qWait(20)
    return [row.mapTo(window, QPoint(0, 0)).y() for row in page.rows]


def _end_of_what_scrolls(window: MainWindow, place: Scrolled) -> int:
    QTest.qWait(20)
    return place.area.mapTo(window, QPoint(0, place.area.height())).y()


def _sheet_of(window: MainWindow) -> QRect:
    sheet = window.findChild(QWidget, "toast")
    assert sheet is not None
    return sheet.geometry()


def _shown_sheet(window: MainWindow) -> QRect:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return _sheet_of(window)


@pytest.mark.parametrize("at_end", [False, True])
def test_news_lies_on_nothing_of_a_page_that_scrolls_and_moves_nothing(
    window: MainWindow, at_end: bool
) -> None:
    page = _Rows(60)
    place = _laid_over(window, page)
    at = place.area.verticalScrollBar()
    at.setValue(at.maximum() if at_end else 100)
    before, free = _tops(window, page), place.area.height()
    toast_of(window).show("Copied.")
    assert _tops(window, page) == before
    sheet = _shown_sheet(window)
    assert _end_of_what_scrolls(window, place) <= sheet.top()
    corner = place.grab().toImage().pixelColor(1, place.height() - 2)
    assert corner == colour("card"), "a strip, at whose edge lines may be cut"
    assert window.height() - 12 < sheet.bottom() < window.height()
    at.setValue(at.maximum())
    assert max(_tops(window, page)) + 30 <= sheet.top()
    scrolled = _tops(window, page)
    toast_of(window).clear()
    assert _tops(window, page) == scrolled
    at.setValue(at.value() - 20)
    assert [now - then for now, then in zip(_tops(window, page), scrolled, strict=True)] == [
        20
    ] * 60
    at.setValue(100)
    QTest.qWait(20)
    assert place.area.height() == free


@pytest.mark.parametrize("apart", [False, True])
def test_news_moves_nothing_of_a_page_that_fits(window: MainWindow, apart: bool) -> None:
    page = _Rows(5, apart=apart)
    place = _laid_over(window, page)
    before = _tops(window, page)
    toast_of(window).show("Copied.")
    assert _tops(window, page) == before
    at = place.area.verticalScrollBar()
    assert (at.maximum() > 0) is apart, "it scrolls only to see what stands at the foot"
    at.setValue(at.maximum())
    assert max(_tops(window, page)) + 30 <= _shown_sheet(window).top()
    at.setValue(0)
    toast_of(window).clear()
    assert _tops(window, page) == before
    assert at.maximum() == 0


def test_news_stands_above_what_stays_at_the_foot_of_a_page(window: MainWindow) -> None:
    """Whichever of the two comes first, and when that goes."""
    place = _laid_over(window, _Rows(60))
    toast_of(window).show("Copied.")
    place.keep_free_below(70)
    assert _end_of_what_scrolls(window, place) <= _shown_sheet(window).top()
    assert _shown_sheet(window).bottom() < window.height() - 70
    place.keep_free_below(0)
    assert _end_of_what_scrolls(window, place) <= _shown_sheet(window).top()
    assert window.height() - 12 < _shown_sheet(window).bottom()


def test_room_for_news_is_that_of_the_page_on_screen(window: MainWindow) -> None:
    """Another page may come over the one on which it was told, and go again."""
    below = _Rows(60)
    window.add(below)
    window.open(below)
    ground = around(below)
    assert ground is not None
    QTest.qWait(20)
    free = ground.area.height()
    toast_of(window).show("Copied.")
    over = _laid_over(window, _Rows(60))
    assert _end_of_what_scrolls(window, over) <= _shown_sheet(window).top()
    window.lift(quiet=True)
    assert _end_of_what_scrolls(window, ground) <= _shown_sheet(window).top()
    toast_of(window).clear()
    QTest.qWait(20)
    assert ground.area.height() == free
