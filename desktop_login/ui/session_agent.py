"""The session of an open window, as other programs of this user may ask for it. Reachable as long as the window has it.

What is answered is said by functions, which serve the window of another program as well: its session
lives on a thread of its own (`embedding/guest_agent`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_login.agent.exit_codes import LATER, NOBODY, REFUSED
from desktop_login.agent.words import (
    Answer,
    Declined,
    Handed,
    HandedCredentials,
    Question,
    SignedInAs,
    handed_left,
)
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.states import SignedIn, SignedOut, State
from desktop_login.flow.token_desk import NoToken, Token, TokenDesk

if TYPE_CHECKING:
    from desktop_login.flow.aws_access import AwsAccess
    from desktop_login.flow.ports import Listener
    from desktop_login.flow.session_manager import SessionManager
    from desktop_login.ui.agent_server import AgentServer
    from desktop_login.ui.live_session import LiveSession

_ATTENDED = "attended"


class SessionAgent:
    """`agent_server.SessionOfWindow` for one session."""

    def __init__(self, session: LiveSession) -> None:
        self._session = session
        self._manager = session.services.session_manager
        self._desk = TokenDesk(self._manager)

    def at_hand(self, question: Question) -> Answer | None:
        if question.word == "credentials":
            return None  # they may lie in a file, or come from the network
        found = self._desk.at_hand(question.use, question.left_s)
        return None if found is None else token_answer(found)

    async def renewed(self, question: Question) -> Answer:
        if question.word == "credentials":
            return await credentials_answer(self._session.services.aws, self._manager, question)
        return token_answer(await self._desk.renewed(question.use, now=question.now))

    def user(self) -> SignedInAs | None:
        state = self._session.states.latest
        return None if state is None else signed_in_as(state, self._manager.server_time())

    def look_again(self) -> None:
        """A sign-in in a terminal is taken over by a window in which nobody is doing anything."""
        states = self._session.states
        if states.latest is None and states.question is None and not states.busy:
            self._session.upkeep.start(self._take_over())
        else:
            self._session.tick()

    async def signed_out(self, *, everywhere: bool) -> Answer:
        if self._manager.session is None:
            return Declined(NOBODY)
        self._session.upkeep.let_go()
        states = self._session.states
        return await sign_out_answer(self._manager, states.add, states.remove, everywhere)

    async def _take_over(self) -> None:
        await self._manager.restore(quietly=True)

    def used_by(self, program: str) -> None:
        self._manager.used_by(program)


def attend(server: AgentServer, name: str, session: LiveSession) -> None:
    """Listen under this name until the session has no user left."""
    if session.property(_ATTENDED):
        return  # the window came back to this pool
    session.setProperty(_ATTENDED, True)
    agent = SessionAgent(session)

    def listen(state: State) -> None:
        if isinstance(state, SignedIn):  # another session may have been heard under this name
            server.listen(name, agent)

    session.states.add(listen)
    session.destroyed.connect(lambda: server.stop(name, agent))
    server.listen(name, agent)


def token_answer(found: Token | NoToken) -> Answer:
    if isinstance(found, Token):
        return Handed(found.secret.reveal())
    code = found.error_info.code.name if found.error_info is not None else ""
    return Declined(NOBODY if found.ended else LATER, code, found.account)


async def credentials_answer(
    aws: AwsAccess | None, manager: SessionManager, question: Question
) -> Answer:
    """Declined for another identity pool: the settings may have changed since the start."""
    if aws is None or aws.identity_pool_id != question.identity_pool_id:
        return Declined(REFUSED)
    found = await aws.access(question.role)
    if isinstance(found, AuthErrorInfo):
        return Declined(REFUSED, found.code.name)
    session = manager.session
    if session is None or session.identity.subject != found.grounds.subject:
        return Declined(NOBODY)  # signed out while AWS was asked
    given = found.credentials
    words = HandedCredentials(
        given.access_key_id,
        given.secret_access_key.reveal(),
        given.session_token.reveal(),
        str(given.expiration),
        str(given.clock_skew),
        found.identity_id,
    )
    return Handed("\n".join(words))


def signed_in_as(state: SignedIn, server_time: float) -> SignedInAs:
    identity = state.session.identity
    groups = identity.claims.get("cognito:groups")
    listed = groups if isinstance(groups, list) else []
    names = [name for name in listed if isinstance(name, str)]
    account = identity.email or identity.username or identity.subject
    left = state.session.lifetime.expires_at - server_time
    return SignedInAs(account, tuple(names), max(0, int(left)), state.kept)


async def sign_out_answer(
    manager: SessionManager,
    add: Callable[[Listener], object],
    remove: Callable[[Listener], object],
    everywhere: bool,
) -> Answer:
    """Sign out, and say what has come of it. `add` and `remove` are for who listens to the states."""
    ends: list[SignedOut] = []

    def listen(state: State) -> None:
        if isinstance(state, SignedOut):
            ends.append(state)

    add(listen)
    try:
        await manager.sign_out(everywhere)
        await manager.forgotten()  # a script may go on as if nothing were stored
    finally:
        remove(listen)
    until = next((end.until for end in ends if end.until is not None), 0.0)
    errors = [end.error_info for end in ends if end.error_info is not None]
    return handed_left(until, errors[-1].code.name if errors else "")
