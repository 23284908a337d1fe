"""The interfaces of a sign-in with the browser, as Protocols. Every method may block, except where it says so."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple, Protocol

from desktop_login.domain.browser_rounds import Asking, Redirect, Returned, Round
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens


class AskedFirst(Enum):
    """What the service would say to the browser, as far as it can be known beforehand."""

    GO_ON = "nothing speaks against it"
    NOT_REGISTERED = "the redirect is not registered"
    NOT_ALLOWED = "the client may not do this"
    NO_SUCH_SCOPE = "a scope is refused"


class Landing(Protocol):
    """A listener on this computer to which the browser returns. Nothing but `wait` blocks."""

    @property
    def redirect(self) -> Redirect:
        """The address that it has got."""

    @property
    def closed(self) -> bool:
        """Whether nothing will come any more."""

    @property
    def has_returned(self) -> bool:
        """Whether a return with the state that is expected is here, fetched or not."""

    def expect(self, state: Secret) -> None:
        """From now on only an address with this state is let in; every earlier tab is told so."""

    def wait(self, seconds: float) -> Returned | None:
        """Return what the browser brought; None after this time, and once the landing is closed.

        The browser waits for `finish` or `send_on` meanwhile.
        """

    def take(self, back: Returned) -> bool:
        """Let in an address that was pasted by hand; return False if another came before."""

    def send_on(self, link: Secret) -> None:
        """Send the waiting tab to another link, and wait for a return with the state expected now."""

    def finish(self, *, signed_in: bool) -> None:
        """Tell the tab how it ended, then close."""

    def close(self) -> None:
        """Close at once. What still comes is refused."""


class SignOutLanding(Protocol):
    """The same for a sign-out, which brings nothing back."""

    @property
    def redirect(self) -> Redirect:
        """The address that it has got."""

    def wait(self, seconds: float) -> bool:
        """Return whether the browser has come back."""

    def close(self) -> None:
        """Close at once. Does not block."""


class BrowserListener(Protocol):
    """Listens on this computer. Raises `AuthError(BROWSER_PORTS_BUSY)`."""

    def listen(self, redirects: Sequence[Redirect], language: str) -> Landing:
        """Listen on the first address that is free; the tab's pages are in this language."""

    def listen_for_sign_out(self, redirects: Sequence[Redirect]) -> SignOutLanding:
        """Listen for the end of a sign-out, in the language of the last sign-in."""


class AuthorizeProbe(Protocol):
    """Finds the pool's domain, and asks it beforehand what it would tell the browser."""

    def find_domain(self) -> str:
        """Return the domain as a URL without a path; empty if none is known.

        Raises nothing: without a domain there is no sign-in with the browser.
        """

    def new_round(self, redirect: Redirect, scopes: tuple[str, ...] | None) -> Round:
        """Return a round with secrets of its own. Does not block."""

    def ask(self, domain: str, redirect: Redirect, asking: Asking) -> AskedFirst:
        """Ask with throw-away values.

        Raises:
            AuthError: NO_CONNECTION, PROXY, PROXY_UNUSABLE, CERTIFICATE, CERTIFICATES_MISSING. An
                answer that is not understood, or none in time, is no error: GO_ON.
        """

    def ask_sign_out(self, domain: str, redirect: Redirect) -> bool:
        """Return whether a sign-out may end at this address. Raises nothing."""


class TokenEndpoint(Protocol):
    """Exchanges a code for tokens."""

    def redeem(self, domain: str, one: Round, code: Secret) -> Tokens:
        """Return the tokens, not verified yet. The request is never repeated.

        Raises:
            AuthError: Every failure.
        """


class BrowserPorts(NamedTuple):
    """What a sign-in with the browser needs of the world, for one app client."""

    client: PoolClient
    listener: BrowserListener
    authorize: AuthorizeProbe
    token_endpoint: TokenEndpoint
