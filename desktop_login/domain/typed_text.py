"""Which typed or pasted characters are invisible, and how a text is cleaned of them."""

from __future__ import annotations

import unicodedata

# Control and format characters, line and paragraph separators, blanks other than the space.
# https://www.unicode.org/reports/tr44/#General_Category_Values
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_SEEN_BLANKS = " \u3000"  # a full-width space is visible, and the page has a hint for it
# Zero-width non-joiner and joiner, which some scripts and composed emoji need.
_JOINERS = "\u200c\u200d"


def is_unseen(character: str) -> bool:
    """Return whether the character is invisible; the space and the full-width space are not."""
    return character not in _SEEN_BLANKS and unicodedata.category(character) in _UNSEEN


def cleaned(text: str) -> str:
    """Return the text without invisible characters and outer blanks.

    For user names, ids and client secrets, which have none of them.
    """
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    return "".join(c for c in text if not is_unseen(c)).strip(_SEEN_BLANKS)


def has_unseen(password: str) -> bool:
    """Return whether the password has invisible characters that were probably copied by mistake.

    A joiner between two characters of a script that uses joiners is part of the password.
    """
    if password.isascii():
        return not password.isprintable()
    return any(is_unseen(c) and not _joins(password, i) for i, c in enumerate(password))


def without_unseen(password: str) -> str:
    """Return the password without its invisible characters and outer spaces.

    An invisible blank within the line, such as a no-break space, becomes a space.
    """
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
    """Return the password without full stops at its end.

    An invitation often puts the temporary password at the end of a sentence.
    """
    return password.rstrip(".。．")
