"""Which of the pools that a file names. Emits the one that was chosen; knows no file and no page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.settings.imports import Imported
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label
from desktop_login.ui.widgets.choices import Choices
from desktop_login.wording.facts import of_choice
from desktop_login.wording.pages import CHOOSE_POOL, USE_THIS_POOL
from desktop_login.wording.text import said
from desktop_login.wording.translate import speak, tr


class PoolChoice(QWidget):
    """Emits `chosen(file name, Imported)`."""

    chosen = Signal(str, object)

    def __init__(self, file: str, pools: tuple[Imported, ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        words = speak(said(CHOOSE_POOL, file=file))
        column.addWidget(label(words, "label", wrap=True))
        self.choices = Choices([of_choice(*pool.told) for pool in pools])
        self.choices.setAccessibleName(words)
        column.addWidget(self.choices)
        use = button(tr(USE_THIS_POOL), "", "U")
        use.clicked.connect(lambda: self.chosen.emit(file, pools[self.choices.chosen]))
        column.addWidget(use)

    def focus(self) -> None:
        self.choices.focus()
