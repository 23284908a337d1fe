"""Which attributes a client may write. Sets none itself; administrators and seeds are not restricted.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop_login.demo.client import Request
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.service_exception import invalid_parameter, not_authorized, too_long

STANDARD = frozenset(
    {
        "address",
        "birthdate",
        "email",
        "family_name",
        "gender",
        "given_name",
        "locale",
        "middle_name",
        "name",
        "nickname",
        "phone_number",
        "picture",
        "preferred_username",
        "profile",
        "updated_at",
        "website",
        "zoneinfo",
    }
)
CONTACTS = ("email", "phone_number")
# Only the service or an administrator sets these.
_UNWRITABLE = frozenset({"sub", "identities", "email_verified", "phone_number_verified"})
_MAX_NAME, _MAX_VALUE = 32, 2048
_SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "email": (re.compile(r"[^\s@]{1,256}@[^\s@]{1,256}"), "Invalid email address format."),
    "phone_number": (re.compile(r"\+[0-9]{1,32}"), "Invalid phone number format."),
}


def refuse_unwritable(config: DemoPoolConfig, given: Mapping[str, str]) -> None:
    """Raises `ServiceException` in the service's words for the first attribute that a client may not set."""
    declared = STANDARD | {*config.custom_attributes, *config.required_attributes}
    for name, value in given.items():
        _check_length("name", name, _MAX_NAME)
        _check_length("value", value, _MAX_VALUE)
        if name in _UNWRITABLE or name.startswith("cognito:"):
            raise not_authorized("A client attempted to write unauthorized attribute")
        if name not in declared:
            raise invalid_parameter(
                "Attributes did not conform to the schema:"
                f" {name}: Attribute does not exist in the schema.\n"
            )
        shape, words = _SHAPES.get(name, (None, ""))
        if shape is not None and not shape.fullmatch(value):
            raise invalid_parameter(words)


def refuse_undeletable(config: DemoPoolConfig, names: list[str]) -> None:
    """Raises `ServiceException` for the first attribute that a client may not delete."""
    declared = STANDARD | {*config.custom_attributes, *config.required_attributes}
    for name in names:
        if name in _UNWRITABLE or name.startswith("cognito:"):
            raise not_authorized("A client attempted to write unauthorized attribute")
        if name not in declared:
            raise invalid_parameter(f"user.{name}: Attribute does not exist in the schema.\n")
        if name in config.demanded:
            raise invalid_parameter(f"user.{name}: Attribute cannot be deleted.\n")


def named(request: Request) -> dict[str, str]:
    """The UserAttributes of a request, by name. Raises `ServiceException` for another shape."""
    given = request.get("UserAttributes", [])
    attributes: dict[str, str] = {}
    for one in given if isinstance(given, list) else [None]:
        name, value = (one.get("Name"), one.get("Value")) if isinstance(one, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(value, str):
            raise invalid_parameter("Value at 'userAttributes' is not valid")
        attributes[name] = value
    return attributes


def verified_by(changed: Mapping[str, str]) -> dict[str, str]:
    """A contact that is new is not verified."""
    return {f"{name}_verified": "false" for name in CONTACTS if name in changed}


def _check_length(what: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise too_long(f"userAttributes.member.{what}", limit)
