"""The body of a request: a JSON object of plain values. Knows no operation."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from desktop_login.demo.service_exception import ServiceException

_MAX_LEVELS = 8  # no operation's parameters have more than four


def parse(body: bytes) -> dict[str, Any]:
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
    plain: dict[str, Any] = _without_nulls(request)
    return plain


def _without_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _is_plain(request: dict[str, Any]) -> bool:
    layer: list[Any] = [request]
    for _ in range(_MAX_LEVELS):
        inner: list[Any] = []
        for value in layer:
            if isinstance(value, dict):
                inner += [*value, *value.values()]
            elif isinstance(value, list):
                inner += value
            elif isinstance(value, str):
                value.encode("utf-8")  # UnicodeEncodeError is a ValueError
        layer = inner
    return not layer
