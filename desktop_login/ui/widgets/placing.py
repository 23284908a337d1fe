"""How a widget stands by itself: in the middle of a row, or below its title. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel


def centred(widget: QWidget, share: int = 0) -> QHBoxLayout:
    """In the middle of a row. `share` is the widget's stretch, where each side of it has 1; with 0 it is
    as wide as it needs. A link is in line with nothing there, so that the ring of its focus keeps away
    from its letters."""
    if widget.property("kind") == "link":
        widget.setProperty("part", "middle")
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, share)
    row.addStretch(1)
    return row


def titled(title: QLabel, field: QWidget) -> QVBoxLayout:
    """A field below its title, which leads a click and a screen reader to it."""
    title.setBuddy(field)
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addWidget(title)
    column.addWidget(field)
    return column
