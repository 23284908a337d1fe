"""Inputs for the attributes that a pool demands, each in the shape of Cognito's standard schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.password_policy import is_email
from desktop_login.flow.phone_numbers import Phone, read_phone
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import (
    ATTRIBUTES,
    DATE_FORMAT,
    INVALID_EMAIL,
    PHONE_FORMAT,
    PHONE_NEEDS_COUNTRY,
    URL_FORMAT,
)
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.basics import accelerate
from desktop_login.ui.widgets.field import Check, Field
from desktop_login.ui.widgets.page import Page

_SHAPES: Mapping[str, tuple[str, Message]] = {
    "birthdate": (r"\d{4}-\d\d-\d\d", DATE_FORMAT),
    "website": (r"https?://\S+", URL_FORMAT),
    "profile": (r"https?://\S+", URL_FORMAT),
    "picture": (r"https?://\S+", URL_FORMAT),
}
# Their complaints say what to enter, with an example.
_EXPLAINED = frozenset({"phone_number", "website", "profile", "picture"})


class AttributeFields:
    """Adds its inputs to the card of `page`."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.fields: dict[str, Field] = {}

    def add(self, names: Iterable[str], at: int | None = None) -> None:
        """`at` is a place in the card; the end without it."""
        for name in names:
            if name not in self.fields:
                field = self.fields[name] = Field(
                    attribute_name(name), _check_of(name), long_complaint=name in _EXPLAINED
                )
                self._page.add_field(field, at)
                at = at + 1 if at is not None else None
        accelerate(self._page)

    def values(self) -> dict[str, str]:
        return {name: _value_of(name, field.text()) for name, field in self.fields.items()}

    def show_error(self, view: ErrorView) -> None:
        field = self.fields.get(view.name)
        if field is None:
            return
        if view.code is ErrorCode.ATTRIBUTE_FIXED:
            self._page.remove_field(self.fields.pop(view.name))
        elif view.code is ErrorCode.ATTRIBUTE_WRONG:
            field.mark(view.message)
            field.focus(select=True)


def attribute_name(name: str) -> Message | str:
    """The label of an attribute; a custom one is shown under its own name."""
    return ATTRIBUTES.get(name) or name.removeprefix("custom:")


def _value_of(name: str, text: str) -> str:
    if name == "phone_number":
        kind, number = read_phone(text)
        return number if kind is Phone.GOOD else text.strip()
    return text.strip()


def _check_phone(text: str) -> FormattedMessage | None:
    kind, _ = read_phone(text)
    if kind is Phone.GOOD or not text.strip():
        return None
    return message(PHONE_NEEDS_COUNTRY if kind is Phone.NEEDS_COUNTRY else PHONE_FORMAT)


def _check_of(name: str) -> Check:
    if name == "phone_number":
        return _check_phone

    def check(text: str) -> FormattedMessage | None:
        text = text.strip()
        if name == "email":
            return None if is_email(text) else message(INVALID_EMAIL)
        pattern, words = _SHAPES.get(name, ("", DATE_FORMAT))
        if pattern and not re.fullmatch(pattern, text):
            return message(words)
        return None

    return check
