"""What is painted by hand, or by Qt without a rule, has the colours of the scheme in force: in high contrast as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT, theme_of
from desktop_login.ui.widgets.avatar import AvatarButton
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.calm_line import CalmLine
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


def test_lit_dash_of_the_calm_line_stands_out_from_the_others(
    window: QWidget, scheme: Mapping[str, str]
) -> None:
    line = CalmLine()
    line.setFixedWidth(372)
    put(window, line)
    image = picture(line)
    middle = image.height() // 2
    first, last = QPoint(12, middle), QPoint(image.width() - 12, middle)
    assert colours_at(image, [first, last]) == [scheme["accent_edge"], scheme["track"]]


def test_placeholder_is_muted_in_a_line_and_in_lines(
    window: QWidget, scheme: Mapping[str, str]
) -> None:
    line, lines = QLineEdit(), TypedLines(2)
    put(window, line, lines)
    for one in (line, lines):
        one.ensurePolished()
        shown = one.palette().color(QPalette.ColorRole.PlaceholderText)
        assert shown.name() == scheme["muted"], type(one).__name__
        assert shown.alpha() == 255


def test_busy_button_that_becomes_narrow_leaves_its_words_out(
    window: QWidget, qapp: QApplication
) -> None:
    theme_of(qapp).dress()
    button = BusyButton("Refresh", "Refreshing with many words…")
    button.set_busy(True)  # before it has a place, and so a width
    put(window, button)
    button.setFixedWidth(button.sizeHint().width())
    assert button.text() == "Refreshing with many words…"
    button.setFixedWidth(button.minimumSizeHint().width())
    assert button.text() == ""
    assert button.accessibleName() == "Refreshing with many words…"
    button.setFixedWidth(button.sizeHint().width())
    assert button.text() == "Refreshing with many words…"
    button.set_busy(False)
    assert button.text() == "Refresh"


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
