"""Content that may be higher than its place, with a scroll bar over its margin. Decides when the bar is there.

The bar takes no room of its own: content that has just become higher does not shift sideways. So
whatever scrolls keeps a margin of `BAR` pixels at least.
The bar is not the scroll area's own: that one is a child in the accessibility tree for as long
as it is visible, and Qt (seen with 6.11) reads past the end of that list when a screen reader
asks for a child that has just gone. So the area has one child that never goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from desktop_login.ui.qt_constants import NO_FOCUS, SCROLL_BAR_OFF
from desktop_login.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPaintEvent, QResizeEvent


BAR = 10  # as wide as the style sheet makes it
_LITTLE_LEFT = 6 * GRID  # to be scrolled: less than a row with a button in it


@runtime_checkable
class Anchored(Protocol):
    """Content that stands at a share of the height in which it is seen."""

    def stand_in(self, width: int, height: int) -> None: ...


@runtime_checkable
class Footed(Protocol):
    """Content with a strip that stays at the foot of its place while the rest scrolls."""

    foot: QWidget


class Scrolled(QWidget):
    """Scrolls downwards; wide content wraps, because the width is what there is.

    Everything around the content has its parent before the content comes: Qt styles all of it anew
    each time that one of its ancestors gets a parent.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self._free_below = 0
        self._news = 0  # pixels kept for it
        self._news_is_over = False
        self._hold = False  # the height of the content, at whose lower edge something stands
        self._foot = content.foot if isinstance(content, Footed) else None
        # Without a parent yet: it is as wide as any page then, and the content is first laid out so.
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setProperty("horizontalScrollBarPolicy", SCROLL_BAR_OFF)
        self.area.setProperty("verticalScrollBarPolicy", SCROLL_BAR_OFF)
        self.area.setProperty("focusPolicy", NO_FOCUS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.area)
        # Given its parent at once, it would look whether that is an orientation, and all of Qt's
        # enums would be built before the first paint: see `qt_constants`.
        self._bar = QScrollBar()
        self._bar.setParent(self)  # above the area, because it is the later child
        self._bar.hide()
        self.area.setWidget(content)
        hidden = self.area.verticalScrollBar()
        hidden.rangeChanged.connect(self._fit)
        hidden.valueChanged.connect(self._bar.setValue)
        hidden.valueChanged.connect(self._give_up_room)
        self._bar.valueChanged.connect(hidden.setValue)
        if self._foot is not None:
            self._foot.setParent(self)
            self._foot.show()
            self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._news:
            self._make_room()
        self._place_around()
        if isinstance(self.content, Anchored):
            self.content.stand_in(self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The room for news looks like a strip at the foot where something may go on below it."""
        super().paintEvent(event)
        if not self._news or self._news_is_over or self._bar.isHidden():
            return
        from PySide6.QtGui import QPainter

        from desktop_login.ui.widgets.colours import colour

        painter, top = QPainter(self), self.end - self._news
        painter.fillRect(0, top, self.width(), self._news, colour("card"))
        painter.fillRect(0, top, self.width(), 1, colour("line"))

    def keep_free_below(self, high: int) -> None:
        """For something that stays at the foot of the place while the rest scrolls."""
        self._free_below = high
        self._make_room()

    def keep_free_for_news(self, high: int) -> None:
        """News stands above `end` for a while, and takes so many pixels of what scrolls: what was there can
        be scrolled to, and nothing moves. With 0 it is over: what somebody has scrolled into stays as
        empty room until it is scrolled out again, because to take it would move the page.
        """
        if high and not self._news:
            self._hold = self.content.height() <= self.end and self._stands_in_lowest(high)
        self._news_is_over = high == 0
        self.update()
        self._keep_for_news(high or self._scrolled_into())

    @property
    def end(self) -> int:
        """Where what scrolls ends, without the room for news."""
        return self.height() - self._free_below - self._foot_height()

    def _keep_for_news(self, high: int) -> None:
        if high != self._news:
            self._news = high
            self._make_room()

    def _give_up_room(self) -> None:
        if self._news and self._news_is_over:
            self._keep_for_news(self._scrolled_into())

    def _scrolled_into(self) -> int:
        """How much of the room for news is above what was the end of the place."""
        farthest = max(0, self.content.height() - self.end)
        return min(self._news, max(0, self.area.verticalScrollBar().value() - farthest))

    def _stands_in_lowest(self, high: int) -> bool:
        """Whether anything would move if a page that fits were lower by so much."""
        from PySide6.QtCore import QPoint

        content, free = self.content, self.content.height() - high
        return any(
            one.isVisible() and one.mapTo(content, QPoint(0, one.height())).y() > free
            for kind in (QLabel, QAbstractButton, QLineEdit, QComboBox)
            for one in content.findChildren(kind)
        )

    def _make_room(self) -> None:
        self.content.setMinimumHeight(self.end if self._news and self._hold else 0)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, self.height() - self.end + self._news)
        self._place_around()

    def _foot_height(self) -> int:
        return self._foot.height() if self._foot is not None else 0

    def _place_around(self) -> None:
        self._bar.setGeometry(self.width() - BAR, 0, BAR, self.end - self._news)
        if self._foot is not None:
            self._foot.setGeometry(0, self.end, self.width(), self._foot_height())

    def _fit(self, lowest: int, highest: int) -> None:
        self._bar.setRange(lowest, highest)
        # the area has no frame and no bars, so it is as high as its viewport, whose type would
        # have to be built before the first paint
        self._bar.setPageStep(self.area.height())
        self._bar.setSingleStep(self.area.verticalScrollBar().singleStep())
        self._bar.setVisible(highest > lowest)
        if self._news:
            self.update()
        if isinstance(self.content, Anchored):  # another height has room for another margin
            self.content.stand_in(self.width(), self.height())


def scroll_to(widget: QWidget, part: QRect | None = None, *, below: QWidget | None = None) -> None:
    """Scrolls, as far as is needed, up or down to what stands in scrolled content; its beginning
    counts most. `part` is what counts of a widget that may be higher than the place. `below` names
    what stands above the widget and is to stay in view, while half of the widget is seen.

    No line of text is cut at the upper edge, and where next to nothing would be left below, the end is
    seen as well.
    """
    around = widget.parentWidget()
    while around is not None and not isinstance(around, Scrolled):
        around = around.parentWidget()
    if around is None or not around.content.isAncestorOf(widget):
        return  # nothing scrolls, or it stands at the foot of what does
    shown = widget.rect() if part is None else part
    top = widget.mapTo(around.content, shown.topLeft()).y()
    bottom = top + shown.height() + 2 * GRID
    at = around.area.verticalScrollBar()
    if top - GRID < at.value():
        at.setValue(max(0, top - GRID))
    elif bottom > at.value() + around.area.height():  # without what stays at the foot
        wanted = min(bottom - around.area.height(), max(0, top - 2 * GRID))
        if below is not None:
            from PySide6.QtCore import QPoint

            half_seen = top + shown.height() // 2 - around.area.height()
            wanted = max(half_seen, min(wanted, below.mapTo(around.content, QPoint(0, 0)).y()))
        elif part is None:
            wanted = _between_lines(around.content, wanted, max(0, top - GRID))
            if at.maximum() - wanted < _LITTLE_LEFT:
                wanted = min(at.maximum(), max(0, top - GRID))
        at.setValue(wanted)


def _between_lines(content: QWidget, wanted: int, farthest: int) -> int:
    """Return a place to scroll to, from `wanted` on, at which no text is cut by the upper edge; `wanted`
    itself where there is none before `farthest`."""
    from PySide6.QtCore import QPoint

    lines = sorted(
        (top, top + one.height())
        for kind in (QLabel, QAbstractButton, QLineEdit, QComboBox)
        for one in content.findChildren(kind)
        if one.isVisible() and (top := one.mapTo(content, QPoint(0, 0)).y()) + one.height() > wanted
    )
    edge = wanted
    for top, bottom in lines:
        if top < edge < bottom:
            edge = bottom
    return edge if edge <= farthest else wanted
