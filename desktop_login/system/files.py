"""Private folders and files: how they are created, restricted to their owner and opened. Knows no content.

Used for settings, window, sessions and log. No function follows a symbolic link in the last part of
a path, so neither content nor permissions of a link's target are ever changed. On Windows no
permissions are set: everything below the user's profile inherits an access list of that user,
administrators and the system.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path
from typing import Self

from desktop_login.system.paths import OUR_FOLDER, ours

_FOLDER, _FILE, _OTHERS = 0o700, 0o600, 0o077
_MOST_LINKS = 40  # as Linux follows
_LEVELS = 2  # how many folders above may be the program's: `desktop-login/0123456789abcdef`
# absent on Windows
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
# opening a FIFO must not wait for its other end
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def new_folder(folder: Path) -> None:
    """Create the folder and missing ones above it with mode 0700; leave existing ones unchanged.

    Raises OSError.

    https://specifications.freedesktop.org/basedir-spec/latest/ asks for 0700 as well.
    """
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        if folder == folder.parent:
            break
        folder = folder.parent
    for one in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another process was faster
            one.mkdir(mode=_FOLDER)
    if missing and not missing[0].is_dir():
        raise NotADirectoryError(str(missing[0]))


def private_folder(folder: Path) -> None:
    """Like `new_folder`, and restrict `desktop-login` and the folders inside it to their owner.

    A folder above `desktop-login`, or of another user, is never changed. Raises OSError if the
    folder cannot be created.
    """
    new_folder(folder)
    narrowed: list[Path] = []
    names = {OUR_FOLDER, ours()}
    for one in (folder, *list(folder.parents)[:_LEVELS]):
        narrowed.append(one)
        if one.name in names:
            for mine in narrowed:
                _narrow(mine)
            return


def open_to_append(file: Path) -> int:
    """Open a file, created or restricted to mode 0600; return its descriptor.

    Raises OSError, also for a link.
    """
    return _opened(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def private_file(file: Path) -> None:
    """Create an empty file of mode 0600, or restrict an existing one. Raises OSError."""
    os.close(open_to_append(file))


def read_at_most(file: Path, limit: int) -> bytes:
    """Return at most `limit` + 1 bytes of a regular file. Raises OSError, also for a link."""
    with os.fdopen(_opened(file, os.O_RDONLY), "rb") as stream:
        return stream.read(limit + 1)


def behind_links(file: Path) -> Path:
    """Return what links lead to, whether it is there or not. Raises OSError for a link of another user.

    In a folder that all may write to, such as /tmp, it may lie in wait. The system guards against that
    where it follows links itself, and not where a program does.
    """
    for _ in range(_MOST_LINKS):
        if not file.is_symlink():
            return file
        refuse_others(os.lstat(file))
        file = file.parent / file.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def refuse_others(seen: os.stat_result) -> None:
    """Raise PermissionError for what belongs neither to this user nor to the system."""
    if sys.platform != "win32" and seen.st_uid not in (0, os.geteuid()):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


class Replacement:
    """New content for a file, on the disk beside it already; `commit` puts it in place.

    Used with `with`: what has to succeed first is done in between. Without a commit nothing is
    left. A crash leaves the old or the new content, never a part.

    Args:
        file: A link is replaced, not followed.
        content: What the file shall hold. The new file is its owner's only (0600).

    Raises:
        OSError: On entering, if it cannot be written; then the old content is still there.
    """

    def __init__(self, file: Path, content: bytes) -> None:
        self._file = file
        self._content = content
        self._draft: Path | None = None
        self.modified = 0.0  # the file system's time of the draft, as seconds of the epoch

    def __enter__(self) -> Self:
        import tempfile

        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=draft_prefix(self._file))
        self._draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(self._content)
                stream.flush()
                os.fsync(stream.fileno())
                self.modified = os.fstat(stream.fileno()).st_mtime
        except BaseException:
            self._discard()
            raise
        return self

    def commit(self) -> None:
        """Raises OSError; then the old content is still there."""
        assert self._draft is not None  # noqa: S101 - inside the `with`
        self._draft.replace(self._file)
        self._draft = None
        _sync_folder(self._file.parent)

    def __exit__(self, *_: object) -> None:
        self._discard()

    def _discard(self) -> None:
        if self._draft is not None:
            with contextlib.suppress(OSError):
                self._draft.unlink(missing_ok=True)


def save_for_person(file: Path, content: bytes) -> None:
    """Write what a person wants to have under a name of their choice.

    A link stays one. To a device or a pipe it is written, and nothing takes its place. Raises OSError,
    also where a link, a device or a pipe belongs to another user.
    """
    if file.exists() and not file.is_file():
        refuse_others(file.stat())
        with file.open("wb") as stream:
            stream.write(content)
        return
    with Replacement(behind_links(file), content) as replacement:
        replacement.commit()


def draft_prefix(file: Path) -> str:
    """What the names of a file's replacements begin with, before they are in place."""
    return f".{file.stem}-"


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there; NTFS journals the rename
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _opened(file: Path, flags: int) -> int:
    handle = os.open(file, flags | _NO_FOLLOW | _NO_WAITING | _BINARY, _FILE)
    try:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise OSError(f"{file} is not a regular file")
        if sys.platform != "win32" and flags & os.O_CREAT:
            if seen.st_nlink > 1:
                raise OSError(f"{file} is also another file")
            os.fchmod(handle, _FILE)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _narrow(folder: Path) -> None:
    """Restrict a folder to its owner.

    By descriptor, so that a link created meanwhile is not followed. Does nothing if the file system
    has no permissions or the folder belongs to another user.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _NO_FOLLOW)
        try:
            seen = os.fstat(handle)
            mode = stat.S_IMODE(seen.st_mode)
            if seen.st_uid == os.geteuid() and mode & _OTHERS:
                os.fchmod(handle, mode & ~_OTHERS)
        finally:
            os.close(handle)
