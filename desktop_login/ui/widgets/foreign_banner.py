"""The banner over everything while requests go to a host that is not Amazon's."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop_login.messages.pages import NOT_AMAZON
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label


class ForeignBanner(QFrame):
    def __init__(self, host: str) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("tone", "warning")
        words = tr(NOT_AMAZON, host=host)
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.addWidget(label(words, "label", wrap=True))
