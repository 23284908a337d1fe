"""Content that may be higher than its place, with a scroll bar over its margin. Decides when the bar is there.

The bar takes no room of its own: content that has just become higher does not shift sideways. So
whatever scrolls keeps a margin of `BAR` pixels at least.
The bar is not the scroll area's own: that one is a child in the accessibility tree for as long
as it is visible, and Qt (seen with 6.11) reads past the end of that list when a screen reader
asks for a child that has just gone. So the area has one child that never goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScrollBar, QWidget

from desktop_login.ui.qt_constants import NO_FOCUS, SCROLL_BAR_OFF
from desktop_login.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


BAR = 10  # as wide as the style sheet makes it


@runtime_checkable
class Anchored(Protocol):
    """Content that stands at a share of the height in which it is seen."""

    def stand_in(self, height: int) -> None: ...


class Scrolled(QWidget):
    """Scrolls downwards; wide content wraps, because the width is what there is."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.content = content
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setProperty("horizontalScrollBarPolicy", SCROLL_BAR_OFF)
        self.area.setProperty("verticalScrollBarPolicy", SCROLL_BAR_OFF)
        self.area.setProperty("focusPolicy", NO_FOCUS)
        self.area.setWidget(content)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.area)
        self._bar = QScrollBar(self)  # above the area, because it is the later child
        self._bar.hide()
        hidden = self.area.verticalScrollBar()
        hidden.rangeChanged.connect(self._fit)
        hidden.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(hidden.setValue)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.setGeometry(self.width() - BAR, 0, BAR, self.height())
        if isinstance(self.content, Anchored):
            self.content.stand_in(self.height())

    def _fit(self, lowest: int, highest: int) -> None:
        self._bar.setRange(lowest, highest)
        # the area has no frame and no bars, so it is as high as its viewport, whose type would
        # have to be built before the first paint
        self._bar.setPageStep(self.area.height())
        self._bar.setSingleStep(self.area.verticalScrollBar().singleStep())
        self._bar.setVisible(highest > lowest)
        if highest > lowest and isinstance(self.content, Anchored):
            self.content.stand_in(self.height())  # it has become higher: less is left above


def scroll_to(widget: QWidget) -> None:
    """Scrolls, as far as is needed, to what stands in scrolled content; its beginning counts most."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, Scrolled):
        around = around.parentWidget()
    if around is None:
        return
    top = widget.mapTo(around.content, QPoint(0, 0)).y()
    bottom = top + widget.height() + 2 * GRID
    at = around.area.verticalScrollBar()
    if bottom > at.value() + around.height():
        at.setValue(min(bottom - around.height(), max(0, top - 2 * GRID)))
