"""What the use cases need from the world, as Protocols. Every port blocks; `OffThread` makes that harmless."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import ParamSpec, Protocol, TypeVar

from desktop_login.domain.answers import Answer, Credentials
from desktop_login.domain.challenges import Challenge
from desktop_login.domain.moment import Moment
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import State
from desktop_login.domain.tokens import Session, Tokens

Args = ParamSpec("Args")
Result = TypeVar("Result")

Listener = Callable[[State], None]
Random = Callable[[], float]


class OffThread(Protocol):
    """Runs a blocking call elsewhere: on a worker thread in the window, inline in tests."""

    def __call__(
        self, call: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Awaitable[Result]: ...


class Clock(Protocol):
    def now(self) -> Moment: ...


class Provider(Protocol):
    """A Cognito user pool, seen through one app client. Raises `LoginError` and nothing else."""

    def prepare(self) -> None:
        """Does ahead of time what the next sign-in needs and does not depend on the person."""

    def sign_in(self, credentials: Credentials) -> Tokens | Challenge: ...

    def answer(self, challenge: Challenge, answer: Answer) -> Tokens | Challenge: ...

    def refresh(self, tokens: Tokens) -> Tokens: ...

    def revoke(self, refresh_token: Secret) -> None: ...

    def sign_out_everywhere(self, access_token: Secret) -> None: ...


class Reader(Protocol):
    """Checks tokens and tells whose they are."""

    def read(self, tokens: Tokens, *, subject: str | None = None, stored: bool = False) -> Session:
        """Verifies both tokens.

        With `subject`, another subject is `OTHER_USER`. `stored` tokens come from the vault,
        which authenticates them: they may have expired, and no key is fetched for them, so
        the signature stays unchecked unless the keys are at hand.
        Raises `LoginError(TOKEN_REFUSED)`.
        """


class Vault(Protocol):
    """Keeps one session of one pool and client at rest."""

    def load(self) -> Tokens | None:
        """The stored tokens, or None. Raises `LoginError`: KEYCHAIN (record kept),
        RECORD_UNREADABLE (record set aside), RECORD_NEWER (record kept), POOL_CHANGED."""

    def save(self, tokens: Tokens, subject: str) -> None:
        """Stores, reads back and compares. Raises `LoginError(KEYCHAIN or NOT_SAVED)`."""

    def forget(self) -> None:
        """Removes key and record; having nothing to remove is fine. Raises `LoginError`."""

    def exclusive(self) -> AbstractContextManager[None]:
        """One process at a time between reading, renewing and writing."""
