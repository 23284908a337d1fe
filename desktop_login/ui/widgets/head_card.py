"""A sheet with a head of small letters: what every card of the dashboard stands in. Knows nothing of what it holds."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import RING, label

_HEAD = 3 * GRID  # as high as a link, so that all titles stand equally far below the edge
_ABOVE = 12


def beside_texts() -> QVBoxLayout:
    """For what stands in line with the letters of a text to read, whose ring stands out."""
    column = QVBoxLayout()
    column.setContentsMargins(RING, 0, RING, 0)
    column.setSpacing(GRID)
    return column


class HeadCard(QFrame):
    """`head` takes what stands at the right of the title, `body` what stands below it."""

    def __init__(self, title: str, *, spacing: int = GRID, below: int = 2 * GRID) -> None:
        super().__init__()
        self.setObjectName("card")
        self._below = below
        self._link: QPushButton | None = None
        words = label(title.upper(), "group")
        words.setAccessibleName(title)  # a screen reader would spell capitals
        self.head = QHBoxLayout()
        self.head.addStrut(_HEAD)
        self.head.addWidget(words)
        self.head.addStretch(1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * GRID, _ABOVE, 2 * GRID, below)
        self.body.setSpacing(spacing)
        self.body.addLayout(self.head)

    def add_link(self, link: QPushButton) -> None:
        """At the end of the head of a card with a text: its words end where the text does."""
        link.setProperty("part", "middle")
        self._link = link
        self.head.addWidget(link)

    def add_choice(self, choice: QWidget) -> None:
        """At the end of the head, and higher than it."""
        self.head.addWidget(choice)
        edges = self.body.contentsMargins()
        above = _ABOVE - (choice.sizeHint().height() - _HEAD) // 2
        self.body.setContentsMargins(edges.left(), above, edges.right(), edges.bottom())

    def add_text(self, text: QWidget) -> None:
        """A text to read, in line with the title: its ring has its room in the margins."""
        if not self.head.contentsMargins().left():
            self.head.setContentsMargins(RING, 0, RING if self._link is None else 0, 0)
            edges = self.body.contentsMargins()
            self.body.setContentsMargins(
                edges.left() - RING, edges.top(), edges.right() - RING, self._below - RING
            )
        self.body.addWidget(text)

    def add_below_text(self, widget: QWidget) -> None:
        edges = self.body.contentsMargins()
        self.body.setContentsMargins(edges.left(), edges.top(), edges.right(), self._below)
        below = beside_texts()
        below.addWidget(widget)
        self.body.addLayout(below)
