"""What a valid value of each setting looks like: the table beside `schema.SCHEMA`. Imported only when a value is refused."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.pool import REDIRECTS, AuthFlow
from desktop_login.messages.aws import (
    API_SHAPE,
    AWS_REGION_SHAPE,
    BUCKET_SHAPE,
    IDENTITY_POOL_SHAPE,
    ROLE_SHAPE,
)
from desktop_login.messages.connect import CLIENT_ID_SHAPE, POOL_ID_SHAPE, SECRET_SHAPE
from desktop_login.messages.message import FormattedMessage, Listed, message
from desktop_login.messages.settings import ENDPOINT_NOT_HTTPS
from desktop_login.messages.shapes import (
    ADDRESS_SHAPE,
    BRAND_SHAPE,
    COLOUR_SHAPE,
    DOMAIN_SHAPE,
    FILE_SHAPE,
    LINE_SHAPE,
    NUMBER_SHAPE,
    ONE_OF_SHAPE,
    PROFILE_SHAPE,
    PROFILES_SHAPE,
    PROVIDERS_SHAPE,
    REDIRECTS_SHAPE,
    REGION_SHAPE,
    SCOPES_SHAPE,
)
from desktop_login.settings.schema import (
    APPEARANCES,
    BROWSER_MODES,
    BY_ENVIRONMENT_NAME,
    KEEP_RUNNING,
    LANGUAGES,
    LOG_LEVELS,
)
from desktop_login.settings.values import MAX_PROFILE_NAME, MAX_TEXT


def _one_of(*names: str) -> FormattedMessage:
    return message(ONE_OF_SHAPE, names=Listed(names))


_LINE = message(LINE_SHAPE, n=MAX_TEXT)
_BOOL = _one_of("true", "false")
_ADDRESS_OR_NAME = _one_of("email", "username")

SHAPES: Mapping[str, FormattedMessage] = {
    "region": message(REGION_SHAPE),
    "user_pool_id": message(POOL_ID_SHAPE),
    "client_id": message(CLIENT_ID_SHAPE),
    "client_secret": message(SECRET_SHAPE),
    "client_secret_stored": _BOOL,
    "issuer": message(ADDRESS_SHAPE),
    "domain": message(DOMAIN_SHAPE),
    "browser_sign_in": _one_of(*BROWSER_MODES),
    "identity_providers": message(PROVIDERS_SHAPE),
    "redirect_uris": message(REDIRECTS_SHAPE, text=REDIRECTS[0]),
    "scopes": message(SCOPES_SHAPE),
    "passkeys": _BOOL,
    "auth_flow": _one_of(*(flow.value for flow in AuthFlow)),
    "preferred_method": _one_of("email", "sms"),
    "allow_plain_password": _BOOL,
    "challenge_minutes": message(NUMBER_SHAPE, low=3, high=15),
    "session_days": message(NUMBER_SHAPE, low=1, high=3650),
    "sign_up": _BOOL,
    "endpoint_url": message(ENDPOINT_NOT_HTTPS),
    "aws_profile": _LINE,
    "username_label": _ADDRESS_OR_NAME,
    "strict_password_check": _BOOL,
    "password_min_length": message(NUMBER_SHAPE, low=6, high=99),
    "scripts": _BOOL,
    "identity_pool_id": message(IDENTITY_POOL_SHAPE),
    "aws_region": message(AWS_REGION_SHAPE),
    "aws_role": message(ROLE_SHAPE),
    "api_url": message(API_SHAPE),
    "api_bucket": message(BUCKET_SHAPE),
    "api_history": _BOOL,
    "brand.name": _LINE,
    "brand.heading": _LINE,
    "brand.accent": message(COLOUR_SHAPE),
    "brand.logo": message(FILE_SHAPE, n=MAX_TEXT),
    "brand.support": _LINE,
    "window.language": _one_of(*LANGUAGES),
    "window.appearance": _one_of(*APPEARANCES),
    "window.clipboard_seconds": message(NUMBER_SHAPE, low=5, high=600),
    "window.log_level": _one_of(*LOG_LEVELS),
    "window.keep_running": _one_of(*KEEP_RUNNING),
}
# What a settings.toml has besides settings.
_OF_A_FILE: Mapping[str, FormattedMessage] = {
    "profile": message(PROFILE_SHAPE),
    "brand": message(BRAND_SHAPE),
    "profiles": message(PROFILES_SHAPE, n=MAX_PROFILE_NAME),
}


def shape_of(name: str) -> FormattedMessage | None:
    """Return the shape of a setting by its name in settings.toml, in a profile, or in the environment.

    None for an unknown name.
    """
    key = BY_ENVIRONMENT_NAME.get(name, name)
    shape = SHAPES.get(key) or SHAPES.get(f"brand.{key}")
    return shape or _OF_A_FILE.get(key.partition(".")[0])
