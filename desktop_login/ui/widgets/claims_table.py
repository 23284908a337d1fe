"""The claims of an ID token with their meaning, as a model. Shortens and defuses what it shows; decodes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop_login.messages.dashboard import COPY_NAME, COPY_PAIR, COPY_PATH, COPY_VALUE
from desktop_login.messages.pages import CLAIM, CLAIMS, MEANING, VALUE
from desktop_login.messages.sanitize import MAX_SHOWN, defused
from desktop_login.messages.translate import tr
from desktop_login.ui.claim_view import as_json, for_copy, meaning_of
from desktop_login.ui.moments import LAST_EPOCH
from desktop_login.ui.theme import GRID
from desktop_login.ui.translation import local_time
from desktop_login.ui.widgets.colours import colour
from desktop_login.ui.widgets.menu import close_when_chosen
from desktop_login.ui.widgets.plain_tip import plain_tip

_TIMES = frozenset({"exp", "iat", "auth_time", "nbf", "updated_at"})
_ROW_HEIGHT = 32
_ROWS_MEASURED = 40
_MOST_LINES = 4
_NAME, _VALUE, _MEANING = 0, 1, 2
_NARROW = 560
_MOST_HIGH = 640
_MOST_SHARE = 0.36
_MOST_SHARE_OF_TWO = 0.45  # the longest of Cognito's own names whole in the narrowest window
Index = QModelIndex | QPersistentModelIndex


def as_text(name: str, value: object) -> str:
    """How a claim is shown: times as local time, lists and objects as JSON."""
    if name in _TIMES and isinstance(value, int | float) and not isinstance(value, bool):
        return local_time(value) if 0 <= value <= LAST_EPOCH else defused(str(value))
    return as_raw(value)


def as_raw(value: object) -> str:
    """As it stands in the token, shortened: a text without its quotation marks, anything else as JSON."""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, list):
        value = value[:MAX_SHOWN]  # ten thousand groups must not cost a frame
    try:
        return defused(json.dumps(value, ensure_ascii=False, default=str))
    except RecursionError:
        return "…"  # deeper than anybody can read


def json_path(name: str) -> str:
    """The JSONPath of a claim (RFC 9535): brackets, because names hold colons."""
    escaped = json.dumps(name, ensure_ascii=True)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"$['{escaped}']"


class ClaimsModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._claims: Mapping[str, object] = {}
        self._names: list[str] = []
        self._rows: list[tuple[str, str, str]] = []
        self._header = (tr(CLAIM), tr(VALUE), tr(MEANING))
        self._raw = False
        self._filter = ""
        self._sorted_by: int | None = None
        self._descending = False

    def show_claims(self, claims: Mapping[str, object]) -> None:
        self._claims = claims
        self._write()

    def show_raw(self, raw: bool) -> None:
        self._raw = raw
        self._write()

    def set_filter(self, wanted: str) -> None:
        self._filter = wanted.strip().casefold()
        self._write()

    def sort_by(self, column: int | None, *, descending: bool = False) -> None:
        """None is the order of the token."""
        self._sorted_by, self._descending = column, descending
        self._write()

    def shown(self, row: int, column: int) -> str:
        return self._rows[row][column]

    def name_at(self, row: int) -> str:
        return self._names[row]

    def value_at(self, row: int) -> object:
        return self._claims[self._names[row]]

    def _write(self) -> None:
        self.beginResetModel()
        as_shown = as_raw if self._raw else None
        rows = []
        for name, value in self._claims.items():
            text = as_shown(value) if as_shown is not None else as_text(name, value)
            row = (defused(name), text, meaning_of(name))
            if self._filter and not any(self._filter in cell.casefold() for cell in row):
                continue
            rows.append((name, row))
        if self._sorted_by is not None:
            column = self._sorted_by
            rows.sort(key=lambda one: one[1][column].casefold(), reverse=self._descending)
        self._names = [name for name, _ in rows]
        self._rows = [row for _, row in rows]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._rows[index.row()][index.column()])
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._header[section]
        return None


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
        painter.setPen(colour("line"))
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.setPen(colour("muted" if index.column() == _MEANING else "text"))
        font, metrics = self._font(index.column())
        painter.setFont(font)
        inner = rect.adjusted(GRID + 3, 6, -GRID, -4)
        painter.setClipRect(inner)
        painter.drawText(inner, _FLAGS, _fitting(str(index.data()), metrics, inner.size()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        text = str(index.data())
        if index.column() != _VALUE:
            return QSize(self.width_of(text, index.column()), _ROW_HEIGHT)
        room = self.room
        return QSize(room, self.height_of(text, room))

    @property
    def room(self) -> int:
        """For a value, from edge to edge."""
        return max(40, self._table.columnWidth(_VALUE) - 2 * GRID - 3)

    def width_of(self, text: str, column: int) -> int:
        """What a name or a meaning takes, with the space around it."""
        return self._font(column)[1].horizontalAdvance(text) + 2 * GRID + 8

    def height_of(self, value: str, room: int) -> int:
        """What a value takes where it wraps."""
        metrics = self._font(_VALUE)[1]
        needed = metrics.boundingRect(QRect(0, 0, room, 10_000), _FLAGS, value).height()
        most = metrics.lineSpacing() * _MOST_LINES
        return max(_ROW_HEIGHT, min(needed, most) + 14)

    def _font(self, column: int) -> tuple[QFont, QFontMetrics]:
        is_mono = column != _MEANING
        if is_mono not in self._fonts:
            font = QFont(self._table.font())
            if is_mono:
                font.setFamilies(
                    QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
                )
            font.setPixelSize(13)
            self._fonts[is_mono] = font, QFontMetrics(font)
        return self._fonts[is_mono]


_FLAGS = (
    int(Qt.AlignmentFlag.AlignLeft)
    | int(Qt.AlignmentFlag.AlignTop)
    | int(Qt.TextFlag.TextWrapAnywhere)
)


def _fitting(text: str, metrics: QFontMetrics, size: QSize) -> str:
    """The text, cut at its end with an ellipsis if its lines do not all fit."""
    room = QRect(0, 0, size.width(), 10_000)
    high = size.height() + 4
    if metrics.boundingRect(room, _FLAGS, text).height() <= high:
        return text
    low, most = 0, len(text)
    while low < most:
        middle = (low + most + 1) // 2
        fits = metrics.boundingRect(room, _FLAGS, text[:middle] + "…").height() <= high
        low, most = (middle, most) if fits else (low, middle - 1)
    return text[:low] + "…"


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
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.sectionClicked.connect(self._sort)
        self._sorting: tuple[int, bool] | None = None

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
        self.setColumnHidden(_MEANING, narrow)  # the values matter more than their meaning
        rows = range(min(self._claims.rowCount(), _ROWS_MEASURED))
        measured, shown = self._measured, self._claims.shown
        wide = {
            column: min(
                max((measured.width_of(shown(row, column), column) for row in rows), default=0),
                int(room * (_MOST_SHARE_OF_TWO if narrow else _MOST_SHARE)),
            )
            for column in (_NAME, _MEANING)
        }
        wide[_MEANING] = 0 if narrow else max(wide[_MEANING], 100)
        self.setColumnWidth(_NAME, max(wide[_NAME], 80))
        self.setColumnWidth(_MEANING, wide[_MEANING])
        self.setColumnWidth(_VALUE, max(60, room - self.columnWidth(_NAME) - wide[_MEANING]))
        value_room = measured.room
        for row in rows:
            self.setRowHeight(row, measured.height_of(shown(row, _VALUE), value_room))
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            self.copy_text(for_copy(self._claims.value_at(self.currentIndex().row())))
            return
        if event.key() == Qt.Key.Key_Menu and self.currentIndex().isValid():
            self._open_menu(self.visualRect(self.currentIndex()).center())
            return
        super().keyPressEvent(event)

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

    def _open_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if not index.isValid():
            return
        self.selectRow(index.row())
        menu = QMenu(self)
        for words, text in self.ways_to_copy(index.row()).items():
            menu.addAction(words).triggered.connect(lambda _=False, text=text: self.copy_text(text))
        close_when_chosen(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(place))
