"""What stands on the pages beyond the first one: methods, set-up, creating, recovering and keeping an account."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.challenges import Method
from desktop_login.messages.message import Text

# --- shared -------------------------------------------------------------------------------
BACK = Text("back", "Back")
SKIP = Text("skip", "Skip")
SEND_CODE = Text("send_code", "Send code")
CREATING_ACCOUNT = Text("creating_account", "Creating account…")
DELETING = Text("deleting", "Deleting…")

# --- create and confirm an account ----------------------------------------------------------
CONFIRM_ACCOUNT = Text("confirm_account", "Confirm your account")
CODE_ON_ITS_WAY_TO = Text(
    "code_on_its_way_to", "We sent a code to {dest}. It may take a minute to arrive."
)
CODE_ON_ITS_WAY = Text("code_on_its_way", "We sent you a code. It may take a minute to arrive.")
CONFIRMED_SIGNING_IN = Text("confirmed_signing_in", "Your account is confirmed. Signing you in…")
CONFIRMED_PLEASE_SIGN_IN = Text(
    "confirmed_please_sign_in", "Your account is confirmed. Please sign in."
)
ALREADY_CONFIRMED_SIGNING_IN = Text(
    "already_confirmed_signing_in", "Your account is already confirmed. Signing you in…"
)

# --- forgotten password ---------------------------------------------------------------------
RESET_YOUR_PASSWORD = Text("reset_your_password", "Reset your password")
ENTER_EMAIL = Text("enter_email", "Enter your email address and we will send you a code.")
ENTER_USERNAME = Text("enter_username", "Enter your username and we will send you a code.")
RESET_PASSWORD = Text("reset_password", "Reset password")
IF_ACCOUNT_SENT_TO = Text(
    "if_account_sent_to", "If an account exists for {email}, a code has been sent to {dest}."
)
IF_ACCOUNT_SENT = Text("if_account_sent", "If an account exists for {email}, a code has been sent.")
PASSWORD_RESET_SIGNING_IN = Text(
    "password_reset_signing_in", "Your password has been changed. Signing you in…"
)
PASSWORD_RESET_PLEASE_SIGN_IN = Text(
    "password_reset_please_sign_in", "Your password has been changed. Please sign in."
)

# --- choose a method ------------------------------------------------------------------------
CHOOSE_METHOD = Text("choose_method", "Choose how to verify")
CHOOSE_LEAD = Text("choose_lead", "Choose how you want to prove that it is you.")
CHOOSE_SET_UP_LEAD = Text(
    "choose_set_up_lead", "Your account needs a second factor. Choose what to set up."
)
METHODS: Mapping[Method, Text] = {
    Method.AUTHENTICATOR: Text("method.authenticator", "Authenticator app"),
    Method.TEXT_MESSAGE: Text("method.text_message", "Text message"),
    Method.EMAIL: Text("method.email", "Email"),
    Method.PASSWORD: Text("method.password", "Password"),
    Method.PLAIN_PASSWORD: Text("method.plain_password", "Password, sent as it is"),
    Method.PASSKEY: Text("method.passkey", "Passkey"),
}
OTHER_METHODS = Text("other_methods", "This app does not support these other methods: {names}.")
ENTER_PASSWORD = Text("enter_password", "Enter your password")
PLAIN_PASSWORD_LEAD = Text(
    "plain_password_lead",
    "Signing in as {email}. The service asks for the password itself: what you enter is sent to it,"
    " not only a proof.",
)
SET_UP_EMAIL = Text("set_up_email", "Set up codes by email")
SET_UP_EMAIL_LEAD = Text(
    "set_up_email_lead", "Enter the email address that your codes shall be sent to."
)
ONE_MORE_STEP = Text("one_more_step", "One more step")
YOUR_ANSWER = Text("your_answer", "Your answer")

# --- set up an authenticator ------------------------------------------------------------------
SET_UP_APP = Text("set_up_app", "Set up an authenticator app")
SET_UP_APP_LEAD = Text(
    "set_up_app_lead",
    "Scan the QR code with your authenticator app, or enter the secret key by hand. Then enter"
    " the code that the app shows.",
)
QR_CODE = Text("qr_code", "QR code")
COPY_SECRET_KEY = Text("copy_secret_key", "Copy secret key")
SECRET_KEY_COPIED = Text("secret_key_copied", "Secret key copied.")

# --- verify a contact ---------------------------------------------------------------------------
VERIFY_CONTACT = Text("verify_contact", "Verify your contact")
VERIFY_LEAD = Text("verify_lead", "To be able to recover your account later, verify one of these.")
EMAIL_IS = Text("email_is", "Email: {dest}")
PHONE_IS = Text("phone_is", "Phone: {dest}")
CONTACT_VERIFIED = Text("contact_verified", "Your contact has been verified.")

# --- remember this computer -----------------------------------------------------------------
REMEMBER_COMPUTER = Text("remember_computer", "Remember this computer?")
REMEMBER_LEAD = Text(
    "remember_lead", "Remember this computer, so that no code is asked for next time?"
)
REMEMBER = Text("remember", "Remember")
NOT_NOW = Text("not_now", "Not now")
DEVICE_REMEMBERED = Text("device_remembered", "This computer will be remembered.")

# --- the account ------------------------------------------------------------------------------
ACCOUNT = Text("account", "Account")
CURRENT_PASSWORD = Text("current_password", "Current password")
CHANGE_PASSWORD_HEADING = Text("change_password_heading", "Change password")
PASSWORD_CHANGED = Text("password_changed", "Your password has been changed.")
SECOND_FACTOR = Text("second_factor", "Second factor")
NO_SECOND_FACTOR = Text("no_second_factor", "None is set up.")
ASKED_FIRST = Text("asked_first", "Asked for first")
ASK_FOR_THIS_FIRST = Text("ask_for_this_first", "Ask for this first")
SET_UP_APP_BUTTON = Text("set_up_app_button", "Set up an authenticator app")
REPLACE_APP = Text("replace_app", "Replace the authenticator app")
AUTHENTICATOR_READY = Text("authenticator_ready", "Your authenticator app has been set up.")
METHOD_PREFERRED = Text("method_preferred", "From now on this method is asked for first.")
CONTACTS = Text("contacts", "Contacts")
VERIFIED = Text("verified", "Verified")
NOT_VERIFIED = Text("not_verified", "Not verified")
VERIFY = Text("verify", "Verify")
DEVICES = Text("devices", "Devices")
THIS_COMPUTER = Text("this_computer", "This computer")
LAST_USED = Text("last_used", "Last used {date}")
UNNAMED_DEVICE = Text("unnamed_device", "Device without a name")
FORGET = Text("forget", "Forget")
FORGET_DEVICE = Text("forget_device", "Forget {name}")
DEVICE_FORGOTTEN = Text("device_forgotten", "The device has been forgotten.")
SESSIONS = Text("sessions", "Sessions")
DELETE_ACCOUNT = Text("delete_account", "Delete account")
ASK_DELETE = Text("ask_delete", "Delete your account? It cannot be brought back.")
TYPE_TO_DELETE = Text("type_to_delete", "To delete the account for ever, type {email}.")
ACCOUNT_DELETED = Text("account_deleted", "Your account has been deleted.")
