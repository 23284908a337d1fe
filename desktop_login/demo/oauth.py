"""OAuth 2.0 and OpenID Connect of the demo's domain: what may be asked for, codes, tokens. Makes no page.

https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode

from desktop_login.demo.client import Reply
from desktop_login.demo.grants import Grant
from desktop_login.demo.issuer import visible
from desktop_login.demo.pool import DemoPoolConfig, Pool, User
from desktop_login.demo.service_exception import ServiceException
from desktop_login.demo.token_operations import TokenOperations

_MAX_FIELDS = 64
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_PROMPTS = frozenset({"none", "login", "select_account", "consent"})
_OPENID = frozenset({"email", "phone", "profile"})  # mean nothing without `openid`
_KEPT_S = 3600.0  # a code that was used is remembered, so that a second use is noticed


class Malformed(ValueError):
    """A query or a form that could be understood in two ways."""


class StaysHere(Exception):
    """The browser must not be sent anywhere: it is not known whose address that would be."""

    def __init__(self, error: str, client_id: str) -> None:
        super().__init__(error)
        self.error = error
        self.client_id = client_id


class GoesBack(Exception):
    """An error of which the client is told, at `address`."""

    def __init__(self, address: str) -> None:
        super().__init__("error at the redirect")
        self.address = address


class TokenError(Exception):
    """Becomes `{"error": code}`."""

    def __init__(self, code: str, text: str = "", status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.status = status


@dataclass(frozen=True)
class Asked:
    """A request for a sign-in, checked.

    Attributes:
        query: As it came, to be asked again after a page.
        provider: Who signs the person in; empty where the person chooses.
        prompts: What `prompt` says.
        hint: What fills the user name in.
        language: What `lang` says, unchecked.
    """

    query: str = field(repr=False)
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None = field(repr=False)
    nonce: str = field(repr=False)
    challenge: str = field(repr=False)
    provider: str
    prompts: frozenset[str]
    hint: str
    language: str
    carries_state: bool = True

    def back_with_error(self, error: str, description: str = "") -> str:
        """The address that tells the client of an error."""
        more = {"error_description": description} if description else {}
        return self._back({"error": error, **more}, with_state=self.carries_state)

    def back_with_code(self, code: str) -> str:
        return self._back({"code": code}, with_state=True)

    def _back(self, parameters: dict[str, str], *, with_state: bool) -> str:
        if self.state is not None and with_state:
            parameters["state"] = self.state
        joint = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{joint}{urlencode(parameters, quote_via=quote)}"


def fields_of(text: str) -> dict[str, str]:
    """Read a query or a form. Raises `Malformed`, also for a field that stands there twice."""
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError:
        raise Malformed("not readable") from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any("\0" in name + value for name, value in pairs):
        raise Malformed("a field stands there twice")
    return fields


def asked(config: DemoPoolConfig, query: str) -> Asked:
    """Check the query of `/oauth2/authorize`, and of every page that follows.

    Client and redirect come first: until they are known to belong together, no error may be sent
    anywhere, and where one of them stands there twice, none is known.

    Raises:
        StaysHere: The redirect is not one of this client.
        GoesBack: Anything else is wrong.
    """
    try:
        given, twice = fields_of(query), False
    except Malformed:
        given, twice = _once(query), True
    client_id, redirect_uri = given.get("client_id", ""), given.get("redirect_uri", "")
    if not hmac.compare_digest(client_id.encode(), config.client_id.encode()):
        raise StaysHere("invalid_client", client_id)
    if redirect_uri not in config.redirect_uris:
        raise StaysHere("redirect_mismatch", client_id)
    known = config.providers
    checked = Asked(
        query=query,
        client_id=client_id,
        redirect_uri=redirect_uri,
        scopes=tuple(dict.fromkeys(given.get("scope", "").split())) or config.scopes,
        state=given.get("state"),
        nonce=given.get("nonce", ""),
        challenge=given.get("code_challenge", ""),
        provider=_provider(config, given) or (known[0] if len(known) == 1 else ""),
        prompts=frozenset(given.get("prompt", "").split()),
        hint=given.get("login_hint", "")[:128],
        language=given.get("lang", ""),
        carries_state=config.errors_carry_state,
    )
    error = "invalid_request" if twice else _mistake(config, given, checked)
    if error:
        raise GoesBack(checked.back_with_error(error))
    return checked


def _once(query: str) -> dict[str, str]:
    """The fields that stand there exactly once, of a query that is malformed."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        return {}
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}


