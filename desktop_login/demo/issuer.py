"""Signs and checks the demo's tokens, and publishes the keys. New RSA keys at each start; uses no JWT library."""

from __future__ import annotations

import base64
import json
import threading
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from desktop_login.demo.pool import DemoPoolConfig, User
from desktop_login.demo.service_exception import not_authorized

_YES_OR_NO = ("email_verified", "phone_number_verified")
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

    def id_token(self, user: User, auth_time: float, origin: str, now: float) -> str:
        claims: dict[str, object] = {
            "sub": user.sub,
            "iss": self._config.issuer,
            "cognito:username": user.username,
            "origin_jti": origin,
            "aud": self._config.client_id,
            "event_id": str(uuid.uuid4()),
            "token_use": "id",
            "auth_time": int(auth_time),
            "exp": int(now) + self._config.id_token_s,
            "iat": int(now),
            "jti": str(uuid.uuid4()),
        }
        for name, value in user.attributes.items():
            if name in _YES_OR_NO:
                claims[name] = value == "true"
            elif name not in claims:
                claims[name] = value
        return self._keys()[0].sign(claims | _groups(user))

    def access_token(self, user: User, auth_time: float, origin: str, now: float) -> str:
        return self._keys()[1].sign(
            {
                "sub": user.sub,
                "iss": self._config.issuer,
                "client_id": self._config.client_id,
                "origin_jti": origin,
                "event_id": str(uuid.uuid4()),
                "token_use": "access",
                "scope": "aws.cognito.signin.user.admin",
                "auth_time": int(auth_time),
                "exp": int(now) + self._config.access_token_s,
                "iat": int(now),
                "jti": str(uuid.uuid4()),
                "username": user.username,
            }
            | _groups(user)
        )

    def check_access_token(self, token: str, now: float) -> Claims:
        """Return the claims of a valid access token of this pool. Raises `ServiceException`."""
        key = self._keys()[1]
        try:
            head, body, signature = token.split(".")
            header = json.loads(_from_b64url(head))
            if header != {"kid": key.kid, "alg": "RS256"}:
                raise ValueError("not our key")
            key.private.public_key().verify(
                _from_b64url(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), SHA256()
            )
            claims: Claims = json.loads(_from_b64url(body))
        except (ValueError, RecursionError, InvalidSignature):
            raise not_authorized("Invalid Access Token") from None
        if claims["exp"] <= now:
            raise not_authorized("Access Token has expired")
        return claims


def _groups(user: User) -> dict[str, list[str]]:
    return {"cognito:groups": list(user.groups)} if user.groups else {}
