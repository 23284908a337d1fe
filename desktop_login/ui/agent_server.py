"""Where other programs of this user reach an open window: a second start, and commands that need a token.

One kind of server for both, under several names: the name that a second start knows (see
`single_instance`), and one for each session that is held here. A caller has two seconds for one
line, and waits for nobody but a renewal or a sign-out.
"""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer

from desktop_login.agent.words import (
    WAIT,
    Answer,
    Question,
    SignedInAs,
    handed_user,
    line_of,
    question_of,
)
from desktop_login.system.log import logger
from desktop_login.system.peers import program_of

if TYPE_CHECKING:
    from desktop_login.ui.listener import Caller, Listener
    from desktop_login.ui.single_task import Spawn

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
        self._open: dict[str, tuple[Listener, _Reception, SessionOfWindow | None]] = {}

    def listen(self, name: str, session: SessionOfWindow | None = None) -> bool:
        """A name that cannot be had is no reason not to run."""
        if name in self._open:
            if self._open[name][2] is session:
                return True
            self._close(name)  # another session of the same pool and profile
        reception = _Reception(self._come_forward, session, self._spawn)
        listener = _listener(reception.answer)
        if not listener.listen(name):
            return False
        self._open[name] = listener, reception, session
        return True

    def is_found(self, name: str) -> bool:
        """Whether callers of this name come here."""
        return name in self._open and self._open[name][0].is_found

    def stop(self, name: str, session: SessionOfWindow | None = None) -> None:
        """What somebody else listens to under this name stays."""
        if name in self._open and self._open[name][2] is session:
            self._close(name)

    def close(self) -> None:
        """With the window. A session that was not remembered ends with it, which a command can say."""
        for name, (_, _, session) in list(self._open.items()):
            user = session.user() if session is not None else None
            self._close(name, leave_mark=user is not None and not user.kept)

    def _close(self, name: str, *, leave_mark: bool = False) -> None:
        listener, reception, _ = self._open.pop(name)
        reception.tell_uses()
        listener.close(leave_mark=leave_mark)


def is_heard(name: str) -> bool:
    """Whether some window of this user listens under this name."""
    if sys.platform == "win32":
        return Path(rf"\\.\pipe\{name}").exists()
    # around the making too: the system may have no descriptor left
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as caller:
        caller.setblocking(False)
        with contextlib.suppress(BlockingIOError):  # there is a queue
            caller.connect(name)
        return True
    return False


def _listener(heard: Callable[[Caller, bytes], None]) -> Listener:
    if sys.platform == "win32":
        from desktop_login.ui.pipe_listener import PipeListener

        return PipeListener(heard)
    from desktop_login.ui.socket_listener import SocketListener

    return SocketListener(heard)


class _Reception(QObject):
    """Answers for one session. Knows nothing of the server that owns it: a caller that waits for a
    renewal must not keep that alive."""

    def __init__(
        self,
        come_forward: Callable[[], None],
        session: SessionOfWindow | None,
        spawn: Spawn | None,
    ) -> None:
        super().__init__()
        self._come_forward = come_forward
        self._session = session
        self._spawn = spawn
        self._uses: list[tuple[str, int]] = []
        self._names: dict[int, str] = {}  # of programs, as long as their ids are fresh
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TELL_MS)
        self._soon.timeout.connect(self.tell_uses)

    def tell_uses(self) -> None:
        """In the log and in the window: a moment later, because a line of the log takes longer than
        an answer, and others may be waiting for theirs."""
        uses, self._uses = self._uses, []
        self._names.clear()
        for program, process in uses:
            logger.info("handed out for %s, process %d", program or "?", process)
        if uses and self._session is not None:
            self._session.used_by(uses[-1][0])

    def answer(self, caller: Caller, line: bytes) -> None:
        question = question_of(line)
        session = self._session
        if question is None:
            caller.turn_away()
        elif question.word == "raise":
            caller.turn_away()
            self._come_forward()
        elif session is None:
            caller.turn_away()
        elif question.word == "look":
            caller.reply(b"ok\n\n")
            session.look_again()
        elif question.word == "status":
            user = session.user()
            caller.reply(line_of(handed_user(user)) if user is not None else b"no 3  \n")
        elif session.user() is None:
            caller.turn_away()  # what is stored may be somebody's all the same
        elif question.word == "sign-out":
            self._sign_out(session, caller, everywhere=question.everywhere)
        else:
            self._hand_out(session, caller, question)

    def _sign_out(self, session: SessionOfWindow, caller: Caller, *, everywhere: bool) -> None:
        if self._spawn is None:
            caller.turn_away()
            return
        caller.say(WAIT)

        async def leave() -> None:
            answer = await session.signed_out(everywhere=everywhere)
            caller.reply(line_of(answer))

        self._spawn(leave())

    def _hand_out(self, session: SessionOfWindow, caller: Caller, question: Question) -> None:
        program = self._program_of(caller.process)

        def hand_out(answer: Answer) -> None:
            if not caller.is_there:
                return
            content = line_of(answer)
            caller.reply(content)
            if content.startswith(b"ok"):
                self._uses.append((program, caller.process))
                if not self._soon.isActive():
                    self._soon.start()

        answer = None if question.now else session.at_hand(question)
        if answer is not None:
            hand_out(answer)
            return
        if self._spawn is None:
            caller.turn_away()
            return
        caller.say(WAIT)

        async def renew() -> None:
            hand_out(await session.renewed(question))

        self._spawn(renew())

    def _program_of(self, process: int) -> str:
        """Many at once are often of one process."""
        if process not in self._names:
            self._names[process] = program_of(process)
            self._soon.start()
        return self._names[process]
