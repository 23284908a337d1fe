"""Which request carries a token: only one to an origin that was named. Knows no HTTP library."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from desktop_login.domain.amazon import is_this_computer
from desktop_login.embedding.errors import LoginError, Refused, SignInRequired
from desktop_login.embedding.session import inside
from desktop_login.messages.embedding import REDIRECT_REFUSED
from desktop_login.messages.message import message
from desktop_login.system.log import logger

if TYPE_CHECKING:
    from desktop_login.embedding.session import Session
    from desktop_login.embedding.values import TokenKind

_PORTS = {"http": 80, "https": 443}
# Every library takes this one out of a request that is redirected to another host, and no other.
_STRIPPED_BY_LIBRARIES = "authorization"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Origin(NamedTuple):
    """Where a request goes (RFC 6454)."""

    scheme: str
    host: str
    port: int


class Bearer:
    """The token of a session as a header.

    Args:
        session: Whose token it is.
        kind: Which token.
        header: The header that carries it.
        scheme: What stands before the token; empty for the token alone.
        origins: Where it may go; None takes that of `api_url`, else the origin of the first request,
            which must be encrypted or stay on this computer.

    Raises:
        ValueError: An origin is none, or a header cannot be sent.
    """

    def __init__(
        self,
        session: Session,
        kind: TokenKind,
        header: str,
        scheme: str,
        origins: Iterable[str] | None,
    ) -> None:
        if isinstance(origins, str):
            raise TypeError("origins must be several texts, not one")
        if not header or not (header + scheme).replace("-", "").isalnum():
            raise ValueError("header and scheme must be words")
        self._session = session
        self._kind: TokenKind = kind
        self._scheme = scheme
        self._lock = threading.Lock()
        named = _origins_of_settings(session) if origins is None else tuple(origins)
        self._origins = frozenset(map(_named, named)) if origins is not None or named else None
        self.header = header

    def may_go(self, url: str) -> bool:
        """Whether a request to this address carries the token. The first one may decide it."""
        origin = origin_of(url)
        if origin is None:
            return False
        with self._lock:
            if self._origins is None:
                if origin.scheme != "https" and not is_this_computer(url):
                    raise ValueError(
                        "the token would go out unencrypted: name the origin if that is wanted"
                    )
                self._origins = frozenset({origin})
            return origin in self._origins

    def value(self) -> str:
        """What the header says now. Blocks, and raises what `Session.token` raises."""
        return self._with_scheme(self._session.token(self._kind))

    async def value_async(self) -> str:
        """The same in a coroutine."""
        return self._with_scheme(await self._session.token_async(self._kind))

    def other_value(self, refused: str) -> str | None:
        """Another value than `refused`, after a server has said 401; None if there is none now.

        Raises:
            SignInRequired: The session has ended: no later request will have a token either.
        """
        try:
            token = inside(self._session).another(self._kind, self._without_scheme(refused))
        except LoginError as error:
            _stands(error)
            return None
        return self._if_other(token, refused)

    async def other_value_async(self, refused: str) -> str | None:
        """The same in a coroutine."""
        try:
            token = await inside(self._session).another_async(
                self._kind, self._without_scheme(refused)
            )
        except LoginError as error:
            _stands(error)
            return None
        return self._if_other(token, refused)

    def check_redirect(self, url: str, location: str) -> None:
        """Refuse a redirect on which a library would carry the token to another origin.

        Raises:
            Refused: REDIRECT.
        """
        if self.header.lower() == _STRIPPED_BY_LIBRARIES or not location:
            return
        if not self.may_go(urljoin(url, location)):
            translate = inside(self._session).place.translate
            raise Refused("REDIRECT", translate(message(REDIRECT_REFUSED)))

    def _with_scheme(self, token: str) -> str:
        return f"{self._scheme} {token}" if self._scheme else token

    def _without_scheme(self, value: str) -> str:
        return value[len(self._scheme) + 1 :] if self._scheme else value

    def _if_other(self, token: str, refused: str) -> str | None:
        value = self._with_scheme(token)
        return None if value == refused else value


def origin_of(url: str) -> Origin | None:
    """Return the origin of an address; None if it has none that a token could go to.

    An address with a backslash, a blank or a letter beyond ASCII has none: libraries do not agree
    about its host, and those that send have made it plain before.
    """
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in "\\ "):
        return None
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        return None
    if scheme not in _PORTS or not host:
        return None
    return Origin(scheme, host.rstrip("."), port or _PORTS[scheme])


def _stands(error: LoginError) -> None:
    """The 401 stays the answer, which is true; but that a sign-in helps is not kept from a host."""
    if isinstance(error, SignInRequired):
        raise error
    logger.warning("an answer 401 stays, because no other token can be had: %s", error.code)


def _origins_of_settings(session: Session) -> tuple[str, ...]:
    """That of `api_url`, where the settings have one."""
    url = str(inside(session).settings.aws.api_url)
    return (url,) if url else ()


def _named(text: str) -> Origin:
    origin = origin_of(text)
    if origin is None:
        raise ValueError(f"not an origin such as https://api.example.com: {text!r}")
    return origin
