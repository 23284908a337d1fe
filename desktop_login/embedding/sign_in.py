"""A sign-in without a window, on the thread of the host, over the use cases on the thread of the session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, TypeVar

from desktop_login.embedding.answers import Choice, Command, Question
from desktop_login.embedding.errors import LoginError, Refused, error_of
from desktop_login.embedding.values import User, user_of
from desktop_login.flow import dialogue
from desktop_login.flow.coordinator import AuthCoordinator
from desktop_login.flow.session_manager import SessionManager
from desktop_login.messages import embedding as words
from desktop_login.messages.message import FormattedMessage, message

if TYPE_CHECKING:
    from desktop_login.domain.answers import Answer, Credentials
    from desktop_login.domain.states import Notice
    from desktop_login.domain.tokens import Session
    from desktop_login.embedding.answers import Answers
    from desktop_login.embedding.engine import Engine
    from desktop_login.embedding.handle import Handle
    from desktop_login.flow.ports import Listener
    from desktop_login.flow.services import AuthServices
    from desktop_login.services.answered import Terms
    from desktop_login.services.questioner import NotSignedIn

Result = TypeVar("Result")
Translate = Callable[[FormattedMessage], str]


def sign_in(handle: Handle, answers: Answers, username: str = "") -> User:
    """Ask until somebody is signed in. Blocks.

    Raises:
        LoginError: It was stopped or refused.
        RuntimeError: Another one is under way, or the session is closed.
    """
    handle.engine  # noqa: B018 - raises in another process, where nobody would let go of the lock
    if not handle.place.conversing.acquire(blocking=False):
        raise RuntimeError("another sign-in of this session is under way")
    try:
        return _signed_in(handle, answers, username)
    finally:
        handle.place.conversing.release()


def _signed_in(handle: Handle, answers: Answers, username: str) -> User:
    from desktop_login.services import questions

    engine, translate = handle.engine, handle.place.translate
    handle.known()  # a session that is stored ends with this sign-in, and not in the middle of it
    stop: list[Callable[[], None]] = []

    def factory(listener: Listener) -> AuthServices:
        stop.append(engine.listen(listener))
        services = handle.call(_itself)
        return services._replace(
            coordinator=_Coordinator(engine), session_manager=_Manager(engine, services)
        )

    try:
        arrived = questions.sign_in(
            factory, _Translated(answers, translate), username, _terms(handle)
        )
    except questions.NotSignedIn as error:
        raise _public(error, translate) from None
    finally:
        for end in stop:
            end()
    return user_of(arrived.state.session.identity)


def _terms(handle: Handle) -> Terms:
    from desktop_login.domain.password_policy import PasswordPolicy
    from desktop_login.services.answered import Terms

    settings = handle.settings
    pool = settings.pool
    return Terms()._replace(
        by_username=settings.username_label,
        password_optional=pool is not None and pool.password_optional,
        policy=PasswordPolicy(settings.password_min_length),
        app_name=settings.brand.name or Terms().app_name,
    )


def _public(error: NotSignedIn, translate: Translate) -> LoginError:
    from desktop_login.services.questioner import Ending

    if error.error_info is not None:
        return error_of(error.error_info, translate)
    if error.ending is Ending.STOPPED:
        return Refused("CANCELLED", translate(message(words.STOPPED)))
    if error.ending is Ending.WINDOW_NEEDED or error.message is None:
        return Refused("WINDOW_NEEDED", translate(message(words.WINDOW_NEEDED)))
    return Refused(error.ending.name, translate(error.message))


class _Translated:
    """`dialogue.Answers` for those of a host."""

    def __init__(self, answers: Answers, translate: Translate) -> None:
        self._answers = answers
        self._translate = translate

    def answer(self, question: dialogue.Question) -> dialogue.Answer:
        translate = self._translate
        asked = Question(
            kind=str(question.kind),
            label=translate(question.label),
            secret=question.secret,
            lead=tuple(map(translate, question.lead)),
            error=translate(question.error) if question.error is not None else "",
            error_code=question.error_code,
            name=question.name,
            choices=tuple(Choice(one.value, translate(one.label)) for one in question.choices),
            may_resend=question.may_resend,
            may_skip=question.may_skip,
            key=question.key.reveal() if question.key is not None else "",
            uri=question.uri.reveal() if question.uri is not None else "",
        )
        given = self._answers.answer(asked)
        if isinstance(given, Command):
            return given
        return dialogue.Picked(given) if question.choices else dialogue.Typed(given)


class _Coordinator(AuthCoordinator):
    """What a conversation by questions asks of it; waits for each on the caller's thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def sign_in(self, credentials: Credentials, notice: Notice | None = None) -> None:
        _wait(self._engine, lambda made: made.coordinator.sign_in(credentials, notice))

    async def answer(self, answer: Answer) -> None:
        _wait(self._engine, lambda made: made.coordinator.answer(answer))

    async def resend(self) -> None:
        _wait(self._engine, lambda made: made.coordinator.resend())

    def leave(self) -> None:
        async def leave(services: AuthServices) -> None:
            services.coordinator.leave()

        _wait(self._engine, leave)


class _Manager(SessionManager):
    """The same for what is undone where a sign-in ends by an exception."""

    def __init__(self, engine: Engine, services: AuthServices) -> None:
        self._engine = engine
        self._there = services.session_manager

    @property
    def session(self) -> Session | None:
        return self._there.session

    async def sign_out(self, everywhere: bool = False, in_browser: bool = False) -> None:
        _wait(
            self._engine,
            lambda made: made.session_manager.sign_out(everywhere, in_browser),
            finish=True,
        )


def _wait(
    engine: Engine, use: Callable[[AuthServices], Awaitable[Result]], *, finish: bool = False
) -> Result:
    try:
        return engine.submit(use, restore=False, finish=finish).result()
    except CancelledError:
        raise RuntimeError("the session is closed") from None


async def _itself(services: AuthServices) -> AuthServices:
    return services
