"""What stands on the screens and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.messages.message import Text

# --- shared -------------------------------------------------------------------------------
APP_NAME = Text("app_name", "Desktop Login")
BACK_TO_SIGN_IN = Text("back_to_sign_in", "Back to sign in")
CANCEL = Text("cancel", "Cancel")
CONFIRM = Text("confirm", "Confirm")
TRY_AGAIN = Text("try_again", "Try again")
IGNORE = Text("ignore", "Ignore")
DISMISS = Text("dismiss", "Dismiss")
COPY_DETAILS = Text("copy_details", "Copy details")
DETAILS_COPIED = Text("details_copied", "Details copied.")
SHOW_PASSWORD = Text("show_password", "Show password")
HIDE_PASSWORD = Text("hide_password", "Hide password")
CONFIRMATION_CODE = Text("confirmation_code", "Confirmation code")
RESEND_CODE = Text("resend_code", "Resend code")
EMAIL = Text("email", "Email")
USERNAME = Text("username", "Username")
PASSWORD = Text("password", "Password")
NEW_PASSWORD = Text("new_password", "New password")
CONFIRM_PASSWORD = Text("confirm_password", "Confirm password")
SIGNING_IN = Text("signing_in", "Signing in…")
CONFIRMING = Text("confirming", "Confirming…")
SENDING = Text("sending", "Sending…")
CHANGING = Text("changing", "Changing…")
CHECKING = Text("checking", "Checking…")
SIGNING_OUT = Text("signing_out", "Signing out…")
TIME_LEFT = Text("time_left", "Time left: {t}")
RESEND_IN = Text("resend_in", "You can request another code in {t}.")
CODE_SENT_TO = Text("code_sent_to", "A new code was sent to {dest}.")
CODE_SENT = Text("code_sent", "A new code was sent.")
ONE_SECOND = Text("one_second", "1 second")
SECONDS = Text("seconds", "{n} seconds")
ONE_MINUTE = Text("one_minute", "1 minute")
MINUTES = Text("minutes", "{n} minutes")
ONE_HOUR = Text("one_hour", "1 hour")
HOURS = Text("hours", "{n} hours")
ONE_DAY = Text("one_day", "1 day")
DAYS = Text("days", "{n} days")
LIST_SEPARATOR = Text("list_separator", ", ")
CONTACT = Text("contact", "Contact: {text}")
NOT_AMAZON = Text("not_amazon", "Not Amazon Cognito: {host}")

# --- live validation ----------------------------------------------------------------------
INVALID_EMAIL = Text("invalid_email", "Enter a valid email address.")
RULE_LENGTH = Text("rule_length", "Use at least {n} characters.")
RULE_DIGIT = Text("rule_digit", "Include a number.")
RULE_LOWERCASE = Text("rule_lowercase", "Include a lowercase letter (a–z).")
RULE_UPPERCASE = Text("rule_uppercase", "Include an uppercase letter (A–Z).")
RULE_SYMBOL = Text("rule_symbol", "Include a symbol.")
RULE_NOT_TOO_LONG = Text("rule_not_too_long", "Use no more than 256 characters.")
RULE_OUTER_SPACE = Text("rule_outer_space", "A password cannot begin or end with a space.")
PASSWORDS_DIFFER = Text("passwords_differ", "Passwords must match.")
REQUIRED = Text("required", "This field is required.")
OUTER_SPACE_HINT = Text(
    "outer_space_hint", "This password begins or ends with a space. Was it copied by mistake?"
)
REMOVE_SPACES = Text("remove_spaces", "Remove the spaces")
UNSEEN_HINT = Text(
    "unseen_hint",
    "This password contains characters that cannot be seen, such as a line break. Were they copied"
    " by mistake?",
)
REMOVE_UNSEEN = Text("remove_unseen", "Remove them")
NEW_PASSWORD_UNSEEN = Text(
    "new_password_unseen",
    "A new password cannot contain characters that cannot be seen. Remove them.",
)
FULL_STOP_HINT = Text(
    "full_stop_hint",
    "This password ends with a full stop. Does it belong to the sentence around the password?",
)
REMOVE_FULL_STOP = Text("remove_full_stop", "Remove the full stop")
FULL_WIDTH_HINT = Text("full_width_hint", "This field contains full-width characters.")
TYPED_TWO_WAYS_HINT = Text(
    "typed_two_ways_hint",
    "This password contains characters that can be typed in more than one way.",
)
CAPS_LOCK_HINT = Text("caps_lock_hint", "Caps Lock is on.")
SIX_DIGITS = Text("six_digits", "Enter the 6-digit code.")
SIX_TO_EIGHT_DIGITS = Text("six_to_eight_digits", "Enter the code with 6 to 8 digits.")
DIGITS_ONLY = Text("digits_only", "The code consists of digits only.")
USERNAME_TOO_LONG = Text("username_too_long", "Use no more than 128 characters.")
DATE_FORMAT = Text("date_format", "Enter a date as YYYY-MM-DD.")
PHONE_FORMAT = Text(
    "phone_format", "Enter a phone number with country code, for example +819012345678."
)
PHONE_NEEDS_COUNTRY = Text(
    "phone_needs_country",
    "Which country is this number of? Begin with its code, for example +81 for Japan.",
)
URL_FORMAT = Text("url_format", "Enter a web address that begins with https:// or http://.")
PASSWORD_RULES = Text("password_rules", "Password rules")
RULE_MET = Text("rule_met", "met")
RULE_NOT_MET = Text("rule_not_met", "not met")

# --- sign in ------------------------------------------------------------------------------
WELCOME = Text("welcome", "Welcome back!")
REMEMBER_ME = Text("remember_me", "Remember me")
REMEMBER_ME_TIP = Text(
    "remember_me_tip", "Keep me signed in and remember my email address on this computer."
)
SIGN_IN = Text("sign_in", "Sign in")
NO_ACCOUNT_YET = Text("no_account_yet", "Do not have an account yet?")
CREATE_ACCOUNT = Text("create_account", "Create account")
FORGOT_PASSWORD = Text("forgot_password", "Forgot password?")
POOL_FROM = Text("pool_from", "{text} · from {names}")
THE_ENVIRONMENT = Text("the_environment", "the environment")
PROFILE_IN_FILE = Text("profile_in_file", "the profile {name} in {file}")
SIGNED_IN_WITH = Text("signed_in_with", "Signing in as {email}")
EMAIL_EXAMPLE = Text("email_example", "you@example.com")
PASSWORD_EXAMPLE = Text("password_example", "Your password")

# --- new password -------------------------------------------------------------------------
CHOOSE_PASSWORD = Text("choose_password", "Choose a new password")
CHANGE_PASSWORD = Text("change_password", "Change password")
TEMPORARY_PASSWORD = Text(
    "temporary_password", "You signed in with a temporary password. Choose your own to continue."
)
ALSO_NEEDED = Text("also_needed", "We also need the following.")
LEAVE_PAGE = Text("leave_page", "Leave this page? You may need a new temporary password.")
LEAVE = Text("leave", "Leave")
STAY = Text("stay", "Stay")

ATTRIBUTES: Mapping[str, Text] = {
    "name": Text("attribute.name", "Name"),
    "given_name": Text("attribute.given_name", "Given name"),
    "family_name": Text("attribute.family_name", "Family name"),
    "middle_name": Text("attribute.middle_name", "Middle name"),
    "nickname": Text("attribute.nickname", "Nickname"),
    "preferred_username": Text("attribute.preferred_username", "Preferred username"),
    "email": EMAIL,
    "phone_number": Text("attribute.phone_number", "Phone number"),
    "birthdate": Text("attribute.birthdate", "Date of birth"),
    "gender": Text("attribute.gender", "Gender"),
    "address": Text("attribute.address", "Address"),
    "website": Text("attribute.website", "Website"),
    "profile": Text("attribute.profile", "Profile page"),
    "picture": Text("attribute.picture", "Picture address"),
    "locale": Text("attribute.locale", "Language and region"),
    "zoneinfo": Text("attribute.zoneinfo", "Time zone"),
}

# --- code ---------------------------------------------------------------------------------
ENTER_CODE = Text("enter_code", "Enter your code")
SMS_SENT_TO = Text("sms_sent_to", "We sent a code by text message to {dest}.")
SMS_SENT = Text("sms_sent", "We sent you a code by text message.")
EMAIL_SENT_TO = Text("email_sent_to", "We sent a code by email to {dest}.")
EMAIL_SENT = Text("email_sent", "We sent you a code by email.")
AUTHENTICATOR_CODE = Text(
    "authenticator_code", "Enter the 6-digit code from your authenticator app."
)
NAMED_AUTHENTICATOR_CODE = Text("named_authenticator_code", "Enter the 6-digit code from “{name}”.")

# --- dashboard ----------------------------------------------------------------------------
SIGNED_IN_AS = Text("signed_in_as", "Signed in as {email}")
ID_TOKEN = Text("id_token", "ID token")
SHOW_ID_TOKEN = Text("show_id_token", "Show ID token")
HIDE_ID_TOKEN = Text("hide_id_token", "Hide ID token")
COPY_ID_TOKEN = Text("copy_id_token", "Copy ID token")
ID_TOKEN_COPIED = Text("id_token_copied", "ID token copied. The clipboard will be cleared in {t}.")
CLAIMS = Text("claims", "Claims")
CLAIM = Text("claim", "Claim")
VALUE = Text("value", "Value")
MEANING = Text("meaning", "Meaning")
SIGNATURE_VERIFIED = Text("signature_verified", "Signature verified")
SIGNATURE_VERIFIED_ELSEWHERE = Text(
    "signature_verified_elsewhere", "Signature verified with keys of {host} (not Amazon)"
)
KEYS_OF_DEMO = Text("keys_of_demo", "Keys of this demo")
SIGNATURE_NOT_CHECKED = Text("signature_not_checked", "Signature not checked (offline)")
RENEWS_IN = Text("renews_in", "Renews in {t}")
RENEWING = Text("renewing", "Renewing…")
REFRESH_NOW = Text("refresh_now", "Refresh now")
RENEWED = Text("renewed", "The session has been renewed.")
RENEWED_NOT_CHECKED = Text(
    "renewed_not_checked",
    "The session has been renewed. The new token could not be checked yet; until then you see"
    " the checked one.",
)
OFFLINE = Text("offline", "Offline. Last signed in as {email}.")
TOKEN_EXPIRED = Text("token_expired", "This token has expired. We are still trying to renew it.")
SIGN_OUT = Text("sign_out", "Sign out")
SIGN_OUT_EVERYWHERE = Text("sign_out_everywhere", "Sign out everywhere")
ASK_SIGN_OUT_EVERYWHERE = Text(
    "ask_sign_out_everywhere", "Sign out everywhere? All your sessions on all devices end."
)
SIGNED_OUT_UNTIL = Text(
    "signed_out_until", "You are signed out. A copied ID token keeps working until {date}."
)
SIGNED_OUT = Text("signed_out", "You are signed out.")

CLAIM_MEANINGS: Mapping[str, Text] = {
    "sub": Text("claim.sub", "User's permanent ID"),
    "iss": Text("claim.iss", "Issued by"),
    "aud": Text("claim.aud", "Issued for (app client)"),
    "client_id": Text("claim.client_id", "Issued for (app client)"),
    "exp": Text("claim.exp", "Expires"),
    "iat": Text("claim.iat", "Issued"),
    "auth_time": Text("claim.auth_time", "Signed in"),
    "token_use": Text("claim.token_use", "Kind of token"),
    "email": Text("claim.email", "Email address"),
    "email_verified": Text("claim.email_verified", "Email verified"),
    "phone_number": Text("claim.phone_number", "Phone number"),
    "phone_number_verified": Text("claim.phone_number_verified", "Phone number verified"),
    "name": Text("claim.name", "Name"),
    "cognito:username": USERNAME,
    "cognito:groups": Text("claim.cognito.groups", "Groups"),
    "cognito:roles": Text("claim.cognito.roles", "IAM roles"),
    "cognito:preferred_role": Text("claim.cognito.preferred_role", "Preferred IAM role"),
    "identities": Text("claim.identities", "Linked identity providers"),
    "jti": Text("claim.jti", "Token ID"),
    "origin_jti": Text("claim.origin_jti", "ID of the original sign-in"),
    "event_id": Text("claim.event_id", "Sign-in event"),
    "scope": Text("claim.scope", "Permissions"),
    "nonce": Text("claim.nonce", "Browser sign-in check"),
    "at_hash": Text("claim.at_hash", "Access token check"),
}
CUSTOM_ATTRIBUTE = Text("custom_attribute", "Custom attribute")

# --- connect a pool -----------------------------------------------------------------------
CONNECT_POOL = Text("connect_pool", "Connect a user pool")
TELL_WHICH_POOL = Text("tell_which_pool", "Tell the app which Cognito user pool to use.")
NO_POOL = Text("no_pool", "No user pool is configured yet.")
NO_POOL_TO_CHECK = Text(
    "no_pool_to_check",
    "No user pool is configured yet. Start the program without --check, or use --import FILE.",
)
POOL_ID = Text("pool_id", "User pool ID")
CLIENT_ID = Text("client_id", "App client ID")
CLIENT_SECRET = Text("client_secret", "Client secret")
OPTIONAL = Text("optional", "optional")
IMPORT_FILE = Text("import_file", "Import file")
CONTINUE = Text("continue", "Continue")
CHECK_CONNECTION = Text("check_connection", "Check connection")
POOL_READ = Text("pool_read", "Read from {file}: user pool {pool}, app client {client}.")
POOL_READ_FROM_PART = Text(
    "pool_read_from_part", "Read from {file} ({where}): user pool {pool}, app client {client}."
)
LINE = Text("line", "line {n}")
POOL_ID_SHAPE = Text("pool_id_shape", "A user pool ID looks like us-east-1_AbCdEfGhI.")
CLIENT_ID_SHAPE = Text("client_id_shape", "An app client ID has only letters and digits.")
SECRET_SHAPE = Text("secret_shape", "A client secret has 24 to 64 characters.")
IMPORTABLE_FILES = Text("importable_files", "Settings of a user pool")
ALL_FILES = Text("all_files", "All files")
GO_ON_ANYWAY = Text(
    "go_on_anyway",
    "Some settings look wrong. Mend them, or press Continue again to use them as they are.",
)
SECRET_NOT_STORED = Text(
    "secret_not_stored",
    "The client secret could not be kept in your password store, so nothing was saved. Unlock the"
    " password store, or use an app client without a secret.",
)
SECRET_CAN_WAIT = Text(
    "secret_can_wait",
    "Continue again to save everything else. Then set {setting} in the environment, or enter the"
    " secret here once your password store works.",
)
SECRET_LEFT_OUT = Text(
    "secret_left_out",
    "The client secret could not be kept in your password store; everything else was saved. Set"
    " {setting} in the environment, or import the file again once your password store works.",
)
READING_FILE = Text("reading_file", "Reading the file…")
CHOOSE_POOL = Text("choose_pool", "{file} names several user pools. Choose one of them.")
POOL_CHOICE = Text("pool_choice", "User pool {pool}, app client {client}")
POOL_CHOICE_IN = Text("pool_choice_in", "User pool {pool}, app client {client}, in {where}")
POOL_CHOICE_CLIENT = Text("pool_choice_client", "App client {client}")
POOL_CHOICE_CLIENT_IN = Text("pool_choice_client_in", "{where} · app client {client}")
USE_THIS_POOL = Text("use_this_pool", "Use this user pool")
ASK_FOREIGN_ISSUER = Text(
    "ask_foreign_issuer",
    "Tokens of this pool would be checked with keys of {host}. Use them only if you know whose"
    " address that is.",
)
USE_THESE_KEYS = Text("use_these_keys", "Use these keys")
ISSUER_NOT_ACCEPTED = Text(
    "issuer_not_accepted",
    "Tokens of this pool would be checked with keys of {host}. If that is right, add"
    " --accept-issuer; nothing was saved.",
)
PROFILE_OF_SETTINGS = Text("profile_of_settings", "Connection profile")
CDK_LINE = Text("cdk_line", "In the CDK stack: {text}")
TRY_THE_DEMO = Text("try_the_demo", "Try the demo")

# --- settings of the working folder -------------------------------------------------------
ASK_FOLDER = Text("ask_folder", "Use the settings of this folder?")
ABOUT_FOLDER = Text(
    "about_folder",
    "The folder in which the app was started contains settings. They decide which user pool you"
    " sign in to, so use them only if you know where they come from.",
)
USE_FOLDER = Text("use_folder", "Use this folder's settings")
MORE_THAN_ONE = Text("more_than_one", "{first}\n\n{second}")

# --- demo ---------------------------------------------------------------------------------
DEMO_MODE = Text("demo_mode", "Demo mode")
DEMO_IS_LOCAL = Text("demo_is_local", "Everything runs on this computer. No AWS account is used.")
DEMO_CHOOSE_USER = Text("demo_choose_user", "Choose a user to fill in the form.")
DEMO_PASSWORD = Text("demo_password", "Password for all users: {text}")
DEMO_MAILBOX = Text("demo_mailbox", "Demo mailbox")
NO_MESSAGES = Text("no_messages", "No messages yet.")
DEMO_CODE_FOR = Text("demo_code_for", "Code for {dest}: {code}")
COPY_CODE = Text("copy_code", "Copy code")
AUTHENTICATOR_FOR = Text("authenticator_for", "Authenticator for {email}")
CURRENT_CODE = Text("current_code", "Current code")
SECRET_KEY = Text("secret_key", "Secret key")

DEMO_USERS: Mapping[str, Text] = {
    "confirmed": Text("demo_user.confirmed", "Straight to the dashboard"),
    "new-password": Text("demo_user.new_password", "Temporary password"),
    "totp": Text("demo_user.totp", "Authenticator code"),
    "sms-code": Text("demo_user.sms_code", "Code by text message"),
    "email-code": Text("demo_user.email_code", "Code by email"),
    "choose-mfa": Text("demo_user.choose_mfa", "Choice of methods"),
    "setup-mfa": Text("demo_user.setup_mfa", "Must set up an authenticator"),
    "setup-choice": Text("demo_user.setup_choice", "Chooses what to set up"),
    "device": Text("demo_user.device", "Remembers this computer"),
    "unverified": Text("demo_user.unverified", "Contact not verified"),
    "passwordless": Text("demo_user.passwordless", "Chooses how to sign in"),
    "custom": Text("demo_user.custom", "Is asked questions"),
    "unconfirmed": Text("demo_user.unconfirmed", "Account not confirmed"),
    "reset": Text("demo_user.reset", "Password must be reset"),
    "disabled": Text("demo_user.disabled", "Account disabled"),
}

# --- settings and command line ------------------------------------------------------------
SETTING_WRONG = Text("setting_wrong", "{file}, line {line}: {setting} is not valid.")
SETTING_UNKNOWN = Text("setting_unknown", "{file}, line {line}: {setting} is unknown.")
SETTING_WRONG_NO_LINE = Text("setting_wrong_no_line", "{file}: {setting} is not valid.")
SETTING_MISSING = Text("setting_missing", "{file}: {setting} is missing.")
FILE_HAS_NO_POOL = Text("file_has_no_pool", "{file} contains no user pool settings.")
FILE_HAS_CLIENT_ONLY = Text(
    "file_has_client_only",
    "{file} names the app client {text}, but no user pool. Add the user pool ID to the file.",
)
FILE_HAS_POOL_ONLY = Text(
    "file_has_pool_only",
    "{file} names the user pool {text}, but no app client. Add the app client ID to the file.",
)
FILE_HAS_SEVERAL_POOLS = Text(
    "file_has_several_pools", "{file} names several user pools: {names}. Choose one with --pool ID."
)
POOL_NOT_IN_FILE = Text("pool_not_in_file", "{file} does not name the user pool {text}.")
POOL_ID_WRONG = Text(
    "pool_id_wrong",
    "{file}: the user pool ID is not valid. A user pool ID looks like us-east-1_AbCdEfGhI.",
)
SELF_CHECKS: Mapping[str, Text] = {
    "keychain": Text(
        "self_check.keychain", "The password store takes, gives back and forgets a secret."
    ),
    "certificates": Text(
        "self_check.certificates",
        "A secure connection can be made, and an unknown certificate is refused.",
    ),
    "service": Text("self_check.service", "The description of the sign-in service can be read."),
    "proof": Text("self_check.proof", "Passwords can be proved with the fast arithmetic."),
    "files": Text("self_check.files", "Styles, translations and icons are in place."),
}
SETTINGS_WRITTEN = Text("settings_written", "The settings were written to {file}.")
SETTINGS_WRITTEN_PROFILE = Text(
    "settings_written_profile", "The settings were written to {file}, profile “{name}”."
)
FILE_NOT_WRITTEN = Text("file_not_written", "{file} cannot be written.")
NO_SUCH_PROFILE = Text("no_such_profile", "There is no profile “{name}”. Profiles: {names}")
FILE_NOT_ORDINARY = Text(
    "file_not_ordinary", "{file} is not an ordinary file. Copy its contents into one."
)
FILE_TOO_LARGE = Text(
    "file_too_large", "{file} is larger than {n} KB and was not read. Choose another file."
)
FILE_MISSING = Text("file_missing", "There is no file {file}. Check its name and folder.")
FILE_NOT_OPENED = Text(
    "file_not_opened", "{file} cannot be opened. Check that you have the right to read it."
)
FILE_UNREADABLE = Text(
    "file_unreadable", "{file}, line {line}: the file cannot be read as settings."
)
ENDPOINT_NOT_HTTPS = Text(
    "endpoint_not_https", "The endpoint must use https, or http on this computer."
)
ENDPOINT_OF_ENVIRONMENT = Text(
    "endpoint_of_environment",
    "With the sign-in method {text}, {setting} cannot come from the environment: the password"
    " would go there. Set endpoint_url in settings.toml, or use the method srp.",
)
ADMIN_NEEDS_PROFILE = Text(
    "admin_needs_profile",
    "The sign-in method admin needs an AWS profile that is named in the settings. Set {setting}.",
)
SECRET_NOT_FOR_ENDPOINT = Text(
    "secret_not_for_endpoint",
    "{file}, line {line}: {setting} is not used with an endpoint from the environment. Set it"
    " there too, or set endpoint_url in the file.",
)
NOT_FOR_A_FOLDER = Text(
    "not_for_a_folder",
    "{file}, line {line}: {setting} is ignored. A file of a folder can set only the user pool, the"
    " app client, the region and the method srp.",
)
FOLDER_NOT_READ = Text(
    "folder_not_read",
    "The settings in {folder} were not used, because you have not agreed to them yet. Add"
    " --trust-folder to use them.",
)
PORT_TAKEN = Text("port_taken", "Port {n} cannot be used. Choose another with --port.")
NO_ORIGIN = Text(
    "no_origin",
    "“{origin}” is not the origin of a page. Write it as a browser does, for example"
    " http://localhost:5173.",
)
USER_TAKEN = Text(
    "user_taken", "The demo already has a user named “{name}”. Choose another name for --user."
)
NO_DISPLAY = Text(
    "no_display",
    "No display was found. Start the program on a desktop, or use --demo --tour DIR to save"
    " pictures of its screens.",
)
LIBRARY_MISSING = Text(
    "library_missing",
    "No window can be opened, because the system library {name} is missing. To install what is"
    " missing: {text}",
)
LIBRARY_MISSING_SOMEHOW = Text(
    "library_missing_somehow",
    "No window can be opened, because the system library {name} is missing. Install it with the"
    " package manager of this system.",
)
QT_BROKEN = Text("qt_broken", "No window can be opened, because Qt cannot be loaded: {text}")
NO_FONT = Text(
    "no_font", "No window can be opened, because no font is installed. To install one: {text}"
)
NO_FONT_SOMEHOW = Text(
    "no_font_somehow",
    "No window can be opened, because no font is installed. Install one with the package manager"
    " of this system.",
)
NO_BUS = Text(
    "no_bus",
    "No session bus was found, so there is no password store. Start the program on a desktop, or in a"
    " terminal with dbus-run-session.",
)
NO_BUS_PROGRAM = Text(
    "no_bus_program",
    "No session bus was found, so there is no password store. Start the program on a desktop, or in a"
    " terminal with dbus-run-session; to install it: {text}",
)
