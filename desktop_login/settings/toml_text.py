"""Parses TOML that anybody may have written, and knows the line of each name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_login.settings.ordinary_file import unreadable
from desktop_login.settings.values import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

# tomllib needs time in proportion to the square of a key's dots: 16 s for a line of 60 kB.
MAX_LINE = 1024


def tree_of(text: str, file: str, levels: int) -> dict[str, object]:
    """Parse TOML with at most so many `levels` of tables below the first names.

    Raises:
        SettingsError: With the line. Also for numbers of thousands of digits and for values nested
            too deep, for which `tomllib` raises other exceptions.
    """
    import tomllib

    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise unreadable(file, number)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)$", str(error))
        raise unreadable(file, int(found[1]) if found else text.count("\n") + 1) from None
    except (ValueError, RecursionError):
        raise unreadable(file, _line_of_failure(text)) from None
    for key, value in tree.items():
        if _is_too_deep(value, levels):
            Value("", file, line_of(key, places_of(text)), key).refuse()
    return tree


def _line_of_failure(text: str) -> int:
    """Return the first line with which parsing fails with another error than `TOMLDecodeError`."""
    from bisect import bisect_left

    lines = text.split("\n")
    upto = range(1, len(lines))  # the whole text is known to fail
    return 1 + bisect_left(upto, True, key=lambda n: _fails("\n".join(lines[:n])))


def _fails(text: str) -> bool:
    import tomllib

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    except (ValueError, RecursionError):
        return True
    return False


def _is_too_deep(value: object, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        layer = [inner for outer in layer for inner in _inside(outer)]
    return any(isinstance(one, dict | list) for one in layer)


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def line_of(path: str, places: Mapping[str, int]) -> int:
    """Return the line of a dotted name, or of the nearest table around it."""
    path = _plain(path)
    while path:
        if path in places:
            return places[path]
        path = path.rpartition(".")[0]
    return 1


def places_of(text: str) -> Mapping[str, int]:
    """Map dotted names of tables and keys to the first line of each, in one pass over the text."""
    places: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        start = line.strip()
        if start.startswith("["):
            path = table = _plain(start.lstrip("[").partition("]")[0])
        else:
            key, equals, _ = start.partition("=")
            path = _plain(f"{table}.{key}" if table else key) if equals else ""
        while path and path not in places:
            places[path] = number
            path = path.rpartition(".")[0]
    return places


def _plain(path: str) -> str:
    """Return a dotted name without the quotes and blanks that TOML allows in it."""
    return re.sub(r"[\"'\s]", "", path)
