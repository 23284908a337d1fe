"""A small API that wants the pool's tokens, refused as Amazon API Gateway refuses. Signs in nobody.

Below `/v1` it is a REST API with a user pool authorizer without scopes, which wants the ID token;
below `/v2` an HTTP API with a JWT authorizer, which wants issuer and client and may want a scope.
Neither knows whether a session was revoked: they believe a token until it expires.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping

from desktop_login.demo.exchange import Answer
from desktop_login.demo.issuer import Claims, Issuer
from desktop_login.demo.pool import ADMIN_SCOPE, Pool
from desktop_login.demo.request_head import Head

REST, HTTP = "/v1/", "/v2/"
ADMINS = "admin"
_JSON = "application/json"
_SIGNED_PARTS = ("Credential", "Signature", "SignedHeaders")


class ProtectedApi:
    """Answers what lies below `/v1/` and `/v2/`."""

    def __init__(self, pool: Pool, issuer: Issuer) -> None:
        self._pool = pool
        self._issuer = issuer
        self._rest: Mapping[str, Callable[[Head], Answer]] = {
            "user": self._rest_user,
            "admin": self._rest_admin,
            "read-file": _wants_signature,
        }
        self._http: Mapping[str, Callable[[Head], Answer]] = {
            "user": self._http_user,
            "account": self._http_account,
        }

    @staticmethod
    def has(path: str) -> bool:
        return path.startswith((REST, HTTP))

    def answer(self, head: Head) -> Answer:
        path = head.target.partition("?")[0]
        is_read = head.method in ("GET", "HEAD")
        if path.startswith(REST):
            route = self._rest.get(path.removeprefix(REST)) if is_read else None
            return route(head) if route is not None else _no_such_route(head)
        route = self._http.get(path.removeprefix(HTTP)) if is_read else None
        return route(head) if route is not None else _said(404, {"message": "Not Found"})

    def _rest_user(self, head: Head) -> Answer:
        claims = self._by_user_pool(head)
        if isinstance(claims, Answer):
            return claims
        return _said(200, _about(claims), _rest_fields())

    def _rest_admin(self, head: Head) -> Answer:
        """Behind the authorizer it is the API's own code that looks at the groups."""
        claims = self._by_user_pool(head)
        if isinstance(claims, Answer):
            return claims
        if ADMINS not in claims.get("cognito:groups", ()):
            return _said(403, {"message": f"Only the group {ADMINS} may do this."}, _rest_fields())
        return _said(200, _about(claims) | {"users": len(tuple(self._pool.users))}, _rest_fields())

    def _http_user(self, head: Head) -> Answer:
        claims = self._by_jwt(head)
        return claims if isinstance(claims, Answer) else _said(200, _about(claims))

    def _http_account(self, head: Head) -> Answer:
        claims = self._by_jwt(head)
        if isinstance(claims, Answer):
            return claims
        if ADMIN_SCOPE not in claims.get("scope", "").split():
            why = _challenge("insufficient_scope", "the token is missing scopes", ADMIN_SCOPE)
            return _said(403, {"message": "Forbidden"}, why)
        return _said(200, _about(claims))

    def _by_user_pool(self, head: Head) -> Claims | Answer:
        """The ID token, as `Bearer` or alone. The header is the only place that is looked at."""
        claims = self._issuer.read(_token_of(head), "id")
        if claims is None:
            return _rest_refusal(401, "UnauthorizedException", "Unauthorized")
        if claims["exp"] <= self._pool.now():
            return _rest_refusal(401, "UnauthorizedException", "The incoming token has expired")
        return claims

    def _by_jwt(self, head: Head) -> Claims | Answer:
        """Either token of this pool, issuer, time and client."""
        token = _token_of(head)
        if not token:
            return _said(401, {"message": "Unauthorized"}, {"www-authenticate": "Bearer"})
        claims = self._issuer.read(token, "id") or self._issuer.read(token, "access")
        if claims is None:
            return _not_valid("signature is invalid")
        if claims["iss"] != self._pool.config.issuer:
            return _not_valid("invalid issuer")
        if claims["exp"] <= self._pool.now():
            return _not_valid("the token has expired")
        if claims.get("aud", claims.get("client_id")) != self._pool.config.client_id:
            return _not_valid("the token does not have a valid audience")
        return claims


def _token_of(head: Head) -> str:
    value = head.fields.get("authorization", "")
    kind, _, rest = value.partition(" ")
    return rest.strip() if kind.lower() == "bearer" else value


def _no_such_route(head: Head) -> Answer:
    """A REST API answers a path or method that it has not as if a signature were missing."""
    del head
    return _rest_refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token")


def _wants_signature(head: Head) -> Answer:
    """A route for IAM: without a signature, and with something else in its place."""
    given = head.fields.get("authorization", "")
    if not given:
        return _no_such_route(head)
    needed = " ".join(
        f"Authorization header requires '{part}' parameter." for part in _SIGNED_PARTS
    )
    return _rest_refusal(403, "IncompleteSignatureException", needed)


def _about(claims: Claims) -> dict[str, object]:
    name = claims.get("cognito:username", claims.get("username"))
    known = {"sub": claims["sub"], "username": name, "groups": claims.get("cognito:groups", [])}
    return known | ({"email": claims["email"]} if "email" in claims else {})


def _not_valid(why: str) -> Answer:
    return _said(401, {"message": "Unauthorized"}, _challenge("invalid_token", why))


def _challenge(error: str, why: str, scope: str = "") -> Mapping[str, str]:
    words = f'Bearer scope="{scope}" error="{error}" error_description="{why}"'
    return {"www-authenticate": words, "apigw-requestid": uuid.uuid4().hex[:15]}


def _rest_refusal(status: int, error: str, text: str) -> Answer:
    return _said(status, {"message": text}, _rest_fields() | {"x-amzn-ErrorType": error})


def _rest_fields() -> dict[str, str]:
    return {"x-amz-apigw-id": uuid.uuid4().hex[:15]}


def _said(
    status: int, value: Mapping[str, object], fields: Mapping[str, str] | None = None
) -> Answer:
    return Answer(status, json.dumps(value).encode(), _JSON, fields or {})
