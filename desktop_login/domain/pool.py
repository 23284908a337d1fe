"""Which user pool, through which app client. Decides what a well-formed pool is; reads no settings."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from desktop_login.domain.amazon import (
    dns_suffix,
    host_of,
    is_amazon,
    own_issuers,
    same_addresses,
)

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret


_DIGITS = frozenset("0123456789")
_MAX_REGION = 32
# What stands for the region of an emulator's pool, whose id names none.
NO_REGION = "local"


class AuthFlow(Enum):
    """How a sign-in begins; the values are what the settings say.

    With CHOICE (USER_AUTH) and CUSTOM (CUSTOM_AUTH) a password is not always needed.
    """

    SRP = "srp"
    PASSWORD = "password"  # noqa: S105 - the name of a flow
    ADMIN = "admin"
    CHOICE = "choice"
    CUSTOM = "custom"


class PoolClient(NamedTuple):
    """One app client of one user pool.

    `issuer` replaces the two issuers that Cognito uses by itself; `endpoint_url` replaces the
    regional address and exists for developers and emulators; `aws_profile` names the AWS
    profile that signs the admin flow and is unused otherwise. `preferred` is the first factor
    that the CHOICE flow asks for when no password was typed: `email`, `sms`, or "" to let the
    person choose. `allow_plain_password`: in the CHOICE flow the person may also choose to send
    the password itself; the other flows ignore it.
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

    @property
    def password_optional(self) -> bool:
        return self.auth_flow in (AuthFlow.CHOICE, AuthFlow.CUSTOM)

    @property
    def pool_name(self) -> str:
        """The part of the pool id after `_`, which enters every SRP hash."""
        return self.pool_id.partition("_")[2]

    @property
    def issuers(self) -> tuple[str, ...]:
        """The issuers whose tokens are right, most likely first.

        A pool may be switched between the two forms while the program runs.
        https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
        """
        if self.issuer:
            return (self.issuer,)
        own = own_issuers(self.region, self.pool_id)
        # Emulators write either their own address or a copy of Amazon's into their tokens.
        return own if not self.foreign_host else (*own, *same_addresses(self.address))

    @property
    def foreign_host(self) -> str:
        """Host and port of an endpoint that is not Amazon Cognito's; empty for all others."""
        url = self.endpoint_url or ""
        return "" if not url or is_amazon(url, self.region) else host_of(url) or url

    @property
    def keys_of(self) -> str:
        """Host and port that the signing keys come from, where that is not Amazon Cognito.

        Empty for Amazon's own keys: whatever else has signed a token says nothing about Amazon.
        """
        url = self.keys_url
        return "" if is_amazon(url, self.region) else host_of(url) or url

    @property
    def keys_url(self) -> str:
        """Where the signing keys (JWKS) of the pool are published."""
        base = self.issuer.rstrip("/") if self.issuer else self.address
        return f"{base}/.well-known/jwks.json"

    @property
    def address(self) -> str:
        """Where the pool publishes its discovery document, whatever issuer is configured."""
        return f"{self.service_url}/{self.pool_id}"

    @property
    def service_url(self) -> str:
        """Where every request of the conversation goes, and nowhere else."""
        if self.endpoint_url:
            return self.endpoint_url.rstrip("/")
        return f"https://cognito-idp.{self.region}.{dns_suffix(self.region)}"


def is_pool_id(text: str) -> bool:
    """`us-east-1_AbCdEfGhI`: a region, an underscore, up to 46 letters and digits."""
    region, _, name = text.partition("_")
    return is_region(region) and _is_alphanumeric(name, 46)


def is_emulated_pool_id(text: str) -> bool:
    """`local_4swJtcNM`: what Cognito's API allows, beyond what Cognito itself gives out.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html
    """
    first, _, name = text.rpartition("_")
    words = first.replace("-", "").replace("_", "")
    return len(text) <= 55 and _is_alphanumeric(words, 55) and _is_alphanumeric(name, 55)


def is_region(text: str) -> bool:
    """`us-east-1`, `eusc-de-east-1`: lower-case words, then one digit, joined by hyphens."""
    if len(text) > _MAX_REGION:
        return False
    *words, number = text.split("-")
    letters = all(word.isascii() and word.isalpha() and word.islower() for word in words)
    return len(words) >= 2 and 2 <= len(words[0]) <= 4 and letters and number in _DIGITS


def is_client_id(text: str) -> bool:
    return _is_alphanumeric(text, 128)


def _is_alphanumeric(text: str, limit: int) -> bool:
    return len(text) <= limit and text.isascii() and text.isalnum()


def region_of(pool_id: str) -> str:
    return pool_id.partition("_")[0]
