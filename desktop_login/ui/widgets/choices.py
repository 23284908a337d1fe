"""Radio buttons, one of them always chosen, and what else cannot be chosen. Knows no methods and no contacts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from desktop_login.messages.message import FormattedMessage
from desktop_login.messages.translate import translate


class Choices(QWidget):
    def __init__(self, names: Sequence[FormattedMessage]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._group = QButtonGroup(self)
        for number, name in enumerate(names):
            words = translate(name)
            made = QRadioButton(words.replace("&", "&&"))
            made.setAccessibleName(words)
            made.setChecked(number == 0)
            self._group.addButton(made, number)
            column.addWidget(made)

    @property
    def chosen(self) -> int:
        return self._group.checkedId()

    def focus(self) -> None:
        self._group.button(self.chosen).setFocus()
