"""The texts of the first pages, of the dashboard and of the command line."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.messages.message import Message

# --- shared -------------------------------------------------------------------------------
APP_NAME = Message("app_name", "Desktop Login")
BACK_TO_SIGN_IN = Message("back_to_sign_in", "Back to sign in")
CANCEL = Message("cancel", "Cancel")
CONFIRM = Message("confirm", "Confirm")
CONTINUE = Message("continue", "Continue")
TRY_AGAIN = Message("try_again", "Try again")
IGNORE = Message("ignore", "Ignore")
DISMISS = Message("dismiss", "Dismiss")
COPY_DETAILS = Message("copy_details", "Copy details")
DETAILS_COPIED = Message("details_copied", "Details copied.")
SHOW_PASSWORD = Message("show_password", "Show password")
HIDE_PASSWORD = Message("hide_password", "Hide password")
CONFIRMATION_CODE = Message("confirmation_code", "Confirmation code")
RESEND_CODE = Message("resend_code", "Resend code")
EMAIL = Message("email", "Email")
USERNAME = Message("username", "Username")
PASSWORD = Message("password", "Password")
NEW_PASSWORD = Message("new_password", "New password")
CONFIRM_PASSWORD = Message("confirm_password", "Confirm password")
SIGNING_IN = Message("signing_in", "Signing in…")
CONFIRMING = Message("confirming", "Confirming…")
SENDING = Message("sending", "Sending…")
CHANGING = Message("changing", "Changing…")
CHECKING = Message("checking", "Checking…")
SIGNING_OUT = Message("signing_out", "Signing out…")
TIME_LEFT = Message("time_left", "Sign-in expires in {t}")
RESEND_IN = Message("resend_in", "You can request another code in {t}.")
CODE_SENT_TO = Message("code_sent_to", "A new code was sent to {dest}.")
CODE_SENT = Message("code_sent", "A new code was sent.")
ONE_SECOND = Message("one_second", "1 second")
SECONDS = Message("seconds", "{n} seconds")
ONE_MINUTE = Message("one_minute", "1 minute")
MINUTES = Message("minutes", "{n} minutes")
ONE_HOUR = Message("one_hour", "1 hour")
HOURS = Message("hours", "{n} hours")
ONE_DAY = Message("one_day", "1 day")
DAYS = Message("days", "{n} days")
LIST_SEPARATOR = Message("list_separator", ", ")
CONTACT = Message("contact", "Contact: {text}")
NOT_AMAZON = Message("not_amazon", "Not Amazon Cognito: {host}")

# --- live validation ----------------------------------------------------------------------
INVALID_EMAIL = Message("invalid_email", "Enter a valid email address.")
RULE_LENGTH = Message("rule_length", "Use at least {n} characters.")
RULE_DIGIT = Message("rule_digit", "Include a number.")
RULE_LOWERCASE = Message("rule_lowercase", "Include a lowercase letter (a–z).")
RULE_UPPERCASE = Message("rule_uppercase", "Include an uppercase letter (A–Z).")
RULE_SYMBOL = Message("rule_symbol", "Include a symbol.")
RULE_NOT_TOO_LONG = Message("rule_not_too_long", "Use no more than 256 characters.")
RULE_OUTER_SPACE = Message("rule_outer_space", "A password can’t begin or end with a space.")
PASSWORDS_DIFFER = Message("passwords_differ", "Passwords must match.")
REQUIRED = Message("required", "This field is required.")
OUTER_SPACE_HINT = Message(
    "outer_space_hint", "This password begins or ends with a space. Was it copied by mistake?"
)
REMOVE_SPACES = Message("remove_spaces", "Remove the spaces")
UNSEEN_HINT = Message(
    "unseen_hint",
    "This password contains characters that can’t be seen, such as a line break. Were"
    " they copied by mistake?",
)
REMOVE_UNSEEN = Message("remove_unseen", "Remove them")
NEW_PASSWORD_UNSEEN = Message(
    "new_password_unseen",
    "A new password can’t contain characters that can’t be seen. Remove them.",
)
FULL_STOP_HINT = Message(
    "full_stop_hint",
    "This password ends with a full stop. Was it copied along with a sentence?",
)
REMOVE_FULL_STOP = Message("remove_full_stop", "Remove the full stop")
FULL_WIDTH_HINT = Message("full_width_hint", "This field contains full-width characters.")
TYPED_TWO_WAYS_HINT = Message(
    "typed_two_ways_hint",
    "This password contains characters that can be typed in more than one way.",
)
CAPS_LOCK_HINT = Message("caps_lock_hint", "Caps Lock is on.")
SIX_DIGITS = Message("six_digits", "Enter the 6-digit code.")
SIX_TO_EIGHT_DIGITS = Message("six_to_eight_digits", "Enter the whole code (6 to 8 digits).")
DIGITS_ONLY = Message("digits_only", "The code consists of digits only.")
USERNAME_TOO_LONG = Message("username_too_long", "Use no more than 128 characters.")
DATE_FORMAT = Message("date_format", "Enter a date as YYYY-MM-DD.")
PHONE_FORMAT = Message(
    "phone_format", "Enter a phone number with country code, for example +819012345678."
)
PHONE_NEEDS_COUNTRY = Message(
    "phone_needs_country",
    "Which country is this number of? Begin with its code, for example +81 for Japan.",
)
URL_FORMAT = Message("url_format", "Enter a web address that begins with https:// or http://.")
PASSWORD_RULES = Message("password_rules", "Password rules")
RULES_NOT_MET = Message("rules_not_met", "Not all password rules are met.")
RULE_MET = Message("rule_met", "met")
RULE_NOT_MET = Message("rule_not_met", "not met")

# --- sign in ------------------------------------------------------------------------------
WELCOME = Message("welcome", "Welcome back!")
REMEMBER_ME = Message("remember_me", "Remember me")
REMEMBER_ME_TIP = Message(
    "remember_me_tip", "Keep me signed in and remember my email address on this computer."
)
SIGN_IN = Message("sign_in", "Sign in")
NO_ACCOUNT_YET = Message("no_account_yet", "Don’t have an account?")
CREATE_ACCOUNT = Message("create_account", "Create account")
FORGOT_PASSWORD = Message("forgot_password", "Forgot password?")
POOL_FROM = Message("pool_from", "{text} · from {names}")
THE_ENVIRONMENT = Message("the_environment", "the environment")
PROFILE_IN_FILE = Message("profile_in_file", "the profile {name} in {file}")
SIGNED_IN_WITH = Message("signed_in_with", "Signing in as {email}")
EMAIL_EXAMPLE = Message("email_example", "you@example.com")
PASSWORD_EXAMPLE = Message("password_example", "Your password")

# --- new password -------------------------------------------------------------------------
CHOOSE_PASSWORD = Message("choose_password", "Choose a new password")
CHANGE_PASSWORD = Message("change_password", "Change password")
TEMPORARY_PASSWORD = Message(
    "temporary_password", "You signed in with a temporary password. Choose your own to continue."
)
ALSO_NEEDED = Message("also_needed", "We also need the following.")
LEAVE_PAGE = Message(
    "leave_page",
    "Leave without choosing a password? Your temporary password keeps working until it expires.",
)
LEAVE = Message("leave", "Leave")
STAY = Message("stay", "Stay")

ATTRIBUTES: Mapping[str, Message] = {
    "name": Message("attribute.name", "Name"),
    "given_name": Message("attribute.given_name", "Given name"),
    "family_name": Message("attribute.family_name", "Family name"),
    "middle_name": Message("attribute.middle_name", "Middle name"),
    "nickname": Message("attribute.nickname", "Nickname"),
    "preferred_username": Message("attribute.preferred_username", "Preferred username"),
    "email": EMAIL,
    "phone_number": Message("attribute.phone_number", "Phone number"),
    "birthdate": Message("attribute.birthdate", "Date of birth"),
    "gender": Message("attribute.gender", "Gender"),
    "address": Message("attribute.address", "Address"),
    "website": Message("attribute.website", "Website"),
    "profile": Message("attribute.profile", "Profile page"),
    "picture": Message("attribute.picture", "Picture address"),
    "locale": Message("attribute.locale", "Language and region"),
    "zoneinfo": Message("attribute.zoneinfo", "Time zone"),
}

# --- code ---------------------------------------------------------------------------------
ENTER_CODE = Message("enter_code", "Enter your code")
SMS_SENT_TO = Message("sms_sent_to", "We sent a code by text message to {dest}.")
SMS_SENT = Message("sms_sent", "We sent you a code by text message.")
EMAIL_SENT_TO = Message("email_sent_to", "We sent a code by email to {dest}.")
EMAIL_SENT = Message("email_sent", "We sent you a code by email.")
AUTHENTICATOR_CODE = Message(
    "authenticator_code", "Enter the 6-digit code from your authenticator app."
)
NAMED_AUTHENTICATOR_CODE = Message(
    "named_authenticator_code", "Enter the 6-digit code from “{name}”."
)

# --- dashboard ----------------------------------------------------------------------------
SIGNED_IN_AS = Message("signed_in_as", "Signed in as {email}")
ID_TOKEN = Message("id_token", "ID token")
SHOW_ID_TOKEN = Message("show_id_token", "Show ID token")
HIDE_ID_TOKEN = Message("hide_id_token", "Hide ID token")
COPY_ID_TOKEN = Message("copy_id_token", "Copy ID token")
CLAIMS = Message("claims", "Claims")
CLAIM = Message("claim", "Claim")
VALUE = Message("value", "Value")
MEANING = Message("meaning", "Meaning")
SIGNATURE_VERIFIED = Message("signature_verified", "Signature verified")
SIGNATURE_VERIFIED_ELSEWHERE = Message(
    "signature_verified_elsewhere", "Signature verified with keys of {host} (not Amazon)"
)
KEYS_OF_DEMO = Message("keys_of_demo", "Keys of this demo")
SIGNATURE_NOT_CHECKED = Message("signature_not_checked", "Signature not checked (offline)")
RENEWS_IN = Message("renews_in", "Renews in {t}")
RENEWING = Message("renewing", "Renewing…")
REFRESH_NOW = Message("refresh_now", "Refresh now")
REFRESHED = Message("renewed", "The session has been renewed.")
REFRESHED_NOT_CHECKED = Message(
    "renewed_not_checked",
    "The session has been renewed. The new token couldn’t be checked yet, so you still"
    " see the last checked one.",
)
OFFLINE = Message("offline", "Signed in as {email} · Offline")
TOKEN_EXPIRED = Message("token_expired", "This token has expired. We’re still trying to renew it.")
SIGN_OUT = Message("sign_out", "Sign out")
SIGN_OUT_EVERYWHERE = Message("sign_out_everywhere", "Sign out everywhere")
ASK_SIGN_OUT_EVERYWHERE = Message(
    "ask_sign_out_everywhere",
    "Sign out on all devices? Copied tokens keep working until they expire.",
)
SIGNED_OUT_UNTIL = Message(
    "signed_out_until", "You’re signed out. A copied ID token keeps working until {date}."
)
SIGNED_OUT = Message("signed_out", "You’re signed out.")

CLAIM_MEANINGS: Mapping[str, Message] = {
    "sub": Message("claim.sub", "User ID"),
    "iss": Message("claim.iss", "Issued by"),
    "aud": Message("claim.aud", "Issued for (app client)"),
    "client_id": Message("claim.client_id", "Issued for (app client)"),
    "exp": Message("claim.exp", "Expires"),
    "iat": Message("claim.iat", "Issued at"),
    "auth_time": Message("claim.auth_time", "Signed in at"),
    "token_use": Message("claim.token_use", "Token type"),
    "email": Message("claim.email", "Email address"),
    "email_verified": Message("claim.email_verified", "Email verified"),
    "phone_number": Message("claim.phone_number", "Phone number"),
    "phone_number_verified": Message("claim.phone_number_verified", "Phone number verified"),
    "name": Message("claim.name", "Name"),
    "cognito:username": USERNAME,
    "cognito:groups": Message("claim.cognito.groups", "Groups"),
    "cognito:roles": Message("claim.cognito.roles", "IAM roles"),
    "cognito:preferred_role": Message("claim.cognito.preferred_role", "Preferred IAM role"),
    "identities": Message("claim.identities", "Linked identity providers"),
    "jti": Message("claim.jti", "Token ID"),
    "origin_jti": Message("claim.origin_jti", "ID of the original sign-in"),
    "event_id": Message("claim.event_id", "Sign-in event ID"),
    "scope": Message("claim.scope", "Permissions"),
    "nonce": Message("claim.nonce", "Nonce (browser sign-in)"),
    "at_hash": Message("claim.at_hash", "Access token hash"),
}
CUSTOM_ATTRIBUTE = Message("custom_attribute", "Custom attribute")

# --- demo ---------------------------------------------------------------------------------
DEMO_MODE = Message("demo_mode", "Demo mode")
DEMO_IS_LOCAL = Message(
    "demo_is_local", "Everything runs on this computer. No AWS account is used."
)
DEMO_CHOOSE_USER = Message("demo_choose_user", "Choose a user to fill in the form.")
DEMO_PASSWORD = Message("demo_password", "Password for all users: {text}")
DEMO_MAILBOX = Message("demo_mailbox", "Demo mailbox")
NO_MESSAGES = Message("no_messages", "No messages yet.")
DEMO_CODE_FOR = Message("demo_code_for", "Code for {dest}: {code}")
DEMO_CODE_TO = Message("demo_code_to", "Code for {dest}")
COPY_CODE = Message("copy_code", "Copy code")
AUTHENTICATOR_FOR = Message("authenticator_for", "Authenticator for {email}")
CURRENT_CODE = Message("current_code", "Current code")
SECRET_KEY = Message("secret_key", "Secret key")

DEMO_USERS: Mapping[str, Message] = {
    "confirmed": Message("demo_user.confirmed", "Straight to the dashboard"),
    "new-password": Message("demo_user.new_password", "Temporary password"),
    "totp": Message("demo_user.totp", "Authenticator code"),
    "sms-code": Message("demo_user.sms_code", "Code by text message"),
    "email-code": Message("demo_user.email_code", "Code by email"),
    "choose-mfa": Message("demo_user.choose_mfa", "Chooses a second step"),
    "setup-mfa": Message("demo_user.setup_mfa", "Must set up an authenticator"),
    "setup-choice": Message("demo_user.setup_choice", "Chooses a second step to set up"),
    "device": Message("demo_user.device", "Remembers this computer"),
    "unverified": Message("demo_user.unverified", "Contact not verified"),
    "passwordless": Message("demo_user.passwordless", "Chooses how to sign in"),
    "custom": Message("demo_user.custom", "Custom questions"),
    "unconfirmed": Message("demo_user.unconfirmed", "Account not confirmed"),
    "reset": Message("demo_user.reset", "Password must be reset"),
    "passkey": Message("demo_user.passkey", "Adds a passkey"),
    "disabled": Message("demo_user.disabled", "Account disabled"),
}
