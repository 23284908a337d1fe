"""AWS credentials of an identity pool, and what the ID token says about the roles. Sends no request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_login.domain.secret import Secret

# Below 15 minutes botocore asks its credential process again for each request.
MIN_LEFT_S = 20 * 60.0


@dataclass(frozen=True)
class AwsCredentials:
    """Temporary keys of one role.

    Attributes:
        expiration: When AWS refuses them (server time, epoch s).
        clock_skew: Server time minus local time in seconds, measured when they arrived.
    """

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expiration: float
    clock_skew: float = 0.0

    def lasts(self, local_time: float) -> bool:
        """Return whether they may be handed out: more than 20 minutes are left."""
        return self.expiration - (local_time + self.clock_skew) > MIN_LEFT_S


@dataclass(frozen=True)
class Grounds:
    """What credentials were given for. For anything else they are not handed out.

    Attributes:
        subject: Whose they are.
        role: The role that was asked for; empty if the identity pool chose.
        groups: The groups of the ID token. Who joins one gets its role at once.
        roles: The roles of the ID token.
        preferred: The one of them that the ID token prefers; empty if there is none.
    """

    identity_pool_id: str
    subject: str
    role: str = ""
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    preferred: str = ""


@dataclass(frozen=True)
class KeptAccess:
    """What is kept: the id of the user in the identity pool, and the last credentials."""

    grounds: Grounds
    identity_id: str
    credentials: AwsCredentials


def grounds_of(claims: Mapping[str, object], identity_pool_id: str, role: str = "") -> Grounds:
    """Return the grounds for the user whom the claims of an ID token name."""
    return Grounds(
        identity_pool_id,
        _text(claims.get("sub")),
        role,
        groups_of(claims),
        roles_of(claims),
        preferred_role_of(claims),
    )


def roles_of(claims: Mapping[str, object]) -> tuple[str, ...]:
    """Return the roles of the user's groups, the only ones that may be asked for by name."""
    return _texts(claims.get("cognito:roles"))


def preferred_role_of(claims: Mapping[str, object]) -> str:
    """Return the role of the group with the best precedence; empty if there is none or a tie."""
    return _text(claims.get("cognito:preferred_role"))


def groups_of(claims: Mapping[str, object]) -> tuple[str, ...]:
    """Return the groups of the user."""
    return _texts(claims.get("cognito:groups"))


def role_name(arn: str) -> str:
    """Return the name at the end of a role's ARN, which people know it by."""
    return arn.rpartition("/")[2] or arn


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    listed: Sequence[object] = value if isinstance(value, list) else ()
    return tuple(one for one in listed if isinstance(one, str))
