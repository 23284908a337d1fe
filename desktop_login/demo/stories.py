"""The names of the demo users. Imports nothing, so that a window can show them at its first paint."""

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
    "passkey",
    "disabled",
)
# Users for cases that need another flow, chosen with `COGNITO_AUTH_FLOW`.
STORIES_OF_FLOWS = {"choice": ("passwordless",), "custom": ("custom",)}


def address(story: str) -> str:
    return f"{story}@example.com"
