"""The sentences of the commands for scripts. The last line on standard error must suffice: the AWS CLI shows just that."""

from __future__ import annotations

from desktop_login.messages.message import Message

NOBODY = Message(
    "scripts.nobody", "Nobody is signed in to {name}. Run: desktop-login sign-in{option}"
)
ENDED = Message(
    "scripts.ended", "The session of {account} has ended. Run: desktop-login sign-in{option}"
)
ENDED_OF_NOBODY = Message(
    "scripts.ended_of_nobody",
    "The session of {name} has ended. Run: desktop-login sign-in{option}",
)
WINDOW_CLOSED = Message(
    "scripts.window_closed",
    "The session was not remembered and its window is closed. Sign in again.",
)
KEYCHAIN_LOCKED = Message(
    "scripts.keychain_locked",
    "The keychain is locked. Unlock it, or sign in to the desktop, and try again.",
)
KEYCHAIN_LOCKED_MAC = Message(
    "scripts.keychain_locked_mac",
    "macOS does not open the keychain here. Run: security unlock-keychain",
)
KEYCHAIN_MISSING = Message(
    "scripts.keychain_missing",
    "No keychain service was found. In cron or over SSH it is there only while you are signed in to"
    " the desktop.",
)
KEYCHAIN_SILENT = Message(
    "scripts.keychain_silent", "The keychain did not answer ({text}). Try again."
)
STILL_LOCKED = Message(
    "scripts.still_locked",
    "Another program is renewing this session and does not finish. Try again.",
)
NOT_RENEWED = Message(
    "scripts.not_renewed", "The token has expired and could not be renewed: {text}"
)
NOT_NEW = Message("scripts.not_new", "The token could not be renewed: {text}")
AWS_BUSY = Message("scripts.aws_busy", "AWS is busy right now. Try again in a moment.")
NOT_STORED = Message(
    "scripts.not_stored",
    "The renewed session could not be stored. If this goes on, you will have to sign in again.",
)
SWITCHED_OFF = Message(
    "scripts.switched_off",
    "This installation does not hand out tokens to scripts. Ask your administrator.",
)
NO_POOL = Message(
    "scripts.no_pool",
    "No user pool is configured yet. Run desktop-login to connect one in the window, or:"
    " desktop-login import FILE",
)
OUR_MISTAKE = Message(
    "scripts.our_mistake", "Something went wrong in Desktop Login. The log is at {file}."
)
OUTPUT_FAILED = Message("scripts.output_failed", "The answer could not be written: {text}")
COMPLETIONS_MISSING = Message(
    "scripts.completions_missing", "This installation has no completions for {name}."
)

PROFILE = Message("scripts.label_profile", "profile")
POOL = Message("scripts.label_pool", "user pool")
SIGNED_IN = Message("scripts.label_signed_in", "signed in")
TOKENS = Message("scripts.label_tokens", "tokens")
NO_PROFILE = Message("scripts.no_profile", "none ({text})")
PROFILE_OF = Message("scripts.profile_of", "{name} ({text})")
FROM_ENVIRONMENT = Message("scripts.from_environment", "environment")
FROM_ORDER = Message("scripts.from_order", "the first one")
POOL_AND_CLIENT = Message("scripts.pool_and_client", "{text}, client {client}")
WHO = Message("scripts.who", "{account}")
WHO_WITH_GROUPS = Message("scripts.who_with_groups", "{account}, groups {names}")
NOBODY_THERE = Message("scripts.nobody_there", "nobody")
GOOD_WINDOW = Message("scripts.good_window", "good for {duration}, renewed by the open window")
GOOD_COMMAND = Message(
    "scripts.good_command", "good for {duration}, renewed by the command that needs one"
)
RENEWED_WHEN_NEEDED = Message(
    "scripts.renewed_when_needed", "expired, renewed by the command that needs one"
)
WINDOW_OPEN = Message("scripts.window_open", "signed in, window open")
SESSION_STORED = Message("scripts.session_stored", "session stored")

# in the window
LAST_USED = Message("scripts.last_used", "Last used by {name} at {time}")
