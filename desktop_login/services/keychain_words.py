"""What is said about a keychain that does not give the key: by a command, and to a host. Asks no keychain."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.messages.message import FormattedMessage


def about_keychain(code: str) -> FormattedMessage:
    """Return what a person can do about it.

    Args:
        code: One of `secret_item`, or the name of an exception.
    """
    from desktop_login.adapters.token_store.secret_item import LOCKED, MISSING
    from desktop_login.messages import scripts as words
    from desktop_login.messages.message import message

    if code in (LOCKED, "KeyringLocked"):
        mac = sys.platform == "darwin"
        return message(words.KEYCHAIN_LOCKED_MAC if mac else words.KEYCHAIN_LOCKED)
    if code in MISSING:
        return message(words.KEYCHAIN_MISSING)
    return message(words.KEYCHAIN_SILENT, text=code)
