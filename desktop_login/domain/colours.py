"""Arithmetic of colours written as `#rrggbb`: contrast, mixtures, and the nearest colour that can be read. Knows no palette."""

from __future__ import annotations

from collections.abc import Iterable

TEXT = 4.5
SHAPE = 3.0
WHITE = "#ffffff"
INK = "#14161a"
BLACK = "#000000"
_STEPS = 50
# A little more than asked for, because a colour has only 256 steps.
SPARE = 0.02


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def mixed(base: str, other: str, share: float) -> str:
    """`share` of `other` in `base`."""
    pairs = zip(_parts(base), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, under: Iterable[str], ratio: float, pole: str) -> str:
    """The colour itself, or as far towards `pole` as `ratio` asks for on every place `under` it."""
    places = tuple(under)
    for step in range(_STEPS + 1):
        tried = mixed(colour, pole, step / _STEPS)
        if all(contrast(tried, place) >= ratio + SPARE for place in places):
            return tried
    return pole


def text_on(colour: str) -> str:
    """White or ink, whichever stands out more."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))


def carries_text(colour: str) -> bool:
    """Whether white or ink can be read on it."""
    return contrast(text_on(colour), colour) >= TEXT


def nearest_with_text(colour: str) -> str:
    """The colour itself, or the nearest one on the way to black or to white that carries text."""
    if carries_text(colour):
        return colour
    ways = (readable(colour, (text,), TEXT, pole) for text, pole in ((WHITE, BLACK), (INK, WHITE)))
    return min(ways, key=lambda found: _distance(found, colour))


def _distance(one: str, other: str) -> int:
    return sum((a - b) ** 2 for a, b in zip(_parts(one), _parts(other), strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """As https://www.w3.org/TR/WCAG22/#dfn-relative-luminance says."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