def _provider(config: DemoPoolConfig, given: Mapping[str, str]) -> str:
    """Empty if none is named; a name that is not known stays what it is."""
    identifier = given.get("idp_identifier", "")
    return given.get("identity_provider", "") or (
        dict(config.provider_identifiers).get(identifier, identifier) if identifier else ""
    )


def _mistake(config: DemoPoolConfig, given: Mapping[str, str], checked: Asked) -> str:
    """The error of a request whose client and redirect are right; empty if there is none."""
    kind = given.get("response_type", "")
    alone = "none" not in checked.prompts or len(checked.prompts) == 1
    both = "identity_provider" in given and "idp_identifier" in given
    if kind not in ("code", "token"):
        return "invalid_request"
    if kind == "token" or not config.code_flow:
        return "unauthorized_client"
    if not _may_be_proved(given) or both or not alone or not checked.prompts <= _PROMPTS:
        return "invalid_request"
    if checked.provider and checked.provider not in config.providers:
        return "invalid_request"
    wanted = set(checked.scopes)
    if not wanted <= set(config.scopes) or ("openid" not in wanted and wanted & _OPENID):
        return "invalid_scope"
    return ""


def _may_be_proved(given: Mapping[str, str]) -> bool:
    """Whether the challenge of PKCE is one, or there is none."""
    method, challenge = given.get("code_challenge_method"), given.get("code_challenge")
    if method is None and challenge is None:
        return True
    return method == "S256" and _CHALLENGE.fullmatch(challenge or "") is not None


@dataclass
class _Code:
    asked: Asked
    sub: str
    auth_time: float
    expires_at: float
    used: bool = False
    grant: Grant | None = None


