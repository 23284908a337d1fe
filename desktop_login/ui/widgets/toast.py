"""News for a few seconds that moves nothing: in a strip that the page has for it, else in one below what scrolls. One at a time,
announced to assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop_login.ui.announce import announce
from desktop_login.ui.motion import wants_less_motion
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.scrolled import Scrolled

NEWS_S = 4.0
WITH_ACTION_S = 6.0
_WIDEST = 480
_WIDEST_IN_ROOM = 720
_FROM_BELOW = 3 * GRID
_EDGES = 4  # the border, and what rounding takes
_LINE_STEP_MS = 500
_LINE_HIGH = 2
_ROOM_HIGH = 44  # a toast of one line, with or without a button, and a gap at both sides
_LEAST_GAP = 1


class Action(NamedTuple):
    """A button in the toast. What it did is said elsewhere: the toast goes with the press."""

    words: str
    take: Callable[[], object]


class Toast(QObject):
    """The toasts of one window; `toast_of` finds it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watched: tuple[QWidget, ...] = ()
        self._sheet: _Sheet | None = None
        self._room: NewsRoom | None = None
        self._scrolled: Scrolled | None = None  # what keeps room for the sheet

    @property
    def text(self) -> str:
        """What is said now; "" if nothing is."""
        return self._sheet.words.text() if self._sheet is not None else ""

    def show(self, text: str, seconds: float = NEWS_S, action: Action | None = None) -> None:
        """Say `text` for that long; a toast before it goes at once."""
        self.clear()
        self._sheet = _Sheet(self._window, text, seconds, action, self.clear)
        # the page has its new place only once the window that is resized has laid it out
        self._watched = (self._window, *_pages_of(self._window))
        for one in self._watched:
            one.installEventFilter(self)
            if isinstance(one, QStackedWidget):
                one.currentChanged.connect(self._place)
        self._place()
        self._sheet.show()
        self._sheet.raise_()
        announce(self._sheet, text)

    def use(self, room: NewsRoom) -> None:
        """A page with a strip for news has come on screen."""
        self._room = room
        self._place()

    def leave(self, room: NewsRoom) -> None:
        """It is not on screen any more."""
        if room is self._room:
            self._room = None
            room.words.step_aside(False)
            self._place()

    def _place(self) -> None:
        room = self._room if self._room is not None and isValid(self._room) else None
        if room is not None:
            room.words.step_aside(self._sheet is not None)
        is_shown = self._sheet is not None and isValid(self._sheet)
        self._scroll_in(_place_of_page(self._window) if is_shown and room is None else None)
        if self._sheet is not None and is_shown:
            self._sheet.place(room or self._scrolled)

    def _scroll_in(self, place: Scrolled | None) -> None:
        """The room for the sheet is that of the page on screen."""
        before = self._scrolled
        if place is before:
            return
        self._scrolled = place
        if before is not None and isValid(before):
            before.area.removeEventFilter(self)
            before.keep_free_for_news(0)
        if place is not None:
            place.area.installEventFilter(self)

    def clear(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is None:
            return
        self._place()
        for one in filter(isValid, self._watched):
            one.removeEventFilter(self)
            if isinstance(one, QStackedWidget):
                one.currentChanged.disconnect(self._place)
        if sheet.isAncestorOf(sheet.window().focusWidget() or self._window):
            sheet.give_focus_back()
        sheet.hide()
        sheet.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if moved:
            self._place()
        return super().eventFilter(watched, event)


def toast_of(widget: QWidget) -> Toast:
    """The toasts of the window in which the widget is."""
    window = widget.window()
    known = window.property("toast")
    if isinstance(known, Toast):
        return known
    made = Toast(window)
    window.setProperty("toast", made)
    return made


class NewsRoom(QFrame):
    """A strip at the foot of a page, with a line of its own words, which step aside for news: so news
    lies on no value of the page above it."""

    def __init__(self, words: LiveText, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.words = words
        self._toasts: Toast | None = None
        self.setFixedHeight(_ROOM_HIGH)
        self._row = QHBoxLayout(self)
        self._row.addWidget(words)
        self.set_side(2 * GRID)
        self.hide()

    def set_side(self, side: int) -> None:
        """How far from both edges its words stand."""
        self._row.setContentsMargins(side, 0, side, 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._toasts = toast_of(self)
        self._toasts.use(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._toasts is not None and isValid(self._toasts):
            self._toasts.leave(self)


def _pages_of(window: QWidget) -> list[QStackedWidget]:
    return window.findChildren(QStackedWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _place_of_page(window: QWidget) -> Scrolled | None:
    """The page on screen with what scrolls it; None in a window of another program."""
    shown = [pages.currentWidget() for pages in _pages_of(window)]
    return next((place for place in shown if isinstance(place, Scrolled)), None)


class _Sheet(QFrame):
    def __init__(
        self,
        window: QWidget,
        text: str,
        seconds: float,
        action: Action | None,
        end: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self.setAccessibleName(text)
        self._window = window
        self._before = window.focusWidget()
        self._end = end
        self.words: QLabel = label(text, wrap=True)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.words, 1)
        if action is not None:
            made = QPushButton(action.words)
            made.setAccessibleName(action.words)
            made.setAutoDefault(False)
            made.clicked.connect(lambda: self._act(action))
            row.addWidget(made)
        column = self._column = QVBoxLayout(self)
        above = 6 if action is None else 3  # beside a button, which is higher than a line
        column.setContentsMargins(2 * GRID, above, 2 * GRID, above)
        column.addLayout(row)
        self._line = _Line(seconds, self)
        self._line.setVisible(action is not None and not wants_less_motion())
        self._life = QTimer(self)
        self._life.setSingleShot(True)
        self._life.timeout.connect(end)
        self._life.start(int(seconds * 1000))

    def _act(self, action: Action) -> None:
        self._end()  # first: what is done may say something in another toast
        action.take()

    def give_focus_back(self) -> None:
        """Unless the page where it was has been left."""
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self._column.contentsMargins().left()
        at = self.height() - _LINE_HIGH - 1
        self._line.setGeometry(side, at, self.width() - 2 * side, _LINE_HIGH)

    def place(self, strip: NewsRoom | Scrolled | None) -> None:
        """In the strip, in room below what scrolls, or in the middle of the page's lower edge; never wider
        than the window."""
        window = self._window
        page = self._page_of_window()
        room = (window if strip is None else strip).width() - 4 * GRID
        self.ensurePolished()
        margins = self._column.contentsMargins()
        around = margins.left() + margins.right() + _EDGES
        button = self.findChild(QPushButton)
        if button is not None:
            button.ensurePolished()
            around += button.sizeHint().width() + 2 * GRID
        wanted = self.words.fontMetrics().horizontalAdvance(self.words.text()) + around
        width = max(120, min(room, _WIDEST if strip is None else _WIDEST_IN_ROOM, wanted))
        self.resize(width, self._high_enough(width))
        middle = page.x() + page.width() // 2
        left = max(2 * GRID, min(middle - width // 2, window.width() - width - 2 * GRID))
        below, gap = window.height(), _FROM_BELOW
        if isinstance(strip, Scrolled):
            high = max(_ROOM_HIGH, self.height() + GRID)
            strip.keep_free_for_news(high)
            below = strip.mapTo(window, QPoint(0, strip.end)).y()
            gap = (high - self.height()) // 2
        elif strip is not None:
            below = strip.mapTo(window, strip.rect().bottomLeft()).y() + 1
            gap = max(_LEAST_GAP, (strip.height() - self.height()) // 2)
        self.move(QPoint(left, below - gap - self.height()))

    def _page_of_window(self) -> QRect:
        """The place of the page: the demo's panel beside it is not what the news is about."""
        pages = _pages_of(self._window)
        return pages[0].geometry() if pages else self._window.rect()

    def _high_enough(self, width: int) -> int:
        """What the layout asks for, which knows nothing of the style sheet's padding and of the words
        before they are polished; a line of words is never lower than the font."""
        self.words.ensurePolished()
        margins = self._column.contentsMargins()
        inner = width - margins.left() - margins.right()
        button = self.findChild(QPushButton)
        if button is not None:
            button.ensurePolished()
            inner -= button.sizeHint().width() + 2 * GRID
        words = max(self.words.heightForWidth(inner), self.words.fontMetrics().lineSpacing() + 4)
        if button is not None:
            words = max(words, button.sizeHint().height())
        high = words + margins.top() + margins.bottom() + 2  # and the border
        return max(high, self._column.heightForWidth(width))


class _Line(QWidget):
    """What is left of the time; twice a second is smooth enough for a line of this length."""

    def __init__(self, seconds: float, sheet: QWidget) -> None:
        super().__init__(sheet)
        self._left = self._whole = max(1, int(seconds * 1000))
        self._steps = QTimer(self)
        self._steps.setInterval(_LINE_STEP_MS)
        self._steps.timeout.connect(self._step)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._steps.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._steps.stop()

    def _step(self) -> None:
        self._left -= _LINE_STEP_MS
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        share = max(0, self._left) / self._whole
        painter.fillRect(0, 0, int(self.width() * share), self.height(), colour("toast_link"))
