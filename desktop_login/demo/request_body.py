"""The body of a request: a JSON object of plain values. Knows no operation."""

from __future__ import annotations

import json
from typing import NoReturn

from desktop_login.demo.service_exception import ServiceException

_MAX_LEVELS = 8  # no operation's parameters have more than four


def parse(body: bytes) -> dict[str, object]:
    """Parse a body. A parameter that is null counts as missing: AWS's JavaScript client sends some.

    Raises:
        ServiceException: It is not a JSON object, or has lone surrogates, numbers that are too long
            or infinite, or deep nesting.
    """
    try:
        request = json.loads(body.decode("utf-8"), parse_constant=_no_number)
        if not isinstance(request, dict) or not _is_plain(request):
            raise ValueError("not a plain object")
    except (ValueError, RecursionError):
        raise ServiceException("SerializationException", "Request is not a JSON object") from None
    return _without_nulls(request)


def _without_nulls(fields: dict[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in fields.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return _without_nulls(value) if isinstance(value, dict) else value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _is_plain(request: dict[str, object]) -> bool:
    layer: list[object] = [request]
    for _ in range(_MAX_LEVELS):
        inner: list[object] = []
        for value in layer:
            if isinstance(value, dict):
                inner += [*value, *value.values()]
            elif isinstance(value, list):
                inner += value
            elif isinstance(value, str):
                value.encode("utf-8")  # UnicodeEncodeError is a ValueError
        layer = inner
    return not layer
