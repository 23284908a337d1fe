"""What an examination and an import say about the browser and about passkeys."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.messages.message import Message

SELF_CHECKS_BEYOND: Mapping[str, Message] = {
    "browser": Message("self_check.browser", "The browser can return to this computer."),
    "passkeys": Message("self_check.passkeys", "Security keys can be used."),
}
REDIRECTS_NOT_IMPORTED = Message(
    "redirects_not_imported",
    "{file}: these callback URLs cannot be used here: {names}. A browser returns to this program"
    " only at an address of this computer with a port, such as http://127.0.0.1:8917/callback.",
)
