"""What is painted by hand, or by Qt without a rule, has the colours of the scheme in force: in high contrast as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT, theme_of
from desktop_login.ui.widgets.avatar import AvatarButton
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.calm_line import CalmLine
from desktop_login.ui.widgets.life_bar import LifeBar
from desktop_login.ui.widgets.segments import Segments
from desktop_login.ui.widgets.typed_lines import TypedLines

pytestmark = pytest.mark.medium


@pytest.fixture(params=[LIGHT, DARK, HIGH_CONTRAST], ids=["light", "dark", "contrast"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Mapping[str, str]]:
    theme = theme_of(qapp)
    before = theme.colours
    theme.dress()
    theme.pin(request.param)
    yield request.param
    theme.pin(before)
    theme.choose("system")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.setObjectName("desktopLogin")
    made.resize(400, 200)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


def put(window: QWidget, *widgets: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    for one in widgets:
        layout.addWidget(one)
    window.show()


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colours_at(image: QImage, places: list[QPoint]) -> list[str]:
    return [QColor(image.pixel(place)).name() for place in places]


def test_ring_of_the_avatar_has_the_colour_of_focus(
    window: QWidget, qtbot: QtBot, scheme: Mapping[str, str]
) -> None:
    button = AvatarButton()
    put(window, button)
    window.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    image = picture(button)
    ratio = image.devicePixelRatio()
    top = QPoint(image.width() // 2, round(ratio))
    assert colours_at(image, [top]) == [scheme["focus"]]


def test_moving_piece_of_the_calm_line_stands_out_from_its_way(
    window: QWidget, scheme: Mapping[str, str]
) -> None:
    line = CalmLine("")
    line.setFixedWidth(372)
    put(window, line)
    image = picture(line)
    middle = image.height() // 2
    there = [QPoint(x, middle) for x in (12, image.width() // 2, image.width() - 12)]
    way, piece = scheme["track"], scheme["link"]
    assert colours_at(image, there) == [way, piece, way]


def test_used_part_of_a_life_has_the_colour_that_stands_out_in_every_scheme(
    window: QWidget, scheme: Mapping[str, str]
) -> None:
    bar = LifeBar()
    bar.setFixedWidth(300)
    bar.set_life(0.5, None)
    put(window, bar)
    image = picture(bar)
    middle = image.height() // 2
    used, left = QPoint(image.width() // 4, middle), QPoint(image.width() * 3 // 4, middle)
    assert colours_at(image, [used, left]) == [scheme["link"], scheme["track"]]


def test_placeholder_has_its_colour_in_a_line_and_in_lines(
    window: QWidget, scheme: Mapping[str, str]
) -> None:
    line, lines = QLineEdit(), TypedLines(2)
    put(window, line, lines)
    for one in (line, lines):
        one.ensurePolished()
        shown = one.palette().color(QPalette.ColorRole.PlaceholderText)
        assert shown.name() == scheme["placeholder"], type(one).__name__
        assert shown.alpha() == 255


def test_busy_button_that_becomes_narrow_leaves_its_words_out(
    window: QWidget, qapp: QApplication
) -> None:
    theme_of(qapp).dress()
    made = BusyButton("Refresh", "Refreshing with many words…")
    made.set_busy(True)  # before it has a place, and so a width
    put(window, made)
    made.setFixedWidth(made.sizeHint().width())
    assert made.text() == "Refreshing with many words…"
    made.setFixedWidth(made.minimumSizeHint().width())
    assert made.text() == ""
    assert made.accessibleName() == "Refreshing with many words…"
    made.setFixedWidth(made.sizeHint().width())
    assert made.text() == "Refreshing with many words…"
    made.set_busy(False)
    assert made.text() == "Refresh"


def test_tight_segments_are_all_seen_in_the_narrowest_window(
    window: QWidget, qapp: QApplication
) -> None:
    theme_of(qapp).dress()
    segments = Segments("Views", ["Overview", "Claims", "Token", "JSON", "History"])
    put(window, segments)
    wide = segments.sizeHint().width()
    segments.set_tight(True)
    assert segments.sizeHint().width() == wide - 5 * 8
    segments.set_tight(False)
    assert segments.sizeHint() == QSize(wide, segments.sizeHint().height())


@pytest.mark.parametrize(
    "words", [("Sign out", "Signing out…"), ("サインアウト", "処理中…"), ("Go", "W…")]
)
def test_busy_button_is_as_wide_at_work_as_at_rest(
    window: QWidget, qapp: QApplication, words: tuple[str, str]
) -> None:
    theme_of(qapp).dress()
    made = BusyButton(*words, short=True)
    put(window, made)
    for size in (13, 14, 15, 16, 17):
        made.setStyleSheet(f"font-size: {size}px")
        at_rest = made.sizeHint(), made.minimumSizeHint()
        made.set_busy(True)
        assert (made.sizeHint(), made.minimumSizeHint()) == at_rest, size
        made.set_busy(False)


KINDS = ("", "primary", "quiet", "quiet-danger", "destroy", "danger", "link", "inline", "disclose")


def test_what_is_off_looks_different(scheme: Mapping[str, str], window: QWidget) -> None:
    """In high contrast too, where the words of everything else are white."""
    del scheme
    choice = QComboBox()
    choice.addItem("GET")
    shown = [*(button("Send", kind) for kind in KINDS), QLineEdit("GET"), choice]
    put(window, *shown)
    window.resize(400, 600)
    QApplication.processEvents()
    window.setFocus()
    on = [picture(one) for one in shown]
    for one in shown:
        one.setEnabled(False)
    alike = [one for one, before in zip(shown, on, strict=True) if picture(one) == before]
    assert [one.property("kind") for one in alike] == []


@pytest.mark.parametrize("kind", ["danger", "disclose"])
def test_words_of_a_small_button_stay_where_they_are_and_inside_the_ring(
    window: QWidget, qapp: QApplication, kind: str
) -> None:
    theme_of(qapp).dress()
    link = button("Hide", kind)
    put(window, button("Other"), link)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    without = picture(link)
    link.setFocus()
    with_ring = picture(link)
    ring = 2
    inside = link.rect().adjusted(ring + 1, ring + 1, -ring - 1, -ring - 1)
    assert with_ring != without
    assert with_ring.copy(inside) == without.copy(inside)
    ground = without.pixel(0, 0)
    edges = [without.copy(side, 0, ring, link.height()) for side in (0, link.width() - ring)]
    places = [(x, y) for x in range(ring) for y in range(link.height())]
    assert all(edge.pixel(x, y) == ground for edge in edges for x, y in places)
