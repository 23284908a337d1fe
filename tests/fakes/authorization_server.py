"""A pool's domain, strict: PKCE checked, redirects exact, codes once. Tokens are those of an embedded demo pool.

It shares no code with the client. Only what a browser and the token request need is there.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from desktop_login.demo.server import DemoCognito
from tests.patience import STEP_S

CALLBACK = "/callback"
# What becomes of one token request: status, headers, body; None drops the connection.
TokenFault = Callable[[Mapping[str, Any]], "tuple[int, Mapping[str, str], bytes] | None"]
Claims = dict[str, Any]


@dataclass
class _Code:
    client: str
    redirect: str
    challenge: str
    nonce: str
    scopes: tuple[str, ...]
    used: bool = False


@dataclass
class AuthorizationServer:
    """Serves between `__enter__` and `__exit__`.

    Attributes:
        redirects: What is registered; `sign_outs` likewise.
        scopes: What the client may have.
        error: Answers the next authorize request with this error, description and all.
        edit: Changes the claims of the ID token before it is signed.
        fault: Answers the token request instead.
        asked: The parameters of every authorize request; `redeemed` those of every token request.
    """

    demo: DemoCognito
    redirects: list[str] = field(default_factory=list)
    sign_outs: list[str] = field(default_factory=list)
    scopes: tuple[str, ...] = ("openid", "email", "profile", "aws.cognito.signin.user.admin")
    secret: str = ""
    user: str = "confirmed@example.com"
    password: str = "Demo-Passw0rd!"
    error: Mapping[str, str] | None = None
    error_with_state: bool = True
    allowed: bool = True
    edit: Callable[[Claims], None] = lambda claims: None
    fault: TokenFault | None = None
    keeps_proof: bool = True
    pause_s: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    redeemed: list[dict[str, str]] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._codes: dict[str, _Code] = {}
        self._lock = threading.Lock()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        self._server = server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(STEP_S)

    def authorize(self, query: Mapping[str, str]) -> tuple[int, str]:
        """Return the status and where the browser is sent."""
        self.asked.append(dict(query))
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") != self.demo.config.client_id:
            return 302, f"{self.url}/error?{urlencode({'error': 'invalid_client'})}"
        if redirect not in self.redirects:
            return 302, f"{self.url}/error?{urlencode({'error': 'redirect_mismatch'})}"
        error = self._error(query)
        back = {"state": query.get("state", "")}
        if error is not None:
            kept = back if self.error_with_state else {}
            return 302, f"{redirect}?{urlencode({**error, **kept}, quote_via=quote)}"
        with self._lock:
            code = secrets.token_urlsafe(32)
            self._codes[code] = _Code(
                query["client_id"],
                redirect,
                query["code_challenge"],
                query.get("nonce", ""),
                tuple(query.get("scope", " ".join(self.scopes)).split(" ")),
            )
        return 302, f"{redirect}?{urlencode({'code': code, **back})}"

    def _error(self, query: Mapping[str, str]) -> Mapping[str, str] | None:
        if self.error is not None:
            error, self.error = self.error, None
            return error
        if not self.allowed:
            return {"error": "unauthorized_client"}
        if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
            return {"error": "invalid_request"}
        if not set(query.get("scope", "openid").split(" ")) <= set(self.scopes):
            return {"error": "invalid_scope"}
        return None

    def logout(self, query: Mapping[str, str], *, by_browser: bool) -> tuple[int, str]:
        """A question beforehand has no cookies, and so signs nobody out."""
        where = query.get("logout_uri", "")
        if query.get("client_id") != self.demo.config.client_id:
            return 302, f"{self.url}/error?error=invalid_client"
        if not where and query.get("response_type") == "code":
            changed = dict(query)
            if not self.keeps_proof:
                changed["code_challenge"] = "x" * 43
            return 302, f"{self.url}/oauth2/authorize?{urlencode(changed, quote_via=quote)}"
        if where not in self.sign_outs:
            return 302, f"{self.url}/error?error=invalid_request"
        if by_browser:
            self.signed_out.append(where)
        return 302, where

    def token(self, form: Mapping[str, str], authorization: str) -> tuple[int, Claims]:
        self.redeemed.append(dict(form))
        if self.pause_s:
            time.sleep(self.pause_s)
        given = f"{form.get('client_id', '')}:{self.secret}".encode()
        expected = f"Basic {base64.b64encode(given).decode()}" if self.secret else ""
        if form.get("client_id") != self.demo.config.client_id or authorization != expected:
            return 400, {"error": "invalid_client"}
        if form.get("grant_type") != "authorization_code":
            return 400, {"error": "unsupported_grant_type"}
        with self._lock:
            code = self._codes.get(form.get("code", ""))
            good = (
                code is not None
                and not code.used
                and code.redirect == form.get("redirect_uri")
                and code.challenge == _challenge(form.get("code_verifier", ""))
            )
            if code is not None:
                code.used = True
        if not good or code is None:
            return 400, {"error": "invalid_grant"}
        return 200, self._tokens(code)

    def _tokens(self, code: _Code) -> Claims:
        """A sign-in at the demo, with an ID token for this round."""
        reply = self._signed_in()
        access = reply["AccessToken"]
        claims = _claims(reply["IdToken"])
        claims["nonce"] = code.nonce
        digest = hashlib.sha256(access.encode()).digest()[:16]
        claims["at_hash"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self.edit(claims)
        return {
            "id_token": self.demo._issuer._keys()[0].sign(claims),
            "access_token": access,
            "refresh_token": reply["RefreshToken"],
            "expires_in": reply["ExpiresIn"],
            "token_type": "Bearer",
        }

    def _signed_in(self) -> Claims:
        body = {
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": self.demo.config.client_id,
            "AuthParameters": {"USERNAME": self.user, "PASSWORD": self.password},
        }
        place = urlsplit(self.demo.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=STEP_S)
        headers = {
            "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
            "Content-Type": "application/x-amz-json-1.1",
        }
        connection.request("POST", "/", json.dumps(body), headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        result: Claims = answer["AuthenticationResult"]
        return result


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _claims(token: str) -> Claims:
    body = token.split(".")[1]
    claims: Claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def _handler(server: AuthorizationServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = STEP_S

        def do_GET(self) -> None:
            place = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            if place.path in ("/oauth2/authorize", "/passkeys/add"):
                self._send(*server.authorize(query))
            elif place.path == "/logout":
                by_browser = "Sec-Fetch-Mode" in self.headers
                self._send(*server.logout(query, by_browser=by_browser))
            else:
                self._send(200, "", b"<!doctype html>a page")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = {
                name: values[0]
                for name, values in parse_qs(self.rfile.read(length).decode()).items()
            }
            if server.fault is not None:
                server.redeemed.append(form)
                answer = server.fault(form)
                if answer is None:
                    self.connection.close()
                    return
                status, headers, body = answer
                self._send(status, "", body, headers)
                return
            status, document = server.token(form, self.headers.get("Authorization", ""))
            kind = {"Content-Type": "application/json"}
            self._send(status, "", json.dumps(document).encode(), kind)

        def _send(
            self,
            status: int,
            location: str,
            body: bytes = b"",
            headers: Mapping[str, str] | None = None,
        ) -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
