"""The use cases of one pool as one bundle: what is built behind a window and handed to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from desktop_login.domain.errors import AuthErrorInfo
    from desktop_login.flow.api_desk import ApiDesk
    from desktop_login.flow.aws_access import AwsAccess
    from desktop_login.flow.coordinator import AuthCoordinator
    from desktop_login.flow.passkey_invitation import PasskeyInvitation
    from desktop_login.flow.ports import Listener, Ports, Random, TokenStore
    from desktop_login.flow.session_manager import SessionManager


class DemoSecurityKey(Protocol):
    """The security key of an embedded demo, as a hand holds it. Thread-safe."""

    @property
    def pin(self) -> str:
        """The PIN that it has at first, for everybody to see."""

    @property
    def is_inserted(self) -> bool:
        """Whether it is plugged in."""

    @property
    def waits_for_touch(self) -> bool:
        """Whether a touch would be taken for something."""

    def insert(self) -> None:
        """Plug it in."""

    def remove(self) -> None:
        """Pull it out."""

    def touch(self) -> None:
        """Touch it; nothing happens if it does not wait for that."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Calls `listener` after each change, on any thread."""


class DemoInspector(Protocol):
    """What the window's side panel shows of an embedded demo."""

    def messages(self) -> Sequence[tuple[str, str]]:
        """The messages sent so far, oldest first: (recipient, code)."""

    def authenticators(self) -> Sequence[tuple[str, str, str]]:
        """The users with an authenticator app: (address, secret in base32, current code)."""

    def on_message(self, listener: Callable[[], None]) -> None:
        """Calls `listener` after each message, on a thread of the demo."""

    def key(self) -> DemoSecurityKey | None:
        """The demo's security key, if it has one."""


class AuthServices(NamedTuple):
    """The use cases of one pool.

    Attributes:
        coordinator: Sign-in, sign-up, recovery and the account.
        session_manager: The session between sign-in and sign-out.
        try_keychain: Whether the system's keychain can be used; None where none is needed. It may
            take seconds, so call it on a thread and do not wait for it.
        demo: The embedded demo behind these services, if it is one.
        trouble: Why no request can be sent at all, if that is known already.
        aws: The AWS credentials of who is signed in; None without an identity pool.
        invitation: Whether who is signed in is to be offered a passkey; None where a pool has no
            use for one.
        take_back: Removes what a sign-in that is given up has left beside its session: that this
            computer is remembered, and tokens that had not become a session yet. None where
            nobody gives one up.
        api: Makes what tries out an API with this session.
    """

    coordinator: AuthCoordinator
    session_manager: SessionManager
    try_keychain: Callable[[], bool] | None = None
    demo: DemoInspector | None = None
    trouble: AuthErrorInfo | None = None
    aws: AwsAccess | None = None
    invitation: PasskeyInvitation | None = None
    take_back: Callable[[], None] | None = None
    api: Callable[[], ApiDesk] | None = None


# Called on a worker thread. The listener that it is given is called on the caller's event loop.
ServiceFactory = Callable[["Listener"], AuthServices]


def assemble(
    ports: Ports,
    token_store: TokenStore,
    random: Random,
    listener: Listener,
    device_name: str = "",
    *,
    plain: bool = False,
    session_days: int = 0,
) -> AuthServices:
    """The use cases over these ports. `device_name` is what this computer is called where a pool
    remembers devices; `plain`: a sign-in begins with the password itself, and not with a proof. `session_days`: see
    `PoolClient`."""
    from desktop_login.domain.ways import Way
    from desktop_login.flow.coordinator import AuthCoordinator
    from desktop_login.flow.session_manager import SessionManager

    session_manager = SessionManager(ports, token_store, random, listener, session_days)
    coordinator = AuthCoordinator(
        ports,
        session_manager,
        listener,
        device_name,
        Way.PLAIN_PASSWORD if plain else Way.PASSWORD,
    )
    return AuthServices(coordinator, session_manager)
