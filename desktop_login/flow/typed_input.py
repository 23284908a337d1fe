"""What is wrong with what somebody typed, in one sentence, and what becomes of it: the same rules in a window and in a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from desktop_login.domain.answers import typed_code, typed_username
from desktop_login.domain.password_policy import (
    MAX_PASSWORD,
    MAX_USERNAME,
    PasswordPolicy,
    Rule,
    is_email,
)
from desktop_login.domain.typed_text import has_unseen
from desktop_login.flow.phone_numbers import Phone, read_phone
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import (
    ATTRIBUTES,
    DATE_FORMAT,
    DIGITS_ONLY,
    INVALID_EMAIL,
    NEW_PASSWORD_UNSEEN,
    PHONE_FORMAT,
    PHONE_NEEDS_COUNTRY,
    REQUIRED,
    RULE_NOT_TOO_LONG,
    SIX_DIGITS,
    SIX_TO_EIGHT_DIGITS,
    URL_FORMAT,
    USERNAME_TOO_LONG,
)
from desktop_login.messages.select import RULES

# Broken by accident only: said below a new password when they are, and not listed.
QUIET = (Rule.NOT_TOO_LONG, Rule.OUTER_SPACE)
_SHAPES: Mapping[str, tuple[str, Message]] = {
    "birthdate": (r"\d{4}-\d\d-\d\d", DATE_FORMAT),
    "website": (r"https?://\S+", URL_FORMAT),
    "profile": (r"https?://\S+", URL_FORMAT),
    "picture": (r"https?://\S+", URL_FORMAT),
}


def username_problem(text: str, *, by_username: bool = False) -> FormattedMessage | None:
    """What is wrong with it; `by_username`: people sign in with a name, not with an address."""
    typed = typed_username(text)
    if not typed:
        return message(REQUIRED)
    if len(typed) > MAX_USERNAME:
        return message(USERNAME_TOO_LONG)
    return None if by_username else email_problem(typed)


def email_problem(text: str) -> FormattedMessage | None:
    return None if is_email(typed_username(text)) else message(INVALID_EMAIL)


def password_problem(text: str) -> FormattedMessage | None:
    """A password of long ago may break every rule for new ones."""
    if not text:
        return message(REQUIRED)
    return message(RULE_NOT_TOO_LONG) if len(text) > MAX_PASSWORD else None


def new_password_problem(text: str, policy: PasswordPolicy) -> FormattedMessage | None:
    """The first broken rule; those that a window does not list come first."""
    if has_unseen(text):
        return message(NEW_PASSWORD_UNSEEN)
    broken = policy.broken(text)
    for rule in sorted(broken, key=lambda rule: rule not in QUIET):
        return rule_message(rule, policy)
    return None


def rule_message(rule: Rule, policy: PasswordPolicy) -> FormattedMessage:
    values = {"n": policy.min_length} if rule is Rule.LENGTH else {}
    return message(RULES[rule], **values)


def code_problem(text: str, *, authenticator: bool = False) -> FormattedMessage | None:
    """Delivered codes may have eight digits."""
    code = typed_code(text)
    if not re.fullmatch(r"[0-9]*", code):
        return message(DIGITS_ONLY)
    if authenticator:
        return None if len(code) == 6 else message(SIX_DIGITS)
    return None if 6 <= len(code) <= 8 else message(SIX_TO_EIGHT_DIGITS)


def attribute_name(name: str) -> Message | str:
    """The label of an attribute; a custom one is shown under its own name."""
    return ATTRIBUTES.get(name) or name.removeprefix("custom:")


def attribute_value(name: str, text: str) -> str:
    """What is sent."""
    if name == "phone_number":
        kind, number = read_phone(text)
        return number if kind is Phone.GOOD else text.strip()
    return text.strip()


def attribute_problem(name: str, text: str) -> FormattedMessage | None:
    """Each attribute has the shape that Cognito's standard schema gives it. An empty text is not judged here."""
    text = text.strip()
    if name == "phone_number":
        kind, _ = read_phone(text)
        if kind is Phone.GOOD or not text:
            return None
        return message(PHONE_NEEDS_COUNTRY if kind is Phone.NEEDS_COUNTRY else PHONE_FORMAT)
    if name == "email":
        return None if is_email(text) else message(INVALID_EMAIL)
    pattern, words = _SHAPES.get(name, ("", DATE_FORMAT))
    if pattern and not re.fullmatch(pattern, text):
        return message(words)
    return None


def key_uri(issuer: str, account: str, secret: str) -> str:
    """`otpauth://totp/issuer:account?secret=…&issuer=…`, all parts percent-encoded.
    https://github.com/google/google-authenticator/wiki/Key-Uri-Format"""
    name = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    return (
        f"otpauth://totp/{name}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
    )
