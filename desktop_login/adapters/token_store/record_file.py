"""One file, written so that a crash leaves either the old or the new content. Knows no format."""

from __future__ import annotations

import contextlib
import math
import os
import sys
import tempfile
from pathlib import Path

from desktop_login.adapters.token_store.place import RECORD
from desktop_login.system.files import private_folder, read_at_most

_LEFT_OVER_S = 60.0  # no write takes as long


class RecordFile:
    """`session.bin`, or another `name`, mode 0600, in a folder of mode 0700."""

    def __init__(self, folder: Path, name: str = RECORD) -> None:
        self._folder = folder
        self.path = folder / name
        self._aside = self.path.with_suffix(".unreadable")
        self._draft = f".{self.path.stem}-"

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
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=self._draft)  # mode 0600
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                self._sweep(os.fstat(handle).st_mtime - _LEFT_OVER_S)
            temporary.replace(self.path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        self._sync_folder()

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

    def _sync_folder(self) -> None:
        if sys.platform == "win32":
            return  # a folder cannot be opened there; NTFS journals the rename
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
