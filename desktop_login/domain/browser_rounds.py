"""The rules of one round through the browser: its addresses, its link, and what comes back. Opens no port.

OAuth 2.0 authorization code with PKCE (RFC 6749 4.1, RFC 7636) for native programs (RFC 8252).
https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.secret import Secret

# What the account pages need beside the identity is the last one.
SCOPES = ("openid", "email", "profile", "aws.cognito.signin.user.admin")
MAX_ADDRESS = 16 * 1024
_REDIRECT = re.compile(
    r"http://(?P<host>localhost|127\.0\.0\.1|\[::1\]):(?P<port>[1-9][0-9]{0,4})(?P<path>(?:/[A-Za-z0-9._~/-]*)?)"
)
_FINISHED = ("/done", "/finished")
# A code is opaque; Cognito's are UUIDs. Nothing longer belongs into a request of ours.
_MAX_CODE = 4096
_MAX_TEXT = 300
_NO_SUCH_SCOPE = "invalid_scope"
_ERROR_WORD = re.compile(r"[a-z_]{1,40}")
_TRIGGER = re.compile(
    r"(?:PreSignUp|PreAuthentication|PostAuthentication|PostConfirmation|PreTokenGeneration"
    r"|UserMigration) failed with error (?P<text>.+)",
    re.DOTALL,
)
# What the service writes about a provider that did not answer as it should.
_OF_A_PROVIDER = re.compile(
    r"IdP|identity provider|error getting token|Connection reset", re.IGNORECASE
)
_CODES: Mapping[str, ErrorCode] = {
    "access_denied": ErrorCode.BROWSER_CANCELLED,
    "unauthorized_client": ErrorCode.BROWSER_OFF,
    _NO_SUCH_SCOPE: ErrorCode.BROWSER_SCOPES,
    "server_error": ErrorCode.PROVIDER_TROUBLE,
    "temporarily_unavailable": ErrorCode.PROVIDER_TROUBLE,
}


class Redirect(NamedTuple):
    """An address of this computer to which the browser returns.

    `url` stands byte for byte in the app client's list, so it is never built anew from its parts.
    """

    url: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """What a browser writes into `Host`."""
        return self.host if self.port == 80 else f"{self.host}:{self.port}"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where to listen. `localhost` is both, because browsers may try either one first."""
        match self.host:
            case "localhost":
                return ("127.0.0.1", "::1")
            case "[::1]":
                return ("::1",)
            case _:
                return ("127.0.0.1",)

    @property
    def finished(self) -> str:
        """The path of the page that the tab ends on, which has no code in its address."""
        return next(path for path in _FINISHED if path != self.path)

    @property
    def signed_out(self) -> Redirect:
        """Where a sign-out in the browser ends."""
        base = self.url[: len(self.url) - len(self.path)]
        return Redirect(f"{base}/signed-out", self.host, self.port, "/signed-out")


def redirect_of(url: str) -> Redirect | None:
    """Return the parts of a loopback address with a port; None for every other text."""
    found = _REDIRECT.fullmatch(url) if len(url) <= MAX_ADDRESS else None
    if found is None or int(found["port"]) > 65535:
        return None
    return Redirect(url, found["host"], int(found["port"]), found["path"])


@dataclass(frozen=True)
class Round:
    """One attempt through the browser. Its secrets are in memory only.

    Attributes:
        redirect: Where the browser returns to.
        scopes: None if the request names none; the client then grants all that it has.
    """

    redirect: Redirect
    state: Secret
    nonce: Secret
    verifier: Secret
    scopes: tuple[str, ...] | None = SCOPES

    @property
    def challenge(self) -> str:
        """What proves later that the code is presented by who asked for it (RFC 7636 4.2)."""
        return _base64url(hashlib.sha256(self.verifier.reveal().encode()).digest())


@dataclass(frozen=True)
class Asking:
    """What a link asks for beside the round. A provider replaces the pool's own page."""

    client_id: str
    provider: str = ""
    hint: str = field(default="", repr=False)
    language: str = ""
    again: bool = False


def authorize_link(domain: str, one: Round, asking: Asking) -> Secret:
    """Return the link at which the browser signs in."""
    values = _of_round(one, asking)
    if asking.provider:
        values["identity_provider"] = asking.provider
    elif asking.hint:
        values["login_hint"] = asking.hint
    if asking.language:
        values["lang"] = asking.language
    if asking.again:
        values["prompt"] = "login"
    return Secret(f"{domain}/oauth2/authorize?{_query(values)}")


def another_account_link(domain: str, one: Round, asking: Asking) -> Secret:
    """Return the link that ends the browser's own session and then asks again."""
    return Secret(f"{domain}/logout?{_query(_of_round(one, asking))}")


def add_passkey_link(domain: str, one: Round, asking: Asking) -> Secret:
    """Return the link at which somebody adds a passkey; it takes what a sign-in takes (believed)."""
    values = _of_round(one, asking)
    if asking.language:
        values["lang"] = asking.language
    return Secret(f"{domain}/passkeys/add?{_query(values)}")


def sign_out_link(domain: str, client_id: str, redirect: Redirect) -> str:
    """Return the link that ends the browser's own session and returns here."""
    return f"{domain}/logout?{_query({'client_id': client_id, 'logout_uri': redirect.url})}"


