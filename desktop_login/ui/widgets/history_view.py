"""What has happened to the session, each entry with what it changed. Holds what the state holds, and no token."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from desktop_login.domain.claims import Difference, items_changed
from desktop_login.domain.history import Event, History, HistoryEntry
from desktop_login.messages.dashboard import (
    ADDED,
    CHANGED_NAMES,
    CHANGES_MANY,
    CHANGES_NONE,
    CHANGES_ONE,
    EVENTS,
    HISTORY_VIEW,
    OFFLINE_UNTIL,
    ONLY_IN_MEMORY,
    REMOVED,
)
from desktop_login.messages.message import Listed
from desktop_login.messages.progress import signed_in_with
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.moments import clock_time
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.base_line import base_line, below_base_line, in_the_middle
from desktop_login.ui.widgets.basics import label, sentence
from desktop_login.ui.widgets.head_card import HeadCard
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.value_row import wrappable

_RENEWALS = (Event.RENEWED, Event.RENEWED_BY_HAND)
_MOST_NAMES = 20
_EDGE = 10  # of a line that can be opened: its border and its padding
_MARK = 2 * GRID  # the place of its mark, which a line without one keeps free
_BETWEEN = 12  # time and event
_HIGH = 36  # of a line


class _Time(QWidget):
    """When it was, in a column of its own, with digits of one width. To a screen reader it is nothing:
    what stands beside it is called by the whole line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setFixedHeight(_HIGH)

    def needed(self) -> int:
        self.ensurePolished()
        return QFontMetrics(_tabular(self.font())).horizontalAdvance(self._text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setFont(_tabular(self.font()))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(0, self.base_line(), self._text)

    def base_line(self) -> int:
        return in_the_middle(_HIGH, self._text, self.font())


class _Opener(QPushButton):
    """The line of an entry that tells more; it is painted in the columns of the others."""

    def __init__(self, when: str, what: str) -> None:
        super().__init__(f"{when}  {what}".replace("&", "&&"))
        self._when, self._what = when, what
        self._column = 0
        self.is_open = False
        self.setProperty("kind", "event")
        self.setProperty("part", "line")
        self.setAutoDefault(False)

    def set_column(self, width: int) -> None:
        self._column = width
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        what = self.fontMetrics().horizontalAdvance(self._what)
        return QSize(2 * _EDGE + _MARK + self._column + what, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        ink = self.palette().color(QPalette.ColorRole.ButtonText)
        painter.setPen(ink)
        line = in_the_middle(self.height(), self._what, self.font())
        painter.drawText(_EDGE + _MARK + self._column, line, self._what)
        painter.setFont(_tabular(self.font()))
        painter.drawText(_EDGE + _MARK, line, self._when)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1.6))
        painter.drawPath(_mark(QRect(_EDGE, 0, GRID, self.height()), down=self.is_open))


def _mark(place: QRect, *, down: bool) -> QPainterPath:
    """An arrow as on the buttons that open a menu, down or to the right."""
    middle = QPointF(place.left() + place.width() / 2, place.height() / 2 + 0.5)
    steps = ((-3.5, -2.0), (0.0, 2.0), (3.5, -2.0)) if down else ((-2.0, -3.5), (2.0, 0), (-2, 3.5))
    path = QPainterPath(middle + QPointF(*steps[0]))
    for step in steps[1:]:
        path.lineTo(middle + QPointF(*step))
    return path


def _tabular(font: QFont) -> QFont:
    """With digits of one width, where the font has them (OpenType feature `tnum`)."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class _Entry(QWidget):
    """A line; one that changed claims opens to tell which."""

    def __init__(self, entry: HistoryEntry, now: float) -> None:
        super().__init__()
        self.entry = entry
        when, what = _when(entry, now), _what(entry, now)
        self.line = f"{when}  {what}"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        self.details: QLabel | None = None
        self.button: _Opener | None = None
        self._words: QLabel | None = None
        self._time = _Time(when)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        if entry.event in _RENEWALS and entry.difference.count:
            self._time.setParent(self)
            self._time.hide()  # the button paints it
            self.button = _Opener(when, what)
            self.button.clicked.connect(self._toggle)
            self.details = label("", "small", wrap=True)
            self.details.setMinimumWidth(1)
            self.details.setText(wrappable("\n".join(changes_in_words(entry.difference))))
            self.details.setAccessibleName("\n".join(changes_in_words(entry.difference)))
            self.details.hide()
            count = LiveText("small", right=True)
            count.set_words(_count(entry.difference), shorter=str(entry.difference.count))
            self._row.addWidget(self.button)
            self._row.addWidget(count, 1)
            column.addLayout(self._row)
            column.addWidget(self.details)
            self._title()
        else:
            words = self._words = sentence(what)
            words.setAccessibleName(self.line)
            words.setMinimumWidth(1)
            self._row.setContentsMargins(_EDGE + _MARK, 0, 0, 0)
            self._row.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
            self._row.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(self._row)

    def needed(self) -> int:
        """For its time and what is kept free behind it."""
        return self._time.needed() + _BETWEEN

    def set_column(self, width: int) -> None:
        self._time.setFixedWidth(width)
        if self.button is not None:
            self.button.set_column(width)
        if self.details is not None:
            self.details.setContentsMargins(_EDGE + _MARK + width, 0, GRID, GRID)
        if self._words is not None:  # on the base line of the time
            above = self._time.base_line() - base_line(self._words)
            below = _HIGH - self._time.base_line() - below_base_line(self._words)
            self._words.setContentsMargins(0, above, GRID, max(0, below))

    def _toggle(self) -> None:
        if self.details is not None:
            self.details.setVisible(self.details.isHidden())
        self._title()

    def _title(self) -> None:
        if self.button is None or self.details is None:
            return
        self.button.is_open = not self.details.isHidden()
        self.button.setAccessibleName(f"{self.line}, {_count(self.entry.difference)}")
        self.button.update()


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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Every event begins where the others do."""
        wide = max((entry.needed() for entry in self._entries), default=0)
        for entry in self._entries:
            entry.set_column(wide)

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
        self._fit_columns()


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
    return f"{_when(entry, now)}  {_what(entry, now)}"


def _when(entry: HistoryEntry, now: float) -> str:
    return clock_time(entry.at, now, seconds=True)


def _what(entry: HistoryEntry, now: float) -> str:
    if entry.event is Event.OFFLINE and entry.until is not None:
        return tr(OFFLINE_UNTIL, time=clock_time(entry.until, now, seconds=True))
    words = translate(signed_in_with(entry.ways)) if entry.ways else tr(EVENTS[entry.event])
    if entry.event in _RENEWALS and not entry.difference.count:
        words += f" · {tr(CHANGES_NONE)}"
    return words


def _count(found: Difference) -> str:
    return tr(CHANGES_MANY, n=found.count) if found.count > 1 else tr(CHANGES_ONE)