class OAuth:
    """Codes, and what the endpoints for programs answer."""

    def __init__(self, pool: Pool, tokens: TokenOperations) -> None:
        self._pool = pool
        self._config = pool.config
        self._tokens = tokens
        self._lock = threading.Lock()
        self._codes: dict[str, _Code] = {}

    def code(self, asked: Asked, user: User, auth_time: float) -> str:
        """Return a new authorization code of 256 bits."""
        now, code = self._pool.now(), secrets.token_urlsafe(32)
        with self._lock:
            self._codes = {k: c for k, c in self._codes.items() if c.expires_at + _KEPT_S > now}
            self._codes[code] = _Code(
                asked, user.sub, auth_time, now + self._config.authorization_code_s
            )
        return code

    def token(self, form: Mapping[str, str], authorization: str | None) -> Reply:
        """Answer `/oauth2/token`. Raises `TokenError`."""
        self._check_client(form, authorization)
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchanged(form)
            case "refresh_token":
                return self._refreshed(form)
            case "client_credentials":
                raise TokenError("unauthorized_client")
            case None:
                raise TokenError("invalid_request", "grant_type is missing")
            case _:
                raise TokenError("unsupported_grant_type")

    def revoke(self, form: Mapping[str, str], authorization: str | None) -> None:
        """Answer `/oauth2/revoke`: an unknown token is no error. Raises `TokenError`."""
        self._check_client(form, authorization)
        if not form.get("token"):
            raise TokenError("invalid_request", "token is missing")
        try:
            self._tokens.revoke(form["token"])
        except ServiceException as error:
            unsupported = error.code == "UnsupportedTokenTypeException"
            code = "unsupported_token_type" if unsupported else "invalid_request"
            raise TokenError(code) from None

    def user_info(self, authorization: str | None) -> Mapping[str, str]:
        """Answer `/oauth2/userInfo`; every value is a text. Raises `TokenError`."""
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise TokenError("invalid_request", "An access token is missing", 400)
        try:
            user, scopes = self._tokens.holder(token)
        except ServiceException as error:
            raise TokenError("invalid_token", error.text, 401) from None
        if "openid" not in scopes:
            raise TokenError("invalid_token", "Access token does not contain openid scope", 401)
        return {**visible(user, scopes), "username": user.username}

    def _check_client(self, form: Mapping[str, str], authorization: str | None) -> None:
        """The client's id, and its secret if it has one: in the form or in Authorization.

        https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
        """
        given_id, given = form.get("client_id", ""), form.get("client_secret")
        if authorization is not None:
            if given is not None:
                raise TokenError("invalid_request", "The client says twice who it is")
            basic_id, given = _basic(authorization)
            if given_id and given_id != basic_id:
                raise TokenError("invalid_request", "The client says twice who it is")
            given_id = basic_id
        if given_id != self._config.client_id:
            raise TokenError("invalid_client")
        secret = self._config.client_secret
        if secret is None and given:
            raise TokenError("invalid_client")
        if secret is not None and not hmac.compare_digest(secret.encode(), (given or "").encode()):
            raise TokenError("invalid_client")

    def _exchanged(self, form: Mapping[str, str]) -> Reply:
        """Tokens for a code, once: the first request uses it up, also if something else is wrong.

        A second one takes back what the first one gave.
        https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
        """
        if not form.get("code") or not form.get("redirect_uri"):
            raise TokenError("invalid_request", "code or redirect_uri is missing")
        now = self._pool.now()
        with self._lock:
            code = self._codes.get(form["code"])
            if code is None:
                raise TokenError("invalid_grant")
            if code.used and code.grant is not None:
                code.grant.revoked = True
            if code.used or code.expires_at <= now:
                raise TokenError("invalid_grant")
            code.used = True
            user = self._pool.by_sub(code.sub)
            if (
                form["redirect_uri"] != code.asked.redirect_uri
                or not _is_proved(code.asked.challenge, form.get("code_verifier"))
                or user is None
                or not user.enabled
            ):
                raise TokenError("invalid_grant")
            asked = code.asked
            code.grant, result = self._tokens.sign_in_with_browser(
                user, asked.scopes, code.auth_time, asked.nonce
            )
        return _named(result)

    def _refreshed(self, form: Mapping[str, str]) -> Reply:
        if not form.get("refresh_token"):
            raise TokenError("invalid_request", "refresh_token is missing")
        try:
            return _named(self._tokens.refresh_in_browser(form["refresh_token"]))
        except ServiceException as error:
            raise TokenError("invalid_grant", error.text) from None


def _basic(authorization: str) -> tuple[str, str]:
    """Id and secret of HTTP Basic, each encoded like a form's value. Raises `TokenError`."""
    kind, _, text = authorization.partition(" ")
    try:
        pair = base64.b64decode(text, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pair = ""
    name, colon, secret = pair.partition(":")
    if not colon:
        raise TokenError("invalid_client")
    return unquote_plus(name), unquote_plus(secret)


def _is_proved(challenge: str, verifier: str | None) -> bool:
    """Whether the verifier belongs to the challenge; none may come if none was announced."""
    if not challenge:
        return verifier is None
    if verifier is None or not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode("ascii"))


_NAMES = {
    "IdToken": "id_token",
    "AccessToken": "access_token",
    "RefreshToken": "refresh_token",
    "ExpiresIn": "expires_in",
    "TokenType": "token_type",
}


def _named(result: Reply) -> Reply:
    """AuthenticationResult in the words of OAuth."""
    return {_NAMES[name]: value for name, value in result.items()}
