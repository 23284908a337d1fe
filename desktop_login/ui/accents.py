"""From one colour of a deployer to every colour that follows from it. Knows no style sheet and no widget.

Whatever the colour, text stands out 4.5 : 1 from what lies under it, and what is no text but must
be seen (a focus ring, the edge of a button, a tick) 3 : 1: https://www.w3.org/TR/WCAG22/, 1.4.3 and
1.4.11. So a colour that is too pale or too dark for its place is moved towards black or white, and
never refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.colours import (
    BLACK,
    SHAPE,
    SPARE,
    TEXT,
    WHITE,
    contrast,
    mixed,
    readable,
    text_on,
)

_STEPS = 50

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


def shades(accent: str, scheme: Mapping[str, str], *, dark: bool) -> dict[str, str]:
    """What replaces the colours of a scheme."""
    pole = WHITE if dark else BLACK
    on_accent = text_on(accent)
    away = BLACK if on_accent == WHITE else WHITE
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
        "accent_off_line": off,
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
        if all(contrast(scheme[name], tint) >= TEXT + SPARE for name in _WRITTEN):
            return tint
    return card
