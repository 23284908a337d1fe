"""What the use cases need from the world, as Protocols. Every port blocks; `OffThread` makes that harmless."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, ParamSpec, Protocol, TypeVar

from desktop_login.domain.account import AccountDetails, Contact, Delivery, SignedUp
from desktop_login.domain.answers import Answer, Credentials, NewAccount
from desktop_login.domain.challenges import Challenge, Method
from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.devices import Device, NewDevice
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import State
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.flow.request_budget import Run

Args = ParamSpec("Args")
Result = TypeVar("Result")

Listener = Callable[[State], None]
Random = Callable[[], float]
# What a coroutine yields and is sent is between it and the event loop.
BackgroundWork = Coroutine[Any, Any, None]


class OffThread(Protocol):
    """Runs a blocking call elsewhere: on a worker thread in the window, inline in tests."""

    def __call__(
        self, call: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Awaitable[Result]: ...


class BackgroundRunner(Protocol):
    """Starts work that the person need not wait for: in the window it is a task of its own, in
    tests it is done at once."""

    def __call__(self, work: BackgroundWork, slow: Callable[[], None]) -> Awaitable[None]:
        """Awaiting the result waits for the start, not for the end. `slow` is called once if the
        work takes longer than people wait without a word."""


async def at_once(work: BackgroundWork, slow: Callable[[], None]) -> None:
    del slow
    await work


class Clock(Protocol):
    def now(self) -> ClockReading: ...


class Provider(Protocol):
    """A Cognito user pool, seen through one app client. Raises `AuthError` and nothing else."""

    def prepare(self) -> None:
        """Does ahead of time what the next sign-in needs and does not depend on the person."""

    def sign_in(
        self, credentials: Credentials, run: Run, device: Device | None = None
    ) -> Tokens | Challenge:
        """`device` is this computer, if the pool knows it; DEVICE_UNKNOWN says that it does not.

        `run` is asked before each request and each proof, so that it ends when the person
        cancels, when it takes too long, and when the service asks for too much. Whatever the
        service asks for beyond what the flow of the pool allows at that point is
        STEP_NOT_ALLOWED or PLAIN_PASSWORD_OFF, and nothing is sent.
        """

    def answer(self, challenge: Challenge, answer: Answer, run: Run) -> Tokens | Challenge:
        """The same for the answer to a challenge; `run` is a new one, or that of the beginning
        if the answer is repeated by itself."""

    def refresh(self, tokens: Tokens) -> Tokens: ...

    def revoke(self, refresh_token: Secret) -> None: ...

    def sign_out_everywhere(self, access_token: Secret) -> None: ...


class Accounts(Protocol):
    """What can be asked of the pool before anybody is signed in. Raises `AuthError`."""

    def sign_up(self, account: NewAccount) -> SignedUp: ...

    def confirm(self, username: str, code: Secret) -> None: ...

    def resend(self, username: str) -> Delivery: ...

    def forgot_password(self, account: str) -> Delivery:
        """Never says whether the account exists."""

    def reset_password(self, account: str, code: Secret, password: Secret) -> None: ...


class OwnAccount(Protocol):
    """What an access token allows its owner. Raises `AuthError`: ACCESS_TOKEN_DEAD where a
    renewal may help."""

    def details(self, access_token: Secret, device_key: str) -> AccountDetails: ...

    def change_password(self, access_token: Secret, current: Secret, new: Secret) -> None: ...

    def new_authenticator(self, access_token: Secret) -> Secret: ...

    def verify_authenticator(
        self, access_token: Secret, code: Secret, factors: tuple[Method, ...]
    ) -> None: ...

    def prefer(self, access_token: Secret, method: Method, factors: tuple[Method, ...]) -> None: ...

    def send_code(self, access_token: Secret, contact: Contact) -> Delivery: ...

    def verify(self, access_token: Secret, contact: Contact, code: Secret) -> None: ...

    def delete(self, access_token: Secret) -> None: ...

    def confirm_device(
        self, access_token: Secret, new: NewDevice, name: str
    ) -> tuple[Device, bool]:
        """True: the person is to be asked whether the device shall be remembered."""

    def remember_device(self, access_token: Secret, key: str) -> None: ...

    def forget_device(self, access_token: Secret, key: str) -> None: ...


class DeviceStore(Protocol):
    """Keeps what this computer is to a pool, at rest like a token. Raises `AuthError(KEYCHAIN)`."""

    def find(self, name: str) -> Device | None:
        """By any name under which its user has signed in."""

    def remember(self, device: Device, subject: str, names: tuple[str, ...]) -> None: ...

    def forget(self, device_key: str) -> None: ...


class UnconfirmedNames(Protocol):
    """User names that were made up for accounts which are not confirmed yet. Raises nothing: what
    cannot be kept is not."""

    def find(self, address: str) -> str:
        """ "" where none was made up for this address."""

    def keep(self, address: str, username: str) -> None: ...

    def forget(self, address: str) -> None: ...


class TokenVerifier(Protocol):
    """Checks tokens and tells whose they are."""

    def read(self, tokens: Tokens, *, subject: str | None = None, stored: bool = False) -> Session:
        """Verifies both tokens.

        With `subject`, another subject is `OTHER_USER`. `stored` tokens come from the vault,
        which authenticates them: they may have expired, and no key is fetched for them, so
        the signature stays unchecked unless the keys are at hand.
        Raises `AuthError(TOKEN_REFUSED)`.
        """

    def clock_skew(self) -> float | None:
        """Server time minus local time in seconds, if the pool has told its time by now."""


class TokenStore(Protocol):
    """Keeps one session of one pool and client at rest."""

    def load(self) -> Tokens | None:
        """The stored tokens, or None. Raises `AuthError`: KEYCHAIN, KEY_MISSING, RECORD_NEWER,
        POOL_CHANGED (record kept), RECORD_UNREADABLE (record set aside)."""

    def save(self, tokens: Tokens, subject: str) -> None:
        """Stores, reads back and compares. Raises `AuthError(KEYCHAIN or NOT_SAVED)`."""

    def keeps(self, subject: str) -> bool:
        """Whether what is stored is this user's: another window may have signed out since, or
        signed in as somebody else. A record that got lost still counts."""

    def forget(self, subject: str, ended: Tokens | None = None) -> None:
        """Removes key and record of this user, and what was set aside; having nothing to remove
        is fine.

        With `ended`, only if exactly these tokens are stored: another window may have signed
        in again since they died. Raises `AuthError`.
        """

    def exclusive(self) -> AbstractContextManager[None]:
        """One process at a time between reading, renewing and writing."""


class Ports(NamedTuple):
    """Everything that the conversation needs of the world."""

    provider: Provider
    accounts: Accounts
    own_account: OwnAccount
    devices: DeviceStore
    names: UnconfirmedNames
    token_verifier: TokenVerifier
    clock: Clock
    off_thread: OffThread
    background: BackgroundRunner = at_once
