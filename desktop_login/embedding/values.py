"""What a session tells its host, as values: who is signed in, and what a sign-out has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_login.domain.tokens import Identity

TokenKind = Literal["id", "access"]
SessionState = Literal["signed_out", "signed_in", "renewing", "unrenewed"]


@dataclass(frozen=True)
class User:
    """Who is signed in, as the ID token names them.

    Attributes:
        subject: The `sub` of the pool: the only name that never changes.
        groups: Of the pool.
    """

    subject: str
    username: str
    email: str
    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What a sign-out has done.

    Attributes:
        told_server: Whether the pool has revoked the refresh token.
        id_token_valid_until: Until when an ID token that somebody has copied is still accepted, since
            nobody can call it back; None if nobody was signed in.
    """

    told_server: bool
    id_token_valid_until: datetime | None


def user_of(identity: Identity) -> User:
    """Return the user whom an ID token names."""
    groups = identity.claims.get("cognito:groups")
    names = [one for one in groups if isinstance(one, str)] if isinstance(groups, list) else []
    return User(identity.subject, identity.username, identity.email, identity.name, tuple(names))
