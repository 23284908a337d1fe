"""Creates the users of the demo, one for each case; their names are in `stories`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop_login.demo import totp
from desktop_login.demo.pool import ADMINS, Factor, Pool, Status, Tracking
from desktop_login.demo.stories import PASSWORD, address

_PHONE = "+15555550123"


def seed(pool: Pool) -> None:
    """Adds every user of `STORIES` and `STORIES_OF_FLOWS`."""

    # `more` are parameters of `Pool.add`
    def add(story: str, status: Status = Status.CONFIRMED, **more: Any) -> None:
        pool.add(address(story), PASSWORD, status, **more)

    add("confirmed", attributes={"name": "Alex Demo"})
    add("new-password", Status.FORCE_CHANGE_PASSWORD)
    add("totp", factors=(Factor.TOTP,), totp_secret=totp.new_secret(), groups=(ADMINS,))
    add("sms-code", factors=(Factor.SMS,), phone=_PHONE)
    add("email-code", factors=(Factor.EMAIL,))
    add(
        "choose-mfa",
        factors=(Factor.TOTP, Factor.SMS),
        phone=_PHONE,
        totp_secret=totp.new_secret(),
    )
    add("setup-mfa", must_set_up=(Factor.TOTP.value,))
    add("setup-choice", must_set_up=(Factor.TOTP.value, Factor.EMAIL.value, Factor.SMS.value))
    add("device", factors=(Factor.EMAIL,), tracking=Tracking.ASK)
    unverified = {"email_verified": "false"}
    add("unverified", attributes=unverified, signs_in_unverified=True)
    add("passwordless", phone=_PHONE, passkey=True)
    add("custom")
    add("unconfirmed", Status.UNCONFIRMED, attributes=unverified, signs_in_unverified=True)
    add("reset", Status.RESET_REQUIRED)
    add("passkey", attributes={"name": "Pat Key"})
    add("disabled", enabled=False)


class NameTaken(ValueError):
    """There is already a user called `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def add_user(pool: Pool, name: str, groups: Sequence[str] = ()) -> None:
    """Add a user with the common password, by user name or by e-mail address.

    Raises `NameTaken`.
    """
    if pool.find(name) is not None:
        raise NameTaken(name)
    email, username = (name, "") if "@" in name else (address(name), name)
    pool.add(email, PASSWORD, username=username, groups=tuple(groups))
