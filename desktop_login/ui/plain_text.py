"""Text of a service or a token, made harmless to look at. Knows no widget."""

from __future__ import annotations

MAX_SHOWN = 512


def defused(text: str) -> str:
    """Control, bidirectional and zero-width characters become visible; long text is cut."""
    cut = text[:MAX_SHOWN]
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)
    return f"{shown}…" if len(text) > MAX_SHOWN else shown


def defused_lines(text: str) -> str:
    """The same, with its line breaks kept."""
    return "\n".join(defused(line) for line in text[: 4 * MAX_SHOWN].splitlines())
