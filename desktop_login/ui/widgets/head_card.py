"""A sheet with a head of small letters: what every card of the dashboard stands in. Knows nothing of what it holds."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label


class HeadCard(QFrame):
    """`head` takes what stands at the right of the title, `body` what stands below it."""

    def __init__(self, title: str, *, spacing: int = GRID, below: int = 2 * GRID) -> None:
        super().__init__()
        self.setObjectName("card")
        words = label(title.upper(), "group")
        words.setAccessibleName(title)  # a screen reader would spell capitals
        self.head = QHBoxLayout()
        self.head.addWidget(words)
        self.head.addStretch(1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * GRID, 12, 2 * GRID, below)
        self.body.setSpacing(spacing)
        self.body.addLayout(self.head)
