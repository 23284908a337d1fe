"""What is scrolled to is seen whole where it fits, and no text is cut by the upper edge for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.scrolled import Scrolled, scroll_to
from tests.ui.all_pages import ALL, FOUND, Shown
from tests.ui.at_rest import at_rest
from tests.ui.test_room import place_of

pytestmark = pytest.mark.medium
LINE, GAP = 30, 10


class Lines(QWidget):
    """Lines of one height, and a wanted one among them that is higher."""

    def __init__(self, before: int, high: int, after: int) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.wanted = QLabel("wanted")
        highs = (*[LINE] * before, high, *[LINE] * after)
        for place, one in enumerate(highs):
            made = self.wanted if place == before else QLabel("line")
            made.setFixedHeight(one)
            column.addWidget(made)


def scrolled(content: Lines, height: int) -> Scrolled:
    place = Scrolled(content)
    place.resize(200, height)
    place.show()
    QTest.qWaitForWindowExposed(place)
    at_rest(place)
    return place


def cut_above(place: Scrolled) -> list[str]:
    tops = (
        (one.text(), one.mapTo(place, QPoint(0, 0)).y(), one.height())
        for one in place.findChildren(QLabel)
        if one.isVisible()
    )
    return [text for text, top, high in tops if top < 0 < top + high]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("height", range(200, 280, 3))
def test_no_line_is_cut_above_what_is_scrolled_to(height: int) -> None:
    content = Lines(before=20, high=90, after=20)
    place = scrolled(content, height)
    scroll_to(content.wanted)
    at = place.area.verticalScrollBar().value()
    assert at < content.wanted.y()
    assert at + place.height() > content.wanted.geometry().bottom() + GAP
    assert cut_above(place) == []
    place.close()
    place.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_what_is_higher_than_its_place_is_seen_from_its_beginning() -> None:
    content = Lines(before=20, high=400, after=20)
    place = scrolled(content, 200)
    scroll_to(content.wanted)
    assert 0 <= content.wanted.mapTo(place, QPoint(0, 0)).y() <= 2 * GAP
    place.close()
    place.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_the_end_is_seen_where_little_is_left_of_it() -> None:
    content = Lines(before=20, high=90, after=1)
    place = scrolled(content, 200)
    scroll_to(content.wanted)
    at = place.area.verticalScrollBar()
    assert at.value() == at.maximum()
    place.close()
    place.deleteLater()


@pytest.fixture(params=["en", "ja"])
def form(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Shown]:
    theme_of(qapp).dress()
    install_language(qapp, request.param)
    made = ALL["ids checked"]()
    made.window.resize(560, 680)
    made.window.show()
    QTest.qWaitForWindowExposed(made.window)
    yield made
    made.close()
    install_language(qapp, "en")


def test_findings_about_a_pool_are_scrolled_to_between_lines(form: Shown) -> None:
    page = form.window.page
    assert isinstance(page, ConnectPoolPage)
    report = page.report
    report.show_report(FOUND[:2])
    at_rest(page)
    scroll_to(report)
    place = place_of(form.window)
    assert cut_above(place) == []
    end = report.mapTo(place, QPoint(0, report.height())).y()
    assert end <= place.height()
