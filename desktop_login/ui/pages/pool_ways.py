"""The three ways to begin at a first start: a file, the IDs, the demo. Follows none of them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.messages.frame import (
    CHOOSE_A_FILE,
    CHOOSE_A_FILE_LINE,
    LOOK_AROUND,
    LOOK_AROUND_LINE,
    TYPE_THE_IDS,
    TYPE_THE_IDS_LINE,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import set_accelerator
from desktop_login.ui.widgets.big_row import BigRow
from desktop_login.ui.widgets.icons import FILE, KEYS, LOOK, Icon


class WaysToBegin(QWidget):
    def __init__(self) -> None:
        super().__init__()
        around = QVBoxLayout(self)
        around.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)  # as around a card
        around.setSpacing(GRID + 4)
        self.file = BigRow(Icon(FILE, 28), tr(CHOOSE_A_FILE), tr(CHOOSE_A_FILE_LINE))
        self.ids = BigRow(Icon(KEYS, 28), tr(TYPE_THE_IDS), tr(TYPE_THE_IDS_LINE))
        self.demo = BigRow(Icon(LOOK, 28), tr(LOOK_AROUND), tr(LOOK_AROUND_LINE))
        for row, letter in ((self.file, "I"), (self.ids, "T"), (self.demo, "D")):
            set_accelerator(row, letter)
            around.addWidget(row)
