"""The settings of AWS credentials, and of the API that is called with them. Reads no file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.domain.pool import is_region
from desktop_login.settings.values import (
    HTTPS,
    LOOPBACK_PATH,
    MAX_TEXT,
    Value,
    boolean,
    is_address,
    matching,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ROLE = r"arn:aws(?:-[a-z]{1,8}){0,2}:iam::[0-9]{12}:role/[\w+=,.@/-]{1,200}"
_BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"


class AwsSettings(NamedTuple):
    """The identity pool and the API of one user pool; a text is empty if it is not configured.

    Attributes:
        region: The region of AWS tools; that of the identity pool if nothing was configured.
        role: Which of several roles is asked for.
        api_url: The API that gets the tokens, without a slash at its end.
        api_bucket: The bucket with the files of each person.
        api_history: Whether the requests to the API are remembered.
    """

    identity_pool_id: str = ""
    region: str = ""
    role: str = ""
    api_url: str = ""
    api_bucket: str = ""
    api_history: bool = True


def is_identity_pool_id(text: str) -> bool:
    """Return whether it is a region, a colon and a UUID."""
    region, _, name = text.partition(":")
    return is_region(region) and re.fullmatch(_UUID, name) is not None


def is_role(text: str) -> bool:
    """Return whether it is the ARN of a role."""
    return re.fullmatch(_ROLE, text, re.ASCII) is not None


def _api(value: Value) -> str:
    text = value.text
    good = is_address(HTTPS, text) or is_address(LOOPBACK_PATH, text)
    if not good or len(text) > MAX_TEXT:
        value.refuse()
    return text.rstrip("/")


# setting → (its name in the environment, what is accepted)
AWS_SCHEMA: Mapping[str, tuple[str, Callable[[Value], str]]] = {
    "identity_pool_id": ("COGNITO_IDENTITY_POOL_ID", matching(is_identity_pool_id)),
    "aws_region": ("COGNITO_AWS_REGION", matching(is_region)),
    "aws_role": ("COGNITO_AWS_ROLE", matching(is_role)),
    "api_url": ("BACKEND_API_ENDPOINT", _api),
    "api_bucket": ("", matching(lambda text: re.fullmatch(_BUCKET, text) is not None)),
    "api_history": ("", boolean),
}
# What another user pool does not inherit.
OF_A_POOL = ("identity_pool_id", "aws_region", "aws_role", "api_url", "api_bucket")


def aws_settings_of(checked: Mapping[str, str]) -> AwsSettings:
    """Return them from values that were checked."""
    identity_pool_id = checked.get("identity_pool_id", "")
    return AwsSettings(
        identity_pool_id,
        checked.get("aws_region", identity_pool_id.partition(":")[0]),
        checked.get("aws_role", ""),
        checked.get("api_url", ""),
        checked.get("api_bucket", ""),
        checked.get("api_history", "true") == "true",
    )
