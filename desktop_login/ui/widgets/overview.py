"""The claims as cards: who you are, when, where it counts, your own; technical ones folded. Decodes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.domain.claims import VERIFIED_BY, Difference, Group, grouped, is_verified
from desktop_login.domain.ways import Ways
from desktop_login.messages.dashboard import (
    CLAIMS_MORE,
    GROUPS,
    IS_NOT_VERIFIED,
    IS_VERIFIED,
    NOTHING_FOUND,
    SHOW_TECHNICAL,
)
from desktop_login.messages.message import Listed
from desktop_login.messages.progress import ago_with
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.claim_view import view_of
from desktop_login.ui.moments import relative
from desktop_login.ui.qt_constants import NEXT_TURN_MS
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, retitle
from desktop_login.ui.widgets.head_card import HeadCard
from desktop_login.ui.widgets.value_row import NOTHING_BEFORE, ValueRow, before_in_words

_MARKED_MS = 10_000
_LABEL_BESIDE = (
    440  # the width of a window; in less, groups and the longer of the notes would be cut
)
_NAMES_SHOWN = 4
# what is said beside an address and has no row of its own
_SAYS_OF: Mapping[str, str] = {name: address for address, name in VERIFIED_BY.items()}
_TO_TITLES = 11  # what a button that discloses lacks to stand below the titles of the cards
# rows of claims that nobody knows beforehand: a pool has 50 attributes of its own at most, and each
# row costs what a dozen widgets cost
_MOST_OWN = 60
# for the names of the claims; from the middle one on a user ID has its value on one line
_LEFT_WIDE, _LEFT_MIDDLE, _LEFT_HALF, _LEFT_NARROW = 190, 124, 118, 100
# made while the user types, so that the first token finds them ready
USUAL: Mapping[Group, tuple[str, ...]] = {
    Group.WHO: ("name", "email", "cognito:groups", "sub"),
    Group.WHEN: ("auth_time", "iat", "exp"),
    Group.WHERE: ("iss", "aud"),
    Group.OWN: (),
    Group.TECHNICAL: ("event_id", "jti", "origin_jti", "token_use"),
}


class ClaimCard(HeadCard):
    """Rows under a head, without any that the filter hides."""

    def __init__(self, title: str) -> None:
        super().__init__(title, spacing=0, below=GRID)
        self.rows: list[ValueRow] = []
        self.body.addStretch(1)

    def add(self, row: ValueRow, place: int) -> None:
        if row in self.rows:
            self.rows.remove(row)
        self.rows.insert(place, row)
        self.body.insertWidget(place + 1, row)

    def drop(self, row: ValueRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()

    def settle(self) -> None:
        """The first row that is shown has no line above it; without any there is no card."""
        first = True
        for row in self.rows:
            if not row.isHidden():
                row.first, first = first, False
                row.update()
        self.setVisible(not first)


class Overview(QWidget):
    """Emits `copy_wanted(name)`. Rows stay when a token is renewed: only words change."""

    copy_wanted = Signal(str)

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._claims: Mapping[str, object] = {}
        self._checked = False
        self._ways: Ways = ()
        self._rows: dict[str, ValueRow] = {}
        self._cards = {group: ClaimCard(tr(GROUPS[group])) for group in Group}
        self._filter = ""
        self.count = 0, 0  # rows that the filter leaves, and of how many
        self._narrow = False
        self._left = 0
        self._open = False
        self._held: list[Group] = []
        self.technical = button("", "disclose")
        self.technical.clicked.connect(self._toggle_technical)
        self.nothing = label(tr(NOTHING_FOUND), "muted")
        self.nothing.hide()
        self.left_out = label("", "muted", wrap=True)
        self.left_out.hide()
        self._marked = QTimer(self)
        self._marked.setSingleShot(True)
        self._marked.setInterval(_MARKED_MS)
        self._marked.timeout.connect(self._unmark)
        self._arrange()

    def prepare(self, group: Group) -> None:
        """Makes the rows that nearly every token has."""
        for place, name in enumerate(USUAL[group]):
            if name not in self._rows:
                row = self._make(name, group, place)
                row.hide()
                for part in (row, *row.findChildren(QWidget)):
                    part.ensurePolished()  # or it would be styled when the token arrives

    def show_claims(self, claims: Mapping[str, object], *, checked: bool, ways: Ways = ()) -> None:
        """`ways` is how the user signed in, where that was seen."""
        self._claims, self._checked, self._ways = claims, checked, ways
        now = self._now()
        groups = self._groups()
        shown = {name for names in groups.values() for name in names}
        for name in [name for name in self._rows if name not in shown and not _is_usual(name)]:
            self._drop(name)
        for group, names in groups.items():
            for place, name in enumerate(names):
                row = self._rows.get(name) or self._make(name, group, place)
                self._move(row, group, place)
                view = view_of(name, claims, now, checked=checked)
                if name == "auth_time" and ways and view.note:
                    view = view._replace(note=translate(ago_with(view.note, ways)))
                row.show_view(view)
        self._name_technical(groups[Group.TECHNICAL])
        left = len(grouped(claims)[Group.OWN]) - len(groups[Group.OWN])
        self.left_out.setText(tr(CLAIMS_MORE, n=left) if left else "")
        self._settle()

    def forget(self, *, for_good: bool = False) -> None:
        self._unmark()
        self._claims, self._ways = {}, ()
        self.left_out.setText("")
        for name in list(self._rows):
            self._drop(name)
        self._open, self._held = False, []
        self._settle()
        if not for_good:
            self._prepare_in_turn(list(USUAL))

    def _prepare_in_turn(self, groups: list[Group]) -> None:
        """For the next one who signs in; all in one turn would take longer than a frame."""
        if groups:
            self.prepare(groups[0])
            QTimer.singleShot(NEXT_TURN_MS, self, lambda: self._prepare_in_turn(groups[1:]))

    def hold(self) -> None:
        """From now on no card is shown but by `release`: all of them laid out and painted in one
        turn of the event loop would take longer than a frame."""
        self._held = list(Group)
        for part in (*self._cards.values(), self.technical):
            part.hide()

    @property
    def held(self) -> bool:
        return bool(self._held)

    def release(self) -> None:
        """The next card; after the last one what stands below them."""
        del self._held[:1]
        self._settle()

    def set_filter(self, wanted: str) -> None:
        self._filter = wanted.strip()
        self._settle()

    def set_width(self, window: int) -> None:
        """Cards beside each other in a wide window; labels over values in a very narrow one."""
        two = window > 760
        way = QBoxLayout.Direction.LeftToRight if two else QBoxLayout.Direction.TopToBottom
        self._pair.setDirection(way)
        self._narrow = window < _LABEL_BESIDE
        self._left = _LEFT_WIDE if two else _LEFT_MIDDLE if window >= 560 else _LEFT_NARROW
        self._name_technical(grouped(self._claims)[Group.TECHNICAL])
        for name in self._rows:
            self._fit(name)

    def mark(self, found: Difference) -> None:
        """What has changed says so for ten seconds."""
        self._unmark()
        before = {change.name: before_in_words(change.before) for change in found.changed}
        before |= dict.fromkeys(found.added, NOTHING_BEFORE)
        for change in found.changed:
            address = _SAYS_OF.get(change.name)
            was = is_verified(address, {change.name: change.before}) if address else None
            if address and was is not None:
                before.setdefault(address, tr(IS_VERIFIED if was else IS_NOT_VERIFIED))
        for name, value in before.items():
            row = self._rows.get(name)
            if row is not None:
                row.mark_changed(value)
        self._marked.start()

    def tick(self, now: float) -> None:
        for row in self._rows.values():
            if row.view is not None and row.view.moment is not None and not row.isHidden():
                ago = relative(row.view.moment, now)
                how = row.name == "auth_time" and self._ways
                row.show_note(translate(ago_with(ago, self._ways)) if how else ago)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab comes to, card by card, with what unfolds the last one before that."""
        rows = {
            group: [stop for row in card.rows for stop in row.stops]
            for group, card in self._cards.items()
        }
        technical = rows.pop(Group.TECHNICAL)
        return [*chain.from_iterable(rows.values()), self.technical, *technical]

    def row(self, name: str) -> ValueRow | None:
        return self._rows.get(name)

    def _groups(self) -> dict[Group, tuple[str, ...]]:
        """What is shown: a hostile token holds thousands of claims, which are in the table alone."""
        groups = grouped(self._claims)
        groups[Group.OWN] = groups[Group.OWN][:_MOST_OWN]
        return groups

    def _unmark(self) -> None:
        for row in self._rows.values():
            row.unmark()

    def _make(self, name: str, group: Group, place: int) -> ValueRow:
        row = self._rows[name] = ValueRow(name)
        row.copy_wanted.connect(self.copy_wanted)
        self._cards[group].add(row, place)
        self._fit(name)
        return row

    def _move(self, row: ValueRow, group: Group, place: int) -> None:
        """What a claim is about may depend on the others, so that its row changes its card."""
        for other, card in self._cards.items():
            if other is not group and row in card.rows:
                card.rows.remove(row)
        mine = self._cards[group].rows
        if row not in mine or mine.index(row) != place:
            self._cards[group].add(row, place)

    def _drop(self, name: str) -> None:
        row = self._rows.pop(name)
        for card in self._cards.values():
            if row in card.rows:
                card.drop(row)

    def _fit(self, name: str) -> None:
        row = self._rows[name]
        row.set_narrow(self._narrow)
        if not self._narrow and self._left:
            halves = self._pair.direction() == QBoxLayout.Direction.LeftToRight
            half = halves and any(row in self._cards[g].rows for g in (Group.WHEN, Group.WHERE))
            row.set_left(_LEFT_HALF if half else self._left)

    def _settle(self) -> None:
        """Shows what there is and what the filter leaves."""
        groups = self._groups()
        found = sum(self._show_found(group, names) for group, names in groups.items())
        beside = sum(
            VERIFIED_BY[name] in self._claims for name in VERIFIED_BY if name in self._claims
        )
        technical = bool(groups[Group.TECHNICAL]) and not self._filter
        self.technical.setVisible(technical and not self._held)
        self.nothing.setVisible(bool(self._filter) and not found)
        self.left_out.setVisible(bool(self.left_out.text()))
        self.count = found, len(self._claims) - beside

    def _show_found(self, group: Group, names: tuple[str, ...]) -> int:
        """How many claims of this group the filter leaves, the folded ones too."""
        found = 0
        card = self._cards[group]
        folded = group is Group.TECHNICAL and not self._open and not self._filter
        for row in card.rows:
            hit = row.name in names and row.matches(self._filter)
            found += hit
            row.setVisible(hit and not folded)
        if group not in self._held:
            card.settle()
        return found

    def _name_technical(self, names: tuple[str, ...]) -> None:
        shown: tuple[str, ...] = names[:_NAMES_SHOWN] if self._left > _LEFT_NARROW else ()
        if len(names) > len(shown):
            shown = (*shown, "…") if shown else (str(len(names)),)
        words = tr(SHOW_TECHNICAL, names=Listed(shown))
        retitle(self.technical, f"{words} {'▾' if self._open else '▸'}")

    def _toggle_technical(self) -> None:
        self._open = not self._open
        self._name_technical(grouped(self._claims)[Group.TECHNICAL])
        self._settle()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        self._pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pair.setSpacing(2 * GRID)
        self._pair.addWidget(self._cards[Group.WHEN], 1)
        self._pair.addWidget(self._cards[Group.WHERE], 1)
        column.addWidget(self._cards[Group.WHO])
        column.addLayout(self._pair)
        column.addWidget(self._cards[Group.OWN])
        column.addWidget(self.left_out)
        beside_titles = QHBoxLayout()
        beside_titles.setContentsMargins(_TO_TITLES, 0, 0, 0)
        beside_titles.addWidget(self.technical)
        beside_titles.addStretch(1)
        column.addLayout(beside_titles)
        column.addWidget(self._cards[Group.TECHNICAL])
        column.addWidget(self.nothing)
        column.addStretch(1)
        for card in self._cards.values():
            card.hide()
        self.technical.hide()


def _is_usual(name: str) -> bool:
    return any(name in names for names in USUAL.values())
