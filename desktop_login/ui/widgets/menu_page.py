"""A page of the account in the frame that settings and the like have. Knows no question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_login.ui.qt_constants import NEXT_TURN_MS, UNLIMITED
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import Card
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.scrolled import Scrolled, scroll_to
from desktop_login.ui.widgets.tab_order import reach_first
from desktop_login.ui.widgets.wide_column import BESIDE, WIDE, WideColumn

_BELOW_HEADING = 4


class MenuPage(Page):
    """Stands before the page of a question among the bases of a class, and arranges it otherwise: the way
    back at the head, the heading at the left, no room for a message above. A message stands at the foot of
    the place in which the page scrolls, so that it moves nothing and is seen wherever somebody is.
    """

    def make_card(self) -> Card:
        return _FlatCard()

    def arrange(self) -> None:
        frame = self._frame = WideColumn()
        if self.back_link is not None:
            frame.lead_back(self.back_link)
            self.lead_away_in(frame.above, self.back_link)
        head = QVBoxLayout()
        head.setSpacing(_BELOW_HEADING)
        for words in (self.heading, self.lead):
            if words is not None:
                _at_the_left(words)
                head.addWidget(words)
        frame.rows.addLayout(head)
        self.add_above_card(frame.rows)
        frame.rows.addWidget(self.card)
        self.add_below_card(frame.rows)
        frame.rows.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._above)  # nothing: Tab begins there
        whole.addWidget(frame)
        self._above.setFixedHeight(0)
        whole.setSpacing(0)

    def stand_in(self, width: int, height: int) -> None:
        """Only the margin below depends on the height of its place."""
        self._frame.stand_in(width, height)

    def put_above(self, bar: QWidget, stops: Sequence[QWidget]) -> None:
        _Foot(self, bar)
        reach_first(self._above, stops)


class _FlatCard(Card):
    """As wide as its column, and without a shadow, like the sheets of the settings."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("")
        self.setMaximumWidth(UNLIMITED)
        around = self.layout()
        if around is not None:
            around.setContentsMargins(0, 0, 0, 0)
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)


class _Foot(QFrame):
    """Takes the lowest part of the place in which a page scrolls, while the bar in it is shown."""

    def __init__(self, page: QWidget, bar: QWidget) -> None:
        place = page.parentWidget()
        while place is not None and not isinstance(place, Scrolled):
            place = place.parentWidget()
        self._around: QWidget = place if place is not None else page
        super().__init__(self._around)
        self.setObjectName("foot")
        self._page = page
        self._place = place
        self._bar = bar
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(0)
        self._rows.addWidget(bar)
        self.hide()
        bar.installEventFilter(self)
        self._around.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._bar:
            if event.type() == QEvent.Type.HideToParent:
                self.hide()
                self._keep_free(0)
            elif event.type() in (QEvent.Type.ShowToParent, QEvent.Type.LayoutRequest):
                self._fit()
                if event.type() == QEvent.Type.ShowToParent:
                    # once the place is lower by it
                    QTimer.singleShot(NEXT_TURN_MS, self, self._leave_focus_in_view)
        elif event.type() == QEvent.Type.Resize and not self.isHidden():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        wide = self._around.width()
        side = max(BESIDE, (wide - WIDE) // 2)
        self._rows.setContentsMargins(side, GRID, side, 2 * GRID)
        self.show()
        self._bar.ensurePolished()
        high = self._rows.totalHeightForWidth(wide)
        self.setGeometry(0, self._around.height() - high, wide, high)
        self.raise_()
        self._keep_free(high)

    def _leave_focus_in_view(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and self._page.isAncestorOf(focused):
            scroll_to(focused)

    def _keep_free(self, high: int) -> None:
        if self._place is not None:
            self._place.keep_free_below(high)


def _at_the_left(words: QLabel) -> None:
    words.setContentsMargins(0, 0, 0, 0)
    words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
