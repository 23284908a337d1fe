"""How far below its upper edge the first line of a label stands, in whatever fonts its characters take."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QLabel

_LOOKED_AT = 40  # characters: what matters is which fonts the first line takes
_of_ascii: dict[str, tuple[float, float]] = {}


def base_line(label: QLabel) -> int:
    """For a label that paints by itself, its own answer; it knows where it puts its text."""
    own = getattr(label, "base_line", None)
    if own is not None:
        return int(own())
    label.ensurePolished()
    return ascent(label.text(), label.font())


def below_base_line(label: QLabel) -> int:
    """How far below its base line the first line of a label reaches, which paints it as Qt does."""
    label.ensurePolished()
    above, whole = _above_and_whole(label.text()[:_LOOKED_AT], label.font())
    return round(whole) - round(above)


def ascent(text: str, font: QFont) -> int:
    """Above the base line of `text` in one line."""
    return round(_above_and_whole(text[:_LOOKED_AT], font)[0])


def in_the_middle(high: int, text: str, font: QFont) -> int:
    """Where `text` stands in the middle of a widget that is `high`, such as a button."""
    above, line = _above_and_whole(text[:_LOOKED_AT], font)
    return round((high - line) / 2 + above)


def _above_and_whole(text: str, font: QFont) -> tuple[float, float]:
    """How high one line of it is above its base line, and altogether. Only plain ASCII is remembered:
    it is the same for all of it, and nothing else of a token shall stay here."""
    if not text.isascii():
        return _measured(text, font)
    key = font.key()
    if key not in _of_ascii:
        _of_ascii[key] = _measured("x", font)
    return _of_ascii[key]


def _measured(text: str, font: QFont) -> tuple[float, float]:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return line.ascent(), line.height()
