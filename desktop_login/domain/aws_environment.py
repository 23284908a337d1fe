"""AWS credentials as text for other programs, and the environment in which a command gets them.

The formats are those of `aws configure export-credentials`.
https://docs.aws.amazon.com/cli/latest/reference/configure/export-credentials.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from desktop_login.domain.aws_credentials import AwsCredentials

FORMATS = ("process", "env", "env-no-export", "fish", "powershell", "windows-cmd")
FULL_URI, AUTHORIZATION = (
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
)
_KEY, _SECRET, _SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
_THIS_COMPUTER = "127.0.0.1"  # where `adapters/credentials_endpoint` listens
_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"
# Each of them would win over the credentials that a command is given, or be taken for them.
_OTHERS = frozenset(
    {
        _KEY,
        _SECRET,
        _SESSION,
        _EXPIRATION,
        "AWS_SECURITY_TOKEN",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        FULL_URI,
        AUTHORIZATION,
    }
)
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")  # boto3 reads the second only
_LINES: Mapping[str, Callable[[str, str], str]] = {
    "env": lambda name, value: f"export {name}={value}",
    "env-no-export": lambda name, value: f"{name}={value}",
    "fish": lambda name, value: f"set -gx {name} {value}",
    "powershell": lambda name, value: f'$Env:{name}="{value}"',
    "windows-cmd": lambda name, value: f"set {name}={value}",
}


def time_of(epoch_s: float) -> str:
    """Return a time as AWS tools read it."""
    return datetime.fromtimestamp(int(epoch_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def process_object(credentials: AwsCredentials) -> dict[str, object]:
    """Return what a credential process prints as JSON."""
    return {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.reveal(),
        "SessionToken": credentials.session_token.reveal(),
        "Expiration": time_of(credentials.expiration),
    }


def endpoint_object(credentials: AwsCredentials) -> dict[str, object]:
    """Return what a credentials endpoint answers as JSON."""
    return {
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.reveal(),
        "Token": credentials.session_token.reveal(),
        "Expiration": time_of(credentials.expiration),
    }


def variables(credentials: AwsCredentials) -> dict[str, str]:
    """Return the credentials as variables of the environment."""
    return {
        _KEY: credentials.access_key_id,
        _SECRET: credentials.secret_access_key.reveal(),
        _SESSION: credentials.session_token.reveal(),
        _EXPIRATION: time_of(credentials.expiration),
    }


def lines(credentials: AwsCredentials, form: str) -> str:
    """Return the lines by which a shell takes them over; `form` is one of FORMATS but the first.

    The adapter has let only letters, digits and `+/=_.-` through, which no shell takes apart.
    """
    line = _LINES[form]
    return "\n".join(line(name, value) for name, value in variables(credentials).items())


def past_proxies(given: Mapping[str, str]) -> dict[str, str]:
    """Return what a command needs so that it asks this computer without a proxy.

    That is nothing where the environment names no proxy for http. Both spellings: curl and Python prefer the lower one, Go the upper one. A `NO_PROXY` alone would
    be a mistake: Python takes it for a proxy set-up, and leaves the one of the system aside.
    """
    proxied = any(
        value and name.lower() in ("http_proxy", "all_proxy") for name, value in given.items()
    )
    if not proxied:
        return {}
    upper, lower = given.get("NO_PROXY", ""), given.get("no_proxy", "")
    return {"NO_PROXY": _with_ours(upper or lower), "no_proxy": _with_ours(lower or upper)}


def _with_ours(hosts: str) -> str:
    named = hosts.replace(",", " ").split()
    if hosts.strip() == "*" or _THIS_COMPUTER in named:
        return hosts
    return f"{hosts},{_THIS_COMPUTER}" if named else _THIS_COMPUTER


def environment_of_child(
    given: Mapping[str, str], region: str, more: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of a command: without other credentials, with a region.

    The region is set only where the environment names none.
    """
    left = {name: value for name, value in given.items() if name.upper() not in _OTHERS}
    if not any(left.get(name) for name in _REGIONS):
        left |= dict.fromkeys(_REGIONS, region)
    return left | dict(more)
