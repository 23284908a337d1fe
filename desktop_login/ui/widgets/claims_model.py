"""The claims of an ID token as a model: in the token's order or sorted, filtered, and marked where they have changed.

Shortens and defuses what it shows; decodes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_login.messages.dashboard import CHANGED, CHANGED_FROM, NO, YES
from desktop_login.messages.pages import CLAIM, MEANING, VALUE
from desktop_login.messages.sanitize import MAX_SHOWN, defused
from desktop_login.messages.translate import tr
from desktop_login.ui.claim_view import meaning_of
from desktop_login.ui.moments import LAST_EPOCH
from desktop_login.ui.translation import local_time
from desktop_login.ui.widgets.plain_tip import plain_tip

NAME_AT, VALUE_AT, MEANING_AT = 0, 1, 2
MARKED = Qt.ItemDataRole.UserRole
_TIMES = frozenset({"exp", "iat", "auth_time", "nbf", "updated_at"})
Index = QModelIndex | QPersistentModelIndex


def as_text(name: str, value: object) -> str:
    """How a claim is shown to a person: a time is local, a list of words has commas; objects stay JSON."""
    match value:
        case bool():
            return tr(YES if value else NO)
        case int() | float() if name in _TIMES:
            return local_time(value) if 0 <= value <= LAST_EPOCH else defused(str(value))
        case list() if value and all(_is_word(item) for item in value[:MAX_SHOWN]):
            return defused(", ".join(value[:MAX_SHOWN]))
        case _:
            return as_raw(value)


def _is_word(item: object) -> bool:
    """Whether it can be told from its neighbours where commas part them."""
    return isinstance(item, str) and bool(item.strip()) and "," not in item


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
        self._marks: Mapping[str, str] = {}

    @property
    def count(self) -> tuple[int, int]:
        """How many claims the filter leaves, and of how many."""
        return len(self._names), len(self._claims)

    def mark(self, marks: Mapping[str, str]) -> None:
        """What has changed, with the words for what was there before."""
        self._marks = marks
        if self._names:
            last = self.index(len(self._names) - 1, 2)
            self.dataChanged.emit(self.index(0, 0), last)

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
        text = self._rows[index.row()][index.column()]
        before = self._marks.get(self._names[index.row()])
        if role == Qt.ItemDataRole.AccessibleTextRole and before and index.column() == NAME_AT:
            return f"{text} {tr(CHANGED)}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{text}\n{tr(CHANGED_FROM, value=before)}" if before else text)
        return bool(before) if role == MARKED else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._header[section]
        return None
