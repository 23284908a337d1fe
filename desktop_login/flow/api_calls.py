"""One request to an API with a token of the session: what is sent, what is sent again, and what a refusal means.

A token goes in one header of one request. Nothing here follows a redirect unless that was asked
for, and then within the same origin only: whoever asked decides about any other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlsplit

from desktop_login.domain.api_presets import EXECUTE_API
from desktop_login.domain.api_refusals import (
    Explanation,
    Meaning,
    Refusal,
    Sent,
    SentToken,
    explain,
)
from desktop_login.domain.api_request import (
    ACCESS_TOKEN,
    ID_TOKEN,
    REDIRECTS,
    HttpCall,
    HttpReply,
    RequestError,
    fault_of,
    followed,
    is_service,
)
from desktop_login.domain.secret import Secret

AUTHORIZATION = "Authorization"
# Where the same request may be sent twice without doing something twice (RFC 9110 section 9.2.2).
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
MAX_FOLLOWED = 5
_PLACEHOLDERS = {ID_TOKEN: SentToken.ID, ACCESS_TOKEN: SentToken.ACCESS}


@dataclass(frozen=True)
class ApiRequest:
    """What a person or a script asks for.

    Attributes:
        headers: Without the one of the token. `{id_token}` and `{access_token}` in a value stand
            for the tokens of the session.
        token: Which token goes along, or an AWS signature.
        header_name: Of the header that carries the token. In another one than Authorization it
            stands alone, without `Bearer`.
        service: What the signature is for, such as `execute-api` or `s3`.
        follow: Whether a GET is repeated where a redirect stays in the same origin.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    token: SentToken = SentToken.ID
    header_name: str = AUTHORIZATION
    service: str = EXECUTE_API
    follow: bool = False

    @property
    def proved(self) -> bool:
        """Whether anything of the session goes along."""
        return self.token is not SentToken.NONE or bool(_placed(self))

    @property
    def only_signed(self) -> bool:
        """Whether a signature goes along, and no token."""
        return self.token is SentToken.SIGNATURE and not _placed(self)

    def request_error(self, api_url: str = "", *, elsewhere: bool = False) -> RequestError | None:
        """Return why it must not be sent; see `fault_of`."""
        headers = dict(self.headers)
        if self.token in (SentToken.ID, SentToken.ACCESS):
            headers[self.header_name] = ""
        if self.token is SentToken.SIGNATURE and not is_service(self.service):
            return RequestError.SERVICE
        call = HttpCall(self.method, self.url, headers, self.body)
        return fault_of(call, proved=self.proved, api_url=api_url, elsewhere=elsewhere)


@dataclass(frozen=True)
class ApiAnswer:
    """The reply, and what it means if it is a refusal.

    Attributes:
        redirect: Where the reply points, if that was not followed.
        renewed: Whether the request was sent again with a renewed token.
    """

    reply: HttpReply
    explanation: Explanation | None = None
    redirect: str = ""
    renewed: bool = False


@dataclass(frozen=True)
class UsedToken:
    """A token, and the claims in it."""

    token: Secret
    claims: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class SignedCall:
    """A request with its signature; the claims are those of the ID token behind it."""

    call: HttpCall
    claims: Mapping[str, object] = field(repr=False)


class Proofs(Protocol):
    """What the session gives to a request. `new`: it is renewed first."""

    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        """The ID token or the access token."""

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        """The request with an AWS signature."""


SendHttp = Callable[[HttpCall], Awaitable[HttpReply]]


async def called(
    request: ApiRequest, proofs: Proofs, send: SendHttp, *, new: bool = False
) -> ApiAnswer:
    """Send the request, once more with another token if the first was refused and is not the latest.

    What was refused by its age is renewed first, and with `new` even before the first time. What a
    `Proofs` or a `SendHttp` raises is raised.
    """
    answer, sent = await _sent(request, proofs, send, new=new)
    if answer.reply.status != 401 or request.method not in _REPEATABLE or not sent:
        return answer
    meaning = answer.explanation.meaning if answer.explanation is not None else None
    if meaning is not Meaning.EXPIRED:
        latest = [(await proofs.token(kind, new=False)).token for kind in sent]
        if latest == list(sent.values()):
            return answer
    answer, _ = await _sent(request, proofs, send, new=meaning is Meaning.EXPIRED)
    return replace(answer, renewed=True)


async def _sent(
    request: ApiRequest, proofs: Proofs, send: SendHttp, *, new: bool
) -> tuple[ApiAnswer, Mapping[SentToken, Secret]]:
    """The answer, and the tokens that were sent in headers."""
    shown = _shown(request)
    used: dict[SentToken, UsedToken] = {}
    for kind in {*_placed(request).values(), shown} & {SentToken.ID, SentToken.ACCESS}:
        used[kind] = await proofs.token(kind, new=new)
    headers = _headers(request, used)
    url = request.url
    for _ in range(MAX_FOLLOWED):
        call = HttpCall(request.method, url, headers, request.body)
        claims = used[shown].claims if shown in used else {}
        if request.token is SentToken.SIGNATURE:
            signed = await proofs.signed(call, request.service, new=new)
            call, claims = signed.call, signed.claims
        reply = await send(call)
        location = reply.headers.get("location", "") if reply.status in REDIRECTS else ""
        target = followed(url, location) if location and request.follow else None
        if target is None or request.method != "GET":
            break
        url = target
    sent = Sent(shown, urlsplit(url).path, claims, standard_header=_is_standard(request))
    refused = Refusal(reply.status, reply.headers, reply.body, reply.server_time)
    tokens = {kind: one.token for kind, one in used.items()}
    return ApiAnswer(reply, explain(sent, refused), location), tokens


def _headers(request: ApiRequest, used: Mapping[SentToken, UsedToken]) -> dict[str, str]:
    headers = dict(request.headers)
    for placeholder, kind in _PLACEHOLDERS.items():
        if kind in used:
            text = used[kind].token.reveal()
            headers = {name: value.replace(placeholder, text) for name, value in headers.items()}
    if request.token in used:
        token = used[request.token].token.reveal()
        is_bearer = request.header_name.lower() == AUTHORIZATION.lower()
        name = request.header_name.lower()
        headers = {each: value for each, value in headers.items() if each.lower() != name}
        headers[request.header_name] = f"Bearer {token}" if is_bearer else token
    return headers


def _placed(request: ApiRequest) -> Mapping[str, SentToken]:
    """The headers in which a placeholder stands, by lower-case name."""
    return {
        name.lower(): kind
        for name, value in request.headers.items()
        for placeholder, kind in _PLACEHOLDERS.items()
        if placeholder in value
    }


def _shown(request: ApiRequest) -> SentToken:
    """What an API sees first: the proof that was asked for, else a token in a header."""
    placed = _placed(request)
    if request.token is not SentToken.NONE or not placed:
        return request.token
    return placed.get(AUTHORIZATION.lower(), next(iter(placed.values())))


def _is_standard(request: ApiRequest) -> bool:
    if request.token in (SentToken.ID, SentToken.ACCESS):
        return request.header_name.lower() == AUTHORIZATION.lower()
    return request.token is SentToken.SIGNATURE or AUTHORIZATION.lower() in _placed(request)
