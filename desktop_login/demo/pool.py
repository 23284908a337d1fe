"""The pool: its configuration, its users and their state. Decides nothing about requests."""

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
CHOICE, CUSTOM = "USER_AUTH", "CUSTOM_AUTH"
_HOUR_S, _DAY_S = 3600.0, 86400.0

COGNITO, COMPANY = "COGNITO", "DemoCompany"
# The scope that the user-level operations of the API demand.
ADMIN_SCOPE = "aws.cognito.signin.user.admin"
# The group with a role of its own, and what the protected API wants for its users.
ADMINS = "admin"
_ACCOUNT = "123456789012"
_LOOPBACK_PORTS = (8917, 18917, 28917)


class Tracking(Enum):
    """Whether devices are remembered: never, always, or if the user agrees."""

    OFF = "off"
    ALWAYS = "always"
    ASK = "ask"


@dataclass(frozen=True)
class DemoPoolConfig:
    """The settings of the pool and of its app client, which tests change. Times are in seconds.

    Attributes:
        redirect_uris: Where a browser sign-in may end, byte for byte.
        sign_out_uris: Where signing out in the browser may end.
        scopes: What the client may ask for; a sign-in that names none gets all of them.
        providers: Whom managed login offers: this pool itself, the demo's company.
        provider_identifiers: What may stand in `idp_identifier`, and the provider that it means.
        has_domain: Whether the pool's discovery document names managed login.
        code_flow: Whether the client may sign in with the browser at all.
        identity_pool_id: The identity pool, which accepts the ID tokens of this app client.
        authenticated_role: The role of users whose token names none; empty for no such role.
        group_roles: Groups with a role of their own, the most important one first.
        bucket: The bucket in which each user has a folder.
        errors_carry_state: Whether an error goes back with `state`. The service's own examples
            show none.
    """

    region: str = "us-east-1"
    pool_id: str = "us-east-1_DemoPool1"
    client_id: str = "demodesktopclient0000001"
    client_secret: str | None = field(default=None, repr=False)
    flows: frozenset[str] = frozenset({SRP, PASSWORD, CHOICE, CUSTOM})
    id_token_s: int = 3600
    access_token_s: int = 3600
    refresh_token_s: int = 30 * 86400
    rotation: bool = True
    grace_s: int = 60
    revocation: bool = True
    challenge_s: int = 180
    code_s: int = 180
    temporary_password_s: float = 3 * _DAY_S
    sign_up_code_s: float = _DAY_S
    reset_code_s: float = _HOUR_S
    codes_per_hour: int = 20
    required_attributes: tuple[str, ...] = ()
    custom_attributes: tuple[str, ...] = ()
    hide_existence: bool = True
    self_sign_up: bool = True
    auto_confirm: bool = False
    email_is_username: bool = False
    phone_is_username: bool = False
    case_sensitive: bool = True
    tracking: Tracking = Tracking.OFF
    passwords_remembered: int = 0
    passkeys: bool = True
    passkeys_allowed: int = 20
    user_verification: str = "preferred"
    redirect_uris: tuple[str, ...] = tuple(
        f"http://127.0.0.1:{port}/callback" for port in _LOOPBACK_PORTS
    )
    sign_out_uris: tuple[str, ...] = tuple(
        f"http://127.0.0.1:{port}/signed-out" for port in _LOOPBACK_PORTS
    )
    scopes: tuple[str, ...] = ("openid", "email", "phone", "profile", ADMIN_SCOPE)
    providers: tuple[str, ...] = (COGNITO, COMPANY)
    provider_identifiers: tuple[tuple[str, str], ...] = (("company.example.com", COMPANY),)
    has_domain: bool = True
    code_flow: bool = True
    errors_carry_state: bool = True
    authorization_code_s: int = 300
    identity_pool_id: str = "us-east-1:de30cafe-0000-4000-8000-000000000001"
    authenticated_role: str = f"arn:aws:iam::{_ACCOUNT}:role/demo-user"
    group_roles: tuple[tuple[str, str], ...] = (
        (ADMINS, f"arn:aws:iam::{_ACCOUNT}:role/demo-admin"),
    )
    bucket: str = "demo-bucket"
    browser_session_s: int = 3600

    @property
    def pool_name(self) -> str:
        return self.pool_id.partition("_")[2]

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.pool_id}"

    @property
    def provider(self) -> str:
        """What identity pools call this user pool."""
        return self.issuer.removeprefix("https://")

    @property
    def names_by_attribute(self) -> bool:
        """People have no user name but an address or a number of theirs."""
        return self.email_is_username or self.phone_is_username

    @property
    def demanded(self) -> tuple[str, ...]:
        """The attributes that an account cannot do without. A number is contact enough."""
        return (
            self.required_attributes
            if self.phone_is_username
            else ("email", *self.required_attributes)
        )


