"""Which web pages may send requests, and the CORS fields of the answers. None is allowed by default.

A browser sends the page's Origin with every request that could change something. For requests with
fields of their own, like those to Cognito, it first sends a preflight request.
https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ORIGIN = re.compile(r"(https?)://(?:[a-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::([1-9][0-9]{0,4}))?")
_LEFT_OUT = {"http": "80", "https": "443"}
_EXPOSED = "x-amzn-RequestId, x-amzn-ErrorType, Date"
_DAY_S = 86_400


class NoOrigin(ValueError):
    """`text` is what was given."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def check(text: str) -> str:
    """Return the origin as browsers write it.

    Raises `NoOrigin` for anything else, also for `*` and `null`, which would allow any page.
    """
    found = _ORIGIN.fullmatch(text)
    if found is None or found[2] == _LEFT_OUT[found[1]]:
        raise NoOrigin(text)
    return text


def cors_fields(origin: str) -> Mapping[str, str]:
    """Return the fields of every answer to a page of an allowed origin."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": _EXPOSED,
        "Vary": "Origin",
    }


def preflight_fields() -> Mapping[str, str]:
    """Return the additional fields of the answer to a preflight request."""
    return {
        "Access-Control-Allow-Methods": "GET, HEAD, POST",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": str(_DAY_S),
    }
