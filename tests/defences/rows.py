"""The rows: which change takes a defence away, and which tests must then fail. Runs nothing.

A row is a file of `rows/`:

    defence = "One line: what is defended"
    file = "desktop_login/…py"
    old = '''exact text, occurring once in that file'''
    new = '''the text without the defence; it must still import'''
    tests = ["tests/unit/test_x.py::test_name"]  # at least one of them must fail
    quick = true  # optional: under 5 s together, and no display, keychain or executable

Several changes are `[[change]]` tables with `file`, `old` and `new`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "rows"
_KEYS = {"defence", "tests", "quick", "change", "file", "old", "new"}


class Change(NamedTuple):
    """`file` is relative to the root of the tree."""

    file: str
    old: str
    new: str

    @property
    def module(self) -> str:
        """The name to import the changed file by; empty where it is no module of the program."""
        path = Path(self.file)
        inside = path.suffix == ".py" and path.parts[0] == "desktop_login"
        return ".".join(path.with_suffix("").parts).removesuffix(".__init__") if inside else ""


class Row(NamedTuple):
    name: str
    defence: str
    changes: tuple[Change, ...]
    tests: tuple[str, ...]
    quick: bool = False


def read(folder: Path = FOLDER) -> list[Row]:
    """Every row, by name. Raises `ValueError`, naming the file, where one is malformed."""
    return [_row(path) for path in sorted(folder.glob("*.toml"))]


def _row(path: Path) -> Row:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        if unknown := found.keys() - _KEYS:
            raise ValueError(f"unknown {sorted(unknown)}")
        changes = found.get("change") or [found]
        row = Row(
            path.stem,
            str(found["defence"]),
            tuple(_change(change) for change in changes),
            tuple(found["tests"]),
            found.get("quick", False) is True,
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from None
    if not (row.defence and row.tests and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.name)):
        raise ValueError(f"{path.name}: a row has a kebab-case name, a defence and tests")
    return row


def _change(found: Mapping[str, Any]) -> Change:
    return Change(str(found["file"]), str(found["old"]), str(found["new"]))


def changed(changes: Iterable[Change], root: Path) -> dict[str, str]:
    """The changed text of each file. Raises `ValueError` where a change does not apply."""
    texts: dict[str, str] = {}
    for file, old, new in changes:
        if file.startswith("tests/") or not (root / file).is_file():
            raise ValueError(f"{file} is no file of the program")
        text = texts.get(file) or (root / file).read_text("utf-8")
        if (times := text.count(old)) != 1:
            raise ValueError(f"no longer applies: found {times} times in {file}: {old[:60]!r}")
        texts[file] = text.replace(old, new)
        if texts[file] == text:
            raise ValueError(f"changes nothing in {file}")
    return texts


def names(wanted: str, test: str) -> bool:
    """Whether `wanted` (a file, class, test, or test with its parameters) names this test."""
    return test == wanted or test.startswith((f"{wanted}::", f"{wanted}["))


def missing_tests(row: Row, root: Path) -> list[str]:
    """The tests of the row that are nowhere. Those of a class may be defined in another file."""
    missing = []
    for test in row.tests:
        path, *inside = test.partition("[")[0].split("::")
        file = root / path
        if not file.is_file():
            missing.append(test)
        elif inside:
            places = root.joinpath("tests").rglob("*.py") if len(inside) > 1 else [file]
            line = f"def {inside[-1]}("
            if not any(line in place.read_text("utf-8") for place in places):
                missing.append(test)
    return missing
