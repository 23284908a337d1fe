"""A small API that wants the pool's tokens, refused as Amazon API Gateway refuses. Signs in nobody.

Below `/v1` it is a REST API: with a user pool authorizer without scopes, which wants the ID token, and
for a signed request with that of IAM in its place. A real route has one of the two. Below `/v2` it is
an HTTP API with a JWT authorizer, which wants issuer and client and may want a scope.
None knows whether a session was revoked: they believe a token until it expires.
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
from desktop_login.demo.pool import ADMIN_SCOPE, ADMINS, Pool
from desktop_login.demo.request_head import Head
from desktop_login.demo.signatures import Issued, NotSigned, Signatures

SignedRoute = Callable[[Head, Issued], Answer]
REST, HTTP = "/v1/", "/v2/"
_JSON = "application/json"
_SIGNED = "AWS4-HMAC-SHA256"


class ProtectedApi:
    """Answers what lies below `/v1/` and `/v2/`."""

    def __init__(self, pool: Pool, issuer: Issuer, signatures: Signatures) -> None:
        self._pool = pool
        self._issuer = issuer
        self._signatures = signatures
        # route → by token, signed
        self._rest: Mapping[str, tuple[Callable[[Head], Answer] | None, SignedRoute]] = {
            "user": (self._rest_user, _signed_user),
            "admin": (self._rest_admin, self._signed_admin),
            "read-file": (None, self._signed_read_file),
        }
        self._http: Mapping[str, Callable[[Head], Answer]] = {
            "user": self._http_user,
            "account": self._http_account,
        }

    @staticmethod
    def has(path: str) -> bool:
        return path.startswith((REST, HTTP))

    def answer(self, head: Head, body: bytes) -> Answer:
        path = head.target.partition("?")[0]
        is_read = head.method in ("GET", "HEAD")
        if path.startswith(REST):
            routes = self._rest.get(path.removeprefix(REST)) if is_read else None
            if routes is None:
                return _no_such_route()
            by_token, signed = routes
            is_signed = head.fields.get("authorization", "").startswith(_SIGNED)
            return (
                by_token(head) if by_token and not is_signed else self._by_iam(head, body, signed)
            )
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

    def _by_iam(self, head: Head, body: bytes, route: SignedRoute) -> Answer:
        region = self._pool.config.region
        try:
            issued = self._signatures.check(head, body, "execute-api", region)
        except NotSigned as not_signed:
            return _rest_refusal(403, not_signed.code, not_signed.text)
        return route(head, issued)

    def _signed_admin(self, head: Head, issued: Issued) -> Answer:
        """The role of the group is the only one whose policy allows it."""
        if issued.role != dict(self._pool.config.group_roles).get(ADMINS):
            return _may_not(head, issued, self._pool.config.region)
        return _signed_user(head, issued)

    def _signed_read_file(self, head: Head, issued: Issued) -> Answer:
        """Its code reads whose file it is from the ID token in a header of its own."""
        claims = self._issuer.read(head.fields.get("idtoken", ""), "id")
        if claims is None or claims["sub"] != issued.sub or claims["exp"] <= self._pool.now():
            return _said(401, {"message": "The header idToken is no good."}, _rest_fields())
        key = f"cognito-test/{issued.identity_id}/data.txt"
        return _said(200, {"key": key, "email": claims.get("email", "")}, _rest_fields())

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


def _no_such_route() -> Answer:
    """A REST API answers a path or method that it has not as if a signature were missing."""
    return _rest_refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token")


def _signed_user(head: Head, issued: Issued) -> Answer:
    del head
    return _said(200, {"arn": issued.arn, "identity": issued.identity_id}, _rest_fields())


def _may_not(head: Head, issued: Issued, region: str) -> Answer:
    account = issued.role.split(":")[4]
    place = f"arn:aws:execute-api:{region}:{'*' * 8}{account[-4:]}:demo/GET{head.target.partition('?')[0]}"
    text = (
        f"User: {issued.arn} is not authorized to perform: execute-api:Invoke on resource: {place}"
    )
    fields = _rest_fields() | {"x-amzn-ErrorType": "AccessDeniedException"}
    return _said(403, {"Message": text}, fields)


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
