"""docs/architecture.md: the files and modules that it names exist, and its glossary is short."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "desktop_login"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    below = PAGE.partition(f"{heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert table is not None
    lines = table[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def exists(name: str, folder: Path) -> bool:
    return any((folder / end).exists() for end in (name, f"{name}.py"))


def test_every_path_that_is_named_exists() -> None:
    named = set(re.findall(r"`([\w./-]+(?:/|\.py|\.spec))`", PAGE))
    assert len(named) > 40
    # a file may be named without its folder, behind another of the same folder
    files = {path.name for path in ROOT.glob("*/**/*.py")}
    missing = [
        name
        for name in sorted(named)
        if not exists(name, ROOT) and not exists(name, PACKAGE) and name not in files
    ]
    assert missing == []


def test_every_module_that_is_listed_exists() -> None:
    listed = rows_below("### Inside the folders")
    assert len(listed) > 8
    for folder, modules in listed:
        place = PACKAGE / folder.strip("`")
        if place.is_dir():
            names = re.findall(r"`([a-z_]+)`", modules)
            assert [name for name in names if not exists(name, place)] == [], folder


def test_every_module_has_its_place_on_the_page() -> None:
    """Of the folders whose modules are listed one by one; pages and widgets are found by their names."""
    named = set(re.findall(r"`(?:\w+/)*(\w+)(?:\.py)?`", PAGE))
    folders = ("app", "cli", "domain", "flow", "messages", "services", "settings", "system", "ui")
    modules = {path for folder in folders for path in (PACKAGE / folder).glob("[!_]*.py")}
    assert len(modules) > 100
    assert (
        sorted(str(path.relative_to(PACKAGE)) for path in modules if path.stem not in named) == []
    )


def test_every_folder_of_the_package_is_described() -> None:
    described = {cell[0].strip("`/") for cell in rows_below("## The picture")}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert described == folders | {"__main__"}


def test_glossary_is_sorted_and_has_about_forty_words() -> None:
    words = [row[0].lower() for row in rows_below("## Words")]
    assert 35 <= len(words) <= 50
    assert words == sorted(words)
