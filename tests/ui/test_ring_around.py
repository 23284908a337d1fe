"""The ring round a link, a box or a radio button: outside of its words, in the colour of the focus, and gone with the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QMenu,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_login.ui.focus_ring import FocusRing, FocusRings
from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT, theme_of
from desktop_login.ui.widgets.basics import RING, button
from desktop_login.ui.widgets.scrolled import Scrolled

_SIDE = 24


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
    column = QVBoxLayout(made)
    column.setContentsMargins(_SIDE, _SIDE, _SIDE, _SIDE)
    column.addWidget(QPushButton("Other"))
    FocusRings(made)
    qtbot.addWidget(made)
    made.resize(300, 200)
    return made


def _chosen_radio() -> QRadioButton:
    made = QRadioButton("Text message")
    made.setChecked(True)
    return made


def _ticked() -> QCheckBox:
    made = QCheckBox("Stay signed in")
    made.setChecked(True)
    return made


KINDS: Mapping[str, Callable[[], QAbstractButton]] = {
    "link": lambda: button("Resend code", "link"),
    "small link": lambda: button("Remove them", "inline"),
    "chosen": _chosen_radio,
    "not chosen": lambda: QRadioButton("Text message"),
    "ticked": _ticked,
    "not ticked": lambda: QCheckBox("Stay signed in"),
}


def focused(window: QWidget, one: QWidget) -> QWidget:
    """In a column of its own, with the focus."""
    layout = window.layout()
    assert layout is not None
    layout.addWidget(one)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    one.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    return one


def rings(window: QWidget) -> list[FocusRing]:
    return [ring for ring in window.findChildren(FocusRing) if ring.isVisible()]


def picture(window: QWidget) -> QImage:
    return window.grab().toImage()


@pytest.mark.parametrize("kind", KINDS)
def test_ring_is_two_pixels_of_the_focus_and_leaves_the_rest_as_it_was(
    kind: str, window: QWidget, scheme: Mapping[str, str]
) -> None:
    one = focused(window, KINDS[kind]())
    (ring,) = rings(window)
    with_ring, place = picture(window), ring.geometry()
    one.clearFocus()
    without = picture(window)
    inside = place.adjusted(4, 2, -4, -2)  # the ring has round corners
    assert with_ring.copy(inside) == without.copy(inside), "words and box stay as they are"
    middle = place.center()
    for edge in (
        QPoint(place.left(), middle.y()),
        QPoint(place.right() - 1, middle.y()),
        QPoint(middle.x(), place.top()),
        QPoint(middle.x(), place.bottom() - 1),
    ):
        assert QColor(with_ring.pixel(edge)).name() == scheme["focus"]
        assert QColor(without.pixel(edge)).name() != scheme["focus"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_the_ring_begins_where_the_text_above_it_does(
    kind: str, window: QWidget, scheme: Mapping[str, str]
) -> None:
    del scheme
    above = QLabel("H")
    layout = window.layout()
    assert layout is not None
    layout.addWidget(above)
    one = focused(window, KINDS[kind]())
    (ring,) = rings(window)
    assert ring.x() == _SIDE - RING
    one.clearFocus()
    image = picture(window)
    begins = [_first_ink(image, part.geometry()) for part in (above, one)]
    assert abs(begins[0] - begins[1]) <= 1


def _first_ink(image: QImage, place: QRect) -> int:
    ground = image.pixel(place.left() - 2, place.center().y())
    return next(
        x
        for x in range(place.left(), place.right())
        if any(image.pixel(x, y) != ground for y in range(place.top(), place.bottom()))
    )


@pytest.mark.parametrize("part", ["", "right"])
def test_ring_lies_around_the_words_of_a_link_that_was_given_more_room(
    part: str, window: QWidget
) -> None:
    link = button("Resend code", "link")
    link.setProperty("part", part)
    focused(window, link)
    assert link.width() > link.sizeHint().width()
    (ring,) = rings(window)
    assert ring.width() == link.sizeHint().width() + 2 * RING
    outer = ring.geometry().right() if part else ring.x()
    assert outer == (link.geometry().right() + RING if part else link.x() - RING)


def test_dot_of_a_chosen_radio_button_has_the_colour_of_the_tick(
    window: QWidget, scheme: Mapping[str, str]
) -> None:
    one = focused(window, _chosen_radio())
    image = one.grab().toImage()
    middle = QPoint(10, one.height() // 2)
    assert QColor(image.pixel(middle)).name() == scheme["on_accent"]
    assert QColor(image.pixel(middle + QPoint(7, 0))).name() == scheme["accent"]


def test_ring_goes_with_the_focus_and_follows_what_it_is_around(window: QWidget) -> None:
    one = focused(window, button("Resend code", "link"))
    (ring,) = rings(window)
    before = ring.geometry()
    window.resize(300, 400)
    QApplication.processEvents()
    assert ring.y() > before.y() and ring.y() == one.y()
    one.clearFocus()
    assert rings(window) == []


def test_ring_stays_while_a_menu_is_open(window: QWidget) -> None:
    focused(window, button("More", "link"))
    menu = QMenu(window)
    menu.addAction("One")
    menu.popup(window.mapToGlobal(QPoint(0, 0)))
    QApplication.processEvents()
    assert len(rings(window)) == 1
    menu.close()
    QApplication.processEvents()
    assert len(rings(window)) == 1


def test_ring_scrolls_with_what_it_is_around(window: QWidget) -> None:
    content = QWidget()
    column = QVBoxLayout(content)
    column.addSpacing(400)
    link = button("Below", "link")
    column.addWidget(link)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(Scrolled(content))
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    link.setFocus()
    (ring,) = rings(window)
    assert ring.parentWidget() is content


def test_page_that_goes_takes_its_ring_along(window: QWidget, qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    link = button("Back", "link")
    column.addWidget(link)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(page)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    link.setFocus()
    assert len(rings(window)) == 1
    page.hide()
    page.deleteLater()
    qtbot.waitUntil(lambda: not window.findChildren(FocusRing))


def test_what_is_of_another_program_gets_none(window: QWidget, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    QVBoxLayout(other).addWidget(QPushButton("Other"))
    focused(other, QRadioButton("Theirs"))
    assert rings(window) == rings(other) == []


def test_screen_reader_is_told_of_no_ring(window: QWidget) -> None:
    focused(window, button("Resend code", "link"))
    assert len(rings(window)) == 1
    tree = QAccessible.queryAccessibleInterface(window)
    names = [tree.child(at).text(QAccessible.Text.Name) for at in range(tree.childCount())]
    assert names == ["Other", "Resend code"]
