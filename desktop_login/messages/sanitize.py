"""Makes text of a service, a token or a deployer safe to show."""

from __future__ import annotations

MAX_SHOWN = 512


def defused(text: str, most: int = MAX_SHOWN) -> str:
    r"""Return the text with control, bidirectional and zero-width characters as `\uXXXX`.

    Text is cut after `most` characters.
    """
    cut = text[:most]
    shown = cut
    if not cut.isprintable():  # nearly all text is, and lines that change each second come here
        shown = "".join(c if _shows(c) else f"\\u{ord(c):04x}" for c in cut)
    return f"{shown}…" if len(text) > most else shown


def defused_lines(text: str) -> str:
    """Return the same as `defused` for each line; line breaks are kept."""
    return "\n".join(defused(line) for line in text[: 4 * MAX_SHOWN].splitlines())


def _shows(character: str) -> bool:
    """Return whether a character is visible; all spaces are, since the ideographic one is ordinary text."""
    if character.isprintable():
        return True
    import unicodedata

    return unicodedata.category(character) == "Zs"
