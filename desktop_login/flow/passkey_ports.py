"""The interfaces of what passkeys need: keys, where the pool is, and the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol

from desktop_login.domain.answers import SignInOptions
from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.domain.passkey_rules import KeyJob, PasskeyPlace
from desktop_login.domain.passkeys import (
    NOTHING_OFFERED,
    PasskeyAction,
    PasskeyOffers,
    PasskeyProof,
    Pin,
    SecurityKeyStep,
)

KeyAnswer = Pin | PasskeyAction


class KeyTalk(Protocol):
    """One question to a key, from the beginning to the answer."""

    def next(self) -> SecurityKeyStep | PasskeyProof:
        """Wait for what happens next.

        Raises:
            AuthError: It has failed, with a code that begins with PASSKEY or KEY; CANCELLED after
                `cancel`. Nothing follows an error or a proof.
        """

    def enter(self, answer: KeyAnswer) -> None:
        """Answer the step that waits: a PIN, SET_PIN or WITHOUT_PIN."""

    def cancel(self) -> None:
        """End it, from any thread; `next` returns at once."""


class Keys(Protocol):
    """The passkeys that can be reached from this computer without a browser. Raises `AuthError`."""

    def offers(self) -> PasskeyOffers:
        """Return what this computer can do; knows no domain. Does not block."""

    def is_public_suffix(self, host: str) -> bool:
        """Return whether anybody may register names below the host."""

    def begin(self, job: KeyJob) -> KeyTalk:
        """Begin to ask a key. Raises `AuthError(PASSKEY_ELSEWHERE)` if none can be asked here."""


class NoKeys:
    """Where passkeys are switched off, and in programs that have no window."""

    def offers(self) -> PasskeyOffers:
        """Nothing."""
        return NOTHING_OFFERED

    def is_public_suffix(self, host: str) -> bool:
        """Every host, so that no site fits."""
        del host
        return True

    def begin(self, job: KeyJob) -> KeyTalk:
        """Raises `AuthError(PASSKEY_ELSEWHERE)`."""
        del job
        raise failed(ErrorCode.PASSKEY_ELSEWHERE)


class PasskeyPorts(NamedTuple):
    """What passkeys need of the world.

    Attributes:
        place: Where the pool is, as far as the settings say it.
        language: Returns the language of the window, for the browser's page.
    """

    keys: Keys = NoKeys()
    place: PasskeyPlace = PasskeyPlace()
    language: Callable[[], str] = lambda: "en"


class InBrowser(NamedTuple):
    """What a browser does for passkeys, where there is a browser sign-in.

    Attributes:
        find_domain: Returns the URL of the pool's domain, which may have to be looked for; empty if
            none is known.
        sign_in: Goes on with a sign-in in the browser; the options say for whom.
        add: Opens the page on which a passkey is added, for the user with this `sub`; what it is
            given is called when the browser has come back. Raises `AuthError`.
        stop: Nobody waits for that page any more.
    """

    find_domain: Callable[[], str]
    sign_in: Callable[[SignInOptions], Awaitable[None]]
    add: Callable[[str, Callable[[], Awaitable[None]]], Awaitable[None]]
    stop: Callable[[], None]
