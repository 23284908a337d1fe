"""A socket with a path, at which programs of this user say one line and get one answer. Knows no word of theirs.

Not Qt's server: fifty commands at once get their answers within a few milliseconds only if each costs
the window's thread a tenth of one. The line is usually there when its caller is let in, and is answered
at once, before the next one; only whoever is slow, or has to wait, gets a notifier. Windows has pipes
instead (`pipe_listener`).
"""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from desktop_login.agent.words import LONGEST_LINE
from desktop_login.quick import MARK
from desktop_login.system.files import private_folder
from desktop_login.system.peers import is_this_user, peer_of
from desktop_login.ui.listener import LINE_MS, MOST_CALLERS, Caller

_MODE = 0o700
_BACKLOG = 128
_AT_ONCE = 32  # callers that are let in before the window may do something else
_REST_MS = 100  # where the system has no descriptor left
_ANSWER_MS = 20_000  # for a caller that reads a long answer slowly


class SocketListener(QObject):
    """`heard` is called with each caller and its line."""

    def __init__(self, heard: Callable[[Caller, bytes], None]) -> None:
        super().__init__()
        self._heard = heard
        self._path = ""
        self._inode = 0
        self._listening: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self.callers: set[_SocketCaller] = set()

    def listen(self, path: str) -> bool:
        with contextlib.suppress(OSError):
            private_folder(Path(path).parent)
        try:
            self._listening = _bound(path)
        except OSError:
            return False
        self._path, self._inode = path, Path(path).lstat().st_ino
        self._notifier = QSocketNotifier(self._listening.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)
        return True

    @property
    def is_found(self) -> bool:
        with contextlib.suppress(OSError):
            return self._listening is not None and Path(self._path).lstat().st_ino == self._inode
        return False

    def close(self, *, leave_mark: bool = False) -> None:
        if self._listening is None or self._notifier is None:
            return
        self._notifier.setEnabled(False)
        self._notifier.deleteLater()
        self._listening.close()
        self._listening = None
        for caller in list(self.callers):
            caller.turn_away()
        with contextlib.suppress(OSError):
            path = Path(self._path)
            if path.lstat().st_ino != self._inode:
                pass  # another window's by now
            elif leave_mark:
                path.chmod(MARK)
            else:
                path.unlink()
        self.deleteLater()

    def _arrived(self) -> None:
        for _ in range(_AT_ONCE):
            if self._listening is None:
                return  # an answer has closed the listener
            try:
                connection, _address = self._listening.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError:
                self._rest()
                return
            self._let_in(connection)

    def _let_in(self, connection: socket.socket) -> None:
        peer = peer_of(connection)
        too_many = len(self.callers) >= MOST_CALLERS
        stranger = not is_this_user(peer)
        if too_many or stranger or peer is None:
            connection.close()
            return
        connection.setblocking(False)
        _SocketCaller(connection, peer.process, self, self._heard).read()

    def _rest(self) -> None:
        """Whoever waits outside is announced for as long as nobody lets him in."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            QTimer.singleShot(_REST_MS, self._notifier, self._listen_again)

    def _listen_again(self) -> None:
        if self._listening is not None and self._notifier is not None:
            self._notifier.setEnabled(True)


class _SocketCaller:
    """One line, and one answer."""

    def __init__(
        self,
        connection: socket.socket,
        process: int,
        listener: SocketListener,
        heard: Callable[[Caller, bytes], None],
    ) -> None:
        self.process = process
        self._connection = connection
        self._listener = listener
        self._hear = heard
        self._heard = b""
        self._asks = True  # its line has not been read yet
        self._unsent = b""
        self._is_last = False
        self._notifiers: dict[QSocketNotifier.Type, QSocketNotifier] = {}
        self._patience: QTimer | None = None
        listener.callers.add(self)

    @property
    def is_there(self) -> bool:
        return self in self._listener.callers

    def read(self) -> None:
        """As soon as there is something."""
        try:
            more = self._connection.recv(LONGEST_LINE + 1)
        except BlockingIOError:
            self._wait(QSocketNotifier.Type.Read, LINE_MS)
            return
        except OSError:
            more = b""
        if not more:
            self.turn_away()  # has left
        elif not self._asks:
            self._ignore(QSocketNotifier.Type.Read)
        else:
            self._take(more)

    def _take(self, more: bytes) -> None:
        self._heard += more
        line, end, _ = self._heard.partition(b"\n")
        if not end and len(line) <= LONGEST_LINE:
            self._wait(QSocketNotifier.Type.Read, LINE_MS)
            return
        self._asks = False
        self._stop_counting()
        self._hear(self, line + end)

    def say(self, content: bytes) -> None:
        """Something else follows. Whoever leaves meanwhile frees the place."""
        self._send(content)
        self._wait(QSocketNotifier.Type.Read)

    def reply(self, content: bytes) -> None:
        self._is_last = True
        self._send(content)

    def turn_away(self) -> None:
        """Without a word: nothing is said to others."""
        self._listener.callers.discard(self)
        self._stop_counting()
        for notifier in self._notifiers.values():
            notifier.setEnabled(False)
            notifier.deleteLater()
        self._notifiers = {}
        self._connection.close()

    def _send(self, content: bytes) -> None:
        if self.is_there:
            self._unsent += content
            self._write()

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[self._connection.send(self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:  # has left
            self.turn_away()
            return
        if self._unsent:
            self._wait(QSocketNotifier.Type.Write, _ANSWER_MS)
            return
        self._ignore(QSocketNotifier.Type.Write)
        self._stop_counting()
        if self._is_last:
            self.turn_away()

    def _wait(self, what: QSocketNotifier.Type, at_most_ms: int = 0) -> None:
        if not self.is_there:
            return
        if notifier := self._notifiers.get(what):
            notifier.setEnabled(True)
            return
        reading = what is QSocketNotifier.Type.Read
        notifier = QSocketNotifier(self._connection.fileno(), what, self._listener)
        notifier.activated.connect(self.read if reading else self._write)
        self._notifiers[what] = notifier
        if at_most_ms:
            self._patience = QTimer(self._listener)
            self._patience.setSingleShot(True)
            self._patience.timeout.connect(self.turn_away)
            self._patience.start(at_most_ms)

    def _ignore(self, what: QSocketNotifier.Type) -> None:
        if notifier := self._notifiers.get(what):
            notifier.setEnabled(False)

    def _stop_counting(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience.deleteLater()
            self._patience = None


def _bound(path: str) -> socket.socket:
    """Raises OSError. What a crash has left there is replaced."""
    if sys.platform == "win32":
        raise OSError("Python has no such sockets there")
    made = socket.socket(socket.AF_UNIX)
    try:
        try:
            made.bind(path)
        except OSError:
            Path(path).unlink()
            made.bind(path)
        Path(path).chmod(_MODE)  # nobody can connect before the next line
        made.listen(_BACKLOG)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made
