"""Build hook: compiles resources/translations/*.po with Babel. The results are built, never committed.

Each language becomes two catalogues: `ja.first.mo` has the messages of first_paint.txt, so that a
window need not wait for the others, and `ja.mo` has all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_translations(folder: Path) -> None:
    """Raises RuntimeError if there is nothing to compile: a package without messages is broken."""
    sources = sorted(folder.glob("*.po"))
    if not sources:
        raise RuntimeError(f"no catalogue was found in {folder}")
    first = frozenset((folder / "first_paint.txt").read_text("utf-8").split())
    for source in sources:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.stem, abort_invalid=True)
        few = Catalog(locale=source.stem)
        for entry in catalogue:
            if entry.context in first:
                few.add(entry.id, entry.string, context=entry.context)
        for name, compiled in ((".mo", catalogue), (".first.mo", few)):
            with source.with_suffix(name).open("wb") as file:
                write_mo(file, compiled)


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        compile_translations(Path(self.root) / "resources" / "translations")
