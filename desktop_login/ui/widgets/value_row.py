"""One claim as a person reads it: meaning over name, the whole value, a human line, and a way to copy it."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_login.messages.dashboard import (
    CHANGED,
    CHANGED_FROM,
    COPY,
    COPY_CLAIM,
    MORE_ITEMS,
    SHOW_ALL,
    SHOW_LESS,
)
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.claim_view import ClaimView, for_copy
from desktop_login.ui.qt_constants import UNLIMITED
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.base_line import ascent, base_line, below_base_line, in_the_middle
from desktop_login.ui.widgets.basics import button, label, retitle
from desktop_login.ui.widgets.chips import Chips
from desktop_login.ui.widgets.colours import colour, theme_palette
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.plain_tip import set_tip

NOTHING_BEFORE = "–"  # of a claim that is new
_LEFT = 190
_FIRST_ITEMS = 12
_ITEMS_MORE = 500
_RUN = 16
_LEAST_REST = 4  # characters: .com does not stand on a line alone
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHOLE_PART = (
    24  # characters of an address that no line is too narrow for: a region, the ID of a pool
)
_BREAK, _NO_BREAK = "\u200b", "\u2060"
_NAME_BELOW = GRID // 2  # a claim's name below its meaning
_NOTE_BELOW = 2  # the least below a value
_DOT = 3.5  # radius
_BESIDE_DOT = 14


class RowCopy(QPushButton):
    """Seen where the pointer or the focus is; always in the tab order and in the accessibility tree.

    It lies over the end of its row, so that the value has the whole width while nobody copies it.
    """

    def __init__(self, row: QWidget) -> None:
        super().__init__(tr(COPY), row)
        self._row = row
        self.setProperty("kind", "row-copy")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def base_line(self) -> int:
        """How far below its upper edge its word stands."""
        self.ensurePolished()
        return in_the_middle(self.sizeHint().height(), self.text(), self.font())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row.underMouse() or self.hasFocus():
            ground = theme_palette().color(QPalette.ColorRole.Base)
            QPainter(self).fillRect(self.rect(), ground)
            super().paintEvent(event)


class ChangedMark(QLabel):
    """The dot stands out; the word is only read, and does not look like something to press."""

    def __init__(self, row: QWidget) -> None:
        super().__init__(tr(CHANGED), row)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("loginRole", "mark")
        self.setContentsMargins(_BESIDE_DOT, 0, 0, 0)
        self.covers = False  # the end of a value, which has no room for it beside

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.covers:
            ground = theme_palette().color(QPalette.ColorRole.Base)
            QPainter(self).fillRect(self.rect(), ground)
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("link"))
        high = ascent(self.text(), self.font()) - self.fontMetrics().capHeight() / 2
        painter.drawEllipse(QPointF(_DOT + 1, high), _DOT, _DOT)


class ValueRow(QWidget):
    """`show_view` may be called again with another value; nothing is built anew."""

    copy_wanted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.first = False
        self.view: ClaimView | None = None
        self._open = False
        self._line = 2 * GRID  # the base line of the first line
        self._items_shown = _FIRST_ITEMS
        self.meaning = _narrow_label("meaning")
        self.claim = _narrow_label("mono-small")
        self.value = _narrow_label("")
        self.value.setAlignment(_AT_LEFT | Qt.AlignmentFlag.AlignAbsolute)  # Arabic too
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.chips: Chips | None = None
        self.more: QPushButton | None = None
        self.note = LiveText("small")
        self.changed: ChangedMark | None = None
        self.copy = RowCopy(self)
        self.copy.clicked.connect(lambda: self.copy_wanted.emit(self.name))
        self._arrange()

    def show_view(self, view: ClaimView) -> None:
        if view == self.view:
            return
        before, self.view = self.view, view
        if before is None or (before.meaning, before.name) != (view.meaning, view.name):
            _put(self.meaning, view.meaning)
            _put(self.claim, view.name)
            self.claim.setVisible(view.name != view.meaning)
            self.copy.setAccessibleName(tr(COPY_CLAIM, name=view.meaning))
        self._show_value(view)
        self.note.set_role("good" if view.good else "small")
        self.show_note(view.note)
        set_tip(self.value, view.full)
        self._level()

    def matches(self, wanted: str) -> bool:
        """Whether it shows a value, and one that the filter leaves."""
        return self.view is not None and self.view.matches(wanted)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab comes to, in the order in which it is read."""
        return (self.copy,) if self.more is None else (self.copy, self.more)

    def show_note(self, note: str) -> None:
        self.note.set_words(note)
        if self.note.isHidden() is bool(note):
            self.note.setVisible(bool(note))

    def mark_changed(self, before: str) -> None:
        """Until `unmark`; the value before is in the tooltip."""
        if self.changed is None:
            self.changed = ChangedMark(self)
            self.copy.raise_()
        set_tip(self.changed, tr(CHANGED_FROM, value=before))
        self.changed.show()
        self._place_over()

    def unmark(self) -> None:
        if self.changed is not None and not self.changed.isHidden():
            self.changed.hide()
            self._place_over()

    def set_narrow(self, narrow: bool) -> None:
        """Label over value where both do not fit beside each other."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(down if narrow else across)
        self._both.setSpacing(4 if narrow else 2 * GRID)
        self._left.setMinimumWidth(0 if narrow else _LEFT)
        self._left.setMaximumWidth(UNLIMITED if narrow else _LEFT)
        self._level()

    def set_left(self, width: int) -> None:
        self._left.setFixedWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_over()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if (
            event.type() == QEvent.Type.LayoutRequest
        ):  # what the mark stands beside has its place now
            self._place_over()
        return done

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.copy.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.copy.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if not self.first:
            line = theme_palette().color(QPalette.ColorRole.Mid)
            QPainter(self).fillRect(0, 0, self.width(), 1, line)  # a pen would lie half above it

    def _show_value(self, view: ClaimView) -> None:
        self.value.setVisible(not view.items)
        if view.items:
            self._chips().set_items(view.items[: self._items_shown])
        elif self.chips is not None:
            self.chips.hide()
        if not view.items:
            role = "mono" if view.mono else ""
            if self.value.property("loginRole") != role:
                self.value.setProperty("loginRole", role)
                self.value.style().unpolish(self.value)
                self.value.style().polish(self.value)
            _put(self.value, view.long if self._open and view.long else view.short)
        self._offer_more(view)

    def _chips(self) -> Chips:
        if self.chips is None:
            self.chips = Chips()
            self._first.addWidget(self.chips)
            self.copy.raise_()
        self.chips.show()
        return self.chips

    def _offer_more(self, view: ClaimView) -> None:
        left = len(view.items) - self._items_shown
        words = ""
        if left > 0:
            words = tr(MORE_ITEMS, n=left)
        elif view.long:
            words = tr(SHOW_LESS if self._open else SHOW_ALL)
        if self.more is None:
            if not words:
                return
            self.more = button(words, "disclose")
            self.more.clicked.connect(self._show_more)
            self._middle.insertWidget(self._middle.count() - 1, self.more, 0, _AT_LEFT)
            self.setTabOrder(self.copy, self.more)
        retitle(self.more, words)
        self.more.setVisible(bool(words))

    def _show_more(self) -> None:
        view = self.view
        if view is None:
            return
        if view.items:
            self._items_shown += _ITEMS_MORE
        else:
            self._open = not self._open
        self._show_value(view)
        self._level()
        if self.more is not None and self.more.isHidden():
            self.copy.setFocus()  # or it would go to another row

    def _level(self) -> None:
        """Meaning and value stand on one base line, and so do what is below them, the claim's name and
        the note. Japanese has higher lines than Latin letters, and those of code are lower: their upper
        edges beside each other would look askew."""
        across = self._both.direction() == QBoxLayout.Direction.LeftToRight
        lower = base_line(self.meaning) - base_line(self._beside) if across else 0
        # The button is higher than a line, and reaches so far into the space above the row.
        above = min(GRID, max(0, self.copy.base_line() - base_line(self.meaning) - max(0, -lower)))
        middle = above if across else 0
        self._row.setContentsMargins(0, GRID - above, 0, GRID)
        self._names.setContentsMargins(0, above + max(0, -lower), 0, 0)
        self._middle.setContentsMargins(0, middle + max(0, lower), 0, 0)
        self._line = GRID + max(0, -lower) + base_line(self.meaning)
        self._level_second_lines(across=across)
        self._place_over()

    def _level_second_lines(self, *, across: bool) -> None:
        beside = across and not self.note.isHidden() and not self.claim.isHidden()
        between = _NAME_BELOW if across else 0
        note = _NOTE_BELOW
        if beside:
            name = below_base_line(self.meaning) + between + base_line(self.claim)
            words, font = self.note.text(), self.note.font()
            own = in_the_middle(self.note.sizeHint().height(), words, font)
            note = max(0, name - below_base_line(self.value) - own)
        self._names.setSpacing(between)
        self._middle.setSpacing(note)

    def _place_over(self) -> None:
        """What stands on the first line without being in the layout."""
        size = self.copy.sizeHint()
        left = self.width() - size.width()
        self.copy.setGeometry(left, self._line - self.copy.base_line(), size.width(), size.height())
        kept = 0
        if self.changed is not None and not self.changed.isHidden():
            kept = self._place_mark(self.changed, left)
        if self._first.contentsMargins().right() != kept:
            self._first.setContentsMargins(0, 0, kept, 0)

    def _place_mark(self, mark: ChangedMark, copy_at: int) -> int:
        """Where it changes the height of no row: on the first line, else behind what stands on the second
        one, else over the place of *Copy*. Return how much room the value leaves free for it."""
        size = mark.sizeHint()
        kept = self.width() - copy_at + size.width() + 2 * GRID
        across = self._both.direction() == QBoxLayout.Direction.LeftToRight
        column = self._middle.geometry()
        left, line, mark.covers = copy_at - GRID - size.width(), self._line, False
        if across and not self._has_room(column.width(), kept):
            kept, second = 0, self._second_line()
            note = 0 if self.note.isHidden() else self.note.sizeHint().width() + 2 * GRID
            if second and note + size.width() <= column.width():
                left, line = column.x() + note, second
            else:
                left, mark.covers = self.width() - size.width(), True
        mark.setGeometry(left, line - base_line(mark), size.width(), size.height())
        return kept if across else 0

    @property
    def _beside(self) -> QLabel:
        """What stands beside the meaning."""
        chips = self.chips
        return self.value if chips is None or chips.isHidden() else chips

    def _has_room(self, width: int, kept: int) -> bool:
        """Whether the value is as high with that much less room."""
        beside = self._beside
        return width > kept and beside.heightForWidth(width - kept) <= beside.heightForWidth(width)

    def _second_line(self) -> int:
        """The base line of the note; without one, that of the claim's name if nothing stands beside it,
        else 0."""
        if not self.note.isHidden():
            note = self.note.geometry()
            return note.y() + in_the_middle(note.height(), self.note.text(), self.note.font())
        name, beside = self.claim.mapTo(self, QPoint(0, 0)), self._beside.geometry()
        is_free = self.more is None or self.more.isHidden()
        if self.claim.isHidden() or not is_free or beside.bottom() > name.y():
            return 0
        return name.y() + base_line(self.claim)

    def _arrange(self) -> None:
        self._left = QWidget()
        names = self._names = QVBoxLayout(self._left)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        names.addWidget(self.meaning)
        names.addWidget(self.claim)
        names.addStretch(1)
        self._middle = QVBoxLayout()
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(2)
        self._first = QHBoxLayout()
        self._first.addWidget(self.value)
        self._middle.addLayout(self._first)
        self._middle.addWidget(self.note)
        self._middle.addStretch(1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(2 * GRID)
        self._both.addWidget(self._left)
        self._both.addLayout(self._middle, 1)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, GRID, 0, GRID)
        row.setSpacing(GRID)
        row.addLayout(self._both, 1)
        self._left.setFixedWidth(_LEFT)
        self.copy.raise_()


_AT_LEFT = Qt.AlignmentFlag.AlignLeft


def _narrow_label(role: str) -> QLabel:
    made = label("", role, wrap=True)
    made.setMinimumWidth(1)  # a long word wraps too: see `_put`
    return made


def _put(shown: QLabel, text: str) -> None:
    """A text that may wrap anywhere in a run that no line could hold; the name stays the text."""
    shown.setText(wrappable(text))
    shown.setAccessibleName(text)


def wrappable(text: str) -> str:
    """Offers a break after separators, and in a run without any."""
    if max(map(len, text.split(" ")), default=0) <= _RUN:
        return text
    return " ".join(_at_its_joints(word) or _wrappable_word(word) for word in text.split(" "))


def plain(shown: str) -> str:
    """Without what `wrappable` has put in: it may come out of another, higher font."""
    return shown.replace(_BREAK, "").replace(_NO_BREAK, "")


def parts_of(word: str) -> list[str]:
    """Those between which a UUID or an address may be parted; none of anything else."""
    return [plain(part) for part in _at_its_joints(word).split(_BREAK) if part]


def _at_its_joints(word: str) -> str:
    """A UUID is parted in its middle, wherever it is shown; an address behind a slash or a dot, never
    within the name of a region. "" for anything else."""
    if _UUID.fullmatch(word):
        first, second, third, rest = word.split("-", 3)
        return (
            f"{first}-{_NO_BREAK}{second}-{_NO_BREAK}{third}-"
            f"{_BREAK}{rest.replace('-', f'-{_NO_BREAK}')}"
        )
    scheme, slashes, rest = word.partition("://")
    if not slashes or not scheme.isalpha():
        return ""
    parts: list[str] = []
    for part in re.findall(r"[^/.]*[/.]|[^/.]+$", rest):
        if parts and len(part) <= _LEAST_REST:  # .com stays with its host
            parts[-1] += part
        else:
            parts.append(part)
    shown = [
        part.replace("-", f"-{_NO_BREAK}") if len(part) <= _WHOLE_PART else _wrappable_word(part)
        for part in parts
    ]
    return f"{scheme}:{_NO_BREAK}/{_NO_BREAK}/{_NO_BREAK}{_BREAK.join(shown)}"


def _wrappable_word(word: str) -> str:
    shown, run = [], 0
    for left, character in zip(reversed(range(len(word))), word, strict=True):
        run = 0 if character in "./\\-_:@,;|" else run + 1
        shown.append(character)
        if (run == 0 and left > _LEAST_REST) or (run and run % _RUN == 0):
            shown.append(_BREAK)
    return "".join(shown)


def before_in_words(value: object) -> str:
    return defused(for_copy(value), 200)
