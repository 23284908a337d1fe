"""Characters that a person cannot see in what they typed or pasted. Decides which they are and what mends a text."""

from __future__ import annotations

import unicodedata

# Controls, marks of format and direction, line and paragraph separators, blanks other than a space.
# https://www.unicode.org/reports/tr44/#General_Category_Values
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_SEEN_BLANKS = " \u3000"  # a full-width space is seen, and has a hint of its own
# Zero-width non-joiner and joiner, which some scripts and composed emoji are written with.
_JOINERS = "\u200c\u200d"


def is_unseen(character: str) -> bool:
    return character not in _SEEN_BLANKS and unicodedata.category(character) in _UNSEEN


def cleaned(text: str) -> str:
    """Without unseen characters and outer blanks: for names, ids and secrets, which hold none."""
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    return "".join(c for c in text if not is_unseen(c)).strip(_SEEN_BLANKS)


def has_unseen(password: str) -> bool:
    """Whether it holds what was probably copied by mistake. A joiner inside a word of a script
    that uses it belongs to the password."""
    if password.isascii():
        return not password.isprintable()
    return any(is_unseen(c) and not _joins(password, i) for i, c in enumerate(password))


def without_unseen(password: str) -> str:
    """A blank that does not break a line becomes a space; every other unseen character goes, and
    what is left at both ends with it."""
    kept = []
    for i, c in enumerate(password):
        if not is_unseen(c) or _joins(password, i):
            kept.append(c)
        elif unicodedata.category(c) == "Zs":
            kept.append(" ")
    return "".join(kept).strip(" ")


def _joins(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    between = len(around) == 2 and not any(c.isascii() or is_unseen(c) for c in around)
    return text[place] in _JOINERS and between


def without_full_stop(password: str) -> str:
    """A temporary password often stands at the end of a sentence."""
    return password.rstrip(".。．")
