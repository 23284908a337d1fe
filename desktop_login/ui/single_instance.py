"""A second start raises the first window, at whose `agent_server` it says one word.

The channel is a local socket in the user's run-time folder, else in the data folder (a named
pipe on Windows), named after the data folder; where that path is too long for a socket, in a
folder of this user below /tmp. Whether somebody listens is first asked of the file system: a
first start pays for no network module, and neither does one after a crash.
"""

from __future__ import annotations

import os
import stat
import sys
import zlib
from pathlib import Path

from desktop_login.quick import LONGEST_PATH, RAISE
from desktop_login.system.paths import instance_channel, short_socket_folder

_PATIENCE_MS = 500


def channel(data_folder: Path, kind: str) -> str:
    """The socket's name: one for each user, data folder and kind of window."""
    who = f"{_user()}|{data_folder}|{kind}"
    # A checksum tells this user's few windows apart, and is there already; a hash is another module
    # or another type of Qt before the first paint.
    name = instance_channel(f"{zlib.crc32(os.fsencode(who)):08x}", data_folder)
    if sys.platform == "win32":
        return name
    if len(os.fsencode(name)) > LONGEST_PATH and (short := _own_folder()) is not None:
        return str(short / Path(name).name)
    return name


def _user() -> str:
    if sys.platform == "win32":
        return os.environ.get("USERNAME", "")
    return str(os.getuid())


def _own_folder() -> Path | None:
    """A folder below /tmp that only this user can enter; None if somebody else made it first."""
    if sys.platform == "win32":
        return None  # its pipes have no folder
    folder = short_socket_folder()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return folder if private and stat.S_IMODE(found.st_mode) & 0o077 == 0 else None


def raise_first(name: str) -> bool:
    """True if another window is there and has been asked to come forward."""
    if sys.platform == "win32":
        return Path(rf"\\.\pipe\{name}").exists() and _raise_over_pipe(name)
    return Path(name).exists() and _raise_over_socket(name)


def _raise_over_socket(name: str) -> bool:
    """A crash leaves a socket that nobody listens at. To find that out must not cost the first paint
    Qt's network module, so it is not used."""
    if sys.platform == "win32":
        return False  # Python has no such sockets there
    import socket

    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_PATIENCE_MS / 1000)
            client.connect(name)
            client.sendall(RAISE)
    except OSError:
        return False
    return True


def _raise_over_pipe(name: str) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(RAISE)
    heard = socket.waitForBytesWritten(_PATIENCE_MS)
    socket.disconnectFromServer()
    return heard
