"""The texts of the pages after the first one: methods, set-up, and creating, recovering and managing an account."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.challenges import Method
from desktop_login.messages.message import Message

# --- shared -------------------------------------------------------------------------------
BACK = Message("back", "Back")
SKIP = Message("skip", "Skip")
SEND_CODE = Message("send_code", "Send code")
CREATING_ACCOUNT = Message("creating_account", "Creating account…")
DELETING = Message("deleting", "Deleting…")

# --- create and confirm an account ----------------------------------------------------------
CONFIRM_ACCOUNT = Message("confirm_account", "Confirm your account")
CODE_ON_ITS_WAY_TO = Message(
    "code_on_its_way_to", "We sent a code to {dest}. It may take a minute to arrive."
)
CODE_ON_ITS_WAY = Message("code_on_its_way", "We sent you a code. It may take a minute to arrive.")
CONFIRMED_SIGNING_IN = Message("confirmed_signing_in", "Your account is confirmed. Signing you in…")
CONFIRMED_PLEASE_SIGN_IN = Message(
    "confirmed_please_sign_in", "Your account is confirmed. Please sign in."
)
ALREADY_CONFIRMED_SIGNING_IN = Message(
    "already_confirmed_signing_in", "Your account is already confirmed. Signing you in…"
)

# --- forgotten password ---------------------------------------------------------------------
RESET_YOUR_PASSWORD = Message("reset_your_password", "Reset your password")
ENTER_EMAIL = Message("enter_email", "Enter your email address and we’ll send you a code.")
ENTER_USERNAME = Message("enter_username", "Enter your username and we’ll send you a code.")
RESET_PASSWORD = Message("reset_password", "Reset password")
IF_ACCOUNT_SENT = Message(
    "if_account_sent",
    "If there’s an account for {email}, we’ve sent a code to the address or number on file.",
)
PASSWORD_RESET_SIGNING_IN = Message(
    "password_reset_signing_in", "Your password has been changed. Signing you in…"
)
PASSWORD_RESET_PLEASE_SIGN_IN = Message(
    "password_reset_please_sign_in", "Your password has been changed. Please sign in."
)

# --- choose a method ------------------------------------------------------------------------
CHOOSE_METHOD = Message("choose_method", "Choose how to sign in")
CHOOSE_SET_UP = Message("choose_set_up", "Choose a second step")
CHOOSE_LEAD = Message("choose_lead", "You can prove that it’s you in any of these ways.")
CHOOSE_SET_UP_LEAD = Message(
    "choose_set_up_lead", "Your account needs a second step at sign-in. Choose one to set up."
)
METHODS: Mapping[Method, Message] = {
    Method.AUTHENTICATOR: Message("method.authenticator", "Authenticator app"),
    Method.TEXT_MESSAGE: Message("method.text_message", "Text message"),
    Method.EMAIL: Message("method.email", "Email"),
    Method.PASSWORD: Message("method.password", "Password"),
    Method.PLAIN_PASSWORD: Message("method.plain_password", "Password, sent as it is"),
    Method.PASSKEY: Message("method.passkey", "Passkey"),
}
OTHER_METHODS = Message("other_methods", "Not available here: {names}")
ENTER_PASSWORD = Message("enter_password", "Enter your password")
PLAIN_PASSWORD_LEAD = Message(
    "plain_password_lead",
    "Signing in as {email}. The service asks for the password itself: what you enter is sent to it,"
    " not only a proof.",
)
SET_UP_EMAIL = Message("set_up_email", "Set up codes by email")
SET_UP_EMAIL_LEAD = Message("set_up_email_lead", "Where should we send your codes?")
ONE_MORE_STEP = Message("one_more_step", "One more step")
ONE_MORE_STEP_LEAD = Message("one_more_step_lead", "Your answer is needed to sign you in.")
YOUR_ANSWER = Message("your_answer", "Your answer")

# --- set up an authenticator ------------------------------------------------------------------
SET_UP_APP = Message("set_up_app", "Set up an authenticator app")
SET_UP_APP_LEAD = Message(
    "set_up_app_lead",
    "Scan the QR code with your authenticator app, or enter the secret key by hand. Then enter"
    " the code that the app shows.",
)
QR_CODE = Message("qr_code", "QR code")
COPY_SECRET_KEY = Message("copy_secret_key", "Copy secret key")
SECRET_KEY_COPIED = Message("secret_key_copied", "Secret key copied.")

# --- verify a contact ---------------------------------------------------------------------------
VERIFY_CONTACT = Message("verify_contact", "Verify your email or phone")
VERIFY_EMAIL = Message("verify_email", "Verify your email address")
VERIFY_PHONE = Message("verify_phone", "Verify your phone number")
VERIFY_LEAD = Message("verify_lead", "Verify one of these so you can recover your account.")
VERIFY_EMAIL_LEAD = Message(
    "verify_email_lead", "Verify this address so you can recover your account."
)
VERIFY_PHONE_LEAD = Message(
    "verify_phone_lead", "Verify this number so you can recover your account."
)
EMAIL_IS = Message("email_is", "Email: {dest}")
PHONE_IS = Message("phone_is", "Phone: {dest}")
EMAIL_VERIFIED = Message("contact_verified", "Your email address is verified.")
PHONE_VERIFIED = Message("phone_verified", "Your phone number is verified.")

# --- remember this computer -----------------------------------------------------------------
REMEMBER_COMPUTER = Message("remember_computer", "Remember this computer?")
REMEMBER_LEAD = Message(
    "remember_lead",
    "You won’t need a code on this computer next time. Choose “Not now” on a shared computer.",
)
REMEMBER = Message("remember", "Remember")
NOT_NOW = Message("not_now", "Not now")
DEVICE_REMEMBERED = Message("device_remembered", "This computer will be remembered.")

# --- the account ------------------------------------------------------------------------------
ACCOUNT = Message("account", "Account")
CURRENT_PASSWORD = Message("current_password", "Current password")
CHANGE_PASSWORD_HEADING = Message("change_password_heading", "Change password")
PASSWORD_CHANGED = Message("password_changed", "Your password has been changed.")
SECOND_FACTOR = Message("second_factor", "Second step")
SET_UP = Message("account.set_up", "Set up")
NO_SECOND_FACTOR = Message("no_second_factor", "Not set up")
ASKED_FIRST = Message("asked_first", "Default")
ASK_FOR_THIS_FIRST = Message("ask_for_this_first", "Make default")
SET_UP_APP_BUTTON = Message("set_up_app_button", "Set up an authenticator app")
REPLACE_APP = Message("replace_app", "Replace the authenticator app")
AUTHENTICATOR_READY = Message("authenticator_ready", "Your authenticator app has been set up.")
METHOD_PREFERRED = Message("method_preferred", "{method} is now your default.")
OTHER_PREFERRED = Message("method_preferred.unnamed", "Your default has been changed.")
VERIFIED = Message("verified", "Verified")
NOT_VERIFIED = Message("not_verified", "Not verified")
VERIFY = Message("verify", "Verify")
DEVICES = Message("devices", "Devices")
THIS_COMPUTER = Message("this_computer", "This computer")
LAST_USED = Message("last_used", "Last used {date}")
UNNAMED_DEVICE = Message("unnamed_device", "Unnamed device")
FORGET = Message("forget", "Remove")
DEVICE_FORGOTTEN = Message("device_forgotten", "The device has been removed.")
SESSIONS = Message("sessions", "Sessions")
DELETE_ACCOUNT = Message("delete_account", "Delete account")
ASK_DELETE = Message("ask_delete", "Delete your account? This can’t be undone.")
TYPE_TO_DELETE = Message("type_to_delete", "Delete permanently? To confirm, type this:")
PROFILE_HERE = Message("account.profile_here", "Your profile in this user pool")
ACCOUNT_STAYS = Message("account.account_stays", "Your account at {name} stays.")
DELETE_PROFILE = Message("account.delete_profile", "Delete profile")
ASK_DELETE_PROFILE = Message(
    "account.ask_delete_profile",
    "Delete your profile in this user pool? This can’t be undone. Your account at {name} stays.",
)
ACCOUNT_DELETED = Message("account_deleted", "Your account has been deleted.")
