"""Text of a service or a token, made harmless to look at. Knows no widget."""

from __future__ import annotations

import unicodedata

MAX_SHOWN = 512


def defused(text: str) -> str:
    """Control, bidirectional and zero-width characters become visible; long text is cut."""
    cut = text[:MAX_SHOWN]
    shown = "".join(c if _shows(c) else f"\\u{ord(c):04x}" for c in cut)
    return f"{shown}…" if len(text) > MAX_SHOWN else shown


def defused_lines(text: str) -> str:
    """The same, with its line breaks kept."""
    return "\n".join(defused(line) for line in text[: 4 * MAX_SHOWN].splitlines())


def _shows(character: str) -> bool:
    """Spaces of every script have a width: the ideographic one is part of ordinary text."""
    return character.isprintable() or unicodedata.category(character) == "Zs"
