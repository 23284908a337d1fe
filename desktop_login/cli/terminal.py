"""What is printed where the terminal's encoding lacks a character. Prints nothing itself."""

from __future__ import annotations

import sys

_LIKE = {
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "–": "-",
    "·": "-",
    "→": "->",
    "✓": "+",
    "●": "*",
}


def print_anything() -> None:
    """Print something similar for a missing character; it never ends the program.

    Stands before everything that prints, the parser of the arguments included. A stream may be
    missing, as in a program without a console, or closed.
    """
    from codecs import register_error
    from io import TextIOWrapper

    register_error("similar", _similar)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.closed:
            stream.reconfigure(errors="similar")


def _similar(error: UnicodeError) -> tuple[str, int]:
    """Return ASCII for typographic characters, so that no "?" stands in a sentence, else "?"."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_LIKE.get(character, "?") for character in missing), error.end
