"""The picture of a deployer, read as carefully as the settings that name it. Loaded only where there is one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from desktop_login.settings import sources
from desktop_login.settings.values import SettingsError
from desktop_login.ui.theme import CARD_WIDTH

MAX_BYTES = 4 * 1024 * 1024


def picture_of(path: str, height: int) -> QPixmap | None:
    """The picture of an ordinary file of up to `MAX_BYTES`, fitted into `height` and the width of a
    card. None for everything else: a pipe would be waited for before the window is there.

    Qt refuses pictures that would take more than 256 MB of memory.
    https://doc.qt.io/qt-6/qimagereader.html#setAllocationLimit
    """
    try:
        raw = sources.read_bytes(Path(path), MAX_BYTES)
    except SettingsError:
        return None
    picture = QPixmap()
    if not picture.loadFromData(raw):
        return None
    return picture.scaled(CARD_WIDTH, height, Qt.AspectRatioMode.KeepAspectRatio)
