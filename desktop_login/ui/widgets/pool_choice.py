"""Which of the pools that a file names. Emits the one that was chosen; knows no file and no page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages.connect import CHOOSE_POOL, USE_THIS_POOL
from desktop_login.messages.message import message
from desktop_login.messages.select import of_choice, of_choice_in_short
from desktop_login.messages.translate import tr, translate
from desktop_login.settings.imports import PoolConfig
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import beside_name, button
from desktop_login.ui.widgets.choices import Choice
from desktop_login.ui.widgets.fitting import FittingLabel

_INDENT = 28  # the radio button's indicator and the space behind it, as the style sheet has them


class PoolChoice(QWidget):
    """Emits `chosen(file name, PoolConfig)`."""

    chosen = Signal(str, object)

    def __init__(self, file: str, pools: tuple[PoolConfig, ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        words = translate(message(CHOOSE_POOL, file=file))
        column.addWidget(beside_name(words, "label"))
        self.setAccessibleName(words)
        self._group = QButtonGroup(self)
        for number, pool in enumerate(pools):
            column.addLayout(self._row(number, pool))
        column.addSpacing(GRID // 2)
        use = button(tr(USE_THIS_POOL), "", "U")
        use.clicked.connect(lambda: self.chosen.emit(file, pools[self._group.checkedId()]))
        column.addWidget(use)

    def _row(self, number: int, pool: PoolConfig) -> QVBoxLayout:
        """The pool to choose, and below it in small print what else tells it apart."""
        whole = translate(of_choice(*pool.summary))
        radio = Choice(pool.user_pool_id, whole)
        radio.setChecked(number == 0)
        self._group.addButton(radio, number)
        more = FittingLabel("small")
        more.set_wordings((translate(of_choice_in_short(*pool.summary)),))
        indented = QHBoxLayout()
        indented.setContentsMargins(_INDENT, 0, 0, 0)
        indented.addWidget(more)
        indented.addStretch(1)
        row = QVBoxLayout()
        row.setSpacing(0)
        row.addWidget(radio)
        row.addLayout(indented)
        return row

    def focus(self) -> None:
        self._group.button(self._group.checkedId()).setFocus()
