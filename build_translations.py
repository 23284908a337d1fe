"""Build hook: compiles resources/translations/*.ts with Qt's lrelease. The results are built, never committed."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def lrelease() -> Path:
    """The compiler inside PySide6-Essentials, whose place in the wheel differs by platform."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise RuntimeError("PySide6-Essentials is needed to compile the translations")
    package = Path(spec.origin).parent
    names = ("lrelease.exe", "lrelease") if sys.platform == "win32" else ("lrelease",)
    for folder in (package, package / "Qt" / "libexec", package / "Qt" / "bin"):
        for name in names:
            if (folder / name).is_file():
                return folder / name
    raise RuntimeError(f"lrelease was not found in {package}")


def compile_translations(folder: Path) -> None:
    for source in sorted(folder.glob("*.ts")):
        target = source.with_suffix(".qm")
        subprocess.run(  # noqa: S603 - the program is Qt's own, found inside its package
            [str(lrelease()), "-silent", str(source), "-qm", str(target)], check=True
        )


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        compile_translations(Path(self.root) / "resources" / "translations")
