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
    "setup-choice",
    "device",
    "unverified",
    "unconfirmed",
    "reset",
    "disabled",
)
# Who shows what only a pool with another flow can ask: `COGNITO_AUTH_FLOW` chooses it.
STORIES_OF_FLOWS = {"choice": ("passwordless",), "custom": ("custom",)}


def address(story: str) -> str:
    return f"{story}@example.com"
