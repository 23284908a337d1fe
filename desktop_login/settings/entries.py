"""Reads a text of unknown format into entries: a name, a value, and the objects around both. Knows no pool.

JSON and YAML have parsers. Everything else (JavaScript, TypeScript, Dart, HCL, `.env`, properties,
PowerShell …) is scanned for names that are given texts, and for the braces around them. Nothing in
a file is executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop_login.settings.documents import from_json, from_yaml
from desktop_login.settings.entry import MAX_ENTRIES, Entry
from desktop_login.settings.source_code import from_code

_LINE = re.compile(
    r"""\s*(?:-[ ]+)?(?:(?:export|set|setx|ENV|-e|var|let|const)\s+)?  # what may stand before it
    (?:\$env:|\$)?["']?(?P<name>[A-Za-z_][\w.\-/]*)["']?
    \s*[=:]\s*(?P<value>\S.*)$""",
    re.VERBOSE,
)
_SECTION = re.compile(r"\s*\[+([^\[\]]{1,200})\]+\s*$")
MAX_LINE = 4096


def readings(text: str) -> Iterator[list[Entry]]:
    """Yield the entries of each reader that accepts the text, the most reliable reader first."""
    for read in (from_json, from_yaml, from_code, from_lines):
        entries = read(text)
        if entries:
            yield entries


def from_lines(text: str) -> list[Entry]:
    """`NAME=value`, `name: value`, `$env:NAME = "value"`, under `[sections]`."""
    entries: list[Entry] = []
    path: tuple[str, ...] = ()
    scope: tuple[int, ...] = (0,)
    for number, line in enumerate(text.splitlines(), 1):
        if (
            len(line) > MAX_LINE
            or line.lstrip()[:1] in ("#", ";", "")
            or len(entries) > MAX_ENTRIES
        ):
            continue
        heading = _SECTION.match(line)
        found = None if heading else _LINE.match(line)
        if heading is not None:
            path, scope = (heading.group(1),), (0, number)
        elif found is not None:
            entries.append(Entry(path, scope, found["name"], _unquoted(found["value"]), number))
    return entries


def _unquoted(value: str) -> str:
    """Return a value without quotes, comment and the separator at the end of a statement."""
    value = value.strip()
    quote = value[:1]
    if quote in ("'", '"', "`"):
        end = value.find(quote, 1)
        return (value[1:end] if end > 0 else value[1:]).strip()
    for mark in (" #", "\t#"):
        value = value.partition(mark)[0]
    return value.rstrip().rstrip(",;").strip()
