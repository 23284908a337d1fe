"""A handler that wants an ID token of the pool, as a Lambda function or a web framework would call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt


class OrdersApi:
    """Verifies tokens with the keys of the pool, which are fetched once.

    Args:
        issuer: The pool, `https://cognito-idp.REGION.amazonaws.com/POOL`.
        client_id: The app client whose tokens are accepted.
        jwks_url: Where the keys are. They are the issuer's own if it is not given.
    """

    def __init__(self, issuer: str, client_id: str, jwks_url: str = "") -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = jwt.PyJWKClient(jwks_url or f"{issuer}/.well-known/jwks.json")

    def orders(self, headers: Mapping[str, str]) -> tuple[int, str]:
        """Return status and text. Only people of the group `staff` see orders."""
        kind, _, token = headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or not token:
            return 401, "a token is needed"
        try:
            claims = self._verified(token)
        except jwt.ExpiredSignatureError:
            return 401, "the token has expired"
        except jwt.PyJWTError:
            return 401, "the token is not valid"
        if "staff" not in claims.get("cognito:groups", []):
            return 403, "only for staff"
        return 200, f"orders of {claims['email']}"

    def _verified(self, token: str) -> dict[str, Any]:
        """The claims, which are JSON. Raises `jwt.PyJWTError`."""
        claims: dict[str, Any] = jwt.decode(  # JSON
            token,
            self._keys.get_signing_key_from_jwt(token),
            algorithms=["RS256"],
            audience=self._client_id,
            issuer=self._issuer,
        )
        if claims["token_use"] != "id":
            raise jwt.InvalidTokenError("not an ID token")
        return claims
