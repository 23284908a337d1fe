"""Inputs for the attributes that a pool demands, each in the shape of Cognito's standard schema."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from desktop_login.domain.errors import ErrorCode
from desktop_login.flow.typed_input import attribute_name, attribute_problem, attribute_value
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.widgets.basics import accelerate
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.page import Page

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
                    attribute_name(name),
                    partial(attribute_problem, name),
                    long_complaint=name in _EXPLAINED,
                )
                self._page.add_field(field, at)
                at = at + 1 if at is not None else None
        accelerate(self._page)

    def values(self) -> dict[str, str]:
        return {name: attribute_value(name, field.text()) for name, field in self.fields.items()}

    def show_error(self, view: ErrorView) -> None:
        field = self.fields.get(view.name)
        if field is None:
            return
        if view.code is ErrorCode.ATTRIBUTE_FIXED:
            self._page.remove_field(self.fields.pop(view.name))
        elif view.code is ErrorCode.ATTRIBUTE_WRONG:
            field.mark(view.message)
            field.focus(select=True)