class Status(Enum):
    CONFIRMED = "CONFIRMED"
    UNCONFIRMED = "UNCONFIRMED"
    FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"  # noqa: S105 - a status, not a password
    RESET_REQUIRED = "RESET_REQUIRED"
    EXTERNAL_PROVIDER = "EXTERNAL_PROVIDER"


class Factor(Enum):
    """A second factor, by the name of its challenge."""

    SMS = "SMS_MFA"
    EMAIL = "EMAIL_OTP"
    TOTP = "SOFTWARE_TOKEN_MFA"


@dataclass
class TrackedDevice:
    """A device that signed in: pending until confirmed, then perhaps remembered."""

    key: str
    group: str
    name: str = ""
    salt: int = 0
    verifier: int = field(default=0, repr=False)
    confirmed: bool = False
    remembered: bool = False
    created_at: float = 0.0
    used_at: float = 0.0


@dataclass
class StoredPasskey:
    """A passkey of a user.

    Attributes:
        key: The attested credential data of WebAuthn: AAGUID, id and public key.
        name: As the service would call it; people cannot.
    """

    credential_id: str
    key: bytes = field(repr=False)
    counter: int
    name: str
    attachment: str
    transports: tuple[str, ...]
    created_at: float


@dataclass
class User:
    """A user of the pool, with a verifier instead of the password.

    Attributes:
        must_set_up: What MFA_SETUP offers.
        passkey: Whether there is a passkey on another device, which nobody can use here.
        tracking: Replaces the pool's tracking for this user. No real pool can do that; it lets one
            demo pool show every case.
        signs_in_unverified: Whether the e-mail address is a name before it is verified, as in a
            pool whose user names are addresses. Per user for the same reason.
        groups: The groups in the tokens.
    """

    username: str
    attributes: dict[str, str]
    salt: int = field(repr=False)
    verifier: int = field(repr=False)
    status: Status = Status.CONFIRMED
    enabled: bool = True
    factors: tuple[Factor, ...] = ()
    preferred: Factor | None = None
    must_set_up: tuple[str, ...] = ()
    passkey: bool = False
    groups: tuple[str, ...] = ()
    signs_in_unverified: bool = False
    tracking: Tracking | None = None
    devices: dict[str, TrackedDevice] = field(default_factory=dict, repr=False)
    passkeys: dict[str, StoredPasskey] = field(default_factory=dict, repr=False)
    totp_secret: str = field(default="", repr=False)
    totp_pending: str = field(default="", repr=False)
    totp_name: str = ""
    totp_used_step: int = 0
    password_set_at: float = 0.0
    past: list[tuple[int, int]] = field(default_factory=list, repr=False)
    wrong_passwords: int = 0
    locked_until: float = 0.0

    @property
    def sub(self) -> str:
        return self.attributes["sub"]

    @property
    def email(self) -> str:
        return self.attributes.get("email", "")

    @property
    def phone(self) -> str:
        return self.attributes.get("phone_number", "")

    def verified(self, attribute: str) -> bool:
        return self.attributes.get(f"{attribute}_verified") == "true"


