"""Who the demo users are, as plain words. Imports nothing, so that a window can name them before it paints."""

from __future__ import annotations

PASSWORD = "Demo-Passw0rd!"  # noqa: S105 - public: it is printed on the screen and in the README
STORIES = (
    "confirmed",
    "new-password",
    "totp",
    "sms-code",
    "email-code",
    "choose-mfa",
    "setup-mfa",
    "unconfirmed",
    "reset",
    "disabled",
)


def address(story: str) -> str:
    return f"{story}@example.com"
