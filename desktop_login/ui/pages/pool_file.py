"""A file from which a pool is read: chosen, dropped, opened. Decides nothing about what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_login.messages.connect import ALL_FILES, IMPORT_FILE, IMPORTABLE_FILES
from desktop_login.messages.translate import tr
from desktop_login.settings.imports import PoolConfig, SeveralPools, read_file

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

_IMPORTABLE = (
    "*.json *.js *.ts *.yaml *.yml *.toml *.tf *.dart *.properties *.env .env .env.local *.txt"
)


class PoolFile(NamedTuple):
    """What a file holds: one pool, or several to choose from."""

    file: str
    pools: tuple[PoolConfig, ...]


def choose_file(parent: QWidget) -> Path | None:
    """One that the user chose; None if none was."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        tr(IMPORT_FILE),
        "",
        f"{tr(IMPORTABLE_FILES)} ({_IMPORTABLE});;{tr(ALL_FILES)} (*)",
    )
    return Path(chosen) if chosen else None


def file_of(content: QMimeData) -> Path | None:
    urls = content.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def read_pools(path: Path, emulated: bool) -> PoolFile:
    try:
        return PoolFile(path.name, (read_file(path, emulated=emulated),))
    except SeveralPools as several:
        return PoolFile(path.name, several.choices)
