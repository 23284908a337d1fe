"""A named pipe at which programs of this user say one line and get one answer: that of Windows, where sockets have no path.

The pipe's access list names the user, so that nobody else gets as far as a line.
https://doc.qt.io/qt-6/qlocalserver.html#SocketOption-enum
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from shiboken6 import isValid

from desktop_login.agent.words import LONGEST_LINE
from desktop_login.ui.listener import LINE_MS, MOST_CALLERS, Caller


class PipeListener:
    """`heard` is called with each caller and its line."""

    def __init__(self, heard: Callable[[Caller, bytes], None]) -> None:
        self._heard = heard
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(MOST_CALLERS)
        self._server.newConnection.connect(self._arrived)

    def listen(self, name: str) -> bool:
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)
        return self._server.isListening()

    @property
    def is_found(self) -> bool:
        return self._server.isListening()

    def close(self, *, leave_mark: bool = False) -> None:
        del leave_mark  # there is nothing that could stay
        self._server.close()
        for connection in self._server.findChildren(QLocalSocket):
            _turn_away(connection)

    def _arrived(self) -> None:
        while self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            if len(self._server.findChildren(QLocalSocket)) > MOST_CALLERS:
                _turn_away(connection)
            else:
                _PipeCaller(connection, self._heard).read()


class _PipeCaller(QObject):
    """One line, and one answer. A child of its connection."""

    process = 0

    def __init__(self, connection: QLocalSocket, heard: Callable[[Caller, bytes], None]) -> None:
        super().__init__(connection)
        self._connection = connection
        self._heard = heard
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.turn_away)
        self._patience.start(LINE_MS)
        connection.setReadBufferSize(LONGEST_LINE + 1)
        connection.readyRead.connect(self.read)

    @property
    def is_there(self) -> bool:
        return isValid(self._connection)

    def read(self) -> None:
        """As soon as there is something."""
        if not self._patience.isActive():
            return  # one line only
        connection = self._connection
        if not connection.canReadLine() and connection.bytesAvailable() <= LONGEST_LINE:
            return
        self._patience.stop()
        self._heard(self, bytes(connection.readLine(LONGEST_LINE + 1).data()))

    def say(self, content: bytes) -> None:
        if self.is_there:
            self._connection.write(content)
            self._connection.flush()

    def reply(self, content: bytes) -> None:
        """Closes once all of it is on its way."""
        if self.is_there:
            self._connection.write(content)
            self._connection.disconnectFromServer()

    def turn_away(self) -> None:
        if self.is_there:
            _turn_away(self._connection)


def _turn_away(connection: QLocalSocket) -> None:
    connection.abort()
    connection.deleteLater()
