"""The claims of an ID token with their meaning, as a table that paints and measures text. Copies what a person chooses."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop_login.domain.claims import Difference
from desktop_login.messages.dashboard import (
    COPY_NAME,
    COPY_PAIR,
    COPY_PATH,
    COPY_VALUE,
)
from desktop_login.messages.pages import CLAIMS
from desktop_login.messages.translate import tr
from desktop_login.ui.claim_view import as_json, for_copy
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.base_line import ascent
from desktop_login.ui.widgets.claims_model import (
    MARKED,
    MEANING_AT,
    NAME_AT,
    VALUE_AT,
    ClaimsModel,
    Index,
    json_path,
)
from desktop_login.ui.widgets.colours import colour, theme_palette
from desktop_login.ui.widgets.menu import close_when_chosen
from desktop_login.ui.widgets.scrolled import scroll_to
from desktop_login.ui.widgets.value_row import (
    NOTHING_BEFORE,
    before_in_words,
    plain,
    wrappable,
)

_ROW_HEIGHT = 32
_TO_TITLE = 4  # names, values and lines stand between the edges of their card
_BETWEEN = GRID + 3  # a name and its value
_BASE_LINE = 18  # of the first line, below the upper edge of its row
_ROWS_MEASURED = 40
_MOST_LINES = 4
_MARKED_MS = 10_000
_NARROW = 560
_MOST_HIGH = 1600  # every claim of an ordinary token; a table of more than that scrolls inside
_MOST_SHARE = 0.36
_MOST_SHARE_OF_TWO = 0.45  # the longest of Cognito's own names whole in the narrowest window


class ClaimDelegate(QStyledItemDelegate):
    """Names and values in monospace, values on up to four lines; measures and paints text, no widget.

    Fonts are kept until `renew`: to look for one takes longer than to measure a cell, and a table is
    measured twice while it is opened.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._fonts: dict[bool, tuple[QFont, QFontMetrics]] = {}

    def renew(self) -> None:
        """The font of the table has changed."""
        self._fonts.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        state, rect = option.state, option.rect
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selected"))
        first, last = index.column() == NAME_AT, index.column() == self._last()
        line = rect.adjusted(_TO_TITLE if first else 0, 0, -_TO_TITLE if last else 0, 0)
        line.setHeight(1 if index.row() else 0)  # the head has a line of its own
        painter.fillRect(line, colour("line"))
        if first and index.data(MARKED):
            _draw_mark(painter, rect)
        painter.setPen(colour("muted" if index.column() == MEANING_AT else "text"))
        font, metrics = self._font(index.column())
        painter.setFont(font)
        text = str(index.data())
        upper = _BASE_LINE - ascent(text, font)  # one base line for every script in a row
        left, right = (_TO_TITLE if first else _BETWEEN), (_TO_TITLE if last else GRID)
        inner = rect.adjusted(left, upper, -right, upper - 10)
        painter.setClipRect(rect.adjusted(left, 1, -right, 0))
        most = max(1, (inner.height() + 4) // metrics.lineSpacing())
        lines = _in_lines(wrappable(text), font, inner.width(), most)
        painter.drawText(inner, _AT_TOP_LEFT, plain("\n".join(lines)))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        text = str(index.data())
        if index.column() != VALUE_AT:
            return QSize(self.width_of(text, index.column()), _ROW_HEIGHT)
        room = self.room
        return QSize(room, self.height_of(text, room))

    @property
    def room(self) -> int:
        """For a value, from edge to edge."""
        right = _TO_TITLE if self._last() == VALUE_AT else GRID
        return max(40, self._table.columnWidth(VALUE_AT) - _BETWEEN - right)

    def width_of(self, text: str, column: int) -> int:
        """What a name or a meaning takes, with the space around it."""
        return self._font(column)[1].horizontalAdvance(text) + 2 * GRID + 8

    def height_of(self, value: str, room: int) -> int:
        """What a value takes where it wraps."""
        font, metrics = self._font(VALUE_AT)
        lines = _in_lines(wrappable(value), font, room, _MOST_LINES)
        return max(_ROW_HEIGHT, metrics.lineSpacing() * len(lines) + 14)

    def _last(self) -> int:
        """The column that ends where the card does."""
        return VALUE_AT if self._table.isColumnHidden(MEANING_AT) else MEANING_AT

    def _font(self, column: int) -> tuple[QFont, QFontMetrics]:
        is_mono = column != MEANING_AT
        if is_mono not in self._fonts:
            font = QFont(self._table.font())
            if is_mono:
                font.setFamilies(
                    QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
                )
            font.setPixelSize(13)
            self._fonts[is_mono] = font, QFontMetrics(font)
        return self._fonts[is_mono]


def _draw_mark(painter: QPainter, row: QRect) -> None:
    """Between name and value, so that nothing moves."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme_palette().color(QPalette.ColorRole.Link))
    painter.drawEllipse(QPoint(row.right() - 7, row.top() + _BASE_LINE - 4), 3, 3)


_AT_TOP_LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


def _in_lines(text: str, font: QFont, width: int, most: int) -> list[str]:
    """The text in at most so many lines, which end at words, or anywhere in a word that is wider than
    a line; the last one is cut at its end where more would follow."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) <= most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    units = text.encode("utf-16-le", "surrogatepass")  # in which Qt counts
    ends = (*starts[1:], len(units) // 2)
    lines = [
        units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
        for start, end in zip(starts, ends, strict=True)
    ]
    if len(lines) > most:
        rest = lines[most - 1] + lines[most]
        cut = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
        lines = [*lines[: most - 1], cut]
    return lines


class ClaimsTable(QTableView):
    """Read-only; Ctrl+C copies the value of the current row, its menu more than that.

    A press on a head sorts, a second one turns the order, a third one is the token's again.
    """

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._measured = ClaimDelegate(self)
        self._claims = ClaimsModel()
        self.setObjectName("claims")
        self.setModel(self._claims)
        self.setItemDelegate(self._measured)
        self.setAccessibleName(tr(CLAIMS))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.sectionClicked.connect(self._sort)
        self._sorting: tuple[int, bool] | None = None
        self._marked = QTimer(self)
        self._marked.setSingleShot(True)
        self._marked.setInterval(_MARKED_MS)
        self._marked.timeout.connect(lambda: self._claims.mark({}))

    @property
    def count(self) -> tuple[int, int]:
        return self._claims.count

    def mark(self, found: Difference) -> None:
        """What a renewal has changed says so for a while."""
        before = {change.name: before_in_words(change.before) for change in found.changed}
        self._claims.mark(before | dict.fromkeys(found.added, NOTHING_BEFORE))
        self._marked.start()

    def forget(self) -> None:
        """Nothing of the session stays, what was there before it was renewed neither."""
        self._claims.mark({})
        self.show_claims({})

    def show_claims(self, claims: Mapping[str, object]) -> None:
        """Keeps the selected row where the same claim is still there."""
        row = self.currentIndex().row()
        name = self._claims.name_at(row) if 0 <= row < self._claims.rowCount() else None
        self._claims.show_claims(claims)
        self._after_change(name)

    def show_raw(self, raw: bool) -> None:
        self._claims.show_raw(raw)
        self._after_change(None)

    def set_filter(self, wanted: str) -> None:
        self._claims.set_filter(wanted)
        self._after_change(None)

    def _after_change(self, name: str | None) -> None:
        for row in range(min(self._claims.rowCount(), 1000) if name is not None else 0):
            if self._claims.name_at(row) == name:
                self.selectRow(row)
        self._fit()

    def _fit(self) -> None:
        """Widths by share of the room, heights by what wraps; as high as its rows, up to a limit.

        Measured only while it is seen.
        """
        if not self.isVisible():
            return
        room = self.viewport().width()
        narrow = room < _NARROW
        self.setColumnHidden(MEANING_AT, narrow)  # the values matter more than their meaning
        rows = range(min(self._claims.rowCount(), _ROWS_MEASURED))
        measured, shown = self._measured, self._claims.shown
        wide = {
            column: min(
                max((measured.width_of(shown(row, column), column) for row in rows), default=0),
                int(room * (_MOST_SHARE_OF_TWO if narrow else _MOST_SHARE)),
            )
            for column in (NAME_AT, MEANING_AT)
        }
        wide[MEANING_AT] = 0 if narrow else max(wide[MEANING_AT], 100)
        self.setColumnWidth(NAME_AT, max(wide[NAME_AT], 80))
        self.setColumnWidth(MEANING_AT, wide[MEANING_AT])
        self.setColumnWidth(VALUE_AT, max(60, room - self.columnWidth(NAME_AT) - wide[MEANING_AT]))
        value_room = measured.room
        for row in rows:
            self.setRowHeight(row, measured.height_of(shown(row, VALUE_AT), value_room))
        whole = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height() + 6
        high = max(3 * _ROW_HEIGHT, min(whole, _MOST_HIGH))
        if self.minimumHeight() != high or self.maximumHeight() != high:
            self.setFixedHeight(high)

    def _sort(self, column: int) -> None:
        if self._sorting is None or self._sorting[0] != column:
            self._sorting = (column, False)
        else:
            self._sorting = (column, True) if not self._sorting[1] else None
        header = self.horizontalHeader()
        header.setSortIndicatorShown(self._sorting is not None)
        if self._sorting is None:
            self._claims.sort_by(None)
        else:
            column, descending = self._sorting
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, order)
            self._claims.sort_by(column, descending=descending)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 3 * _ROW_HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measured.renew()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The page scrolls to where somebody goes by key."""
        super().currentChanged(current, previous)
        if self.hasFocus() and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            scroll_to(self, self.visualRect(current).translated(self.viewport().pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            self.copy_text(for_copy(self._claims.value_at(self.currentIndex().row())))
            return
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_F10 and shift:  # Qt knows that key for menus on Windows alone
            self._open_menu_by_key()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By key it is for the row that is chosen: the place that Qt gives then is one of the whole
        table with its head, not of the rows."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._open_menu_by_key()
        else:
            self._open_menu(self.indexAt(event.pos()), event.pos())

    def _open_menu_by_key(self) -> None:
        if QApplication.activePopupWidget() is None:  # a desktop may send the key and the wish
            index = self.currentIndex()
            self._open_menu(index, self.visualRect(index).center(), by_key=True)

    def copy_text(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def ways_to_copy(self, row: int) -> dict[str, str]:
        """What the menu of a row offers, with what it copies."""
        name, value = self._claims.name_at(row), self._claims.value_at(row)
        return {
            tr(COPY_VALUE): for_copy(value),
            tr(COPY_NAME): name,
            tr(COPY_PAIR): f"{as_json(name)}: {as_json(value)}",
            tr(COPY_PATH): json_path(name),
        }

    def _open_menu(self, index: QModelIndex, place: QPoint, *, by_key: bool = False) -> None:
        if not index.isValid():
            return
        self.selectRow(index.row())
        menu = QMenu(self)
        for words, text in self.ways_to_copy(index.row()).items():
            menu.addAction(words).triggered.connect(lambda _=False, text=text: self.copy_text(text))
        close_when_chosen(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(place))
        if by_key:
            menu.setActiveAction(menu.actions()[0])
