"""The users of the demo, one for each story. Creates them; their names stand in `stories`."""

from __future__ import annotations

from desktop_login.demo import totp
from desktop_login.demo.pool import Factor, Pool, Status
from desktop_login.demo.stories import PASSWORD, address

_PHONE = "+15555550123"


def seed(pool: Pool) -> None:
    """Adds every user of `STORIES`."""

    def add(story: str, status: Status = Status.CONFIRMED, **more: object) -> None:
        pool.add(address(story), PASSWORD, status, **more)  # type: ignore[arg-type]

    add("confirmed", attributes={"name": "Alex Demo"})
    add("new-password", Status.FORCE_CHANGE_PASSWORD)
    add("totp", factors=(Factor.TOTP,), totp_secret=totp.new_secret())
    add("sms-code", factors=(Factor.SMS,), phone=_PHONE)
    add("email-code", factors=(Factor.EMAIL,))
    add(
        "choose-mfa",
        factors=(Factor.TOTP, Factor.SMS),
        phone=_PHONE,
        totp_secret=totp.new_secret(),
    )
    add("setup-mfa", must_set_up=True)
    add("unconfirmed", Status.UNCONFIRMED)
    add("reset", Status.RESET_REQUIRED)
    add("disabled", enabled=False)
