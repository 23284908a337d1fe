"""The use cases of a session that lives on another thread, for a window. Looks like the use cases themselves.

What takes time is a coroutine here, too: it waits for its counterpart on the session's thread, and
goes on on the window's. So a window needs no event loop of its own, and none of its program's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Future
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer

from desktop_login.flow.coordinator import AuthCoordinator
from desktop_login.flow.passkey_invitation import PasskeyInvitation
from desktop_login.flow.session_manager import SessionManager
from desktop_login.ui.background_call import SignalBridge

if TYPE_CHECKING:
    from desktop_login.domain.answers import Answer, Credentials, SignInOptions
    from desktop_login.domain.browser import BrowserSignIn
    from desktop_login.domain.errors import AuthErrorInfo
    from desktop_login.domain.states import Notice
    from desktop_login.domain.tokens import Session
    from desktop_login.flow.services import AuthServices
    from desktop_login.ui.single_task import Work

Result = TypeVar("Result")
Use = Callable[["AuthServices"], Awaitable[Result]]


class Link(Protocol):
    """The thread of the session. Thread-safe."""

    @property
    def services(self) -> AuthServices | None:
        """What lives there, once it is built."""

    def submit(
        self, use: Use[Result], *, restore: bool = True, finish: bool = False
    ) -> Future[Result]:
        """Call `use(services)` there, with or without the stored session restored before. With
        `finish`, its end waits for it."""

    def soon(self, call: Callable[[AuthServices], object]) -> None:
        """The same for what waits for nothing."""


class _Asked(Generic[Result]):
    """Something that is waited for; understood by `WindowLoop` and nothing else."""

    def __init__(self, begin: Callable[[], Future[Result]]) -> None:
        self.begin = begin

    def __await__(self) -> Generator[_Asked[Result], Result, Result]:
        found: Result = yield self
        return found


class RemoteCoordinator(AuthCoordinator):
    """Every public method of the coordinator, there.

    Args:
        link: Leads there.
        asking: The same, for what may end with somebody signed in.
    """

    def __init__(self, link: Link, asking: Link) -> None:
        self._link = link
        self._asking = asking

    async def sign_in(self, credentials: Credentials, notice: Notice | None = None) -> None:
        await there(self._asking, lambda made: made.coordinator.sign_in(credentials, notice))

    async def sign_in_with_browser(self, wanted: BrowserSignIn) -> None:
        await there(self._asking, lambda made: made.coordinator.sign_in_with_browser(wanted))

    async def find_domain(self) -> str:
        return await there(self._link, lambda made: made.coordinator.find_domain())

    async def look_again(self) -> None:
        await there(self._link, lambda made: made.coordinator.look_again())

    def end_waiting(self) -> None:
        self._link.soon(lambda made: made.coordinator.end_waiting())

    def create_account(self, email: str, remember: bool) -> None:
        self._asking.soon(lambda made: made.coordinator.create_account(email, remember))

    def forgot_password(self, account: str, remember: bool) -> None:
        self._asking.soon(lambda made: made.coordinator.forgot_password(account, remember))

    async def open_account(self) -> None:
        await there(self._link, lambda made: made.coordinator.open_account())

    async def confirm(self, credentials: Credentials, error_info: AuthErrorInfo) -> None:
        await there(self._asking, lambda made: made.coordinator.confirm(credentials, error_info))

    async def reset(self, options: SignInOptions, error_info: AuthErrorInfo) -> None:
        await there(self._asking, lambda made: made.coordinator.reset(options, error_info))

    async def answer(self, answer: Answer) -> None:
        await there(self._asking, lambda made: made.coordinator.answer(answer))

    async def resend(self) -> None:
        await there(self._asking, lambda made: made.coordinator.resend())

    def leave(self) -> None:
        self._link.soon(lambda made: made.coordinator.leave())

    def give_up(self) -> None:
        self._link.soon(lambda made: made.coordinator.give_up())

    def cancel(self) -> None:
        self._link.soon(lambda made: made.coordinator.cancel())


class RemoteSessionManager(SessionManager):
    """What a window asks of the session manager, there."""

    def __init__(self, link: Link) -> None:
        self._link = link

    @property
    def session(self) -> Session | None:
        services = self._link.services
        return services.session_manager.session if services is not None else None

    async def restore(self, *, quietly: bool = False) -> bool:
        """The session's own way, since somebody else may be waiting for the same."""
        del quietly
        asked: _Asked[bool] = _Asked(lambda: self._link.submit(_has_session))
        return await asked

    def stop_restoring(self) -> None:
        self._link.soon(lambda made: made.session_manager.stop_restoring())

    async def tick(self) -> float:
        return await there(self._link, lambda made: made.session_manager.tick())

    def network_is_back(self) -> None:
        self._link.soon(lambda made: made.session_manager.network_is_back())

    async def refresh_now(self) -> None:
        await there(self._link, lambda made: made.session_manager.refresh_now())

    async def save_again(self) -> None:
        await there(self._link, lambda made: made.session_manager.save_again())

    async def sign_out(self, everywhere: bool = False, in_browser: bool = False) -> None:
        await there(
            self._link,
            lambda made: made.session_manager.sign_out(everywhere, in_browser),
            finish=True,
        )


