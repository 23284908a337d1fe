"""A name or an address on one line, cut in its middle where there is no room. Knows no page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_login.ui.widgets.plain_tip import set_tip

_WIDEST = 320
_CUT = "…"


class Elided(QLabel):
    """A line that is cut in its middle where there is no room, or at its end if it ends with "…"; told
    whole by tooltip and name."""

    def __init__(self, role: str, *, right: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("loginRole", role)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._whole = ""

    def show_text(self, text: str, spoken: str) -> None:
        self._whole = text
        self.setAccessibleName(spoken)
        self._cut()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        wide = min(self.fontMetrics().horizontalAdvance(self._whole) + 2, _WIDEST)
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        """The style sheet may give another font after the line was cut for its place."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._cut()

    def _cut(self) -> None:
        # what was cut at its end already is cut there once more: two gaps would read as two names
        short = self._whole.endswith(_CUT)
        where = Qt.TextElideMode.ElideRight if short else Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(self._whole, where, self.width())
        set_tip(self, self._whole if shown != self._whole else "")
        if shown != self.text():
            self.setText(shown)
