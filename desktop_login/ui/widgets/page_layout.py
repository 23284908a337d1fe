"""Where the parts of a page stand: heading, card, the way out, and the room above that is kept for a message. Does nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.theme import CARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import RING, Card, button, sentence

# Where the heading stands: a share of the height, and never so high that an ordinary bar above it would
# move it. So a page keeps its place whatever appears on it, and the next page has the same one.
_ANCHOR = 0.18
_LEAST_ANCHOR = 13 * GRID  # a bar with two lines and its links
# A page that would have to scroll gives up some of each of its spaces, and then of the room above.
_CLOSE = GRID // 2
_CLOSEST = 3 * GRID // 4  # where nothing has to be scrolled then
_LOW = 75 * GRID
_LITTLE = GRID + 4
_BELOW_BAR = GRID  # and the spacing of the column: so far from the heading
_COLUMN = 100  # the column's share of the width, with 1 at each side of it
_ANY_HEIGHT = 16_777_215  # QWIDGETSIZE_MAX of Qt
_BESIDE = 16  # the room for the card's shadow, so that the bar is as wide as the card


def heading_anchor(height: int) -> int:
    """How much stands above a heading in a place so high, but for the spacing of its column."""
    return max(_LEAST_ANCHOR, round(height * _ANCHOR))


class PageLayout(QWidget):
    """A column in the middle: room for a message, the heading, the lead sentence, the card, the way out.

    Subclasses fill `self.card.body` between construction and `arrange()`.
    """

    # whether the button stands apart from a field above it, which may be hidden
    button_apart = False
    # whether the way back stands at the top: on a page that is looked through and not filled in
    back_on_top = False
    least_above = 2 * GRID  # with the spacing below it, the margin above the heading

    def __init__(self, heading: Message | str, back: Message | None) -> None:
        super().__init__()
        self.setObjectName("page")
        words = tr(heading) if isinstance(heading, Message) else heading
        self.heading = sentence(words, "heading", centred=True)
        self.heading.setContentsMargins(_BESIDE, 0, _BESIDE, 0)  # the bar lies over the margin
        self.lead: QLabel | None = None
        self.card = self.make_card()
        self.back_link: QPushButton | None = None
        if back is not None:
            self.back_link = button(tr(back), "link", "B")
            self.back_link.setProperty("part", "middle")
        # Cancel comes there, in the place of what leads away while nothing is under way.
        self._way_out: QHBoxLayout | None = None
        self._leads_away: QWidget | None = None
        self._column = QVBoxLayout()
        self._column.setSpacing(GRID)
        self._margin_below = 0
        self._above = QWidget()
        self._above.setMinimumHeight(_LEAST_ANCHOR)
        self._on_top: list[QHBoxLayout] = []
        self._seen_in = (0, 0)
        self._room = _LEAST_ANCHOR  # what `_above` has without the place of the heading
        self._close = 0  # so many pixels less in each space
        self._gives_way = False

    def make_card(self) -> Card:
        """For subclasses: the sheet that holds the form."""
        return Card()

    def arrange(self) -> None:
        """Put the parts in place, once."""
        column = QWidget()
        column.setMaximumWidth(CARD_WIDTH + 2 * _BESIDE)
        column.setLayout(self._column)
        self._column.addWidget(self._above)
        self.add_above_heading(self._column)
        self._column.addWidget(self.heading)
        if self.lead is not None:
            self._column.addWidget(self.lead)
        self.add_above_card(self._column)
        self._column.addWidget(self.card)
        card_is_last = self._way_out is not None
        if self._way_out is None:
            self._column.addLayout(self._way_out_below())
        self._column.addStretch(1)
        foot = self._column.count()
        self.add_below_card(self._column)
        # below a card that ends the page its shadow is margin enough
        card_is_last = card_is_last and self._column.count() == foot
        self._margin_below = 0 if card_is_last else 2 * GRID
        self._column.setContentsMargins(0, 0, 0, self._margin_below)
        row = QHBoxLayout(self)  # not `placing.centred`: a module less before the first paint
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(column, _COLUMN)
        row.addStretch(1)

    def put_above(self, bar: QWidget, stops: Sequence[QWidget]) -> None:
        """A message bar in the room that is kept for it. Tab comes to its `stops` first."""
        from desktop_login.ui.widgets.tab_order import reach_first

        room = QVBoxLayout(self._above)
        room.setContentsMargins(_BESIDE, GRID, _BESIDE, _BELOW_BAR)
        room.addStretch(1)
        room.addWidget(bar)
        reach_first(self._above, stops)

    def make_room(self) -> None:
        """For the bar, which has other words now, or has come or gone: where it needs more than the room
        above, it stands in the place of the heading and the lead sentence, and nothing below it moves.
        These are still read aloud."""
        room, width = self._above.layout(), self.column_width
        if room is None or not width:
            return
        room.setContentsMargins(_BESIDE, GRID, _BESIDE, _BELOW_BAR)
        needed = room.totalHeightForWidth(width)
        # a little nearer to the heading is better than in its place
        tight = max(0, min(_BELOW_BAR, needed - self._room))
        room.setContentsMargins(_BESIDE, GRID, _BESIDE, _BELOW_BAR - tight)
        self._give_way(needed - tight > self._room)

    def _give_way(self, gives_way: bool) -> None:
        self._gives_way = gives_way
        for part in self._head:
            part.setMaximumHeight(0 if gives_way else _ANY_HEIGHT)
        self._above.setMinimumHeight(self._room + (self._head_height if gives_way else 0))

    @property
    def _head(self) -> list[QLabel]:
        """The heading and the lead sentence, as far as it is there."""
        lead = self.lead
        return [self.heading] if lead is None or lead.isHidden() else [self.heading, lead]

    @property
    def _head_height(self) -> int:
        return sum(part.heightForWidth(self.column_width) for part in self._head)

    @property
    def has_way_out(self) -> bool:
        """Whether the page has been arranged, with a place for Cancel."""
        return self._way_out is not None

    def put_in_way_out(self, cancel: QPushButton, last: QWidget) -> None:
        """Cancel in the place of what leads away. Tab comes to it behind that if it stands at the top,
        else behind `last`."""
        row, away = self._way_out, self._leads_away
        assert row is not None  # noqa: S101 - `has_way_out` was asked
        cancel.setProperty("part", "middle" if away is None else away.property("part"))
        on_top = away is not None and row.indexOf(away) == 0
        row.insertWidget(1 if on_top else 2, cancel)
        self.setTabOrder(away if on_top and away is not None else last, cancel)

    def lead_away_too(self, link: QPushButton) -> None:
        """Another way out, beside the way back below the card. Cancel comes in the place of both."""
        row, back = self._way_out, self.back_link
        assert row is not None  # noqa: S101 - the page has been arranged
        assert back is not None  # noqa: S101 - it is beside that one
        at, both = row.indexOf(back), QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(3 * GRID)
        for way in (back, link):
            way.setProperty("part", "middle")
            beside.addWidget(way)
        both.setProperty("part", "middle")
        row.insertWidget(at, both)
        self._leads_away = both
        self.setTabOrder(back, link)

    def open_way_out(self, is_open: bool) -> None:
        """Whether what leads away from the page is there."""
        if self._leads_away is not None:
            self._leads_away.setVisible(is_open)

    def _way_out_below(self) -> QHBoxLayout:
        """The way back in the middle below the card, and room for Cancel where there is none."""
        row = QHBoxLayout()
        row.setSpacing(0)
        room = QWidget()
        room.setFixedSize(0, 3 * GRID)
        row.addWidget(room)
        row.addStretch(1)
        if self.back_link is not None:
            row.addWidget(self.back_link)
        row.addStretch(1)
        self._way_out, self._leads_away = row, self.back_link
        return row

    def lead_away_on_top(self, link: QWidget, column: QVBoxLayout) -> None:
        """What leads away from the page stands at the top. Its words begin where the card does, and the
        ring of its focus before them."""
        link.setProperty("part", "middle")
        row = QHBoxLayout()
        row.setContentsMargins(_BESIDE - RING, 0, _BESIDE, 0)
        row.setSpacing(0)
        row.addWidget(link)
        row.addStretch(1)
        self.lead_away_in(row, link)
        self._on_top.append(row)
        column.addLayout(row)

    def stand_in(self, width: int, height: int) -> None:
        """How large the place is in which the page is seen: where it is low, less is left above.
        The page itself may not have that width yet.

        The heading stands at its anchor, and what is above it, above that. A page that would have to scroll
        gives up as much of its spaces as it needs, and then of the room above it. What is missing then it
        takes from its spaces, if that is enough.
        """
        self._seen_in = width, height
        width, low = self.column_width, height < _LOW
        wanted = heading_anchor(height) - self._height_on_top()
        self._stand_close(0)
        rest = self._height_below(width)
        missing = rest + wanted - height
        if missing > 0:
            self._stand_close(_CLOSE)
            gained = rest - self._height_below(width)
            if gained > 0:
                self._stand_close(min(_CLOSE, -(-missing * _CLOSE // gained)))
            rest = self._stand_closer(width, height - self.least_above + (_LITTLE if low else 0))
        spare = height - rest
        # in a low place a margin that is a little smaller is better than to scroll by a little
        less = low and spare >= self.least_above - _LITTLE
        least = self.least_above - (_LITTLE if less else 0)
        self._room = max(least, min(wanted, spare))
        self._give_way(self._gives_way)
        self.make_room()

    @property
    def column_width(self) -> int:
        """Of heading, card and bar, with the room for the card's shadow at both sides."""
        return min(self._seen_in[0] * _COLUMN // (_COLUMN + 2), CARD_WIDTH + 2 * _BESIDE)

    def _height_on_top(self) -> int:
        """Of what leads away above the heading."""
        shown = [row for row in self._on_top if not row.isEmpty()]
        for row in shown:
            row.invalidate()  # what stands in it may just have come
        return sum(row.sizeHint().height() + GRID for row in shown)

    def _height_below(self, width: int) -> int:
        """How high everything is but the room for a message."""
        room = self._above.layout()
        above = self._above.minimumHeight()
        if room is not None:  # a bar that needs more than is kept for it
            above = max(above, room.totalHeightForWidth(width))
        rest = self._column.totalHeightForWidth(width) - above
        if self._gives_way:
            rest += self._head_height
        return rest + self.yet_to_come() - self.may_be_below()

    def _stand_closer(self, width: int, most: int) -> int:
        """Closer than pages do otherwise if `most` pixels are enough then, and in no case to scroll anyway.
        Return how high everything is but the room for a message."""
        rest, usual = self._height_below(width), self._close
        for less in range(usual + 1, _CLOSEST + 1):
            if rest <= most:
                return rest
            self._stand_close(less)
            rest = self._height_below(width)
        if rest > most:
            self._stand_close(usual)
            rest = self._height_below(width)
        return rest

    def _stand_close(self, less: int) -> None:
        """So many pixels less in each space."""
        if less != self._close:
            self._close = less
            self._column.setSpacing(GRID - less)
            self._column.setContentsMargins(0, 0, 0, max(0, self._margin_below - 3 * less))
            self.card.set_close(less)

    def may_be_below(self) -> int:
        """For subclasses: the height of what comes by itself at the end, and moves nothing above it."""
        return 0

    def yet_to_come(self) -> int:
        """For subclasses: the height of what is added later, whose room is kept from the beginning."""
        return 0

    def settle(self) -> None:
        """What stands on the page has changed, and with it the room that can be left above."""
        if any(self._seen_in):
            self.stand_in(*self._seen_in)

    def add_above_heading(self, column: QVBoxLayout) -> None:
        """For subclasses: what stands at the top."""
        if self.back_on_top and self.back_link is not None:
            self.lead_away_on_top(self.back_link, column)

    def add_above_card(self, column: QVBoxLayout) -> None:
        """For subclasses: what stands between the heading and the card."""

    def lead_away_in(self, row: QHBoxLayout, link: QWidget) -> None:
        """Cancel comes in the place of this link, the first in its row."""
        self._way_out, self._leads_away = row, link

    def put_in(self, place: str, widget: QWidget) -> None:
        """Something of another program: above the heading, below the card, or at the foot."""
        from desktop_login.ui.widgets.room_for_guests import reach_after
        from desktop_login.ui.widgets.tab_order import reach_first, reached_by_tab

        row = QHBoxLayout()
        row.setContentsMargins(_BESIDE, 0, _BESIDE, 0)  # as wide as the card
        row.addWidget(widget)
        if place == "header":
            self._column.insertLayout(self._column.indexOf(self.heading), row)
            reach_first(self._above, reached_by_tab(widget))
        elif place == "below_form":
            self._column.insertLayout(self._column.indexOf(self.card) + 1, row)
            reach_after(reached_by_tab(self.card), widget)
        else:
            self._column.addLayout(row)
            reach_after(reached_by_tab(self), widget)
        self.settle()

    def take_out(self, widget: QWidget) -> None:
        """Take what was put in from its place; it has no parent then."""
        from desktop_login.ui.widgets.room_for_guests import take_off

        take_off(self._column, widget)
        self.settle()

    def add_below_card(self, column: QVBoxLayout) -> None:
        """For subclasses: what stands at the foot of the page."""

    def say(self, lead: FormattedMessage) -> None:
        """The sentence below the heading."""
        if self.lead is None:
            self.lead = sentence("", "muted", centred=True)
            self.lead.setContentsMargins(_BESIDE, 0, _BESIDE, 0)
        self.lead.setText(translate(lead))
