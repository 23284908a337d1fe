"""A second start raises the first window. Accepts one word from the same user, answers nothing, trusts nothing.

The channel is a local socket in the user's run-time folder, else in the data folder (a named
pipe on Windows), named after the data folder; where that path is too long for a socket, in a
folder of this user below /tmp. Whether somebody listens is first asked of the file system: a
first start pays for no network module, and neither does one after a crash.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_login.system.paths import instance_channel, short_socket_folder

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WORD = b"raise"
_MAX_BYTES = 16
_PATIENCE_MS = 500
# Bytes of the longest path that Qt listens at: sun_path in sys/un.h of macOS (104) and of Linux (108)
# holds a closing NUL, and Qt leaves one byte more.
_MAX_PATH = 102 if sys.platform == "darwin" else 106


def channel(data_folder: Path, kind: str) -> str:
    """The socket's name: one for each user, data folder and kind of window."""
    who = f"{_user()}|{data_folder}|{kind}"
    # A checksum tells this user's few windows apart, and is there already; a hash is another module
    # or another type of Qt before the first paint.
    name = instance_channel(f"{zlib.crc32(os.fsencode(who)):08x}", data_folder)
    if sys.platform == "win32":
        return name
    if len(os.fsencode(name)) > _MAX_PATH and (short := _own_folder()) is not None:
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
            client.sendall(_WORD)
    except OSError:
        return False
    return True


def _raise_over_pipe(name: str) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(_WORD)
    heard = socket.waitForBytesWritten(_PATIENCE_MS)
    socket.disconnectFromServer()
    return heard


class InstanceServer(QObject):
    """Listens for second starts, from `listen()` to `close()`."""

    def __init__(self, name: str, come_forward: Callable[[], None]) -> None:
        super().__init__()
        self._name = name
        self._come_forward = come_forward
        self._server: QLocalServer | None = None

    def listen(self) -> None:
        """A name that cannot be had is no reason not to run."""
        from PySide6.QtNetwork import QLocalServer

        if sys.platform != "win32":
            from desktop_login.system.files import private_folder

            with contextlib.suppress(OSError):
                private_folder(Path(self._name).parent)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._rung)
        if not server.listen(self._name):
            QLocalServer.removeServer(self._name)  # left over from a crash
            server.listen(self._name)
        self._server = server

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _rung(self) -> None:
        connection = self._server.nextPendingConnection() if self._server else None
        if connection is None:
            return
        # Bound methods, which PySide holds weakly. A closure over `self` would keep the server
        # until its connection is being deleted, and then delete the connection a second time.
        connection.readyRead.connect(self._read)
        connection.disconnected.connect(connection.deleteLater)

    def _read(self) -> None:
        connection = self.sender()
        if not isinstance(connection, _local_socket()):
            return
        word = bytes(connection.read(_MAX_BYTES + 1).data())
        connection.abort()
        connection.deleteLater()
        if word == _WORD:
            self._come_forward()


def _local_socket() -> type[QLocalSocket]:
    from PySide6.QtNetwork import QLocalSocket

    return QLocalSocket
