"""The interfaces that the use cases need, as Protocols. Every port may block; `OffThread` calls it from a thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, Protocol, TypeVar

from desktop_login.domain.account import AccountDetails, Contact, Delivery, SignedUp
from desktop_login.domain.answers import Answer, Credentials, NewAccount
from desktop_login.domain.challenges import Challenge, Method
from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.devices import Device, NewDevice
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.passkeys import Passkey, PasskeyProof, PasskeyRequest
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import State
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.flow.passkey_ports import PasskeyPorts
from desktop_login.flow.request_budget import Run

if TYPE_CHECKING:
    from desktop_login.flow.browser_ports import BrowserPorts

Args = ParamSpec("Args")
Result = TypeVar("Result")

Listener = Callable[[State], None]
Random = Callable[[], float]
# What a coroutine yields and is sent is between it and the event loop.
BackgroundWork = Coroutine[Any, Any, None]


class OffThread(Protocol):
    """Runs a blocking call: on a worker thread in the window, inline in tests."""

    def __call__(
        self, call: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Awaitable[Result]:
        """Call `call` with the arguments; awaiting the result gives its return value."""


class BackgroundRunner(Protocol):
    """Starts work that the user does not wait for: a separate task in the window, inline in tests."""

    def __call__(self, work: BackgroundWork, slow: Callable[[], None]) -> Awaitable[None]:
        """Start the work. Awaiting the result waits until it has started, not until it has ended.

        Args:
            work: What to do.
            slow: Called once if the work takes so long that the user should be notified.
        """


async def at_once(work: BackgroundWork, slow: Callable[[], None]) -> None:
    """Do the work before returning: what tests use, and programs without an event loop of their own."""
    del slow
    await work


class Opener(Protocol):
    """Opens a link in the system browser."""

    async def __call__(self, link: Secret) -> bool:
        """Return False if nothing could be opened. True proves little: a browser may still fail."""


async def opens_nothing(link: Secret) -> bool:
    """Open nothing: where there is no desktop, the link can be copied."""
    del link
    return False


class Gate(Protocol):
    """Where tasks wait for the result of one that is running. It is opened once."""

    def wait(self) -> Awaitable[AuthErrorInfo | None]:
        """Wait until it is open; awaiting the result gives what `open` was called with."""

    def open(self, failure: AuthErrorInfo | None) -> None:
        """Let everybody through.

        Args:
            failure: Why there is no result; None if all went well.
        """


class OpenGate:
    """Where nothing runs at the same time nobody has to wait: tests, and programs without a loop."""

    def __init__(self) -> None:
        self._failure: AuthErrorInfo | None = None

    async def wait(self) -> AuthErrorInfo | None:
        """Return at once."""
        return self._failure

    def open(self, failure: AuthErrorInfo | None) -> None:
        """Keep the failure for those that ask."""
        self._failure = failure


class Clock(Protocol):
    """Reads the local clocks."""

    def now(self) -> ClockReading:
        """Return both clocks, read at the same time."""


class Provider(Protocol):
    """A Cognito user pool, seen through one app client. Raises `AuthError` and nothing else."""

    def prepare(self) -> None:
        """Prepare what every sign-in needs, such as the connection, before the user submits."""

    def sign_in(
        self, credentials: Credentials, run: Run, device: Device | None = None
    ) -> Tokens | Challenge:
        """Begin a sign-in and answer the challenges that need no user: proofs and devices.

        Args:
            credentials: What the user entered.
            run: The budget; asked before each request and each proof, so that the sign-in ends
                if the user cancels, if it takes too long, or if the service asks for too much.
            device: This computer, if the pool remembers it.

        Raises:
            AuthError: DEVICE_UNKNOWN if the pool does not know the device. STEP_NOT_ALLOWED or
                PLAIN_PASSWORD_OFF if the service asks for something that the flow does not
                allow at this point; the answer to it is not sent.
        """

    def answer(self, challenge: Challenge, answer: Answer, run: Run) -> Tokens | Challenge:
        """Answer a challenge; otherwise like `sign_in`.

        Args:
            challenge: The challenge that is open.
            answer: The user's answer.
            run: A new budget; the budget of the first request if the answer is repeated without
                asking the user.
        """

    def refresh(self, tokens: Tokens) -> Tokens:
        """Return new tokens for a refresh token."""

    def revoke(self, refresh_token: Secret) -> None:
        """Revoke a refresh token and the access tokens that were issued with it."""

    def sign_out_everywhere(self, access_token: Secret) -> None:
        """Revoke all tokens of the user (GlobalSignOut)."""


class Accounts(Protocol):
    """The requests about an account that need no token. Raises `AuthError`."""

    def sign_up(self, account: NewAccount) -> SignedUp:
        """Create an account."""

    def confirm(self, username: str, code: Secret) -> None:
        """Confirm a new account with the code that was sent."""

    def resend(self, username: str) -> Delivery:
        """Send the code for `confirm` again."""

    def forgot_password(self, account: str) -> Delivery:
        """Send a code for `reset_password`; the result does not reveal whether the account exists."""

    def reset_password(self, account: str, code: Secret, password: Secret) -> None:
        """Set a new password with the code that was sent."""


class OwnAccount(Protocol):
    """The requests about the signed-in user's own account.

    Raises `AuthError`; with ACCESS_TOKEN_DEAD a refresh may help.
    """

    def details(self, access_token: Secret, device_key: str) -> AccountDetails:
        """Return the account; `device_key` is this computer's, or empty."""

    def change_password(self, access_token: Secret, current: Secret, new: Secret) -> None:
        """Replace the password."""

    def new_authenticator(self, access_token: Secret) -> Secret:
        """Return a new TOTP secret in base32."""

    def verify_authenticator(
        self, access_token: Secret, code: Secret, factors: tuple[Method, ...]
    ) -> None:
        """Confirm the new TOTP secret with a code, and turn it on besides the `factors` in use."""

    def prefer(self, access_token: Secret, method: Method, factors: tuple[Method, ...]) -> None:
        """Make one of the `factors` in use the one that is asked for first."""

    def send_code(self, access_token: Secret, contact: Contact) -> Delivery:
        """Send a code for `verify` to the contact."""

    def verify(self, access_token: Secret, contact: Contact, code: Secret) -> None:
        """Verify a contact with the code that was sent."""

    def delete(self, access_token: Secret) -> None:
        """Delete the account."""

    def confirm_device(
        self, access_token: Secret, new: NewDevice, name: str
    ) -> tuple[Device, bool]:
        """Confirm a new device.

        Args:
            access_token: Of the sign-in that issued the device.
            new: The device.
            name: What the account page shows for it.

        Returns:
            The confirmed device, and whether the user has to be asked to remember it.
        """

    def remember_device(self, access_token: Secret, key: str) -> None:
        """Mark a confirmed device as remembered."""

    def forget_device(self, access_token: Secret, key: str) -> None:
        """Remove a device from the account."""

    def passkeys(self, access_token: Secret) -> tuple[Passkey, ...]:
        """Return the passkeys of the account."""

    def begin_passkey(self, access_token: Secret) -> PasskeyRequest:
        """Return what a key is to be asked for a new passkey."""

    def add_passkey(self, access_token: Secret, proof: PasskeyProof) -> None:
        """Add the passkey that a key has made for `begin_passkey`."""

    def remove_passkey(self, access_token: Secret, credential_id: str) -> None:
        """Remove a passkey; one that is not there any more is removed already."""


