"""One of several values. Cuts a long one instead of widening its page; the tooltip tells it whole."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QListView

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.plain_tip import set_tip


class DropDown(QComboBox):
    def __init__(self) -> None:
        super().__init__()
        self.setView(QListView())  # the one that the style sheet reaches
        self.setMinimumWidth(12 * GRID)  # its own hint is that of its longest value
        self.currentTextChanged.connect(self._keep_whole)

    def _keep_whole(self, text: str) -> None:
        set_tip(self, text)
