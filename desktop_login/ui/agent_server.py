"""Where other programs of this user reach an open window: a second start, and commands that need a token.

One kind of server for both, under several names: the name that a second start knows (see
`single_instance`), and one for each session that is held here. A caller has two seconds for one
line, and waits for nobody but a renewal or a sign-out.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from shiboken6 import isValid

from desktop_login.agent.words import (
    LONGEST_LINE,
    WAIT,
    Answer,
    Question,
    SignedInAs,
    handed_user,
    line_of,
    question_of,
)
from desktop_login.system.files import private_folder
from desktop_login.system.log import logger
from desktop_login.system.peers import is_this_user, peer_of, program_of

if TYPE_CHECKING:
    from desktop_login.ui.single_task import Spawn

MOST_CALLERS = 32
_LINE_MS = 2000
_TELL_MS = 50


class SessionOfWindow(Protocol):
    """Who answers about one session."""

    def at_hand(self, question: Question) -> Answer | None:
        """At once; None if a renewal comes first."""

    async def renewed(self, question: Question) -> Answer: ...

    def user(self) -> SignedInAs | None: ...

    def look_again(self) -> None:
        """The stored session has changed."""

    def used_by(self, program: str) -> None: ...

    async def signed_out(self, *, everywhere: bool) -> Answer: ...


class AgentServer(QObject):
    """`come_forward` is called for a second start. `spawn` starts a coroutine."""

    def __init__(self, come_forward: Callable[[], None], spawn: Spawn | None = None) -> None:
        super().__init__()
        self._come_forward = come_forward
        self._spawn = spawn
        self._servers: dict[str, tuple[QLocalServer, SessionOfWindow | None]] = {}

    def listen(self, name: str, session: SessionOfWindow | None = None) -> bool:
        """A name that cannot be had is no reason not to run."""
        if name in self._servers:
            if self._servers[name][1] is session:
                return True
            self._close(name)  # another session of the same pool and profile
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                private_folder(Path(name).parent)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(MOST_CALLERS)
        reception = _Reception(server, self._come_forward, session, self._spawn)
        server.newConnection.connect(reception.arrived)
        if not server.listen(name):
            QLocalServer.removeServer(name)  # left over from a crash
            server.listen(name)
        self._servers[name] = server, session
        return server.isListening()

    def stop(self, name: str, session: SessionOfWindow | None = None) -> None:
        """What somebody else listens to under this name stays."""
        if name in self._servers and self._servers[name][1] is session:
            self._close(name)

    def close(self) -> None:
        for name in list(self._servers):
            self._close(name)

    def _close(self, name: str) -> None:
        server, _ = self._servers.pop(name)
        for reception in server.findChildren(_Reception):
            reception.tell_uses()
        server.close()
        server.deleteLater()


class _Reception(QObject):
    """A child of its server, and of nothing that owns it: a caller that is yet to be deleted must
    not keep the server that owns it."""

    def __init__(
        self,
        server: QLocalServer,
        come_forward: Callable[[], None],
        session: SessionOfWindow | None,
        spawn: Spawn | None,
    ) -> None:
        super().__init__(server)
        self._come_forward = come_forward
        self._session = session
        self._spawn = spawn
        self._uses: list[tuple[str, int]] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TELL_MS)
        self._soon.timeout.connect(self.tell_uses)

    def tell_uses(self) -> None:
        """In the log and in the window: a moment later, because a line of the log takes longer than
        an answer, and others may be waiting for theirs."""
        uses, self._uses = self._uses, []
        for program, process in uses:
            logger.info("handed out for %s, process %d", program or "?", process)
        if uses and self._session is not None:
            self._session.used_by(uses[-1][0])

    def arrived(self) -> None:
        server = self.parent()
        caller = server.nextPendingConnection() if isinstance(server, QLocalServer) else None
        if caller is None or not isinstance(server, QLocalServer):
            return
        caller.disconnected.connect(caller.deleteLater)
        too_many = len(server.findChildren(QLocalSocket)) > MOST_CALLERS
        peer = peer_of(caller.socketDescriptor())
        stranger = sys.platform != "win32" and not is_this_user(peer)
        if too_many or stranger:
            _turn_away(caller)
            return
        _Caller(caller, self, peer.process if peer is not None else 0)

    def answer(self, caller: QLocalSocket, process: int, question: Question) -> None:
        session = self._session
        if question.word == "raise":
            _turn_away(caller)
            self._come_forward()
        elif session is None:
            _turn_away(caller)
        elif question.word == "look":
            _reply(caller, b"ok\n\n")
            session.look_again()
        elif question.word == "status":
            user = session.user()
            _reply(caller, line_of(handed_user(user)) if user is not None else b"no 3  \n")
        elif session.user() is None:
            _turn_away(caller)  # what is stored may be somebody's all the same
        elif question.word == "sign-out":
            self._sign_out(session, caller, everywhere=question.everywhere)
        else:
            self._hand_out(session, caller, process, question)

    def _sign_out(
        self, session: SessionOfWindow, caller: QLocalSocket, *, everywhere: bool
    ) -> None:
        if self._spawn is None:
            return
        caller.write(WAIT)
        caller.flush()

        async def leave() -> None:
            answer = await session.signed_out(everywhere=everywhere)
            if isValid(caller):
                _reply(caller, line_of(answer))

        self._spawn(leave())

    def _hand_out(
        self, session: SessionOfWindow, caller: QLocalSocket, process: int, question: Question
    ) -> None:
        program = program_of(process)

        def hand_out(answer: Answer) -> None:
            content = line_of(answer)
            if isValid(caller):
                _reply(caller, content)
                if content.startswith(b"ok"):
                    self._uses.append((program, process))
                    if not self._soon.isActive():
                        self._soon.start()

        answer = None if question.now else session.at_hand(question)
        if answer is not None or self._spawn is None:
            if answer is not None:
                hand_out(answer)
            return
        caller.write(WAIT)
        caller.flush()

        async def renew() -> None:
            hand_out(await session.renewed(question))

        self._spawn(renew())


class _Caller(QObject):
    """One line of one caller, who is its parent."""

    def __init__(self, caller: QLocalSocket, reception: _Reception, process: int) -> None:
        super().__init__(caller)
        self._reception = reception
        self._process = process
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._too_late)
        self._patience.start(_LINE_MS)
        caller.setReadBufferSize(LONGEST_LINE + 1)
        caller.readyRead.connect(self._read)
        self._read()  # it may be there already

    def _read(self) -> None:
        caller = self.parent()
        if not isinstance(caller, QLocalSocket) or not self._patience.isActive():
            return  # one line only
        if not caller.canReadLine() and caller.bytesAvailable() <= LONGEST_LINE:
            return
        self._patience.stop()
        question = question_of(bytes(caller.readLine(LONGEST_LINE + 1).data()))
        if question is None:
            _turn_away(caller)
        else:
            self._reception.answer(caller, self._process, question)

    def _too_late(self) -> None:
        caller = self.parent()
        if isinstance(caller, QLocalSocket):
            _turn_away(caller)


def _reply(caller: QLocalSocket, content: bytes) -> None:
    """Closes once all of it is on its way."""
    caller.write(content)
    caller.disconnectFromServer()


def _turn_away(caller: QLocalSocket) -> None:
    """Without a word: nothing is line_of to others."""
    caller.abort()
    caller.deleteLater()
