"""A line of text in the longest wording that fits, and never wider than its place. Knows no page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_login.ui.qt_constants import CENTRE, PLAIN_TEXT

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_CUT = "…"
_JOINER = "\u2060"  # no width: a line must not end here
_KANA = "[\u3041-\u30ff]"
_PHRASES = "[^\u3041-\u3096、。]*[\u3041-\u3096]*[、。！？」）]*|."
_LONGEST_PHRASE = 18
_ASCII = "".join(map(chr, range(128)))
_BREAK = "\u200b"  # zero width: a line may end here
_LONGEST_RUN = 24  # characters that a line has room for in the narrowest window


class FittingLabel(QLabel):
    """`wordings` go from the whole to the shortest; the last one is cut at its end if need be.

    The whole is the accessible name, so that nothing is lost where it is not seen.
    """

    def __init__(self, role: str, *, centred: bool = False) -> None:
        super().__init__()
        self._wordings: Sequence[str] = ("",)
        self.setProperty("textFormat", PLAIN_TEXT)
        self.setProperty("role", role)
        wide = QSizePolicy.Policy.Maximum
        if centred:
            self.setProperty("alignment", CENTRE)
            wide = QSizePolicy.Policy.Preferred  # or the middle would be that of the text
        self.setSizePolicy(wide, QSizePolicy.Policy.Preferred)

    def set_wordings(self, wordings: Sequence[str]) -> None:
        self._wordings = wordings
        self.setAccessibleName(wordings[0])
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        usual = super().sizeHint()
        return QSize(self._wide(self._wordings[0]) + self._around(), usual.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._around(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self._around()
        chosen = next((text for text in self._wordings if self._wide(text) <= room), None)
        if chosen is None:
            chosen = self._wordings[-1]
            while chosen and self._wide(chosen + _CUT) > room:
                chosen = chosen[:-1]
            chosen = chosen.rstrip() + _CUT
        if chosen != self.text():
            self.setText(chosen)

    def _wide(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _around(self) -> int:
        """Padding and border of the style sheet."""
        return super().sizeHint().width() - self._wide(self.text())


def breakable(text: str) -> str:
    """An id, a host or a path that may wrap behind its dots, hyphens and separators.

    For what must be seen whole: the end of a host name says whose it is.
    """
    return " ".join(map(_breakable_word, text.split(" ")))


def _breakable_word(word: str) -> str:
    if len(word) <= _LONGEST_RUN:
        return word
    shown, run = [], 0
    for character in word:
        run = 0 if character in "./\\-_" else run + 1
        shown.append(character)
        if run == 0 or run % _LONGEST_RUN == 0:
            shown.append(_BREAK)
    return "".join(shown)


def in_phrases(text: str) -> str:
    """Japanese that wraps between phrases, and never leaves a single letter for the last line.

    A phrase ends after its particles, which are hiragana, or after a comma or full stop. Elsewhere a
    line could end between any two letters, so they are joined by U+2060 there; long phrases are not.
    """
    if not re.search(_KANA, text):
        return text
    return "".join(_joined(phrase) for phrase in re.findall(_PHRASES, text, re.DOTALL))


def _joined(phrase: str) -> str:
    if len(phrase) <= _LONGEST_PHRASE:
        return _JOINER.join(phrase)
    letters = phrase.lstrip(_ASCII)  # an address before it wraps where it can
    start = phrase[: len(phrase) - len(letters)]
    return start + (_JOINER.join(letters) if len(letters) <= _LONGEST_PHRASE else letters)
