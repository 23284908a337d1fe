"""A named value out of a file, and how much is read of one. Reads nothing itself."""

from __future__ import annotations

from typing import NamedTuple

MAX_ENTRIES = 200_000
MAX_DEPTH = 64
MAX_VALUE = 8 * 1024
# A document inside of a text, as Amplify's file for Dart is one.
MAX_DOCUMENT = 1024 * 1024
# PyYAML reads about 100 kB a second; larger files are written by programs, as JSON.
MAX_YAML = 128 * 1024
MAX_CODE = 512 * 1024


# Names that do not describe a value; the name of the object around them does.
GENERIC_NAMES = frozenset({"value", "default", "defaultvalue", "fallback"})


class Entry(NamedTuple):
    """A named value.

    Attributes:
        path: The names of the objects around the value, outermost first; "" for one without name.
        scope: A number for each of them, which distinguishes objects with the same name.
        line: From 1; 0 if the parser does not give one.
    """

    path: tuple[str, ...]
    scope: tuple[int, ...]
    name: str
    value: str
    line: int = 0
