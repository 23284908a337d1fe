"""Reads a file that a person named, or that lies where settings may: an ordinary one, and not too large."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from desktop_login.messages.message import message
from desktop_login.messages.settings import (
    FILE_MISSING,
    FILE_NOT_OPENED,
    FILE_NOT_ORDINARY,
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
)
from desktop_login.settings.values import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 64 * 1024
_FLAGS = ("O_NONBLOCK", "O_NOCTTY", "O_BINARY")  # those that the system has


def read(path: Path, limit: int = MAX_BYTES) -> str:
    """Return the text of a regular file of at most `limit` bytes.

    Raises:
        SettingsError: It is a pipe, device or folder, is larger (independent of the size that the
            system reports), or is not UTF-8.
    """
    raw = read_bytes(path, limit)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable(str(path), raw.count(b"\n", 0, error.start) + 1) from None


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the same as bytes, in any encoding."""
    try:
        raw = _read_ordinary(path, limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise SettingsError(message(FILE_MISSING, file=str(path))) from None
    except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate in the name
        raise SettingsError(message(FILE_NOT_OPENED, file=str(path))) from None
    return limited(raw, str(path), limit)


def limited(raw: bytes, file: str, limit: int) -> bytes:
    """Return `raw`; raise `SettingsError`, naming `file`, if it has more than `limit` bytes."""
    if len(raw) > limit:
        raise SettingsError(message(FILE_TOO_LARGE, file=file, n=limit // 1024))
    return raw


def _read_ordinary(path: Path, size: int) -> bytes:
    """Read a regular file.

    Opening a pipe without O_NONBLOCK would wait for a writer. The kind of file is checked by its
    descriptor, because another file may take the name meanwhile.
    """
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in _FLAGS)
    handle = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise SettingsError(message(FILE_NOT_ORDINARY, file=str(path)))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(size)
    finally:
        os.close(handle)


def is_absent(path: Path) -> bool:
    """Return whether nothing has this name; a folder or a pipe exists, and `read` refuses it."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def unreadable(file: str, line: int) -> SettingsError:
    """Return the error that a line of a file cannot be read."""
    return SettingsError(message(FILE_UNREADABLE, file=file, line=line))
