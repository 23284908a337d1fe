"""What may be chosen about the pool, as a value. Reads the CDK context and refuses what CloudFormation would refuse late."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Context = Callable[[str], object]

MFA = ("off", "optional", "required")
PLANS = ("lite", "essentials", "plus")
REMOVAL = ("destroy", "retain")


class ContextError(Exception):
    """Names the context value that cannot be used."""


@dataclass(frozen=True)
class Parameters:
    """The values of cdk.json, each replaced by `-c name=value`.

    Minutes and days are those of Cognito's limits: tokens 5 minutes to 1 day, refresh tokens
    1 day to 10 years.
    """

    prefix: str
    domain_prefix: str
    callback_urls: tuple[str, ...]
    logout_urls: tuple[str, ...]
    self_sign_up: bool
    sign_in_case_sensitive: bool
    mfa: str
    feature_plan: str
    choice_based_sign_in: bool
    passkeys: bool
    identity_providers: tuple[str, ...]
    identity_pool: bool
    api_bucket: str
    id_token_minutes: int
    access_token_minutes: int
    refresh_token_days: int
    removal_policy: str


def read(context: Context) -> Parameters:
    """Raises `ContextError`."""
    parameters = Parameters(
        prefix=_matching(context, "prefix", r"[A-Za-z][A-Za-z0-9-]{0,99}"),
        domain_prefix=_matching(context, "domainPrefix", r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"),
        callback_urls=_urls(context, "callbackUrls"),
        logout_urls=_urls(context, "logoutUrls"),
        self_sign_up=_bool(context, "selfSignUp"),
        sign_in_case_sensitive=_bool(context, "signInCaseSensitive"),
        mfa=_one_of(context, "mfa", MFA),
        feature_plan=_one_of(context, "featurePlan", PLANS),
        choice_based_sign_in=_bool(context, "choiceBasedSignIn"),
        passkeys=_bool(context, "passkeys"),
        identity_providers=_providers(context, "identityProviders"),
        identity_pool=_bool(context, "identityPool"),
        api_bucket=_matching(context, "apiBucket", r"(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?"),
        id_token_minutes=_number(context, "idTokenMinutes", 5, 1440),
        access_token_minutes=_number(context, "accessTokenMinutes", 5, 1440),
        refresh_token_days=_number(context, "refreshTokenDays", 1, 3650),
        removal_policy=_one_of(context, "removalPolicy", REMOVAL),
    )
    if any(word in parameters.domain_prefix for word in ("aws", "amazon", "cognito")):
        raise ContextError("domainPrefix: Cognito refuses aws, amazon and cognito in it")
    if parameters.api_bucket and not parameters.identity_pool:
        raise ContextError("apiBucket: needs identityPool true")
    for name, chosen in (
        ("choiceBasedSignIn", parameters.choice_based_sign_in),
        ("passkeys", parameters.passkeys),
    ):
        if chosen and parameters.feature_plan == "lite":
            raise ContextError(f"{name}: needs featurePlan essentials or plus")
        if chosen and parameters.mfa == "required":
            raise ContextError(f"{name}: Cognito allows it only where MFA is not required")
    return parameters


def _text(context: Context, name: str) -> str:
    value = context(name)
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int):
        raise ContextError(f"{name}: not set")
    return str(value).strip()


def _matching(context: Context, name: str, pattern: str) -> str:
    value = _text(context, name)
    if not re.fullmatch(pattern, value):
        raise ContextError(f"{name}: {value!r} cannot be used")
    return value


def _one_of(context: Context, name: str, choices: tuple[str, ...]) -> str:
    value = _text(context, name).lower()
    if value not in choices:
        raise ContextError(f"{name}: {value!r} is none of {', '.join(choices)}")
    return value


def _bool(context: Context, name: str) -> bool:
    return _one_of(context, name, ("true", "false")) == "true"


def _number(context: Context, name: str, least: int, most: int) -> int:
    value = _text(context, name)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ContextError(f"{name}: {value!r} is not a number from {least} to {most}")
    return int(value)


def _providers(context: Context, name: str) -> tuple[str, ...]:
    """Names of identity providers, separated by commas; COGNITO is always among them."""
    value = context(name)
    if not isinstance(value, str):
        raise ContextError(f"{name}: not set")
    names = tuple(part.strip() for part in value.split(",") if part.strip())
    # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html
    bad = [each for each in names if not re.fullmatch(r"[^_\s]\S[^_\s]{1,30}", each)]
    if bad:
        raise ContextError(f"{name}: {', '.join(bad)} cannot be used")
    return names


def _urls(context: Context, name: str) -> tuple[str, ...]:
    """Separated by commas. Cognito takes https, and http for localhost only."""
    urls = tuple(part.strip() for part in _text(context, name).split(",") if part.strip())
    good = re.compile(r"https://\S+|http://(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]\S*)?")
    bad = [url for url in urls if not good.fullmatch(url)]
    if bad or not urls:
        raise ContextError(f"{name}: {', '.join(bad) or 'empty'} cannot be used")
    return urls
