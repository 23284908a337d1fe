"""From one colour of a deployer to every colour that follows from it. Knows no style sheet and no widget.

Whatever the colour, text stands out 4.5 : 1 from what lies under it, and what is no text but must
be seen (a focus ring, the edge of a button, a tick) 3 : 1: https://www.w3.org/TR/WCAG22/, 1.4.3 and
1.4.11. So a colour that is too pale or too dark for its place is moved towards black or white, and
never refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

TEXT = 4.5
SHAPE = 3.0
WHITE = "#ffffff"
INK = "#14161a"
_BLACK = "#000000"
_STEPS = 50
# A little more than asked for, because a colour has only 256 steps.
_SPARE = 0.02

# What a link or a focus ring may lie on, in every scheme.
SURFACES = (
    "background",
    "card",
    "side",
    "banner",
    "field",
    "hover",
    "selected",
    "error_back",
    "good_back",
)
# What has an edge in the accent stands on these.
_EDGED = ("background", "card", "field")
_WRITTEN = ("text", "muted", "hint", "error", "good", "warning")


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
        if all(contrast(tried, place) >= ratio + _SPARE for place in places):
            return tried
    return pole


def shades(accent: str, scheme: Mapping[str, str], *, dark: bool) -> dict[str, str]:
    """What replaces the colours of a scheme."""
    pole = WHITE if dark else _BLACK
    on_accent = max((WHITE, INK), key=lambda text: contrast(text, accent))
    away = _BLACK if on_accent == WHITE else WHITE
    fill = readable(accent, (on_accent,), TEXT, away)
    selected = _tinted(scheme, fill, 0.28 if dark else 0.13)
    banner = _tinted(scheme, fill, 0.16 if dark else 0.07)
    off = mixed(scheme["card"], fill, 0.34 if dark else 0.2)
    tinted = {"banner": banner, "selected": selected}
    places = [tinted.get(name) or scheme[name] for name in SURFACES]
    ring = scheme["text"]
    return {
        "accent": fill,
        "accent_hover": mixed(fill, away, 0.12),
        "accent_down": mixed(fill, away, 0.25),
        "on_accent": on_accent,
        "tick": "check.png" if on_accent == WHITE else "check-dark.png",
        "accent_off": off,
        "on_accent_off": readable(fill, (off,), TEXT, pole),
        "accent_edge": readable(fill, [scheme[name] for name in _EDGED], SHAPE, pole),
        "selected": selected,
        "banner": banner,
        "link": readable(fill, places, TEXT, pole),
        "focus": readable(fill, places, SHAPE, pole),
        "focus_on_accent": ring if contrast(ring, fill) >= SHAPE else on_accent,
    }


def _tinted(scheme: Mapping[str, str], accent: str, share: float) -> str:
    """The card with at most `share` of the accent in it, so that all text can be read on it."""
    card = scheme["card"]
    for step in range(_STEPS):
        tint = mixed(card, accent, share * (1 - step / _STEPS))
        if all(contrast(scheme[name], tint) >= TEXT + _SPARE for name in _WRITTEN):
            return tint
    return card


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
