"""What has happened to the session, each entry with what it changed. Holds what the state holds, and no token."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_login.domain.claims import Difference, items_changed
from desktop_login.domain.history import Event, History, HistoryEntry
from desktop_login.messages.dashboard import (
    ADDED,
    CHANGED_NAMES,
    CHANGES_MANY,
    CHANGES_NONE,
    CHANGES_ONE,
    EVENTS,
    FROM_TO,
    HISTORY_VIEW,
    ONLY_IN_MEMORY,
    REMOVED,
    UNTIL_NOW,
)
from desktop_login.messages.message import Listed
from desktop_login.messages.progress import signed_in_with
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.moments import clock_time
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label, sentence
from desktop_login.ui.widgets.head_card import HeadCard
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.value_row import wrappable

_RENEWALS = (Event.RENEWED, Event.RENEWED_BY_HAND)
_MOST_NAMES = 20
_OPEN, _CLOSED = "▾ ", "▸ "
_EDGE = 10  # of a line that can be opened: its border and its padding


class _Entry(QWidget):
    """A line; one that changed claims opens to tell which."""

    def __init__(self, entry: HistoryEntry, now: float) -> None:
        super().__init__()
        self.entry = entry
        self.line = _line(entry, now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        self.details: QLabel | None = None
        self.button: QPushButton | None = None
        if entry.event in _RENEWALS and entry.difference.count:
            self.button = QPushButton()
            self.button.setProperty("kind", "event")
            self.button.setAutoDefault(False)
            self.button.clicked.connect(self._toggle)
            self.details = label("", "small", wrap=True)
            self.details.setContentsMargins(self._beside_mark(), 0, GRID, GRID)
            self.details.setMinimumWidth(1)
            self.details.setText(wrappable("\n".join(changes_in_words(entry.difference))))
            self.details.setAccessibleName("\n".join(changes_in_words(entry.difference)))
            self.details.hide()
            count = LiveText("small", right=True)
            count.set_words(_count(entry.difference))
            row = QHBoxLayout()
            row.addWidget(self.button)
            row.addWidget(count, 1)
            column.addLayout(row)
            column.addWidget(self.details)
            self._title()
        else:
            line = sentence(self.line)
            line.setAccessibleName(self.line)
            line.setMinimumWidth(1)
            line.setContentsMargins(self._beside_mark(), 6, GRID, 6)
            column.addWidget(line)

    def _beside_mark(self) -> int:
        """Where the words of a line with a mark begin, and so those of every other line."""
        return _EDGE + self.fontMetrics().horizontalAdvance(_CLOSED)

    def _toggle(self) -> None:
        if self.details is not None:
            self.details.setVisible(self.details.isHidden())
        self._title()

    def _title(self) -> None:
        if self.button is None or self.details is None:
            return
        mark = _CLOSED if self.details.isHidden() else _OPEN
        self.button.setText(f"{mark}{self.line}".replace("&", "&&"))
        self.button.setAccessibleName(f"{self.line}, {_count(self.entry.difference)}")


class HistoryView(HeadCard):
    """Newest first. `now` is the wall clock (epoch s): what was on another day is told with its date."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__(tr(HISTORY_VIEW), spacing=0, below=12)
        self._now = now
        self._entries: list[_Entry] = []
        edges = (
            self.body.contentsMargins()
        )  # the marks are in line with the title, their ring stands out
        self.body.setContentsMargins(
            edges.left() - _EDGE, edges.top(), edges.right(), edges.bottom()
        )
        self.head.setContentsMargins(_EDGE, 0, 0, 0)
        self.body.addSpacing(4)
        self.body.addStretch(1)
        note = sentence(tr(ONLY_IN_MEMORY), "small")
        note.setMinimumWidth(1)
        note.setContentsMargins(_EDGE, GRID, 0, 0)  # about all of the lines, not about the last one
        self.body.addWidget(note)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab comes to: the newest entry is made last and stands first."""
        return [entry.button for entry in self._entries if entry.button is not None]

    @property
    def lines(self) -> list[str]:
        return [entry.line for entry in self._entries]

    def show_history(self, history: History) -> None:
        """Entries that are there stay, open or not; one whose words are others now, because an
        offline time has ended or a day has passed, is written anew."""
        now = self._now()
        keys = [(_key(entry), _line(entry, now)) for entry in history]
        known = {(_key(row.entry), row.line): row for row in self._entries}
        if keys == list(reversed(known)):
            return
        for gone in set(known) - set(keys):
            known[gone].hide()
            known[gone].deleteLater()
        self._entries = []
        for place, (key, entry) in enumerate(zip(reversed(keys), reversed(history), strict=True)):
            row = known.get(key) or _Entry(entry, now)
            self._entries.append(row)
            if self.body.indexOf(row) != place + 2:
                self.body.insertWidget(place + 2, row)


def _key(entry: HistoryEntry) -> tuple[Event, float, float | None]:
    return entry.event, entry.at, entry.until


def changes_in_words(found: Difference) -> list[str]:
    """What a renewal changed, in lines; lists of texts say what came and went."""
    lines = []
    if found.added:
        lines.append(tr(ADDED, names=_named(found.added)))
    if found.removed:
        lines.append(tr(REMOVED, names=_named(found.removed)))
    plain = []
    for change in found.changed:
        items = items_changed(change)
        if items is None:
            plain.append(change.name)
            continue
        came, went = items
        signs = [f"+ {defused(item, 60)}" for item in came[:_MOST_NAMES]]
        signs += [f"− {defused(item, 60)}" for item in went[:_MOST_NAMES]]
        lines.append(f"{defused(change.name, 60)}: {'  '.join(signs)}")
    if plain:
        lines.append(tr(CHANGED_NAMES, names=_named(tuple(plain))))
    return lines


def _named(names: tuple[str, ...]) -> Listed:
    return Listed((*names[:_MOST_NAMES], "…") if len(names) > _MOST_NAMES else names)


def _line(entry: HistoryEntry, now: float) -> str:
    since = clock_time(entry.at, now, seconds=True)
    when = since
    if entry.event is Event.OFFLINE:
        when = (
            tr(UNTIL_NOW, since=since)
            if entry.until is None
            else tr(FROM_TO, since=since, until=clock_time(entry.until, now, seconds=True))
        )
    what = translate(signed_in_with(entry.ways)) if entry.ways else tr(EVENTS[entry.event])
    words = f"{when}  {what}"
    if entry.event in _RENEWALS and not entry.difference.count:
        words += f" · {tr(CHANGES_NONE)}"
    return words


def _count(found: Difference) -> str:
    return tr(CHANGES_MANY, n=found.count) if found.count > 1 else tr(CHANGES_ONE)
