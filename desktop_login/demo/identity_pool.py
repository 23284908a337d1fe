"""The identity pool of the demo: an ID token of its user pool becomes AWS credentials of a role.

The enhanced flow of Amazon Cognito, for one user pool and no guests. The role comes from the groups
in the token (role-based access control, "choose role from token").
https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
"""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Mapping

from desktop_login.demo.client import Reply, Request, text, texts
from desktop_login.demo.issuer import Claims, Issuer
from desktop_login.demo.pool import Pool
from desktop_login.demo.service_exception import (
    ServiceException,
    invalid_parameter,
    not_authorized,
)
from desktop_login.demo.signatures import Signatures

_ID = re.compile(r"[\w-]+:[0-9a-f-]+", re.ASCII)
_MAX_ID, _MAX_LOGINS, _MAX_TOKEN = 55, 10, 50_000
_UNSUPPORTED = "Token is not from a supported provider of this identity pool."
_OTHER = "Logins don't match. Please include at least one valid login for this identity or identity pool."


class IdentityPool:
    """Knows the identity of every user who has asked. Thread-safe."""

    def __init__(self, pool: Pool, issuer: Issuer, signatures: Signatures) -> None:
        self._pool = pool
        self._issuer = issuer
        self._signatures = signatures
        self._lock = threading.Lock()
        self._identities: dict[str, str] = {}  # sub → identity
        self.table: Mapping[str, Callable[[Request], Reply]] = {
            "GetId": self.get_id,
            "GetCredentialsForIdentity": self.get_credentials,
        }

    def get_id(self, request: Request) -> Reply:
        """Return the identity of the user, the same one every time."""
        pool_id = _checked_id(request, "IdentityPoolId")
        if pool_id != self._pool.config.identity_pool_id:
            raise ServiceException(
                "ResourceNotFoundException", f"IdentityPool '{pool_id}' not found."
            )
        logins = _logins(request)
        if not logins:
            raise not_authorized("Unauthenticated access is not supported for this identity pool.")
        sub = str(self._claims_of(logins)["sub"])
        with self._lock:
            region = pool_id.partition(":")[0]
            return {"IdentityId": self._identities.setdefault(sub, f"{region}:{uuid.uuid4()}")}

    def get_credentials(self, request: Request) -> Reply:
        """Return credentials for an hour, of the role in the token or of everybody's."""
        identity_id = _checked_id(request, "IdentityId")
        with self._lock:
            known = {identity: sub for sub, identity in self._identities.items()}
        if identity_id not in known:
            raise ServiceException(
                "ResourceNotFoundException", f"Identity '{identity_id}' not found."
            )
        logins = _logins(request)
        if not logins:
            raise not_authorized(f"Access to Identity '{identity_id}' is forbidden.")
        claims = self._claims_of(logins)
        if claims["sub"] != known[identity_id]:
            raise not_authorized(_OTHER)
        role = self._role(claims, request.get("CustomRoleArn"))
        issued = self._signatures.issue(claims["sub"], identity_id, role)
        return {
            "IdentityId": identity_id,
            "Credentials": {
                "AccessKeyId": issued.access_key_id,
                "SecretKey": issued.secret_key,
                "SessionToken": issued.session_token,
                "Expiration": issued.expires_at,
            },
        }

    def forget(self, sub: str) -> None:
        """Delete an identity, as an administrator can."""
        with self._lock:
            self._identities.pop(sub, None)

    def _claims_of(self, logins: Mapping[str, str]) -> Claims:
        """Only a fresh ID token of this pool and client, under the name of this pool, is a login."""
        config = self._pool.config
        if set(logins) != {config.provider}:
            raise not_authorized(_UNSUPPORTED)
        claims = self._issuer.check_id_token(logins[config.provider], self._pool.now())
        if claims.get("aud") != config.client_id or claims.get("token_use") != "id":
            raise not_authorized(_UNSUPPORTED)
        return claims

    def _role(self, claims: Claims, asked: object) -> str:
        roles = claims.get("cognito:roles", [])
        if asked is not None:
            if not isinstance(asked, str) or asked not in roles:
                raise not_authorized(f"Access to Role '{asked}' is forbidden.")
            return asked
        role = claims.get("cognito:preferred_role") or self._pool.config.authenticated_role
        if not role:
            raise ServiceException(
                "InvalidIdentityPoolConfigurationException",
                "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
            )
        return str(role)


def _checked_id(request: Request, name: str) -> str:
    given = text(request, name)
    if len(given) > _MAX_ID or not _ID.fullmatch(given):
        raise invalid_parameter(
            f"1 validation error detected: Value '{given[:_MAX_ID]}' at"
            f" '{name[0].lower()}{name[1:]}' failed to satisfy constraint: Member must satisfy"
            r" regular expression pattern: [\w-]+:[0-9a-f-]+"
        )
    return given


def _logins(request: Request) -> Mapping[str, str]:
    logins = texts(request, "Logins")
    too_long = any(len(token) > _MAX_TOKEN or not token for token in logins.values())
    if len(logins) > _MAX_LOGINS or too_long:
        raise invalid_parameter("Value at 'logins' failed to satisfy constraint")
    return logins
