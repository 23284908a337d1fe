"""A sentence that changes in a place that does not: as high as the highest of what may stand there. Knows no page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt

from desktop_login.ui.qt_constants import PLAIN_TEXT
from desktop_login.ui.widgets.fitting import Sentence

_HIGHEST = 10_000


class SteadySentence(Sentence):
    """`sentences` are all that it may say, in the words in which they are shown."""

    def __init__(self, sentences: Sequence[str], role: str = "") -> None:
        super().__init__()
        self._sentences = [self._in_lines(words) for words in sentences]
        self.setProperty("textFormat", PLAIN_TEXT)
        self.setProperty("loginRole", role)
        self.setWordWrap(True)
        # a short one stands where a long one begins
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

    def heightForWidth(self, width: int) -> int:
        own = super().heightForWidth(width)
        metrics, place = self.fontMetrics(), QRect(0, 0, width, _HIGHEST)
        wrap = Qt.TextFlag.TextWordWrap
        return max(
            own, *(metrics.boundingRect(place, wrap, one).height() for one in self._sentences)
        )
