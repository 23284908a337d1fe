"""What is printed where the terminal's encoding lacks a character. Prints nothing itself."""

from __future__ import annotations

import sys


def print_anything() -> None:
    """A replacement character is printed instead; it never ends the program.

    Stands before everything that prints, the parser of the arguments included. A stream may be
    missing, as in a program without a console, or closed.
    """
    from io import TextIOWrapper

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.closed:
            stream.reconfigure(errors="replace")
