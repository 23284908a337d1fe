"""The texts about passkeys: what a key waits for, what can be done, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.passkeys import KeyStage, PasskeyAction
from desktop_login.messages.message import Message

# --- signing in with a passkey --------------------------------------------------------------
USE_YOUR_PASSKEY = Message("passkey.use_yours", "Use your passkey")
USE_PASSKEY_FOR = Message("passkey.use_for", "Sign in to {site} with your passkey.")
SECURITY_KEY = Message("passkey.security_key", "Security key")
KEY_FOR_SIGN_IN = Message("passkey.key_for_sign_in", "You’re signing in to {site}.")
KEY_FOR_ADDING = Message("passkey.key_for_adding", "You’re adding a passkey for {site}.")

# --- what a security key waits for ------------------------------------------------------------
STAGES: Mapping[KeyStage, Message] = {
    KeyStage.INSERT: Message("passkey.insert", "Insert your security key."),
    KeyStage.CHOOSE: Message("passkey.choose", "Touch the key that you want to use."),
    KeyStage.PIN: Message("passkey.enter_pin", "Enter the PIN of your security key."),
    KeyStage.TOUCH: Message("passkey.touch", "Touch your security key."),
    KeyStage.NO_PIN: Message(
        "passkey.no_pin", "This security key has no PIN yet. Set one to use it here."
    ),
    KeyStage.NEW_PIN: Message("passkey.new_pin", "Choose a PIN of at least 4 characters."),
    KeyStage.NO_PERMISSION: Message(
        "passkey.no_permission",
        "A security key was found, but this program may not use it. Ask your administrator"
        " (udev rule for FIDO keys).",
    ),
    KeyStage.SYSTEM: Message("passkey.system", "Continue in the window that Windows shows."),
}
PIN_IF_WANTED = Message(
    "passkey.pin_if_wanted", "This security key has no PIN yet. You can set one now."
)
KEY_PIN = Message("passkey.key_pin", "Security key PIN")
SHOW_PIN = Message("passkey.show_pin", "Show PIN")
HIDE_PIN = Message("passkey.hide_pin", "Hide PIN")
PIN_WRONG = Message("passkey.pin_wrong", "That PIN is incorrect.")
PIN_WRONG_ONE = Message("passkey.pin_wrong_one", "That PIN is incorrect. 1 try left.")
PIN_WRONG_MANY = Message("passkey.pin_wrong_many", "That PIN is incorrect. {n} tries left.")
TRIES_LEFT_ONE = Message("passkey.tries_left_one", "1 try left")
TRIES_LEFT_MANY = Message("passkey.tries_left_many", "{n} tries left")

# --- what a person can choose -----------------------------------------------------------------
ACTIONS: Mapping[PasskeyAction, Message] = {
    PasskeyAction.USE_KEY: Message("passkey.use_key", "Use a security key"),
    PasskeyAction.USE_SYSTEM: Message("passkey.use_system", "Continue with Windows"),
    PasskeyAction.IN_BROWSER: Message("passkey.in_browser", "Continue in the browser"),
    PasskeyAction.ANOTHER_WAY: Message("passkey.another_way", "Choose another way"),
    PasskeyAction.SET_PIN: Message("passkey.set_pin", "Set a PIN"),
    PasskeyAction.WITHOUT_PIN: Message("passkey.without_pin", "Go on without a PIN"),
    PasskeyAction.ADD: Message("passkey.add", "Add a passkey"),
    PasskeyAction.ADD_IN_BROWSER: Message("passkey.add_in_browser", "Add in the browser"),
}

# --- the account ------------------------------------------------------------------------------
PASSKEYS = Message("passkey.heading", "Passkeys")
NO_PASSKEYS = Message(
    "passkey.none",
    "A passkey signs you in without a password: with a security key, your phone, or a computer.",
)
KIND_KEY = Message("passkey.kind_key", "Security key or phone")
KIND_DEVICE = Message("passkey.kind_device", "This or another device")
ADDED_ON = Message("passkey.added_on", "Added {date}")
REMOVE_PASSKEY = Message("passkey.remove", "Remove passkey")
ASK_REMOVE_PASSKEY = Message("passkey.ask_remove", "Remove the passkey “{name}”?")
PASSKEY_ADDED = Message("passkey.added", "Passkey added.")
PASSKEY_REMOVED = Message(
    "passkey.removed", "Passkey removed. It’s still on your device: delete it there too."
)

# --- problems; part of `problems.PROBLEMS` ------------------------------------------------------
P = ErrorCode
PASSKEY_PROBLEMS: Mapping[ErrorCode, Message] = {
    P.PASSKEY_ELSEWHERE: Message(
        "problem.passkey_elsewhere",
        "Your passkey is on another device or in the browser. Continue in the browser, or choose"
        " another way.",
    ),
    P.KEY_PIN_PAUSED: Message(
        "problem.key_pin_paused", "Too many wrong PINs. Remove the key and insert it again."
    ),
    P.KEY_BLOCKED: Message(
        "problem.key_blocked", "This key is locked. It must be reset before it can be used."
    ),
    P.KEY_PIN_UNFIT: Message(
        "problem.key_pin_unfit", "This key doesn’t accept that PIN. Choose a longer one."
    ),
    P.PASSKEY_NOT_ON_KEY: Message(
        "problem.passkey_not_on_key",
        "There’s no passkey for this account on this key. Try another key or another way.",
    ),
    P.PASSKEY_EXISTS: Message(
        "problem.passkey_exists", "This key already has a passkey for your account."
    ),
    P.KEY_FULL: Message("problem.key_full", "This key has no room for another passkey."),
    P.PASSKEY_NOT_USED: Message(
        "problem.passkey_not_used",
        "The passkey wasn’t used. Please try again, or choose another way.",
    ),
    P.PASSKEYS_NOT_SET_UP: Message(
        "problem.passkeys_not_set_up", "Passkeys aren’t set up for this user pool."
    ),
    P.PASSKEY_SETTINGS_UNFIT: Message(
        "problem.passkey_settings_unfit",
        "The pool’s passkey settings don’t fit this program. Add the passkey in the browser.",
    ),
    P.PASSKEY_REQUEST_UNFIT: Message(
        "problem.passkey_request_unfit",
        "The pool’s passkey settings don’t fit this program. Continue in the browser, or choose"
        " another way.",
    ),
    P.KEY_NOT_SUPPORTED: Message(
        "problem.key_not_supported", "This pool doesn’t accept this kind of key."
    ),
    P.PASSKEY_TOOK_TOO_LONG: Message(
        "problem.passkey_took_too_long", "That took too long. Please start again."
    ),
    P.TOO_MANY_PASSKEYS: Message(
        "problem.too_many_passkeys",
        "You have as many passkeys as allowed. Remove one first.",
    ),
    P.PASSKEY_REFUSED: Message(
        "problem.passkey_refused",
        "The passkey wasn’t accepted. Please try again, or choose another way.",
    ),
}
