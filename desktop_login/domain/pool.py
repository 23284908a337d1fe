"""One app client of a user pool: its addresses, and which ids are well formed. Reads no settings."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from desktop_login.domain.amazon import (
    dns_suffix,
    host_of,
    is_amazon,
    is_amazon_domain,
    own_issuers,
    same_addresses,
)
from desktop_login.domain.named_tuple import NamedTuple

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret


_DIGITS = frozenset("0123456789")
_MAX_REGION = 32
# Cognito accepts no other port than a registered one. These lie below every system's range of
# ports for outgoing connections, and no browser blocks them.
REDIRECTS = tuple(f"http://127.0.0.1:{port}/callback" for port in (8917, 18917, 28917))
# What stands for the region of an emulator's pool, whose id names none.
NO_REGION = "local"


class AuthFlow(Enum):
    """How a sign-in begins; the values are those of the setting `auth_flow`.

    CHOICE is USER_AUTH and CUSTOM is CUSTOM_AUTH in the API; neither always needs a password.
    """

    SRP = "srp"
    PASSWORD = "password"  # noqa: S105 - the name of a flow
    ADMIN = "admin"
    CHOICE = "choice"
    CUSTOM = "custom"

    @property
    def sends_password(self) -> bool:
        """Whether a sign-in begins with the password itself, instead of a proof of it."""
        return self in (AuthFlow.PASSWORD, AuthFlow.ADMIN)


class PoolClient(NamedTuple):
    """One app client of one user pool.

    Attributes:
        issuer: Replaces the two issuers that Cognito uses by default.
        endpoint_url: Replaces the regional address; for developers and emulators.
        aws_profile: The AWS profile that signs the requests of the admin flow; unused otherwise.
        preferred: The first factor that the CHOICE flow asks for when no password was typed:
            `email`, `sms`, or empty to let the user choose.
        allow_plain_password: Whether the user may choose to send the password itself in the
            CHOICE flow; the other flows ignore it.
        domain: Where the browser signs in, as a URL without a path; empty to look it up.
        redirect_uris: Replaces the addresses to which the browser returns.
        scopes: Replaces what a sign-in with the browser asks for.
        session_days: How long the refresh tokens of the app client are valid; 0 if nobody has said.
    """

    region: str
    pool_id: str
    client_id: str
    client_secret: Secret | None = None
    auth_flow: AuthFlow = AuthFlow.SRP
    issuer: str | None = None
    endpoint_url: str | None = None
    aws_profile: str | None = None
    preferred: str = ""
    allow_plain_password: bool = False
    domain: str = ""
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    session_days: int = 0

    @property
    def redirects(self) -> tuple[str, ...]:
        """The addresses to which the browser may return, in the order in which they are tried."""
        return self.redirect_uris or REDIRECTS

    @property
    def password_optional(self) -> bool:
        """Whether a sign-in may begin without a password."""
        return self.auth_flow in (AuthFlow.CHOICE, AuthFlow.CUSTOM)

    @property
    def pool_name(self) -> str:
        """The part of the pool id after `_`, which is an input of every SRP hash."""
        return self.pool_id.partition("_")[2]

    @property
    def issuers(self) -> tuple[str, ...]:
        """The issuers whose tokens are accepted, the most likely one first.

        A pool may be switched between the two forms while the program runs.
        https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
        """
        if self.issuer:
            return (self.issuer,)
        own = own_issuers(self.region, self.pool_id)
        # Emulators write either their own address or Amazon's into their tokens.
        return own if not self.foreign_host else (*own, *same_addresses(self.address))

    @property
    def browser_domain(self) -> str:
        """Where the browser signs in, as far as it is set; empty to look it up.

        Behind an emulator, Amazon's domain of the same template belongs to somebody else, or to
        nobody.
        """
        foreign = self.foreign_host and is_amazon_domain(self.domain, self.region)
        return "" if foreign else self.domain

    @property
    def foreign_host(self) -> str:
        """Host and port of a configured endpoint that is not Amazon Cognito's; otherwise empty."""
        url = self.endpoint_url or ""
        return "" if not url or is_amazon(url, self.region) else host_of(url) or url

    @property
    def keys_of(self) -> str:
        """Host and port of the signing keys if they do not come from Amazon Cognito; otherwise empty.

        A token that other keys have signed must not be shown as verified by Amazon.
        """
        url = self.keys_url
        return "" if is_amazon(url, self.region) else host_of(url) or url

    @property
    def keys_url(self) -> str:
        """The URL of the pool's signing keys (JWKS)."""
        base = self.issuer.rstrip("/") if self.issuer else self.address
        return f"{base}/.well-known/jwks.json"

    @property
    def address(self) -> str:
        """The URL below which the pool publishes its discovery document, independent of `issuer`."""
        return f"{self.service_url}/{self.pool_id}"

    @property
    def service_url(self) -> str:
        """The only URL to which API requests are sent."""
        if self.endpoint_url:
            return self.endpoint_url.rstrip("/")
        return f"https://cognito-idp.{self.region}.{dns_suffix(self.region)}"


def is_pool_id(text: str) -> bool:
    """Return whether the text looks like `us-east-1_AbCdEfGhI`.

    A region, an underscore, up to 46 letters and digits.
    """
    region, _, name = text.partition("_")
    return is_region(region) and _is_alphanumeric(name, 46)


def is_emulated_pool_id(text: str) -> bool:
    """Return whether the text looks like `local_4swJtcNM`: allowed by the API, never issued by Cognito.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html
    """
    first, _, name = text.rpartition("_")
    words = first.replace("-", "").replace("_", "")
    return len(text) <= 55 and _is_alphanumeric(words, 55) and _is_alphanumeric(name, 55)


def region_in(url: str) -> str:
    """Return the region in the host of an AWS service, such as `api-id.execute-api.eu-west-1.amazonaws.com`; empty if there is none."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    return next((label for label in host.split(".") if is_region(label)), "")


def is_region(text: str) -> bool:
    """Return whether the text looks like `us-east-1` or `eusc-de-east-1`.

    Lower-case words and then one digit, joined by hyphens.
    """
    if len(text) > _MAX_REGION:
        return False
    *words, number = text.split("-")
    letters = all(word.isascii() and word.isalpha() and word.islower() for word in words)
    return len(words) >= 2 and 2 <= len(words[0]) <= 4 and letters and number in _DIGITS


def is_client_id(text: str) -> bool:
    """Return whether the text is 1 to 128 ASCII letters and digits."""
    return _is_alphanumeric(text, 128)


def _is_alphanumeric(text: str, limit: int) -> bool:
    return len(text) <= limit and text.isascii() and text.isalnum()


def region_of(pool_id: str) -> str:
    """Return the part of a pool id before the first `_`."""
    return pool_id.partition("_")[0]
