"""What the sessions of one place share: the keeper, the language, and what is told to listeners. Reads no settings."""

from __future__ import annotations

import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from itertools import count
from typing import TYPE_CHECKING

from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.history import is_sign_in
from desktop_login.domain.states import Fresh, Refreshing, SignedIn, SignedOut, State
from desktop_login.embedding.errors import LoginError, LoginFailed, SignInRequired, error_of
from desktop_login.embedding.hooks import HookRunner, Hooks
from desktop_login.messages import embedding as words
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.system.log import report

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_login.adapters.token_store.prompting import PromptsOnRequest
    from desktop_login.domain.secret import Secret
    from desktop_login.embedding.engine import Engine
    from desktop_login.embedding.opener import WindowOpener
    from desktop_login.embedding.values import SessionState
    from desktop_login.flow.aws_access import AwsAccess
    from desktop_login.flow.token_desk import NoToken
    from desktop_login.settings import Settings

Callback = Callable[["SessionState"], object]
# Why a stored session could not be opened; everything else that a state reports was about a sign-in.
_ABOUT_RECORD = frozenset(
    {
        ErrorCode.KEYCHAIN,
        ErrorCode.KEY_MISSING,
        ErrorCode.RECORD_UNREADABLE,
        ErrorCode.RECORD_NEWER,
        ErrorCode.POOL_CHANGED,
    }
)


class Place:
    """One pool, client and profile of this process.

    Args:
        settings: They name a pool.
        engine: Keeps the session.
        translate: Translates into the language of the settings.
        folder: Where the session is stored; None if it is kept in memory.
        keychain: Told when a window is there whom a prompt may interrupt; None without one.
        opener: Told how to open a link while a window is there.
        empty: Called when the last session of this place is closed.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        translate: Callable[[FormattedMessage], str],
        folder: Path | None = None,
        keychain: PromptsOnRequest | None = None,
        opener: WindowOpener | None = None,
        empty: Callable[[], object] = lambda: None,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.translate = translate
        self.folder = folder
        self.keychain = keychain
        self.aws: dict[str, AwsAccess] = {}  # by identity pool
        self.making_aws = threading.Lock()
        self._opener = opener
        self._windows: dict[int, Callable[[Secret], Awaitable[bool]]] = {}
        self._numbers = count()
        self.process = os.getpid()
        self.sessions = 0
        self.conversing = threading.Lock()  # one asks and is answered at a time
        self.asking: object = None  # the window that has asked for the sign-in under way
        self.signed_in_at: object = None  # the window of a sign-in, until its program knows of it
        self._somebody = False
        self._empty = empty
        self.hooks = Hooks()
        engine.hooks = HookRunner(self.hooks)
        self._callbacks: list[Callback] = []
        self._notified: tuple[str, str] = ("", "")
        engine.listen(self._heard)

    @property
    def name(self) -> str:
        """For people: the profile, or the pool."""
        pool = self.settings.pool
        return self.settings.profile or (pool.pool_id if pool is not None else "")

    @property
    def state(self) -> SessionState:
        latest = self.engine.latest
        return "signed_out" if latest is None else _state_of(latest)

    def have_window(self, opens: Callable[[Secret], Awaitable[bool]]) -> Callable[[], None]:
        """A window is open, which can open links and whom a prompt may interrupt.

        Returns what says that it has gone. Others may be open still.
        """
        number = next(self._numbers)
        self._windows[number] = opens
        self._count_windows()

        def gone() -> None:
            self._windows.pop(number, None)
            self._count_windows()

        return gone

    @property
    def is_in_use(self) -> bool:
        """Whether a sign-in under way may be that of an open window, or of `Session.sign_in`."""
        return bool(self._windows) or self.conversing.locked()

    def _count_windows(self) -> None:
        latest = next(reversed(self._windows.values()), None)
        if self.keychain is not None:
            self.keychain.may_ask = latest is not None
        if self._opener is not None:
            self._opener.opens = latest

    def on_change(self, callback: Callback) -> Callable[[], None]:
        self._callbacks.append(callback)

        def stop() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return stop

    def leave(self) -> None:
        """A session of this place is closed; the last one ends the keeper."""
        self._empty()

    def no_token(self, found: NoToken) -> LoginError:
        """Why there is none, as an exception to raise."""
        error_info = found.error_info
        if error_info is None:
            return self.nobody()
        error = error_of(error_info, self.translate)
        if found.ended and found.account:
            sentence = self.translate(message(words.ENDED, account=found.account))
            return SignInRequired("SESSION_ENDED", sentence, request_id=error.request_id)
        return error

    def nobody(self) -> LoginError:
        """Nobody is signed in: or why the stored session could not be opened, or has ended."""
        from desktop_login.domain.errors import ENDS_SESSION

        trouble = self.engine.trouble
        if trouble is not None and trouble.code in _ABOUT_RECORD | ENDS_SESSION:
            return error_of(trouble, self.translate)
        return SignInRequired("NOBODY", self.translate(message(words.NOBODY)))

    def public(self, error: Exception) -> Exception:
        """The exception that a host sees in place of one of ours."""
        if isinstance(error, LoginError):
            return error
        if isinstance(error, AuthError):
            return error_of(error.error_info, self.translate)
        if isinstance(error, CancelledError):
            return RuntimeError("the session is closed")
        report(error, "a session")
        sentence = self.translate(message(words.OUR_MISTAKE, text=type(error).__name__))
        return LoginFailed(ErrorCode.IN_THE_APP.name, sentence)

    def refused(self, error_info: AuthErrorInfo) -> LoginError:
        """The exception of an error of the use cases."""
        return error_of(error_info, self.translate)

    def _attribute(self, state: State) -> None:
        """Keep at which window somebody signs in. Who comes in during `Session.sign_in` is told to its
        caller, and belongs to no window."""
        match state:
            case SignedIn() if not self._somebody:
                is_of_window = is_sign_in(state.history) and not self.conversing.locked()
                self.signed_in_at = self.asking if is_of_window else None
                self._somebody = True
            case SignedOut(late=False):
                self.asking = self.signed_in_at = None
                self._somebody = False
            case _:
                pass

    def _heard(self, state: State) -> None:
        """Tells the callbacks what has changed. On the session's thread."""
        self._attribute(state)
        match state:
            case SignedIn():
                now = (_state_of(state), state.session.tokens.id_token.reveal())
            case SignedOut(late=False):
                now = ("signed_out", "")
            case _:
                return
        if now == self._notified:
            return
        self._notified = now
        for callback in tuple(self._callbacks):
            try:
                callback(self.state)
            except BaseException as error:  # noqa: BLE001 - not even sys.exit() ends the session's thread
                report(error, "a callback of on_change")


def _state_of(state: SignedIn) -> SessionState:
    match state.freshness:
        case Fresh():
            return "signed_in"
        case Refreshing():
            return "renewing"
        case _:
            return "unrenewed"
