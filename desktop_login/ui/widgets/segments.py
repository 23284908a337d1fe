"""A row of views of which one is open. Knows no view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTabBar


class _Bar(QTabBar):
    """Shrinks to whatever width there is; what does not fit is reached by its arrows."""

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())


class Segments(QFrame):
    """A tab bar to a screen reader and to the keyboard: arrows move, Home and End jump."""

    chosen = Signal(int)

    def __init__(self, name: str, titles: Sequence[str], *, numbered: bool = False) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.bar = _Bar()
        self.bar.setObjectName("segment-bar")
        self.bar.setAccessibleName(name)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        for title in titles:
            self.bar.addTab(title)
        for place in range(self.bar.count() if numbered else 0):
            self.bar.setTabToolTip(place, f"Ctrl+{place + 1}")
        self.bar.currentChanged.connect(self.chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.addWidget(self.bar)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_tight(self, tight: bool) -> None:
        """Less around the words, so that all of them are seen in the narrowest window."""
        if tight is not bool(self.bar.property("tight")):
            self.bar.setProperty("tight", tight)
            self.bar.style().unpolish(self.bar)
            self.bar.style().polish(self.bar)
            self.bar.updateGeometry()

    def set_low(self) -> None:
        """For the head of a card, which says with it how its contents are shown."""
        self.bar.setProperty("low", True)

    @property
    def current(self) -> int:
        return self.bar.currentIndex()

    def hide_place(self, place: int) -> None:
        self.bar.setTabVisible(place, False)

    def open(self, place: int) -> None:
        self.bar.setCurrentIndex(place)
