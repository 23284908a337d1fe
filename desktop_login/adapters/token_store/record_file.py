"""One file, written so that a crash leaves either the old or the new content. Knows no format."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path

from desktop_login.system.files import Replacement, draft_prefix, private_folder, read_at_most
from desktop_login.system.paths import RECORD

_LEFT_OVER_S = 60.0  # no write takes as long


class RecordFile:
    """`session.bin`, or another `name`, mode 0600, in a folder of mode 0700."""

    def __init__(self, folder: Path, name: str = RECORD) -> None:
        self._folder = folder
        self.path = folder / name
        self._aside = self.path.with_suffix(".unreadable")
        self._draft = draft_prefix(self.path)

    def exists(self) -> bool:
        return self.path.is_file()

    def read(self, limit: int) -> bytes | None:
        """Return at most `limit` + 1 bytes; None if there is no file. Raises OSError, also for a link."""
        try:
            return read_at_most(self.path, limit)
        except FileNotFoundError:
            return None

    def write(self, content: bytes) -> None:
        """Raises OSError; then the old content is still there."""
        private_folder(self._folder)
        with Replacement(self.path, content) as new:
            self._sweep(new.modified - _LEFT_OVER_S)
            new.commit()

    def remove(self) -> None:
        """Remove the file, an unreadable one that was renamed, and drafts. Raises OSError."""
        self.path.unlink(missing_ok=True)
        self._aside.unlink(missing_ok=True)
        self._sweep()

    def set_aside(self) -> None:
        """Rename the file, so that it is neither used nor lost; `remove` deletes it."""
        with contextlib.suppress(FileNotFoundError):
            self.path.replace(self._aside)

    def leaves_anything(self) -> bool:
        """Return whether there is something to remove."""
        return os.path.lexists(self.path) or os.path.lexists(self._aside)

    def _sweep(self, before: float = math.inf) -> None:
        """Remove drafts of processes that were killed while writing."""
        for draft in self._folder.glob(f"{self._draft}*"):
            with contextlib.suppress(FileNotFoundError):  # another process removed it
                if draft.lstat().st_mtime < before:
                    draft.unlink()
