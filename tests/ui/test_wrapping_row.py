"""A row that turns where it is narrow: its height is known before it is shown, and nothing in it is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui.widgets.row import WrappingRow


class Column(QWidget):
    """A row above something that its height would move."""

    def __init__(self, *, centred: bool = False) -> None:
        super().__init__()
        self.first, self.second = QCheckBox("Remember me here"), QPushButton("Forgot password?")
        self.row = WrappingRow(self.first, self.second, centred=centred)
        self.below = QPushButton("Sign in")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.row, self.below):
            column.addWidget(each)
        column.addStretch(1)

    @property
    def beside(self) -> int:
        return self.first.sizeHint().width() + 8 + self.second.sizeHint().width()

    def resized(self, width: int) -> Column:
        self.resize(width, 300)
        return self


@pytest.fixture
def column(request: pytest.FixtureRequest, qtbot: QtBot) -> Column:
    made = Column(centred=getattr(request, "param", False))
    qtbot.addWidget(made)
    made.resized(made.beside + 100).show()
    return made


def test_what_stands_below_is_in_its_place_with_the_resize_itself(column: Column) -> None:
    """No event is waited for: the row says its height for the width that it gets."""
    heights = column.first.sizeHint().height(), column.second.sizeHint().height()
    assert column.below.y() == max(heights)
    column.resized(column.beside - 1)
    assert column.below.y() == sum(heights) + 8
    column.resized(column.beside)
    assert column.below.y() == max(heights)


@pytest.mark.parametrize("column", [False, True], indirect=True, ids=["at the ends", "centred"])
@pytest.mark.parametrize("width", [-1, 0, 60])
def test_both_are_whole_and_apart_at_every_width(column: Column, width: int) -> None:
    column.resized(column.beside + width)
    places = [one.geometry() for one in (column.first, column.second)]
    for place, one in zip(places, (column.first, column.second), strict=True):
        assert place.width() >= one.sizeHint().width()
        assert place.height() >= one.sizeHint().height()
        assert column.row.rect().contains(place)
    assert not places[0].intersects(places[1])
    assert (places[0].right() < places[1].left()) is (width >= 0)


@pytest.mark.parametrize("column", [True], indirect=True)
def test_the_middle_stays_the_middle(column: Column) -> None:
    for width in (column.beside + 60, column.beside - 1):
        column.resized(width)
        both: QRect = column.first.geometry().united(column.second.geometry())
        assert abs(both.center().x() - column.row.rect().center().x()) <= 1


def test_what_is_hidden_takes_no_room(column: Column) -> None:
    column.second.hide()
    column.resized(column.first.sizeHint().width())
    assert column.below.y() == column.first.sizeHint().height()
    assert column.row.minimumSizeHint().width() == column.first.sizeHint().width()
    column.first.hide()
    layout = column.row.layout()
    assert layout is not None
    assert layout.sizeHint().height() == 0
    assert layout.itemAt(2) is None and layout.takeAt(2) is None
    assert layout.takeAt(1) is not None and layout.count() == 1
