"""Asks whether the settings of the working folder may be used. Shows them as they stand there; reads and writes no file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

from desktop_login.messages.connect import ABOUT_FOLDER, ASK_FOLDER, USE_FOLDER
from desktop_login.messages.pages import APP_NAME, IGNORE
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.error_view import remark
from desktop_login.ui.theme import CARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import accelerate, button, label, sentence
from desktop_login.ui.widgets.problem_bar import ProblemBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from desktop_login.messages.message import FormattedMessage

_NARROWEST = 320


class FolderSettings(NamedTuple):
    """A file, and the names and values that it would set."""

    path: str
    values: Sequence[tuple[str, str]]


class FolderQuestion(QDialog):
    """Emits `use()` or `ignore()`; closed or left with Esc it emits neither, and is asked again
    at the next start. Enter means `ignore`, because that button has the focus."""

    use = Signal()
    ignore = Signal()

    def __init__(self, parent: QWidget, files: Sequence[FolderSettings]) -> None:
        super().__init__(parent)
        self.setObjectName("dialog")
        self.setWindowTitle(tr(APP_NAME))
        self.setAccessibleName(tr(ASK_FOLDER))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._use = button(tr(USE_FOLDER), "", "U")
        self._use.clicked.connect(self.use)
        self._ignore = button(tr(IGNORE), "", "I")
        self._ignore.clicked.connect(self.ignore)
        for answer in (self._use, self._ignore):
            answer.setAutoDefault(True)  # Enter presses the one that has the focus
        self.bar = ProblemBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(sentence(tr(ASK_FOLDER), "title"))
        column.addWidget(sentence(tr(ABOUT_FOLDER), "muted"))
        column.addWidget(_whole(str(Path(files[0].path).parent), "label"))
        for file in files:
            column.addWidget(_sheet(file))
        column.addWidget(self.bar)
        column.addStretch(1)
        column.addWidget(self._use)
        column.addWidget(self._ignore)
        accelerate(self)
        self.setMinimumWidth(_NARROWEST)
        wide = max(_NARROWEST, min(CARD_WIDTH, parent.width() - 2 * GRID))
        self.resize(wide, column.totalHeightForWidth(wide))
        self._ignore.setFocus()

    def say(self, words: FormattedMessage) -> None:
        """Why the settings cannot be used, or the answer not be kept."""
        self.bar.show_view(remark(words))


def _whole(text: str, role: str) -> QLabel:
    """Wraps wherever it can, and is read as it is."""
    return label(defused(text), role, wrap=True)


def _sheet(file: FolderSettings) -> QFrame:
    sheet = QFrame()
    sheet.setObjectName("message")
    rows = QVBoxLayout(sheet)
    rows.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
    rows.setSpacing(2)
    rows.addWidget(_whole(Path(file.path).name, "label"))
    for name, value in file.values:
        rows.addSpacing(GRID)
        rows.addWidget(_whole(name, "small"))
        rows.addWidget(_whole(value, ""))
    return sheet
