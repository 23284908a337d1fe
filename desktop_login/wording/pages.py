"""What stands on the screens and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.wording.text import Text

# --- shared -------------------------------------------------------------------------------
APP_NAME = Text("Desktop Login")
BACK_TO_SIGN_IN = Text("Back to sign in")
CANCEL = Text("Cancel")
CONFIRM = Text("Confirm")
TRY_AGAIN = Text("Try again")
IGNORE = Text("Ignore")
DISMISS = Text("Dismiss")
COPY_DETAILS = Text("Copy details")
DETAILS_COPIED = Text("Details copied.")
SHOW_PASSWORD = Text("Show password")
HIDE_PASSWORD = Text("Hide password")
CONFIRMATION_CODE = Text("Confirmation code")
RESEND_CODE = Text("Resend code")
EMAIL = Text("Email")
USERNAME = Text("Username")
PASSWORD = Text("Password")
NEW_PASSWORD = Text("New password")
CONFIRM_PASSWORD = Text("Confirm password")
SIGNING_IN = Text("Signing in…")
CONFIRMING = Text("Confirming…")
SENDING = Text("Sending…")
CHANGING = Text("Changing…")
CHECKING = Text("Checking…")
SIGNING_OUT = Text("Signing out…")
TIME_LEFT = Text("Time left: {t}")
RESEND_IN = Text("You can request another code in {t}.")
CODE_SENT_TO = Text("A new code was sent to {dest}.")
CODE_SENT = Text("A new code was sent.")
ONE_SECOND = Text("1 second")
SECONDS = Text("{n} seconds")
ONE_MINUTE = Text("1 minute")
MINUTES = Text("{n} minutes")
ONE_HOUR = Text("1 hour")
HOURS = Text("{n} hours")
ONE_DAY = Text("1 day")
DAYS = Text("{n} days")
CONTACT = Text("Contact: {text}")
NOT_AMAZON = Text("Not Amazon Cognito: {host}")

# --- live validation ----------------------------------------------------------------------
INVALID_EMAIL = Text("Enter a valid email address.")
RULE_LENGTH = Text("Use at least {n} characters.")
RULE_DIGIT = Text("Include a number.")
RULE_LOWERCASE = Text("Include a lowercase letter (a–z).")
RULE_UPPERCASE = Text("Include an uppercase letter (A–Z).")
RULE_SYMBOL = Text("Include a symbol.")
RULE_NOT_TOO_LONG = Text("Use no more than 256 characters.")
RULE_OUTER_SPACE = Text("A password cannot begin or end with a space.")
PASSWORDS_DIFFER = Text("Passwords must match.")
REQUIRED = Text("This field is required.")
OUTER_SPACE_HINT = Text("This password begins or ends with a space. Was it copied by mistake?")
REMOVE_SPACES = Text("Remove the spaces")
FULL_WIDTH_HINT = Text("This field contains full-width characters.")
TYPED_TWO_WAYS_HINT = Text(
    "This password contains characters that can be typed in more than one way."
)
CAPS_LOCK_HINT = Text("Caps Lock is on.")
SIX_DIGITS = Text("Enter the 6-digit code.")
SIX_TO_EIGHT_DIGITS = Text("Enter the code with 6 to 8 digits.")
DIGITS_ONLY = Text("The code consists of digits only.")
USERNAME_TOO_LONG = Text("Use no more than 128 characters.")
DATE_FORMAT = Text("Enter a date as YYYY-MM-DD.")
PHONE_FORMAT = Text("Enter a phone number with country code, for example +819012345678.")
URL_FORMAT = Text("Enter a web address that begins with https:// or http://.")
PASSWORD_RULES = Text("Password rules")
RULE_MET = Text("met")
RULE_NOT_MET = Text("not met")

# --- sign in ------------------------------------------------------------------------------
WELCOME = Text("Welcome back!")
REMEMBER_ME = Text("Remember me")
REMEMBER_ME_TIP = Text("Keep me signed in and remember my email address on this computer.")
SIGN_IN = Text("Sign in")
NO_ACCOUNT_YET = Text("Do not have an account yet?")
CREATE_ACCOUNT = Text("Create account")
FORGOT_PASSWORD = Text("Forgot password?")
POOL_FROM = Text("{text} · from {names}")
THE_ENVIRONMENT = Text("the environment")
PROFILE_IN_FILE = Text("the profile {name} in {file}")
SIGNED_IN_WITH = Text("Signing in as {email}")
EMAIL_EXAMPLE = Text("you@example.com")
PASSWORD_EXAMPLE = Text("Your password")

# --- new password -------------------------------------------------------------------------
CHOOSE_PASSWORD = Text("Choose a new password")
CHANGE_PASSWORD = Text("Change password")
TEMPORARY_PASSWORD = Text("You signed in with a temporary password. Choose your own to continue.")
ALSO_NEEDED = Text("We also need the following.")
LEAVE_PAGE = Text("Leave this page? You may need a new temporary password.")
LEAVE = Text("Leave")
STAY = Text("Stay")

ATTRIBUTES: Mapping[str, Text] = {
    "name": Text("Name"),
    "given_name": Text("Given name"),
    "family_name": Text("Family name"),
    "middle_name": Text("Middle name"),
    "nickname": Text("Nickname"),
    "preferred_username": Text("Preferred username"),
    "email": EMAIL,
    "phone_number": Text("Phone number"),
    "birthdate": Text("Date of birth"),
    "gender": Text("Gender"),
    "address": Text("Address"),
    "website": Text("Website"),
    "profile": Text("Profile page"),
    "picture": Text("Picture address"),
    "locale": Text("Language and region"),
    "zoneinfo": Text("Time zone"),
}

# --- code ---------------------------------------------------------------------------------
ENTER_CODE = Text("Enter your code")
SMS_SENT_TO = Text("We sent a code by text message to {dest}.")
SMS_SENT = Text("We sent you a code by text message.")
EMAIL_SENT_TO = Text("We sent a code by email to {dest}.")
EMAIL_SENT = Text("We sent you a code by email.")
AUTHENTICATOR_CODE = Text("Enter the 6-digit code from your authenticator app.")
NAMED_AUTHENTICATOR_CODE = Text("Enter the 6-digit code from “{name}”.")

# --- dashboard ----------------------------------------------------------------------------
SIGNED_IN_AS = Text("Signed in as {email}")
ID_TOKEN = Text("ID token")
SHOW_ID_TOKEN = Text("Show ID token")
HIDE_ID_TOKEN = Text("Hide ID token")
COPY_ID_TOKEN = Text("Copy ID token")
ID_TOKEN_COPIED = Text("ID token copied. The clipboard will be cleared in {t}.")
CLAIMS = Text("Claims")
CLAIM = Text("Claim")
VALUE = Text("Value")
MEANING = Text("Meaning")
SIGNATURE_VERIFIED = Text("Signature verified")
SIGNATURE_VERIFIED_ELSEWHERE = Text("Signature verified with keys of {host} (not Amazon)")
KEYS_OF_DEMO = Text("Keys of this demo")
SIGNATURE_NOT_CHECKED = Text("Signature not checked (offline)")
RENEWS_IN = Text("Renews in {t}")
RENEWING = Text("Renewing…")
REFRESH_NOW = Text("Refresh now")
RENEWED = Text("The session has been renewed.")
RENEWED_NOT_CHECKED = Text(
    "The session has been renewed. The new token could not be checked yet; until then you see"
    " the checked one."
)
OFFLINE = Text("Offline. Last signed in as {email}.")
TOKEN_EXPIRED = Text("This token has expired. We are still trying to renew it.")
SIGN_OUT = Text("Sign out")
SIGN_OUT_EVERYWHERE = Text("Sign out everywhere")
ASK_SIGN_OUT_EVERYWHERE = Text("Sign out everywhere? All your sessions on all devices end.")
SIGNED_OUT_UNTIL = Text("You are signed out. A copied ID token keeps working until {date}.")
SIGNED_OUT = Text("You are signed out.")

CLAIM_MEANINGS: Mapping[str, Text] = {
    "sub": Text("User's permanent ID"),
    "iss": Text("Issued by"),
    "aud": Text("Issued for (app client)"),
    "client_id": Text("Issued for (app client)"),
    "exp": Text("Expires"),
    "iat": Text("Issued"),
    "auth_time": Text("Signed in"),
    "token_use": Text("Kind of token"),
    "email": Text("Email address"),
    "email_verified": Text("Email verified"),
    "phone_number": Text("Phone number"),
    "phone_number_verified": Text("Phone number verified"),
    "name": Text("Name"),
    "cognito:username": USERNAME,
    "cognito:groups": Text("Groups"),
    "cognito:roles": Text("IAM roles"),
    "cognito:preferred_role": Text("Preferred IAM role"),
    "identities": Text("Linked identity providers"),
    "jti": Text("Token ID"),
    "origin_jti": Text("ID of the original sign-in"),
    "event_id": Text("Sign-in event"),
    "scope": Text("Permissions"),
    "nonce": Text("Browser sign-in check"),
    "at_hash": Text("Access token check"),
}
CUSTOM_ATTRIBUTE = Text("Custom attribute")

# --- connect a pool -----------------------------------------------------------------------
CONNECT_POOL = Text("Connect a user pool")
TELL_WHICH_POOL = Text("Tell the app which Cognito user pool to use.")
NO_POOL = Text("No user pool is configured yet.")
POOL_ID = Text("User pool ID")
CLIENT_ID = Text("App client ID")
CLIENT_SECRET = Text("Client secret")
OPTIONAL = Text("optional")
IMPORT_FILE = Text("Import file")
CONTINUE = Text("Continue")
CHECK_CONNECTION = Text("Check connection")
CHECKING = Text("Checking…")
POOL_READ = Text("Read from {file}: user pool {pool}, app client {client}.")
POOL_READ_FROM_PART = Text("Read from {file} ({where}): user pool {pool}, app client {client}.")
LINE = Text("line {n}")
POOL_ID_SHAPE = Text("A user pool ID looks like us-east-1_AbCdEfGhI.")
CLIENT_ID_SHAPE = Text("An app client ID has only letters and digits.")
SECRET_SHAPE = Text("A client secret has 24 to 64 characters.")
IMPORTABLE_FILES = Text("Settings of a user pool")
ALL_FILES = Text("All files")
GO_ON_ANYWAY = Text(
    "Some settings look wrong. Mend them, or press Continue again to use them as they are."
)
SECRET_NOT_STORED = Text(
    "The client secret could not be kept in your password store, so nothing was saved."
)
SETTING_NOT_SAVED = Text("{setting} is not valid, so nothing was saved.")
ASK_FOREIGN_ISSUER = Text(
    "Tokens of this pool would be checked with keys of {host}. Use them only if you know whose"
    " address that is."
)
USE_THESE_KEYS = Text("Use these keys")
ISSUER_NOT_ACCEPTED = Text(
    "Tokens of this pool would be checked with keys of {host}. If that is right, add"
    " --accept-issuer; nothing was saved."
)
PROFILE_OF_SETTINGS = Text("Connection profile")
CDK_LINE = Text("In the CDK stack: {text}")
TRY_THE_DEMO = Text("Try the demo")

# --- settings of the working folder -------------------------------------------------------
ASK_FOLDER = Text("Use the settings of this folder?")
ABOUT_FOLDER = Text(
    "The folder in which the app was started contains settings. They decide which user pool you"
    " sign in to, so use them only if you know where they come from."
)
USE_FOLDER = Text("Use this folder's settings")
MORE_THAN_ONE = Text("{first}\n\n{second}")

# --- demo ---------------------------------------------------------------------------------
DEMO_MODE = Text("Demo mode")
DEMO_IS_LOCAL = Text("Everything runs on this computer. No AWS account is used.")
DEMO_CHOOSE_USER = Text("Choose a user to fill in the form.")
DEMO_PASSWORD = Text("Password for all users: {text}")
DEMO_MAILBOX = Text("Demo mailbox")
NO_MESSAGES = Text("No messages yet.")
DEMO_CODE_FOR = Text("Code for {dest}: {code}")
COPY_CODE = Text("Copy code")
AUTHENTICATOR_FOR = Text("Authenticator for {email}")
CURRENT_CODE = Text("Current code")
SECRET_KEY = Text("Secret key")

DEMO_USERS: Mapping[str, Text] = {
    "confirmed": Text("Straight to the dashboard"),
    "new-password": Text("Temporary password"),
    "totp": Text("Authenticator code"),
    "sms-code": Text("Code by text message"),
    "email-code": Text("Code by email"),
    "choose-mfa": Text("Choice of methods"),
    "setup-mfa": Text("Must set up an authenticator"),
    "setup-choice": Text("Chooses what to set up"),
    "device": Text("Remembers this computer"),
    "unverified": Text("Contact not verified"),
    "passwordless": Text("Chooses how to sign in"),
    "custom": Text("Is asked questions"),
    "unconfirmed": Text("Account not confirmed"),
    "reset": Text("Password must be reset"),
    "disabled": Text("Account disabled"),
}

# --- settings and command line ------------------------------------------------------------
SETTING_WRONG = Text("{file}, line {line}: {setting} is not valid.")
SETTING_UNKNOWN = Text("{file}, line {line}: {setting} is unknown.")
SETTING_WRONG_NO_LINE = Text("{file}: {setting} is not valid.")
SETTING_MISSING = Text("{file}: {setting} is missing.")
FILE_HAS_NO_POOL = Text("{file} contains no user pool settings.")
FILE_HAS_CLIENT_ONLY = Text("{file} names the app client {text}, but no user pool.")
FILE_HAS_POOL_ONLY = Text("{file} names the user pool {text}, but no app client.")
FILE_HAS_SEVERAL_POOLS = Text(
    "{file} names several user pools: {names}. Choose one with --pool ID."
)
POOL_NOT_IN_FILE = Text("{file} does not name the user pool {text}.")
POOL_ID_WRONG = Text(
    "{file}: the user pool ID is not valid. A user pool ID looks like us-east-1_AbCdEfGhI."
)
SELF_CHECKS: Mapping[str, Text] = {
    "keychain": Text("The password store takes, gives back and forgets a secret."),
    "certificates": Text("A secure connection can be made, and an unknown certificate is refused."),
    "service": Text("The description of the sign-in service can be read."),
    "proof": Text("Passwords can be proved with the fast arithmetic."),
    "files": Text("Styles, translations and icons are in place."),
}
SETTINGS_WRITTEN = Text("The settings were written to {file}.")
SETTINGS_WRITTEN_PROFILE = Text("The settings were written to {file}, profile “{name}”.")
FILE_NOT_WRITTEN = Text("{file} cannot be written.")
NO_SUCH_PROFILE = Text("There is no profile “{name}”. Profiles: {names}")
FILE_NOT_ORDINARY = Text("{file} is not an ordinary file. Copy its contents into one.")
FILE_TOO_LARGE = Text("{file} is larger than {n} KB and was not read. Choose another file.")
FILE_UNREADABLE = Text("{file}, line {line}: the file cannot be read as settings.")
ENDPOINT_NOT_HTTPS = Text("The endpoint must use https, or http on this computer.")
ENDPOINT_OF_ENVIRONMENT = Text(
    "With the sign-in method {text}, {setting} cannot come from the environment: the password"
    " would go there. Set endpoint_url in settings.toml, or use the method srp."
)
ADMIN_NEEDS_PROFILE = Text(
    "The sign-in method admin needs an AWS profile that is named in the settings. Set {setting}."
)
SECRET_NOT_FOR_ENDPOINT = Text(
    "{file}, line {line}: {setting} is not used with an endpoint from the environment. Set it"
    " there too, or set endpoint_url in the file."
)
NOT_FOR_A_FOLDER = Text(
    "{file}, line {line}: {setting} is ignored. A file of a folder can set only the user pool, the"
    " app client, the region and the method srp."
)
FOLDER_NOT_READ = Text(
    "The settings in {folder} were not used, because you have not agreed to them yet. Add"
    " --trust-folder to use them."
)
PORT_TAKEN = Text("Port {n} cannot be used.")
NO_DISPLAY = Text(
    "No display was found. Start the program on a desktop, or use --demo --tour DIR to save"
    " pictures of its screens."
)
LIBRARY_MISSING = Text(
    "No window can be opened, because the system library {name} is missing. To install what is"
    " missing: {text}"
)
LIBRARY_MISSING_SOMEHOW = Text(
    "No window can be opened, because the system library {name} is missing. Install it with the"
    " package manager of this system."
)
QT_BROKEN = Text("No window can be opened, because Qt cannot be loaded: {text}")
NO_FONT = Text("No window can be opened, because no font is installed. To install one: {text}")
NO_FONT_SOMEHOW = Text(
    "No window can be opened, because no font is installed. Install one with the package manager"
    " of this system."
)
NO_BUS = Text(
    "No session bus was found, so there is no password store. Start the program on a desktop, or in a"
    " terminal with dbus-run-session."
)
NO_BUS_PROGRAM = Text(
    "No session bus was found, so there is no password store. Start the program on a desktop, or in a"
    " terminal with dbus-run-session; to install it: {text}"
)