class Pool:
    """One user pool with one app client."""

    def __init__(self, config: DemoPoolConfig, now: Now) -> None:
        self.config = config
        self.now = now
        self.mailbox = Mailbox()
        self._users: dict[str, User] = {}
        self._pepper = secrets.token_bytes(32)

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
        must_set_up: tuple[str, ...] = (),
        passkey: bool = False,
        groups: tuple[str, ...] = (),
        signs_in_unverified: bool = False,
        tracking: Tracking | None = None,
        enabled: bool = True,
        attributes: dict[str, str] | None = None,
        username: str = "",
    ) -> User:
        """Create a user, as an administrator would.

        Without a user name it is the sub, and the e-mail address is an alias. `attributes` may
        replace what is known about a contact.
        """
        sub = str(uuid.uuid4())
        known = {"sub": sub}
        if email:
            known |= {"email": email, "email_verified": "true"}
        if phone:
            known |= {"phone_number": phone, "phone_number_verified": "true"}
        known |= attributes or {}
        user = User(
            username=username or sub,
            attributes=known,
            salt=0,
            verifier=0,
            status=status,
            enabled=enabled,
            factors=factors,
            must_set_up=must_set_up,
            passkey=passkey,
            groups=groups,
            signs_in_unverified=signs_in_unverified,
            tracking=tracking,
            totp_secret=totp_secret,
        )
        self.set_password(user, password)
        self._users[self._same(user.username)] = user
        return user

    def remove(self, user: User) -> None:
        self._users.pop(self._same(user.username), None)

    def is_password(self, user: User, password: str) -> bool:
        made = verifier.make(self.config.pool_name, user.username, password, user.salt)
        return made == user.verifier

    def was_used_before(self, user: User, password: str) -> bool:
        """Whether the password is among the last ones that the policy remembers."""
        kept = [(user.salt, user.verifier), *reversed(user.past)][
            : self.config.passwords_remembered
        ]
        return any(
            verifier.make(self.config.pool_name, user.username, password, salt) == old
            for salt, old in kept
        )

    def set_password(self, user: User, password: str) -> None:
        if user.verifier:
            user.past.append((user.salt, user.verifier))
        user.salt = verifier.new_salt()
        user.verifier = verifier.make(self.config.pool_name, user.username, password, user.salt)
        user.password_set_at = self.now()

    def find(self, name: str) -> User | None:
        """Find a user by user name, or by an e-mail address or phone number that is a verified alias.

        Names are case-sensitive unless the pool says otherwise.

        https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
        https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html
        """
        wanted = self._same(name)
        if wanted in self._users:
            return self._users[wanted]
        if self.config.phone_is_username and ("@" not in name or not self.config.email_is_username):
            return next((user for user in self.users if user.phone == wanted), None)
        called = [user for user in self.users if user.email and self._same(user.email) == wanted]
        unverified = [
            user for user in called if self.config.email_is_username or user.signs_in_unverified
        ]
        verified = [user for user in called if user.verified("email")]
        return next(iter(verified + unverified), None)

    def has_alias(self, email: str, *, besides: User) -> bool:
        """Return whether another user has verified the e-mail address."""
        return any(
            user is not besides
            and user.verified("email")
            and self._same(user.email) == self._same(email)
            for user in self.users
        )

    def by_sub(self, sub: str) -> User | None:
        return next((user for user in self._users.values() if user.sub == sub), None)

    def dummy_user(self, name: str) -> User:
        """Return an invented user, always the same for a name, to hide which users exist."""

        def seed(what: str) -> bytes:
            return hmac.digest(self._pepper, f"{what}|{self._same(name)}".encode(), "sha256")

        sub = str(uuid.UUID(bytes=seed("sub")[:16], version=4))
        number = int.from_bytes(seed("phone")[:8], "big") % 10_000
        return User(
            username=sub,
            attributes={
                "sub": sub,
                "email": name if "@" in name else f"{sub[:1]}@example.com",
                "phone_number": f"+1202555{number:04}",
            },
            salt=int.from_bytes(seed("salt")[:16], "big"),
            verifier=int.from_bytes(hashlib.shake_256(seed("verifier")).digest(383), "big"),
        )

    def _same(self, name: str) -> str:
        """Equal for names that this pool takes for one."""
        return name if self.config.case_sensitive else name.casefold()
