"""The `TokenVerifier` port over PyJWT. Decides whether tokens are valid and whose they are.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt

from desktop_login.adapters.jwks import Keys, KeysUnreachable
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Identity, Lifetime, Session, Signature, Tokens
from desktop_login.flow.ports import Clock

MAX_TOKEN = 64 * 1024
LEEWAY_S = 300.0
_YEAR_9999 = 253402300799.0
# What a token says. Each claim is looked at where it is read.
_Claims = Mapping[str, Any]
_REQUIRED = ["exp", "iat", "iss", "sub", "token_use"]


class JwtVerifier:
    """Verifies the tokens of one app client, with keys from `jwks`."""

    def __init__(self, pool: PoolClient, clock: Clock, keys: Keys) -> None:
        self._pool = pool
        self._clock = clock
        self._keys = keys

    def read(self, tokens: Tokens, *, subject: str | None = None, stored: bool = False) -> Session:
        id_claims, id_signature = self._decode(tokens.id_token, "id", stored)
        access_claims, access_signature = self._decode(tokens.access_token, "access", stored)
        if id_claims["sub"] != access_claims["sub"]:
            raise _refused("SubjectsDiffer")
        if subject is not None and id_claims["sub"] != subject:
            raise AuthError(AuthErrorInfo(ErrorCode.OTHER_USER, RequestInfo(code="OtherSubject")))
        lifetimes = [_lifetime(id_claims), _lifetime(access_claims)]
        lifetime = min(lifetimes, key=lambda one: one.expires_at)
        if not stored:
            self._refuse_expired(lifetimes, tokens.clock_skew)
        both = {id_signature, access_signature}
        verified = both == {Signature.VERIFIED}
        signature = Signature.VERIFIED if verified else Signature.UNCHECKED
        identity = _identity(id_claims, signature, self._pool.keys_of)
        return Session(tokens, identity, lifetime)

    def clock_skew(self) -> float | None:
        return self._keys.clock_skew

    def _decode(self, token: Secret, use: str, stored: bool) -> tuple[_Claims, Signature]:
        text = token.reveal()
        if len(text) > MAX_TOKEN:
            raise _refused("TooLong")
        try:
            key = self._key_for(text, stored)
            claims = jwt.decode(
                text,
                key=key if key is not None else "",
                algorithms=["RS256"],
                issuer=self._pool.issuers,
                audience=self._pool.client_id if use == "id" else None,
                options={
                    "verify_signature": key is not None,
                    "verify_iss": True,
                    "verify_aud": use == "id",
                    "strict_aud": True,
                    "verify_sub": True,
                    # PyJWT knows only the local clock; `_refuse_expired` uses the server's.
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                    "require": _REQUIRED,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise _refused(type(error).__name__) from None
        if claims.get("token_use") != use:
            raise _refused("TokenUse")
        if use == "access" and claims.get("client_id") != self._pool.client_id:
            raise _refused("ClientId")
        return claims, Signature.UNCHECKED if key is None else Signature.VERIFIED

    def _key_for(self, text: str, stored: bool) -> jwt.PyJWK | None:
        header = jwt.get_unverified_header(text)
        if header.get("alg") != "RS256":
            raise _refused("Algorithm")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise _refused("NoKeyId")
        if stored:
            return self._keys.at_hand(kid)
        try:
            key = self._keys.get(kid)
        except KeysUnreachable:
            return None  # received over TLS from Cognito, so it is shown as "not checked"
        if key is None:
            raise _refused("UnknownKey")
        return key

    def _refuse_expired(self, lifetimes: list[Lifetime], clock_skew: float) -> None:
        server_time = self._clock.now().wall + clock_skew
        for lifetime in lifetimes:
            if lifetime.expires_at + LEEWAY_S <= server_time:
                raise _refused("Expired")
            if lifetime.issued_at - LEEWAY_S > server_time:
                raise _refused("IssuedInTheFuture")


def _lifetime(claims: _Claims) -> Lifetime:
    issued, expires = claims["iat"], claims["exp"]
    for number in (issued, expires):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise _refused("TimeNotANumber")
        if not 0 < number <= _YEAR_9999:  # false for NaN too
            raise _refused("TimeOutOfRange")
    if expires <= issued:
        raise _refused("ExpiresBeforeIssued")
    return Lifetime(float(issued), float(expires))


def _identity(claims: Mapping[str, object], signature: Signature, keys_of: str) -> Identity:
    def text(name: str) -> str:
        value = claims.get(name)
        return value if isinstance(value, str) else ""

    username = text("cognito:username") or text("sub")
    # In a pool of phone numbers the user name is an id that the pool made up, the subject.
    phone = text("phone_number") if username == text("sub") else ""
    return Identity(
        subject=text("sub"),
        username=username,
        email=text("email") or phone or username,
        name=text("name"),
        claims=dict(claims),
        signature=signature,
        keys_of=keys_of,
    )


def _refused(code: str) -> AuthError:
    return AuthError(AuthErrorInfo(ErrorCode.TOKEN_REFUSED, RequestInfo(code=code)))
