"""Radio buttons, one of them always chosen, and what else cannot be chosen. Knows no methods and no contacts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_login.messages.message import FormattedMessage
from desktop_login.messages.translate import translate
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.plain_tip import set_tip


class Choice(QRadioButton):
    """One line, cut in its middle where there is no room; told whole by tooltip and name. `more` is
    told in place of the words, cut or not."""

    def __init__(self, words: str, more: str = "") -> None:
        super().__init__(words.replace("&", "&&"))
        self._words, self._more = words, more
        self._around = 0
        self.setAccessibleName(more or words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        shown = self.fontMetrics().horizontalAdvance(self.text().replace("&&", "&"))
        self._around = hint.width() - shown
        whole = self.fontMetrics().horizontalAdvance(self._words)
        return QSize(whole + self._around, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * GRID, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.sizeHint().width()
        room = self.width() - self._around
        middle = Qt.TextElideMode.ElideMiddle
        cut = needed > self.width()
        words = self.fontMetrics().elidedText(self._words, middle, room) if cut else self._words
        set_tip(self, self._more or (self._words if cut else ""))
        self.setText(words.replace("&", "&&"))


class Choices(QWidget):
    def __init__(self, names: Sequence[FormattedMessage]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._group = QButtonGroup(self)
        for number, name in enumerate(names):
            words = translate(name)
            made = Choice(words)
            made.setChecked(number == 0)
            self._group.addButton(made, number)
            column.addWidget(made)

    @property
    def chosen(self) -> int:
        return self._group.checkedId()

    def focus(self) -> None:
        self._group.button(self.chosen).setFocus()
