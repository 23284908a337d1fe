"""The users of the demo, as an administrator has them: created, put into groups, disabled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from desktop_login.demo import passwords, stories, totp
from desktop_login.demo import pool as demo_pool
from desktop_login.demo.service_exception import ServiceException

if TYPE_CHECKING:
    from desktop_login.demo.server import DemoCognito

Mfa = Literal["SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"]
Status = Literal[
    "CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED", "EXTERNAL_PROVIDER"
]


@dataclass(frozen=True)
class Tokens:
    """What a sign-in ends with.

    Attributes:
        id_token: A JWT for your own program and API.
        access_token: A JWT for the operations of the pool, and for APIs with scopes.
        refresh_token: Opaque.
    """

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


class DemoUser:
    """A user of the demo. Reads its state anew each time, so what your code changes is seen."""

    def __init__(self, server: DemoCognito, user: demo_pool.User, passwords_: _Passwords) -> None:
        self._server = server
        self._user = user
        self._passwords = passwords_

    def __repr__(self) -> str:
        return f"DemoUser({self.email or self.username!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DemoUser) and other._user is self._user

    def __hash__(self) -> int:
        return id(self._user)

    @property
    def username(self) -> str:
        """The user name, which can differ from what people type to sign in."""
        return self._user.username

    @property
    def sub(self) -> str:
        """The generated id of the user, `sub` in the tokens."""
        return self._user.sub

    @property
    def email(self) -> str:
        """The address; empty if there is none."""
        return self._user.email

    @property
    def phone(self) -> str:
        """The phone number; empty if there is none."""
        return self._user.phone

    @property
    def attributes(self) -> Mapping[str, str]:
        """All attributes by name, such as `email_verified`."""
        return MappingProxyType(dict(self._user.attributes))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, as the next tokens show them."""
        return self._user.groups

    @property
    def status(self) -> Status:
        """The state of the account, in the words of the service."""
        return self._user.status.value

    @property
    def enabled(self) -> bool:
        """Whether the user may sign in and renew tokens."""
        return self._user.enabled

    @property
    def password(self) -> str:
        """The password that the demo or this test gave the user.

        Raises:
            LookupError: It was changed by the code under test, or chosen at a sign-up. The demo
                does not know it: it keeps a verifier only, like the service.
        """
        known = self._passwords.get(self.sub)
        if known is None or not self._server.pool.is_password(self._user, known):
            raise LookupError(f"{self!r} has chosen a password of their own")
        return known

    @property
    def authenticator_secret(self) -> str:
        """The key of the authenticator app in base32; empty if there is none."""
        return self._user.totp_secret

    def authenticator_code(self) -> str:
        """Return a code of the authenticator app that was not used yet.

        Raises:
            LookupError: The user has no authenticator app, or both codes that are valid now were
                used. Then advance the clock by 30 seconds.
        """
        if not self._user.totp_secret:
            raise LookupError(f"{self!r} has no authenticator app")
        now = totp.step_at(self._server.pool.now())
        for step in (now, now + 1):
            if step > self._user.totp_used_step:
                return totp.code_at_step(self._user.totp_secret, step)
        raise LookupError("both codes that are valid now were used: advance the clock by 30 s")

    def set_password(self, password: str, *, temporary: bool = False) -> None:
        """Set a password, as an administrator does.

        Args:
            password: Has to fit the policy of the pool.
            temporary: The next sign-in asks for a new one.

        Raises:
            ValueError: It does not fit the policy.
        """
        _check(password)
        self._server.pool.set_password(self._user, password)
        self._user.status = (
            demo_pool.Status.FORCE_CHANGE_PASSWORD if temporary else demo_pool.Status.CONFIRMED
        )
        self._passwords[self.sub] = password

    def set_attribute(self, name: str, value: str) -> None:
        """Set an attribute, such as `name` or `email_verified`."""
        self._user.attributes[name] = value

    def add_to_group(self, name: str) -> None:
        """Put the user into a group. The next tokens show it."""
        if name not in self._user.groups:
            self._user.groups = (*self._user.groups, name)

    def remove_from_group(self, name: str) -> None:
        """Take the user out of a group. The next tokens show it."""
        self._user.groups = tuple(group for group in self._user.groups if group != name)

    def disable(self) -> None:
        """Refuse the user: no sign-in, no new tokens. Tokens that are out stay valid."""
        self._user.enabled = False

    def enable(self) -> None:
        """Undo `disable`."""
        self._user.enabled = True

    def sign_out_everywhere(self) -> None:
        """Revoke every refresh token of the user, as an administrator can."""
        self._server.revoke_all(self._user)

    def delete(self) -> None:
        """Remove the user from the pool."""
        self._server.pool.remove(self._user)

    def tokens(self) -> Tokens:
        """Return fresh tokens without a sign-in, for tests that begin after it.

        No state of the user forbids it.
        """
        result = self._server.sign_in(self._user)["AuthenticationResult"]
        return Tokens(result["IdToken"], result["AccessToken"], result["RefreshToken"])