def _of_round(one: Round, asking: Asking) -> dict[str, str]:
    values = {
        "response_type": "code",
        "client_id": asking.client_id,
        "redirect_uri": one.redirect.url,
        "state": one.state.reveal(),
        "nonce": one.nonce.reveal(),
        "code_challenge": one.challenge,
        "code_challenge_method": "S256",
    }
    if one.scopes is not None:
        values["scope"] = " ".join(one.scopes)
    return values


def _query(values: Mapping[str, str]) -> str:
    """Blanks are %20: not every server reads `+` as one."""
    return urlencode(values, quote_via=quote)


@dataclass(frozen=True)
class Returned:
    """What the browser brought back.

    Attributes:
        code: None if there was an error.
        error: One word of RFC 6749 4.1.2.1, or empty.
        description: The service's text; only that of a Lambda trigger is ever shown.
        ours: Whether the state was that of this round. An error may come without any.
        issuer: Who says that it sent the answer (RFC 9207); empty if nobody did.
    """

    code: Secret | None = None
    error: str = ""
    description: str = field(default="", repr=False)
    ours: bool = True
    issuer: str = field(default="", repr=False)


class NotOurs(Exception):
    """The address does not belong to this round: it is an older tab's, or somebody made it up."""


class Malformed(Exception):
    """A parameter stands there twice, or cannot be read."""


def read_return(query: str, state: Secret) -> Returned:
    """Return what the query of the redirect says.

    Raises:
        Malformed: A parameter is there twice, or one that counts is no text.
        NotOurs: The state is not this round's; or there is neither code nor error.
    """
    values = _values(query)
    given = values.get("state")
    error, code = values.get("error", ""), values.get("code", "")
    issuer = values.get("iss", "")
    ours = given is not None and _same(given, state.reveal())
    if not ours and (given is not None or not error):
        raise NotOurs
    if error:
        text = values.get("error_description", "")
        return Returned(error=error_word(values), description=text, ours=ours, issuer=issuer)
    if not code or len(code) > _MAX_CODE or not code.isascii() or not code.isprintable():
        raise NotOurs
    return Returned(Secret(code), issuer=issuer)


def _values(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=32
        )
    except ValueError:
        raise Malformed from None
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Malformed
    return values


def error_word(values: Mapping[str, str]) -> str:
    """Return what an answer with an error says in one word of RFC 6749 4.1.2.1.

    For a scope that the client does not have, the service is reported to say `invalid_request`, and
    `invalid_scope` only in the description.
    """
    word, text = values.get("error", ""), values.get("error_description", "")
    if word == "invalid_request" and text == _NO_SUCH_SCOPE:
        return _NO_SUCH_SCOPE
    return word if _ERROR_WORD.fullmatch(word) else "unknown"


def read_pasted(address: str, one: Round) -> Returned:
    """Return what an address says that a person copied out of the browser.

    Blanks, line breaks and quotes around and in it come from copying; no address has any.

    Raises:
        NotOurs: It is not this round's address with this round's state.
    """
    if len(address) > MAX_ADDRESS:
        raise NotOurs
    text = re.sub(r"[\s\"'<>“”‘’«»`]", "", address)
    if not text.startswith(one.redirect.url):
        raise NotOurs
    rest = text[len(one.redirect.url) :]
    # a browser adds the slash that an address without a path lacks
    rest = rest.removeprefix("/") if not one.redirect.path else rest
    if not rest.startswith("?"):
        raise NotOurs
    try:
        back = read_return(rest[1:].partition("#")[0], one.state)
    except Malformed:
        raise NotOurs from None
    if not back.ours:
        raise NotOurs
    return back


def error_of(back: Returned, provider: str) -> AuthErrorInfo:
    """Return what an error at the redirect means; `provider` is what to call who may have failed."""
    request = RequestInfo("authorize", back.error)
    trigger = _TRIGGER.search(back.description)
    text = " ".join(trigger["text"].split()).removesuffix(".").strip() if trigger else ""
    if text:
        return AuthErrorInfo(ErrorCode.RULE_OF_SERVICE, request, text=text[:_MAX_TEXT])
    code = _CODES.get(back.error, ErrorCode.BROWSER_NOT_COMPLETED)
    if back.error == "invalid_request" and _OF_A_PROVIDER.search(back.description):
        code = ErrorCode.PROVIDER_TROUBLE
    return AuthErrorInfo(code, request, name=provider)


def belongs(claims: Mapping[str, object], access_token: Secret, one: Round) -> bool:
    """Return whether the ID token was made for this round and for this access token.

    https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation (nonce, at_hash)
    """
    nonce, half = claims.get("nonce"), claims.get("at_hash")
    if not isinstance(nonce, str) or not _same(nonce, one.nonce.reveal()):
        return False
    if half is None:
        return True
    digest = hashlib.sha256(access_token.reveal().encode()).digest()[:16]
    return isinstance(half, str) and _same(half, _base64url(digest))


def is_from(issuer: str, issuers: Sequence[str], domain: str) -> bool:
    """Return whether a named sender is this pool, so that no answer of another server is taken."""
    return not issuer or issuer in issuers or issuer == domain


def _same(one: str, other: str) -> bool:
    # half a character can be pasted, and JSON can name one
    return hmac.compare_digest(*(text.encode(errors="surrogatepass") for text in (one, other)))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
