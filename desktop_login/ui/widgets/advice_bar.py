"""One sentence and one button: what something means, and what can be done about it at once. Does nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_login.ui.announce import announce
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, button, retitle, sentence


class AdviceBar(QFrame):
    """Hidden until something is said. Emits `taken()` for its button."""

    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.words = sentence("")
        self.take = button("", "quiet", "D")
        self.take.clicked.connect(self.taken)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 12, 2 * GRID, 12)
        column.setSpacing(GRID)
        column.addWidget(self.words)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        accelerate(self)
        self.hide()

    def say(self, text: str, remedy: str = "", *, tone: str = "") -> None:
        """`remedy` is what its button says; "" for none."""
        self.words.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone)
        for widget in (self, self.words):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        retitle(self.take, remedy)
        self.take.setVisible(bool(remedy))
        self.show()
        announce(self, text, urgent=tone == "error")

    def clear(self) -> None:
        self.hide()
        self.words.setText("")
