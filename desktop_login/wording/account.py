"""What stands on the pages beyond the first one: methods, set-up, creating, recovering and keeping an account."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.challenges import Method
from desktop_login.wording.text import Text

# --- shared -------------------------------------------------------------------------------
BACK = Text("Back")
SKIP = Text("Skip")
SEND_CODE = Text("Send code")
CREATING_ACCOUNT = Text("Creating account…")
DELETING = Text("Deleting…")

# --- create and confirm an account ----------------------------------------------------------
CONFIRM_ACCOUNT = Text("Confirm your account")
CODE_ON_ITS_WAY_TO = Text("We sent a code to {dest}. It may take a minute to arrive.")
CODE_ON_ITS_WAY = Text("We sent you a code. It may take a minute to arrive.")
CONFIRMED_SIGNING_IN = Text("Your account is confirmed. Signing you in…")
CONFIRMED_PLEASE_SIGN_IN = Text("Your account is confirmed. Please sign in.")
ALREADY_CONFIRMED_SIGNING_IN = Text("Your account is already confirmed. Signing you in…")

# --- forgotten password ---------------------------------------------------------------------
RESET_YOUR_PASSWORD = Text("Reset your password")
ENTER_EMAIL = Text("Enter your email address and we will send you a code.")
ENTER_USERNAME = Text("Enter your username and we will send you a code.")
RESET_PASSWORD = Text("Reset password")
IF_ACCOUNT_SENT_TO = Text("If an account exists for {email}, a code has been sent to {dest}.")
IF_ACCOUNT_SENT = Text("If an account exists for {email}, a code has been sent.")
PASSWORD_RESET_SIGNING_IN = Text("Your password has been changed. Signing you in…")
PASSWORD_RESET_PLEASE_SIGN_IN = Text("Your password has been changed. Please sign in.")

# --- choose a method ------------------------------------------------------------------------
CHOOSE_METHOD = Text("Choose how to verify")
CHOOSE_LEAD = Text("Choose how you want to prove that it is you.")
CHOOSE_SET_UP_LEAD = Text("Your account needs a second factor. Choose what to set up.")
METHODS: Mapping[Method, Text] = {
    Method.AUTHENTICATOR: Text("Authenticator app"),
    Method.TEXT_MESSAGE: Text("Text message"),
    Method.EMAIL: Text("Email", "method"),
    Method.PASSWORD: Text("Password"),
    Method.PLAIN_PASSWORD: Text("Password, sent as it is"),
    Method.PASSKEY: Text("Passkey"),
}
OTHER_METHODS = Text("This app does not support these other methods: {names}.")
ENTER_PASSWORD = Text("Enter your password")
PLAIN_PASSWORD_LEAD = Text(
    "Signing in as {email}. The service asks for the password itself: what you enter is sent to it,"
    " not only a proof."
)
SET_UP_EMAIL = Text("Set up codes by email")
SET_UP_EMAIL_LEAD = Text("Enter the email address that your codes shall be sent to.")
ONE_MORE_STEP = Text("One more step")
YOUR_ANSWER = Text("Your answer")

# --- set up an authenticator ------------------------------------------------------------------
SET_UP_APP = Text("Set up an authenticator app")
SET_UP_APP_LEAD = Text(
    "Scan the QR code with your authenticator app, or enter the secret key by hand. Then enter"
    " the code that the app shows."
)
QR_CODE = Text("QR code")
COPY_SECRET_KEY = Text("Copy secret key")
SECRET_KEY_COPIED = Text("Secret key copied.")

# --- verify a contact ---------------------------------------------------------------------------
VERIFY_CONTACT = Text("Verify your contact")
VERIFY_LEAD = Text("To be able to recover your account later, verify one of these.")
EMAIL_IS = Text("Email: {dest}")
PHONE_IS = Text("Phone: {dest}")
CONTACT_VERIFIED = Text("Your contact has been verified.")

# --- remember this computer -----------------------------------------------------------------
REMEMBER_COMPUTER = Text("Remember this computer?")
REMEMBER_LEAD = Text("Remember this computer, so that no code is asked for next time?")
REMEMBER = Text("Remember")
NOT_NOW = Text("Not now")
DEVICE_REMEMBERED = Text("This computer will be remembered.")

# --- the account ------------------------------------------------------------------------------
ACCOUNT = Text("Account")
CURRENT_PASSWORD = Text("Current password")
CHANGE_PASSWORD_HEADING = Text("Change password", "heading")
PASSWORD_CHANGED = Text("Your password has been changed.")
SECOND_FACTOR = Text("Second factor")
NO_SECOND_FACTOR = Text("None is set up.")
ASKED_FIRST = Text("Asked for first")
ASK_FOR_THIS_FIRST = Text("Ask for this first")
SET_UP_APP_BUTTON = Text("Set up an authenticator app", "button")
REPLACE_APP = Text("Replace the authenticator app")
AUTHENTICATOR_READY = Text("Your authenticator app has been set up.")
METHOD_PREFERRED = Text("From now on this method is asked for first.")
CONTACTS = Text("Contacts")
VERIFIED = Text("Verified")
NOT_VERIFIED = Text("Not verified")
VERIFY = Text("Verify")
DEVICES = Text("Devices")
THIS_COMPUTER = Text("This computer")
LAST_USED = Text("Last used {date}")
UNNAMED_DEVICE = Text("Device without a name")
FORGET = Text("Forget")
FORGET_DEVICE = Text("Forget {name}")
DEVICE_FORGOTTEN = Text("The device has been forgotten.")
SESSIONS = Text("Sessions")
DELETE_ACCOUNT = Text("Delete account")
ASK_DELETE = Text("Delete your account? It cannot be brought back.")
TYPE_TO_DELETE = Text("To delete the account for ever, type {email}.")
ACCOUNT_DELETED = Text("Your account has been deleted.")
