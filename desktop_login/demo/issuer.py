"""Signs and checks the demo's tokens, and publishes the keys. New RSA keys at each start; uses no JWT library."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from desktop_login.demo.grants import Grant
from desktop_login.demo.pool import DemoPoolConfig, User
from desktop_login.demo.service_exception import not_authorized

_YES_OR_NO = ("email_verified", "phone_number_verified")
_NARROW: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
    "profile": frozenset(),
}
# What a token of this demo says: its own JSON, read back.
Claims = dict[str, Any]


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_b64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class SigningKey:
    """One RSA key pair with its `kid`."""

    kid: str
    private: rsa.RSAPrivateKey

    @classmethod
    def fresh(cls) -> SigningKey:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(base64.b64encode(uuid.uuid4().bytes).decode(), key)

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        return {
            "alg": "RS256",
            "e": _b64url(numbers.e.to_bytes(3, "big")),
            "kid": self.kid,
            "kty": "RSA",
            "n": _b64url(numbers.n.to_bytes(256, "big")),
            "use": "sig",
        }

    def sign(self, claims: dict[str, object]) -> str:
        header = {"kid": self.kid, "alg": "RS256"}
        parts = [
            _b64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)
        ]
        message = ".".join(parts)
        signature = self.private.sign(message.encode(), padding.PKCS1v15(), SHA256())
        return f"{message}.{_b64url(signature)}"


class Issuer:
    """Two keys as the real service has: one for ID tokens, one for access tokens."""

    def __init__(self, config: DemoPoolConfig) -> None:
        self._config = config
        self._making = threading.Lock()

    @cached_property
    def _pair(self) -> tuple[SigningKey, SigningKey]:
        return SigningKey.fresh(), SigningKey.fresh()

    def _keys(self) -> tuple[SigningKey, SigningKey]:
        with self._making:
            return self._pair

    def warm_up(self) -> None:
        """Makes the keys, which takes a moment."""
        self._keys()

    @property
    def jwks(self) -> dict[str, object]:
        return {"keys": [key.jwk for key in self._keys()]}

    def id_token(self, user: User, grant: Grant, now: float, **more: str) -> str:
        """An ID token with the attributes that the scopes show. `more`: further claims."""
        claims: dict[str, object] = {
            "sub": user.sub,
            "iss": self._config.issuer,
            "cognito:username": user.username,
            "origin_jti": grant.origin,
            "aud": self._config.client_id,
            "event_id": str(uuid.uuid4()),
            "token_use": "id",
            "auth_time": int(grant.auth_time),
            "exp": int(now) + self._config.id_token_s,
            "iat": int(now),
            "jti": str(uuid.uuid4()),
            **more,
        }
        for name, value in visible(user, grant.scopes).items():
            if name in _YES_OR_NO:
                claims[name] = value == "true"
            elif name == "identities":
                claims[name] = [_as_texts(identity) for identity in json.loads(value)]
            elif name not in claims:
                claims[name] = value
        return self._keys()[0].sign(claims | _groups(user) | self._roles(user))

    def access_token(self, user: User, grant: Grant, now: float) -> str:
        version = {"version": 2} if grant.in_browser else {}
        return self._keys()[1].sign(
            {
                "sub": user.sub,
                "iss": self._config.issuer,
                "client_id": self._config.client_id,
                "origin_jti": grant.origin,
                "event_id": str(uuid.uuid4()),
                "token_use": "access",
                "scope": " ".join(grant.scopes),
                "auth_time": int(grant.auth_time),
                "exp": int(now) + self._config.access_token_s,
                "iat": int(now),
                "jti": str(uuid.uuid4()),
                "username": user.username,
            }
            | version
            | _groups(user)
        )

    def _roles(self, user: User) -> dict[str, object]:
        """The roles of the user's groups; the first one is that of the most important group."""
        roles = [role for group, role in self._config.group_roles if group in user.groups]
        return {"cognito:roles": roles, "cognito:preferred_role": roles[0]} if roles else {}

    def check_access_token(self, token: str, now: float) -> Claims:
        """Return the claims of a valid access token of this pool. Raises `ServiceException`."""
        claims = _claims_signed_by(self._keys()[1], token)
        if claims is None:
            raise not_authorized("Invalid Access Token")
        if claims["exp"] <= now:
            raise not_authorized("Access Token has expired")
        return claims

    def read(self, token: str, use: str) -> Claims | None:
        """Return the claims of an ID token (`id`) or access token, however old; None if this pool
        has not signed it as such."""
        claims = _claims_signed_by(self._keys()[0 if use == "id" else 1], token)
        return claims if claims is not None and claims["token_use"] == use else None

    def check_id_token(self, token: str, now: float) -> Claims:
        """Return the claims of a token of this pool, as an identity pool looks at it.

        Its audience and its use are up to the caller. Raises `ServiceException`.
        """
        claims = next(filter(None, (_claims_signed_by(key, token) for key in self._keys())), None)
        if claims is None or claims.get("iss") != self._config.issuer:
            raise not_authorized("Invalid login token. Issuer doesn't match providerName")
        if claims["exp"] <= now:
            raise not_authorized(
                f"Invalid login token. Token expired: {int(now)} >= {claims['exp']}"
            )
        return claims


def _claims_signed_by(key: SigningKey, token: str) -> Claims | None:
    """The claims of a token that this key has signed; None for any other text."""
    try:
        head, body, signature = token.split(".")
        header = json.loads(_from_b64url(head))
        if header != {"kid": key.kid, "alg": "RS256"}:
            return None
        key.private.public_key().verify(
            _from_b64url(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), SHA256()
        )
        claims: Claims = json.loads(_from_b64url(body))
    except (ValueError, RecursionError, InvalidSignature):
        return None
    return claims


def _as_texts(identity: Mapping[str, object]) -> dict[str, str]:
    """An identity as tokens have it: every value is a text."""
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in identity.items()}


def half_hash(token: str) -> str:
    """`at_hash` of an access token.

    https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken
    """
    return _b64url(hashlib.sha256(token.encode("ascii")).digest()[:16])


def visible(user: User, scopes: Iterable[str]) -> Mapping[str, str]:
    """Which attributes the scopes show. `openid` without a narrower scope shows all of them.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    """
    asked = _NARROW.keys() & set(scopes)
    if not asked or "profile" in scopes:
        return user.attributes
    shown = {"sub", "identities"}.union(*(_NARROW[scope] for scope in asked))
    return {name: value for name, value in user.attributes.items() if name in shown}


def _groups(user: User) -> dict[str, list[str]]:
    return {"cognito:groups": list(user.groups)} if user.groups else {}
