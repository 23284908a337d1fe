"""A JSON value as lines that can be folded. Knows no colour and no widget."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

Path = tuple[str | int, ...]
MOST_LINES = 2_000
_DEEPEST = 60
_INDENT = "  "


@dataclass(frozen=True)
class Line:
    """One line; `path` names the list or object that begins here, and `folded` says how it stands.

    `more` is how many lines are not shown in its place.
    """

    text: str
    path: Path | None = None
    folded: bool = False
    more: int = 0


def json_lines(value: object, folded: Collection[Path] = ()) -> list[Line]:
    """Return the lines, without the contents of what is folded; at most `MOST_LINES`."""
    lines: list[Line] = []
    left = _write(value, "", (), folded, "", lines)
    if left:
        lines.append(Line("", more=left))
    return lines


def _write(
    value: object, before: str, path: Path, folded: Collection[Path], after: str, lines: list[Line]
) -> int:
    """Append the lines of a value; return how many were left out because there are too many."""
    if not isinstance(value, dict | list) or not value:
        lines.append(Line(f"{before}{_scalar(value)}{after}"))
        return 0
    is_dict = isinstance(value, dict)
    begin, end = ("{", "}") if is_dict else ("[", "]")
    if path in folded or len(path) >= _DEEPEST:
        lines.append(Line(f"{before}{begin} … {len(value)} {end}{after}", path, folded=True))
        return 0
    lines.append(Line(f"{before}{begin}", path))
    step = _INDENT * (len(path) + 1)
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    left = 0
    for place, (key, inner) in enumerate(items):
        if len(lines) >= MOST_LINES:
            left += len(items) - place
            break
        name = f"{_scalar(str(key))}: " if is_dict else ""
        comma = "," if place < len(items) - 1 else ""
        left += _write(inner, f"{step}{name}", (*path, key), folded, comma, lines)
    if not left:
        lines.append(Line(f"{_INDENT * len(path)}{end}{after}"))
    return left


def long_parts(value: object, longer_than: int) -> set[Path]:
    """Return the paths of lists and objects that are folded at first, because they are long."""
    found: set[Path] = set()
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, dict | list) and len(inner) > longer_than:
                found.add((name,))
    return found


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
