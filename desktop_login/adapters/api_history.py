"""Keeps the requests to an API: in a file of the user's alone, or in memory only. Decides nothing about what is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from desktop_login.domain.api_history import MAX_BYTES, SavedRequest, read, written
from desktop_login.system.files import Replacement, private_folder, read_at_most
from desktop_login.system.paths import API_REQUESTS


class FileHistory:
    """The `ApiHistory` of one profile, in its folder. What cannot be kept is not missed."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / API_REQUESTS

    def load(self) -> Sequence[SavedRequest]:
        """Return what was kept, the latest first."""
        try:
            return read(read_at_most(self._file, MAX_BYTES))
        except OSError:
            return ()

    def save(self, kept: Sequence[SavedRequest]) -> None:
        """Keep it in place of what was kept before; nothing leaves no file."""
        with contextlib.suppress(OSError):
            if not kept:
                self._file.unlink(missing_ok=True)
                return
            private_folder(self._file.parent)
            with Replacement(self._file, written(kept)) as replacement:
                replacement.commit()


class MemoryHistory:
    """Until the program ends: in the demo, and where the settings want no history."""

    def __init__(self) -> None:
        self._kept: Sequence[SavedRequest] = ()

    def load(self) -> Sequence[SavedRequest]:
        """Return what was kept, the latest first."""
        return self._kept

    def save(self, kept: Sequence[SavedRequest]) -> None:
        """Keep it."""
        self._kept = kept