class DeviceStore(Protocol):
    """Stores the remembered devices of a pool with the same protection as tokens.

    Raises `AuthError(KEYCHAIN)`.
    """

    def find(self, name: str) -> Device | None:
        """Return the device of a user, by any name under which the user has signed in."""

    def remember(self, device: Device, subject: str, names: tuple[str, ...]) -> None:
        """Store the device of a user.

        Args:
            device: The confirmed device.
            subject: The user's `sub`.
            names: The names under which `find` shall return it.
        """

    def forget(self, device_key: str) -> None:
        """Remove a device; does nothing if it is not stored."""


class UnconfirmedNames(Protocol):
    """User names that the program generated for accounts which are not confirmed yet.

    Raises nothing: a name that cannot be stored is lost.
    """

    def find(self, address: str) -> str:
        """Return the generated user name for an e-mail address; empty if there is none."""

    def keep(self, address: str, username: str) -> None:
        """Store the user name that was generated for an e-mail address."""

    def forget(self, address: str) -> None:
        """Remove the name; does nothing if none is stored."""


class TokenVerifier(Protocol):
    """Verifies tokens and reads the identity from them."""

    def read(self, tokens: Tokens, *, subject: str | None = None, stored: bool = False) -> Session:
        """Verify the ID token and the access token.

        Args:
            tokens: The tokens.
            subject: The user's `sub`; None accepts every user.
            stored: Whether they come from the token store, which authenticates them. They may
                then have expired, and no key is fetched: the signature stays unchecked unless
                the keys are already known.

        Raises:
            AuthError: TOKEN_REFUSED, or OTHER_USER if the subject is another one.
        """

    def clock_skew(self) -> float | None:
        """Return server time minus local time in seconds; None before the first answer of the pool."""


class StillLocked(Exception):
    """Another process has held the lock of a token store for longer than a command waits."""


class TokenStore(Protocol):
    """Stores the one session of a pool and app client, encrypted on disk."""

    def load(self) -> Tokens | None:
        """Return the stored tokens, or None.

        Raises:
            AuthError: KEYCHAIN, KEY_MISSING, RECORD_NEWER or POOL_CHANGED, and the record is
                kept; RECORD_UNREADABLE, and the record is renamed.
        """

    def save(self, tokens: Tokens, subject: str) -> None:
        """Store the tokens, read them back and compare.

        Raises:
            AuthError: KEYCHAIN or NOT_SAVED.
        """

    def keeps(self, subject: str) -> bool:
        """Return whether the stored session belongs to this user.

        Another window may have signed out since, or signed in as another user. A record that
        was lost still counts as this user's.
        """

    def forget(self, subject: str, ended: Tokens | None = None) -> None:
        """Remove key and record of this user, and unreadable records; does nothing without any.

        Args:
            subject: The user's `sub`.
            ended: Remove the session only if exactly these tokens are stored: another window
                may have signed in again since they ended.

        Raises:
            AuthError: The keychain refused or did not answer.
        """

    def exclusive(self) -> AbstractContextManager[None]:
        """Return a lock between processes, held while tokens are read, refreshed and written.

        Raises:
            StillLocked: On entering, only from a store that was made to insist on it.
        """


class BrowserAtHand(Protocol):
    """The sign-in with the browser, as long as nobody has asked for it."""

    def find_domain(self) -> str:
        """As `AuthorizeProbe.find_domain`, for who only offers the sign-in. Loads nothing else of it."""

    def load(self) -> BrowserPorts:
        """Return what it needs; loaded and made the first time."""


class Ports(NamedTuple):
    """All interfaces that the use cases need, in one value."""

    provider: Provider
    accounts: Accounts
    own_account: OwnAccount
    devices: DeviceStore
    names: UnconfirmedNames
    token_verifier: TokenVerifier
    clock: Clock
    off_thread: OffThread
    background: BackgroundRunner = at_once
    opener: Opener = opens_nothing
    browser: BrowserAtHand | None = None
    passkeys: PasskeyPorts = PasskeyPorts()
    gate: Callable[[], Gate] = OpenGate
