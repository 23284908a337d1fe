"""The texts that only the pages about passkeys have. What a key waits for and what went wrong is in `passkeys`."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- use your passkey -------------------------------------------------------------------------
WITH_KEY = Message("passkey_page.with_key", "A USB security key works here.")
WITH_SYSTEM = Message(
    "passkey_page.with_system",
    "Windows asks for your face, fingerprint or PIN, a phone, or a security key.",
)
IN_BROWSER_TOO = Message(
    "passkey_page.in_browser_too",
    "A passkey on your phone or on this computer works in the browser.",
)

# --- the PIN of a security key ------------------------------------------------------------------
NEW_PIN = Message("passkey_page.new_pin", "New PIN")
CONFIRM_PIN = Message("passkey_page.confirm_pin", "Confirm PIN")
PIN_LENGTH = Message("passkey_page.pin_length", "Use 4 to 63 characters.")
PINS_DIFFER = Message("passkey_page.pins_differ", "The PINs don’t match.")
SETTING_PIN = Message("passkey_page.setting_pin", "Setting the PIN…")

# --- the account --------------------------------------------------------------------------------
UNNAMED_PASSKEY = Message("passkey_page.unnamed", "Unnamed passkey")
FOR_SITE = Message("passkey_page.for_site", "For {site}")

# --- the dashboard ------------------------------------------------------------------------------
INVITATION = Message(
    "passkey_page.invitation", "Add a passkey to sign in without a password next time."
)

# --- the demo's key -----------------------------------------------------------------------------
DEMO_KEY = Message("passkey_page.demo_key", "Demo key")
DEMO_KEY_OUT = Message("passkey_page.demo_key_out", "Not inserted · PIN {pin}")
DEMO_KEY_IN = Message("passkey_page.demo_key_in", "Inserted · PIN {pin}")
DEMO_KEY_WAITS = Message("passkey_page.demo_key_waits", "Waiting for your touch")
INSERT_DEMO_KEY = Message("passkey_page.insert_demo_key", "Insert demo key")
REMOVE_DEMO_KEY = Message("passkey_page.remove_demo_key", "Remove demo key")
TOUCH_DEMO_KEY = Message("passkey_page.touch_demo_key", "Touch demo key")
