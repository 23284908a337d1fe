"""This computer as a remembered device of a pool. Does not decide when it is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class NewDevice:
    """The device that Cognito issues on a sign-in without a remembered device.

    If it is not confirmed (ConfirmDevice), its refresh token stops working after about an hour.
    """

    key: str
    group_key: str


@dataclass(frozen=True)
class Device:
    """A confirmed device.

    Its password replaces a second factor, so it is stored with the same protection as a token.
    """

    key: str
    group_key: str
    password: Secret = field(repr=False)
