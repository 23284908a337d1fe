"""`Session`: who is signed in to a user pool, and tokens that are always good. The heart of the public API."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from os import PathLike

    from desktop_login.embedding.answers import Answers
    from desktop_login.embedding.handle import Handle
    from desktop_login.embedding.hooks import Hooks
    from desktop_login.embedding.values import Receipt, SessionState, TokenKind, User
    from desktop_login.settings.brand import Brand

MIN_LEFT_S = 120.0


class Session:
    """The session of one profile, made with `Session.open`.

    All methods may be called from any thread. Several sessions may be open side by side; two of the
    same profile share one keeper, so they are renewed once.

    A call that has to wait is refused with `RuntimeError` on a thread that runs the loop of a window
    or of asyncio: a window that stands still is a mistake. There, use `token_async`.
    """

    def __init__(self, handle: Handle) -> None:
        """Not for hosts: use `Session.open`."""
        self._handle = handle

    @classmethod
    def open(
        cls,
        profile: str | None = None,
        *,
        settings: str | PathLike[str] | Mapping[str, str] | None = None,
        brand: str | PathLike[str] | Brand | None = None,
        vault: Literal["memory"] | None = None,
    ) -> Self:
        """Read the settings, and nothing else: no keychain, no network, no thread.

        Args:
            profile: Of the settings; None takes the usual one.
            settings: A settings.toml, or its keys and values, in place of the user's own.
            brand: A brand file, in place of the one that the settings name: names, colours, pictures
                and words of the window (docs/brand.md). A process has one.
            vault: "memory" keeps the session in this process only, and reads no stored one.

        Raises:
            LoginFailed: The settings are refused, or name no pool.
            Refused: SWITCHED_OFF: the user's own settings say `scripts = false`, as they do on macOS
                where they say nothing. It is not raised with settings that are given here.
        """
        from desktop_login.embedding.opening import opened

        return cls(opened(profile, settings, brand, vault))

    def token(self, kind: TokenKind = "id", *, min_left: float = MIN_LEFT_S) -> str:
        """Return a token that is good for `min_left` seconds, renewed if need be.

        However many threads ask at once, there is one renewal, and all get its result. If the pool
        cannot be reached, a token that is still good is returned although it has less left.

        Raises:
            SignInRequired: Nobody is signed in, or the session has ended.
            KeychainLocked: The stored session cannot be opened now.
            Offline: The token has expired and cannot be renewed now.
            Refused: The service does not renew it.
            LoginFailed: The settings do not fit.
            RuntimeError: It would have to wait on a thread that runs a loop; or the session is
                closed, or belongs to another process.
        """
        return self._handle.token(kind, min_left)

    async def token_async(self, kind: TokenKind = "id", *, min_left: float = MIN_LEFT_S) -> str:
        """Like `token`, for a coroutine on any running asyncio loop."""
        return await self._handle.token_async(kind, min_left)

    def claims(self) -> Mapping[str, object]:
        """Return the claims of the ID token, whose signature was verified.

        Raises what `token` raises; `Offline` (NOT_VERIFIED) as long as the keys of the pool cannot
        be read.
        """
        from copy import deepcopy
        from types import MappingProxyType

        from desktop_login.domain.tokens import Signature
        from desktop_login.embedding.errors import Offline
        from desktop_login.messages.embedding import NOT_VERIFIED
        from desktop_login.messages.message import message

        session = self._handle.known().session_manager.session
        if session is None:
            raise self._handle.place.nobody()
        if session.identity.signature is not Signature.VERIFIED:
            raise Offline("NOT_VERIFIED", self._handle.place.translate(message(NOT_VERIFIED)))
        return MappingProxyType(deepcopy(dict(session.identity.claims)))

    @property
    def user(self) -> User | None:
        """Who is signed in; None if nobody is, or nobody knows yet on a thread that may not wait."""
        from desktop_login.embedding.values import user_of

        services = self._handle.known_so_far()
        session = services.session_manager.session if services is not None else None
        return user_of(session.identity) if session is not None else None

    @property
    def state(self) -> SessionState:
        """What the session is doing; on a thread that may not wait, as far as it is known."""
        self._handle.known_so_far()
        return self._handle.place.state

    @property
    def hooks(self) -> Hooks:
        """Functions of yours that are called before and after a sign-in; shared by all sessions of
        this profile."""
        return self._handle.place.hooks

    def on_change(self, callback: Callable[[SessionState], object]) -> Callable[[], None]:
        """Call `callback` with the state after each sign-in, renewal and sign-out.

        It runs on the session's own thread and must not block; an exception in it is logged. After
        a renewal it is called although the state is the same.

        Returns:
            What ends this.
        """
        self._handle.engine.start()
        return self._handle.place.on_change(callback)

    def sign_in(self, answers: Answers, username: str = "") -> User:
        """Sign somebody in without a window: `answers` is asked for everything that the pool asks.

        Args:
            answers: Called on this thread.
            username: Not asked for if it is given.

        Raises:
            Refused: CANCELLED; WINDOW_NEEDED for a step that only a window or a browser can do; or
                the code of what the service says.
            LoginError: As for `token`.
            RuntimeError: Another sign-in by `answers` is under way in a session of this profile; or
                the session is closed meanwhile.
        """
        from desktop_login.embedding.sign_in import sign_in

        return sign_in(self._handle, answers, username)

    def sign_out(self, everywhere: bool = False) -> Receipt:
        """Forget the session here and revoke it at the pool; waits for both.

        Args:
            everywhere: Revoke every session of the user, on all computers.

        Raises:
            KeychainLocked: Nobody is signed in here any more, but the stored session could not be
                removed.
        """
        from desktop_login.embedding.sign_out import sign_out

        handle = self._handle
        engine, translate = handle.engine, handle.place.translate
        return handle.call(
            lambda services: sign_out(engine, services, everywhere, translate), finish=True
        )

    def close(self) -> None:
        """End this handle. The stored session stays; a sign-out under way has five seconds to end."""
        self._handle.close()

    def __enter__(self) -> Self:
        self._handle.engine  # noqa: B018 - raises if it is closed
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        handle = getattr(self, "_handle", None)
        if handle is not None and handle.is_of_this_process and not handle.is_closed:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)
            handle.close()

    def __repr__(self) -> str:
        state = " closed" if self._handle.is_closed else ""
        return f"<Session {self._handle.place.name!r}{state}>"


def inside(session: Session) -> Handle:
    """For the other public modules: what is behind a session."""
    return session._handle  # noqa: SLF001 - the one place
