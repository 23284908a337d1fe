"""A whole sign-in with somebody who has no window: a terminal, lines of a script, another program. One `match` over the states.

The types are those of `flow.dialogue`; they can be imported from here as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, assert_never

from desktop_login.domain.errors import CLEARS_PASSWORD, ErrorCode
from desktop_login.domain.states import (
    Asked,
    DashboardState,
    SignedIn,
    SignedOut,
    State,
    Working,
)
from desktop_login.flow.dialogue import (
    Answer,
    Answers,
    Choice,
    Command,
    Kind,
    Picked,
    Question,
    Typed,
)
from desktop_login.services.answered import Asking, Terms
from desktop_login.services.at_once import run_now
from desktop_login.services.questioner import Ending, NotSignedIn

if TYPE_CHECKING:
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.messages.message import FormattedMessage

__all__ = [
    "Answer",
    "Answers",
    "Arrived",
    "Choice",
    "Command",
    "Ending",
    "Kind",
    "NotSignedIn",
    "Picked",
    "Question",
    "Terms",
    "Typed",
    "sign_in",
]
Result = TypeVar("Result")
USUAL = Terms()
_NOT_KEPT = frozenset({ErrorCode.KEYCHAIN, ErrorCode.NOT_SAVED})


class Arrived(NamedTuple):
    """Somebody is signed in.

    Attributes:
        state: The session, and what is wrong with keeping it, if anything is.
        notices: What has happened since the last question, such as that an account is confirmed.
    """

    state: SignedIn
    notices: tuple[FormattedMessage, ...]


def sign_in(
    factory: ServiceFactory, answers: Answers, username: str = "", terms: Terms = USUAL
) -> Arrived:
    """Sign somebody in. Blocks until there is a session.

    Args:
        factory: Makes the use cases, which must not wait for an event loop: see
            `services.in_foreground`.
        answers: Whoever answers.
        username: Not asked for if it is given.
        terms: What a sign-in at this pool is like.

    Raises:
        NotSignedIn: It was stopped or refused. As after whatever `answers` raises, a
            KeyboardInterrupt too, nothing of the sign-in is left.
    """
    conversation = _Conversation(answers, terms)
    services = factory(conversation.hear)
    if services.trouble is not None:
        raise conversation.asking.refused(services.trouble)
    try:
        return conversation.play(services, username)
    except BaseException:
        _give_up(services)
        raise


def _give_up(services: AuthServices) -> None:
    """Leave nothing of a sign-in; the session goes even if the rest is interrupted once more."""
    try:
        if services.take_back is not None:
            services.take_back()
    finally:
        if services.session_manager.session is not None:
            run_now(services.session_manager.sign_out())


class _Conversation:
    def __init__(self, answers: Answers, terms: Terms) -> None:
        self.asking = Asking(answers, terms)
        self._insists = terms.insists
        self._state: State = SignedOut()
        self._signed_in: SignedIn | None = None

    def hear(self, state: State) -> None:
        """The listener of the use cases."""
        self._state = state
        if isinstance(state, SignedIn):
            self._signed_in = state
        if isinstance(state, Working):
            self.asking.hear(state.notice)

    def play(self, services: AuthServices, username: str) -> Arrived:
        """Until there is a session. Raises `NotSignedIn`, and what the answers raise."""
        coordinator = services.coordinator
        credentials = self.asking.credentials(username)
        run_now(coordinator.sign_in(credentials))
        while True:
            match self._state:
                case Asked() as state:
                    answer = self.asking.answer(state)
                    if answer is Command.AGAIN:
                        run_now(coordinator.resend())
                    elif isinstance(answer, Command):
                        coordinator.leave()
                    else:
                        run_now(coordinator.answer(answer))
                case SignedIn():
                    return self._arrived()
                case DashboardState(notice=notice):
                    self.asking.hear(notice)
                    return self._arrived()
                case SignedOut(error_info=error_info, notice=notice):
                    if error_info is not None and error_info.code not in CLEARS_PASSWORD:
                        raise self.asking.refused(error_info)
                    if error_info is None and notice is None:
                        raise NotSignedIn(Ending.STOPPED)
                    self.asking.hear(notice)
                    credentials = self.asking.credentials(credentials.username, error_info)
                    run_now(coordinator.sign_in(credentials))
                case Working():
                    raise RuntimeError("a use case has ended without saying how")
                case _:
                    assert_never(self._state)

    def _arrived(self) -> Arrived:
        state = self._signed_in
        if state is None:
            raise NotSignedIn(Ending.STOPPED)
        warning = state.warning
        if self._insists and warning is not None and warning.code in _NOT_KEPT:
            raise self.asking.not_kept(warning)
        return Arrived(state, tuple(self.asking.notices))
