"""Tokens for `requests` and `httpx`: `requests_auth`, `httpx_auth`. Each imports only its own library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.embedding.httpx_auth import HttpxAuth
    from desktop_login.embedding.requests_auth import RequestsAuth
    from desktop_login.embedding.session import Session
    from desktop_login.embedding.values import TokenKind

__all__ = ["httpx_auth", "requests_auth"]


def requests_auth(
    session: Session,
    kind: TokenKind = "id",
    header: str = "Authorization",
    scheme: str = "Bearer",
    origins: Iterable[str] | None = None,
) -> RequestsAuth:
    """Return an auth object for `requests`: `requests.get(url, auth=requests_auth(session))`.

    Each request carries a good token, and a request to another origin carries none. A 401 is
    repeated once with a renewed token, if the body can be sent again. If none can be had for the
    moment, the 401 is the answer; if the session has ended, `SignInRequired` is raised.

    Args:
        session: Whose token it is.
        kind: Which token.
        header: The header that carries it. Any other than `Authorization` would follow a redirect to
            another origin; such a redirect is refused with `Refused` (REDIRECT).
        scheme: What stands before the token; empty for the token alone.
        origins: Where a token may go, such as `https://api.example.com`; None takes the origin of
            `api_url` in the settings, and without one that of the first request, which must be
            encrypted or stay on this computer.
    """
    from desktop_login.embedding.bearer import Bearer
    from desktop_login.embedding.requests_auth import RequestsAuth

    return RequestsAuth(Bearer(session, kind, header, scheme, origins))


def httpx_auth(
    session: Session,
    kind: TokenKind = "id",
    header: str = "Authorization",
    scheme: str = "Bearer",
    origins: Iterable[str] | None = None,
) -> HttpxAuth:
    """Return an auth object for `httpx.Client` and `httpx.AsyncClient`; the arguments are those of `requests_auth`."""
    from desktop_login.embedding.bearer import Bearer
    from desktop_login.embedding.httpx_auth import HttpxAuth

    return HttpxAuth(Bearer(session, kind, header, scheme, origins))