class DemoUsers:
    """Every user of the demo. Iterate over it, or ask by name: `users["kim@example.com"]`.

    The users of the demo window are there too, one for each case, by the first part of their
    address: `users["totp"]` is totp@example.com.
    """

    def __init__(self, server: DemoCognito) -> None:
        self._server = server
        self._passwords: _Passwords = {user.sub: stories.PASSWORD for user in server.pool.users}

    def __getitem__(self, name: str) -> DemoUser:
        """Raises KeyError for a user who does not exist."""
        for candidate in (name, stories.address(name)):
            user = self._server.pool.find(candidate)
            if user is not None:
                return self._of(user)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return (
            isinstance(name, str)
            and (self._server.pool.find(name) or self._server.pool.find(stories.address(name)))
            is not None
        )

    def __iter__(self) -> Iterator[DemoUser]:
        return iter([self._of(user) for user in self._server.pool.users])

    def __len__(self) -> int:
        return len(tuple(self._server.pool.users))

    def add(
        self,
        name: str,
        *,
        password: str = stories.PASSWORD,
        email: str = "",
        phone: str = "",
        groups: Sequence[str] = (),
        mfa: Mfa | Sequence[Mfa] = (),
        status: Status = "CONFIRMED",
        enabled: bool = True,
        attributes: Mapping[str, str] | None = None,
    ) -> DemoUser:
        """Create a user.

        Args:
            name: An address, which is then a verified alias of a generated user name; or a user
                name.
            password: Has to fit the policy of the pool.
            email: The address of a user who has a user name.
            phone: In the form +15555550123.
            groups: The groups in the tokens.
            mfa: Second factors, by the names of their challenges. With several, a sign-in asks
                which. An authenticator app gets a key of its own.
            status: `FORCE_CHANGE_PASSWORD` asks for a new password at the next sign-in.
            enabled: False for a user who is disabled from the beginning.
            attributes: More attributes, such as `{"name": "Kim"}` or `{"email_verified": "false"}`.

        Returns:
            The user.

        Raises:
            ValueError: There is such a user, the password does not fit the policy, or a second
                factor has no address or number.
        """
        factors = tuple(demo_pool.Factor(one) for one in _several(mfa))
        username = "" if "@" in name else name
        email = email or ("" if username else name)
        for factor, contact in (
            (demo_pool.Factor.SMS, phone),
            (demo_pool.Factor.EMAIL, email),
        ):
            if factor in factors and not contact:
                raise ValueError(f"{factor.value} needs a contact to send codes to")
        if self._server.pool.find(name) is not None:
            raise ValueError(f"there is a user {name} already")
        _check(password)
        user = self._server.pool.add(
            email,
            password,
            demo_pool.Status(status),
            phone=phone,
            factors=factors,
            totp_secret=totp.new_secret() if demo_pool.Factor.TOTP in factors else "",
            groups=tuple(groups),
            enabled=enabled,
            attributes=dict(attributes or {}),
            username=username,
        )
        self._passwords[user.sub] = password
        return self._of(user)

    def _of(self, user: demo_pool.User) -> DemoUser:
        return DemoUser(self._server, user, self._passwords)


_Passwords = dict[str, str]


def _several(mfa: Mfa | Sequence[Mfa]) -> tuple[Mfa, ...]:
    # a single name is a sequence too, of letters
    return (mfa,) if isinstance(mfa, str) else tuple(mfa)


def _check(password: str) -> None:
    try:
        passwords.check(password)
    except ServiceException as error:
        raise ValueError(error.text) from None
