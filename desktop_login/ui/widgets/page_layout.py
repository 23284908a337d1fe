"""Where the parts of a page stand: heading, card, the way out, and the room above that is kept for a message. Does nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.theme import CARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import RING, Card, button, sentence

# Where the heading stands: a share of the height, and never so high that a bar above it would move
# it. So a page keeps its place whatever appears on it.
_ANCHOR = 0.18
# In a lower place than this a page that would have to scroll gives up the room for a message.
_LOW = 75 * GRID
_TIGHT_ABOVE = GRID
# What a page gives up of its spaces, if it fits its place then and has to be scrolled without that.
_CLOSE = GRID // 2
_ABOVE_IF_CLOSE = 11 * GRID  # a bar with two lines and its links, and no air around it
_COLUMN = 100  # the column's share of the width, with 1 at each side of it
_BESIDE = 16  # the room for the card's shadow, so that the bar is as wide as the card


class PageLayout(QWidget):
    """A column in the middle: room for a message, the heading, the lead sentence, the card, the way out.

    Subclasses fill `self.card.body` between construction and `arrange()`.
    """

    # whether all of the page is seen before the room for a message is kept, however high the place is
    seen_whole_first = False
    # whether it stands close together even where it has to be scrolled all the same
    close_anyway = False
    # whether the button stands apart from a field above it, which may be hidden
    button_apart = False
    # whether the way back stands at the top: on a page that is looked through and not filled in
    back_on_top = False
    least_above = 13 * GRID  # a bar with two lines and its links
    least_if_whole = 13 * GRID  # where that much is enough for all of the page to be seen

    def __init__(self, heading: Message | str, back: Message | None) -> None:
        super().__init__()
        self.setObjectName("page")
        words = tr(heading) if isinstance(heading, Message) else heading
        self.heading = sentence(words, "heading", centred=True)
        self.heading.setContentsMargins(_BESIDE, 0, _BESIDE, 0)  # the bar lies over the margin
        self.lead: QLabel | None = None
        self.card = Card()
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
        self._above.setMinimumHeight(self.least_above)
        self._seen_in = (0, 0)
        self._close = False
        self._gained = 0  # by standing close together
        self._close_in_vain = 0, 0

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
        room.setContentsMargins(_BESIDE, GRID, _BESIDE, 0)
        room.addStretch(1)
        room.addWidget(bar)
        reach_first(self._above, stops)

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
        column.addLayout(row)

    def stand_in(self, width: int, height: int) -> None:
        """How large the place is in which the page is seen: where it is low, less is left above.
        The page itself may not have that width yet.

        In a low window the room that is kept for a message goes before anything has to be scrolled
        to; in one of the usual height it stays, so that no message moves a control. A page that would
        have to scroll a little stands closer together instead.
        """
        self._seen_in = width, height
        width = min(width * _COLUMN // (_COLUMN + 2), CARD_WIDTH + 2 * _BESIDE)
        least, least_if_whole = self.least_above, min(self.least_above, self.least_if_whole)
        if height < _LOW or self.seen_whole_first:
            least = least_if_whole = _TIGHT_ABOVE
        least_if_close = min(least_if_whole, _ABOVE_IF_CLOSE)
        rest = self._stand_close_if_needed(width, height - least_if_whole, height - least_if_close)
        wanted = max(self.least_above, round(height * _ANCHOR))
        if height - rest >= (least_if_close if self._close else least_if_whole):
            least = min(least, height - rest)
        self._above.setMinimumHeight(max(least, min(wanted, height - rest)))

    def _height_below(self, width: int) -> int:
        """How high everything is but the room for a message."""
        room = self._above.layout()
        above = self._above.minimumHeight()
        if room is not None:  # a bar that needs more than is kept for it
            above = max(above, room.totalHeightForWidth(width))
        rest = self._column.totalHeightForWidth(width) - above
        return rest + self.yet_to_come() - self.may_be_below()

    def _stand_close_if_needed(self, width: int, room: int, room_if_close: int) -> int:
        """Closer together where all of it has no `room`, if that helps. How high everything is."""
        rest = self._height_below(width)
        if self._close and rest + self._gained <= room:
            self._stand_close(False)
            return self._height_below(width)
        if self._close or rest <= room or (rest, room) == self._close_in_vain:
            return rest
        self._stand_close(True)
        close = self._height_below(width)
        self._gained = rest - close
        if close <= room_if_close or self.close_anyway:
            return close
        self._stand_close(False)
        self._close_in_vain = rest, room
        return rest

    def _stand_close(self, close: bool) -> None:
        self._close = close
        less = _CLOSE if close else 0
        self._column.setSpacing(GRID - less)
        self._column.setContentsMargins(0, 0, 0, max(0, self._margin_below - 2 * less))
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
