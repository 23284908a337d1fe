"""The pool: its parameters, its users and what both remember. Decides nothing about requests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from desktop_login.demo import verifier
from desktop_login.demo.mailbox import Mailbox

Now = Callable[[], float]

SRP, PASSWORD = "USER_SRP_AUTH", "USER_PASSWORD_AUTH"
_DAY_S = 86400.0


@dataclass(frozen=True)
class PoolConfig:
    """Everything that a test may want otherwise. Times are in seconds."""

    region: str = "us-east-1"
    pool_id: str = "us-east-1_DemoPool1"
    client_id: str = "demodesktopclient0000001"
    client_secret: str | None = field(default=None, repr=False)
    flows: frozenset[str] = frozenset({SRP, PASSWORD})
    id_token_s: int = 3600
    access_token_s: int = 3600
    refresh_token_s: int = 30 * 86400
    rotation: bool = True
    grace_s: int = 60
    revocation: bool = True
    challenge_s: int = 180
    code_s: int = 180
    temporary_password_s: float = 3 * _DAY_S
    required_attributes: tuple[str, ...] = ()
    hide_existence: bool = True

    @property
    def pool_name(self) -> str:
        return self.pool_id.partition("_")[2]

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.pool_id}"


class Status(Enum):
    CONFIRMED = "CONFIRMED"
    UNCONFIRMED = "UNCONFIRMED"
    FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"  # noqa: S105 - a status, not a password
    RESET_REQUIRED = "RESET_REQUIRED"


class Factor(Enum):
    """A second factor, by the name of its challenge."""

    SMS = "SMS_MFA"
    EMAIL = "EMAIL_OTP"
    TOTP = "SOFTWARE_TOKEN_MFA"


@dataclass
class User:
    """A user as the pool knows them: a verifier instead of the password."""

    username: str
    attributes: dict[str, str]
    salt: int = field(repr=False)
    verifier: int = field(repr=False)
    status: Status = Status.CONFIRMED
    enabled: bool = True
    factors: tuple[Factor, ...] = ()
    must_set_up: bool = False
    totp_secret: str = field(default="", repr=False)
    totp_used_step: int = 0
    password_set_at: float = 0.0
    wrong_passwords: int = 0
    locked_until: float = 0.0

    @property
    def sub(self) -> str:
        return self.attributes["sub"]

    @property
    def email(self) -> str:
        return self.attributes.get("email", "")


class Pool:
    """One user pool with one app client."""

    def __init__(self, config: PoolConfig, now: Now) -> None:
        self.config = config
        self.now = now
        self.mailbox = Mailbox()
        self._users: dict[str, User] = {}
        self._veil = secrets.token_bytes(32)

    @property
    def users(self) -> Iterable[User]:
        return tuple(self._users.values())

    def add(
        self,
        email: str,
        password: str,
        status: Status = Status.CONFIRMED,
        *,
        phone: str = "",
        factors: tuple[Factor, ...] = (),
        totp_secret: str = "",
        must_set_up: bool = False,
        enabled: bool = True,
        attributes: dict[str, str] | None = None,
    ) -> User:
        """Creates a user, as an administrator would. The user name is the sub, the e-mail an alias."""
        sub = str(uuid.uuid4())
        known = {"sub": sub, "email": email, "email_verified": "true"} | (attributes or {})
        if phone:
            known |= {"phone_number": phone, "phone_number_verified": "true"}
        user = User(
            username=sub,
            attributes=known,
            salt=0,
            verifier=0,
            status=status,
            enabled=enabled,
            factors=factors,
            must_set_up=must_set_up,
            totp_secret=totp_secret,
        )
        self.set_password(user, password)
        self._users[sub] = user
        return user

    def set_password(self, user: User, password: str) -> None:
        user.salt = verifier.new_salt()
        user.verifier = verifier.make(self.config.pool_name, user.username, password, user.salt)
        user.password_set_at = self.now()

    def find(self, name: str) -> User | None:
        """By user name (also the sub) or by e-mail alias; an alias ignores letter case."""
        if name in self._users:
            return self._users[name]
        folded = name.casefold()
        return next((user for user in self._users.values() if user.email == folded), None)

    def by_sub(self, sub: str) -> User | None:
        return next((user for user in self._users.values() if user.sub == sub), None)

    def ghost(self, name: str) -> User:
        """A user who does not exist, the same one each time: hides who does."""

        def seed(what: str) -> bytes:
            return hmac.digest(self._veil, f"{what}|{name.casefold()}".encode(), "sha256")

        sub = str(uuid.UUID(bytes=seed("sub")[:16], version=4))
        return User(
            username=sub,
            attributes={"sub": sub},
            salt=int.from_bytes(seed("salt")[:16], "big"),
            verifier=int.from_bytes(hashlib.shake_256(seed("verifier")).digest(383), "big"),
        )
