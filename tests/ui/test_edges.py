"""Edges that an eye follows from page to page: where cards begin, and which lines stay together."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from desktop_login.messages.checks import line_of
from desktop_login.messages.translate import translate
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.theme import colour_in_force, theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.fitting import Sentence, Wrapped
from desktop_login.ui.widgets.painted import Cross, Tick
from desktop_login.ui.widgets.report_list import ReportList
from desktop_login.ui.widgets.token_view import TokenView
from tests.ui.all_pages import ALL, FOUND
from tests.ui.at_rest import at_rest

pytestmark = pytest.mark.medium

SHEETS = ("settings", "shortcuts", "about", "try an API", "dashboard overview", "dashboard json")


def in_window(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def cards(name: str, width: int) -> set[tuple[int, int]]:
    """From where to where the cards of a page reach."""
    shown = ALL[name]()
    try:
        shown.window.resize(width, 680)
        shown.window.show()
        QTest.qWaitForWindowExposed(shown.window)
        at_rest(shown.window)
        found = [
            in_window(card)
            for card in shown.window.page.findChildren(QFrame)
            if card.objectName() == "card" and card.isVisible()
        ]
        return {(one.left(), one.right()) for one in found}
    finally:
        shown.close()


@pytest.mark.parametrize(("width", "side"), [(400, 16), (560, 16)])
def test_cards_of_every_page_begin_and_end_where_those_of_the_dashboard_do(
    qapp: QApplication, width: int, side: int
) -> None:
    theme_of(qapp).dress()
    for name in SHEETS:
        assert cards(name, width) == {(side, width - side - 1)}, name


@pytest.mark.parametrize("width", [560, 1200])
def test_outline_of_the_dashboard_stands_where_the_dashboard_will(
    qapp: QApplication, width: int
) -> None:
    theme_of(qapp).dress()
    outlines, dashboard = cards("restoring", width), cards("dashboard json", width)
    assert outlines == dashboard


def test_name_and_address_stay_together_in_the_middle_of_the_bar(qapp: QApplication) -> None:
    theme_of(qapp).dress()
    shown = ALL["dashboard overview"]()
    try:
        shown.window.resize(920, 680)
        shown.window.show()
        QTest.qWaitForWindowExposed(shown.window)
        at_rest(shown.window)
        bar = shown.window.top_bar
        assert bar.corner is not None
        name, address = in_window(bar.corner.name), in_window(bar.corner.address)
        assert address.top() - name.bottom() <= 2
        middle = in_window(bar).center().y()
        assert abs((name.top() + address.bottom()) / 2 - middle) <= 2
    finally:
        shown.close()


def test_hidden_token_is_one_line_of_dots_in_the_narrowest_window(qapp: QApplication) -> None:
    theme_of(qapp).dress()
    shown = ALL["dashboard token"]()
    try:
        shown.window.resize(360, 680)
        shown.window.show()
        QTest.qWaitForWindowExposed(shown.window)
        (view,) = shown.window.findChildren(TokenView)
        view.toggle()
        at_rest(shown.window)
        text: QPlainTextEdit = view.text
        assert set(text.toPlainText()) == {"•"}
        assert text.document().firstBlock().layout().lineCount() == 1
    finally:
        shown.close()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_mark_of_a_finding_stands_beside_the_middle_of_its_first_line(
    qapp: QApplication, language: str
) -> None:
    theme_of(qapp).dress()
    install_language(qapp, language)
    shown = ALL["ids checked"]()
    try:
        shown.window.resize(560, 680)
        shown.window.show()
        QTest.qWaitForWindowExposed(shown.window)
        at_rest(shown.window)
        page = shown.window.page
        assert isinstance(page, ConnectPoolPage)
        report = page.report
        marks = [*report.findChildren(Tick), *report.findChildren(Cross)]
        assert len(marks) == len(page.report.sentences) > 1
        for mark in marks:
            row = mark.parentWidget()
            assert row is not None
            words = row.findChildren(QLabel)[0]
            layout = QTextLayout(QLabel.text(words), words.font())
            layout.beginLayout()
            line = layout.createLine()
            line.setLineWidth(1000)
            layout.endLayout()
            middle = in_window(words).top() + line.height() / 2
            assert abs(in_window(mark).center().y() - middle) <= 1.5
    finally:
        shown.close()
        install_language(qapp, "en")


@pytest.mark.parametrize("ratio", [1, 2])
def test_chosen_radio_button_is_round(qapp: QApplication, ratio: int) -> None:
    """Where the disc ends, in every direction of a quarter: a thick border of a style sheet has steps."""
    theme_of(qapp).dress()
    holder = QWidget()
    holder.setObjectName("page")
    made = QRadioButton("Way", holder)
    made.setChecked(True)
    holder.resize(120, 40)
    made.resize(120, 40)
    holder.show()
    QTest.qWaitForWindowExposed(holder)
    picture = QImage(holder.size() * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    holder.render(picture)
    holder.close()
    holder.deleteLater()
    option = QStyleOptionButton()
    option.initFrom(made)
    where = made.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, made)
    middle = QRectF(where).center() * ratio
    ground = picture.pixelColor(0, 0).lightness()
    disc = QColor(colour_in_force("accent_edge")).lightness()
    ends = []
    for angle in range(0, 91, 6):
        across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        step = next(
            step
            for step in range(8 * ratio * 10, 14 * ratio * 10)
            if abs(_at(picture, middle, step / 10 * across, step / 10 * down) - ground)
            < abs(disc - ground) / 2
        )
        ends.append(step / 10 / ratio)
    assert max(ends) <= 10.2, ends
    assert min(ends) >= 9.4, ends


def _at(picture: QImage, middle: QPointF, right: float, down: float) -> int:
    return picture.pixelColor(int(middle.x() + right), int(middle.y() + down)).lightness()


def test_remedy_that_names_nothing_ends_its_lines_with_phrases(qapp: QApplication) -> None:
    """It comes with the values of its sentence, and need not use them."""
    install_language(qapp, "ja")
    try:
        for finding in FOUND:
            remedy = line_of(finding).remedy
            if remedy is None:
                continue
            listed = ReportList()
            listed.show_report((finding,))
            words = translate(remedy)
            shown = next(one for one in listed.findChildren(Wrapped) if one.text() == words)
            assert isinstance(shown, Sentence)
            listed.close()
            listed.deleteLater()
    finally:
        install_language(qapp, "en")
