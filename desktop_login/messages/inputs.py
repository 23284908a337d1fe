"""The texts of what forms say by themselves: after a pause, below a field, about an address."""

from __future__ import annotations

from desktop_login.messages.message import Message

TRY_AGAIN_NOW = Message("inputs.try_again_now", "You can try again now.")

# --- sign in ------------------------------------------------------------------------------
NOT_BY_THE_RULES = Message(
    "inputs.not_by_the_rules", "This doesn’t meet the rules for new passwords."
)
PERHAPS_FORGOTTEN = Message(
    "inputs.perhaps_forgotten", "{problem} You can choose a new password with “{link}”."
)

# --- around sign-up -----------------------------------------------------------------------
ACCOUNT_CONFIRMED = Message("inputs.account_confirmed", "Your account is confirmed.")
CHANGE_ADDRESS = Message("inputs.change_address", "Change address")
