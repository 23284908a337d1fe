"""A PySide6 that cannot be loaded, as on a computer that lacks one of its system libraries."""

from __future__ import annotations

from pathlib import Path

EGL = "libEGL.so.1: cannot open shared object file: No such file or directory"


def broken_qt(folder: Path, error: str = EGL) -> Path:
    """A folder for PYTHONPATH: whatever imports PySide6 gets an ImportError that says `error`."""
    for package in ("PySide6", "shiboken6"):
        (folder / package).mkdir(parents=True)
        raising = f"raise ImportError({error!r}, name={package!r})\n"
        (folder / package / "__init__.py").write_text(raising, "utf-8")
    return folder
