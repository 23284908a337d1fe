"""Which addresses an app client may register, for the end of a browser sign-in.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_MAX = 1024
_URI = re.compile(r"[a-z][a-z0-9+.-]*://[!\"$-~]+")  # no blank, no fragment
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NEVER = frozenset({"about", "blob", "data", "file", "javascript", "view-source", "ws", "wss"})


class NoRedirect(ValueError):
    """`text` is what was given."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def check(text: str) -> str:
    """Return the address: https, http of this computer, or an app's own scheme.

    Raises:
        NoRedirect: It is anything else.
    """
    if len(text) > _MAX or not _URI.fullmatch(text):
        raise NoRedirect(text)
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise NoRedirect(text) from None
    if parts.scheme in _NEVER or not host or "@" in parts.netloc:
        raise NoRedirect(text)
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise NoRedirect(text)
    return text
