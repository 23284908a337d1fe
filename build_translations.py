"""Build hook: compiles resources/translations/*.po with Babel. The results are built, never committed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_translations(folder: Path) -> None:
    """Raises RuntimeError if there is nothing to compile: a package without messages is broken."""
    sources = sorted(folder.glob("*.po"))
    if not sources:
        raise RuntimeError(f"no catalogue was found in {folder}")
    for source in sources:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.stem, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        compile_translations(Path(self.root) / "resources" / "translations")
