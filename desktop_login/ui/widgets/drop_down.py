"""One of several values. Cuts a long one instead of widening its page; the tooltip tells it whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.plain_tip import set_tip


class DropDown(QComboBox):
    def __init__(self) -> None:
        super().__init__()
        self.setView(QListView())  # the one that the style sheet reaches
        self.setMinimumWidth(12 * GRID)  # its own hint is that of its longest value
        self.currentTextChanged.connect(self._keep_whole)
        self.view().selectionModel().selectionChanged.connect(self._follow)

    def _keep_whole(self, text: str) -> None:
        set_tip(self, text)

    def _follow(self) -> None:
        """A screen reader selects in the list without opening it, and Qt leaves the value as it was.
        In an open list the selection only shows where the pointer is."""
        selected = [] if self.view().isVisible() else self.view().selectedIndexes()
        if selected and selected[0].row() != self.currentIndex():
            self.setCurrentIndex(selected[0].row())
            self.activated.emit(self.currentIndex())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """As Qt does, but with a sign of it where the value is cut."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        whole = QStyle.ComplexControl.CC_ComboBox
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(whole, option, field, self).width()
        middle = Qt.TextElideMode.ElideMiddle
        option.currentText = self.fontMetrics().elidedText(self.currentText(), middle, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(whole, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
