"""The claims of an ID token with their meaning, as a model. Shortens and defuses what it shows; decodes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop_login.messages.pages import CLAIM, CLAIMS, MEANING, VALUE
from desktop_login.messages.sanitize import MAX_SHOWN, defused
from desktop_login.messages.select import claim_meaning
from desktop_login.messages.translate import tr
from desktop_login.ui.translation import local_time

_TIMES = frozenset({"exp", "iat", "auth_time", "nbf", "updated_at"})
_MAX_EPOCH = 253402300799
_ROW_HEIGHT = 30
_ROWS_MEASURED = 40
_MEANING = 2
_NARROW = 440
Index = QModelIndex | QPersistentModelIndex


def as_text(name: str, value: object) -> str:
    """How a claim is shown: times as local time, lists and objects as JSON."""
    if name in _TIMES and isinstance(value, int | float) and not isinstance(value, bool):
        return local_time(value) if 0 <= value <= _MAX_EPOCH else defused(str(value))
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, list):
        value = value[:MAX_SHOWN]  # ten thousand groups must not cost a frame
    try:
        return defused(json.dumps(value, ensure_ascii=False, default=str))
    except RecursionError:
        return "…"  # deeper than anybody can read


class ClaimsModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, str, str]] = []
        self._header = (tr(CLAIM), tr(VALUE), tr(MEANING))

    def show_claims(self, claims: Mapping[str, object]) -> None:
        self.beginResetModel()
        self._rows = []
        for name, value in claims.items():
            meaning = claim_meaning(name)
            row = (defused(name), as_text(name, value), tr(meaning) if meaning else "")
            self._rows.append(row)
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


class ClaimsTable(QTableView):
    """Read-only; Ctrl+C copies the value of the current row."""

    def __init__(self) -> None:
        super().__init__()
        self._claims = ClaimsModel()
        self.setModel(self._claims)
        self.setAccessibleName(tr(CLAIMS))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_ROWS_MEASURED)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def show_claims(self, claims: Mapping[str, object]) -> None:
        """Keeps the selected row where the same claim is still there."""
        row = self.currentIndex().row()
        self._claims.show_claims(claims)
        if 0 <= row < self._claims.rowCount():
            self.selectRow(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # in a narrow window the values matter more than their meaning
        self.setColumnHidden(_MEANING, self.width() < _NARROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            index = self._claims.index(self.currentIndex().row(), 1)
            QGuiApplication.clipboard().setText(str(self._claims.data(index)))
            return
        super().keyPressEvent(event)
