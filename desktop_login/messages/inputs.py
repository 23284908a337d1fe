"""The texts of what forms say by themselves: after a pause, below a field, about an address."""

from __future__ import annotations

from desktop_login.messages.message import Message

TRY_AGAIN_NOW = Message("inputs.try_again_now", "You can try again now.")
