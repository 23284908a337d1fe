"""A copy of the tree with an environment of its own, in which a change is made and taken back. Judges nothing.

Whatever a test starts there by `sys.executable` imports the copy, from any folder and in any
environment: the copy's interpreter knows the copy, and the packages that are installed here.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from tests.defences.rows import Change, changed

_ENVIRONMENT = ".venv"
# What git does not know of and the program needs.
_BUILT = "resources/translations/*.mo"
# What git is told to ignore, as folders.
_MADE = (
    *(".git", ".venv*", ".cache", ".*_cache", ".hypothesis", "__pycache__", "build", "dist"),
    *("*.egg-info", "cdk.out", "mutants"),
)


class Copy:
    """Made in an empty folder; holds what git tracks or would track, as it is on disk now."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.root = folder
        for name in _files(source):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target)
        self.python = _environment(folder)

    @contextlib.contextmanager
    def with_changes(self, changes: Sequence[Change]) -> Iterator[None]:
        """Raises `ValueError` where one does not apply."""
        texts = changed(changes, self.root)
        before = {name: (self.root / name).read_bytes() for name in texts}
        try:
            for name, text in texts.items():
                self._write(name, text.encode())
            yield
        finally:
            for name, content in before.items():
                self._write(name, content)

    def _write(self, name: str, content: bytes) -> None:
        """Compiled files are told apart by size and whole seconds, which is too coarse here."""
        path = self.root / name
        path.write_bytes(content)
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
            compiled.unlink()

    def environment(self) -> dict[str, str]:
        """For what runs in the copy: the one of this process, without what a pytest around it set."""
        dropped = ("PYTEST_", "COV_", "COVERAGE_", "PYTHONDONTWRITEBYTECODE")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
        return kept | {"PYTHONPATH": str(self.root)}


def _files(source: Path) -> list[str]:
    """What git says; in a tree that was unpacked, or without git, everything that is not made here."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=source,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(_found(source))
    names = [name for name in listed.split("\0") if name and (source / name).is_file()]
    return names + [str(path.relative_to(source)) for path in source.glob(_BUILT)]


def _found(source: Path) -> Iterator[str]:
    for folder, inner, files in os.walk(source):
        inner[:] = [name for name in inner if not any(fnmatch(name, made) for made in _MADE)]
        here = Path(folder).relative_to(source)
        yield from (str(here / name) for name in files)


def _environment(folder: Path) -> Path:
    venv.create(folder / _ENVIRONMENT, symlinks=os.name != "nt")
    base = {"base": str(folder / _ENVIRONMENT), "platbase": str(folder / _ENVIRONMENT)}
    packages = Path(sysconfig.get_path("purelib", "venv", base))
    installed = [path for path in sys.path if "site-packages" in path]
    (packages / "a_copy.pth").write_text("\n".join((str(folder), *installed)) + "\n", "utf-8")
    return Path(sysconfig.get_path("scripts", "venv", base)) / (
        "python.exe" if os.name == "nt" else "python"
    )