class RemoteInvitation(PasskeyInvitation):
    """The same for the offer of a passkey."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def is_due(self) -> bool:
        async def ask(services: AuthServices) -> bool:
            invitation = services.invitation
            return invitation is not None and await invitation.is_due()

        return await there(self._link, ask)


def remote(link: Link, services: AuthServices, asking: Link) -> AuthServices:
    """The bundle for a window; `asking` as in `RemoteCoordinator`."""
    return services._replace(
        coordinator=RemoteCoordinator(link, asking),
        session_manager=RemoteSessionManager(link),
        invitation=None if services.invitation is None else RemoteInvitation(link),
    )


class WindowTask(QObject):
    """One coroutine, which waits for nothing but the session. Steps on the window's thread."""

    def __init__(
        self, parent: QObject, work: Work, report: Callable[[BaseException], None]
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._report = report
        self._begun = self._done = False
        self._afterwards: list[Callable[[WindowTask], object]] = []
        self._bridge = SignalBridge()
        self._bridge.delivered.connect(self._go_on)
        QTimer.singleShot(0, self, self.begin)

    def done(self) -> bool:
        return self._done

    def add_done_callback(self, call: Callable[[WindowTask], object], /) -> None:
        self._afterwards.append(call)

    def begin(self) -> None:
        """Now, and not only in the next turn of the loop."""
        if not self._begun:
            self._begun = True
            self._go_on((None, None))

    def _go_on(self, delivered: tuple[object, BaseException | None]) -> None:
        result, error = delivered
        try:
            asked = self._work.throw(error) if error is not None else self._work.send(result)
            asked.begin().add_done_callback(_bring_back(self._bridge))
        except StopIteration:
            self._end()
        except Exception as raised:  # noqa: BLE001 - shown in the window
            self._end()
            self._report(raised)

    def _end(self) -> None:
        self._done = True
        for call in self._afterwards:
            call(self)
        self.deleteLater()


class WindowLoop:
    """`application.LoopMaker` for a window whose session has its own thread.

    Args:
        parent: The tasks end with it.
    """

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._report: Callable[[BaseException], None] = _ignore

    def __call__(self, report: Callable[[BaseException], None]) -> WindowLoop:
        self._report = report
        return self

    def prepare(self) -> None:
        """There is nothing to load."""

    def spawn(self, work: Work) -> WindowTask:
        return WindowTask(self._parent, work, self._report)


async def there(link: Link, use: Use[Result], *, finish: bool = False) -> Result:
    """The result of `use(services)` on the session's thread, for a coroutine of a `WindowLoop`. The
    end of the session waits for it with `finish`."""
    asked: _Asked[Result] = _Asked(lambda: link.submit(use, restore=False, finish=finish))
    return await asked


async def _has_session(services: AuthServices) -> bool:
    return services.session_manager.session is not None


def _bring_back(bridge: SignalBridge) -> Callable[[Future[Result]], None]:
    """Holds the bridge, and no window."""

    def bring(done: Future[Result]) -> None:
        if done.cancelled():
            return  # the session is closed, and nobody waits
        error = done.exception()
        bridge.deliver((None if error is not None else done.result(), error))

    return bring


def _ignore(error: BaseException) -> None:
    """Used until a window listens."""
