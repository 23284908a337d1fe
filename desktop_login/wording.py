"""Every sentence, in English. Decides which sentence a fact becomes; translating is `ui.translation`'s work.

The English text is the key of the Qt translation files in `resources/translations`. One fact,
one whole sentence: nothing is glued together from parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_login.domain.challenges import Channel, CodeRequired
from desktop_login.domain.errors import Fault, Problem
from desktop_login.domain.password_policy import Rule
from desktop_login.domain.states import News, Step


@dataclass(frozen=True)
class Text:
    """A sentence. `note` tells apart equal English words that differ elsewhere."""

    source: str
    note: str = ""


@dataclass(frozen=True)
class Said:
    """A sentence with what belongs in its placeholders. A value that is itself a `Text` or
    a `Said` is translated first."""

    text: Text
    values: Mapping[str, object]


def said(text: Text, /, **values: object) -> Said:
    return Said(text, values)


# --- shared -------------------------------------------------------------------------------
APP_NAME = Text("Desktop Login")
BACK_TO_SIGN_IN = Text("Back to sign in")
CANCEL = Text("Cancel")
CONFIRM = Text("Confirm")
TRY_AGAIN = Text("Try again")
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
DEVELOPER_ENDPOINT = Text("Developer endpoint: {url}")

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

RULES: Mapping[Rule, Text] = {
    Rule.LENGTH: RULE_LENGTH,
    Rule.DIGIT: RULE_DIGIT,
    Rule.LOWERCASE: RULE_LOWERCASE,
    Rule.UPPERCASE: RULE_UPPERCASE,
    Rule.SYMBOL: RULE_SYMBOL,
    Rule.NOT_TOO_LONG: RULE_NOT_TOO_LONG,
    Rule.OUTER_SPACE: RULE_OUTER_SPACE,
}

# --- sign in ------------------------------------------------------------------------------
WELCOME = Text("Welcome back!")
REMEMBER_ME = Text("Remember me")
REMEMBER_ME_TIP = Text("Keep me signed in and remember my email address on this computer.")
SIGN_IN = Text("Sign in")
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
SIGNATURE_NOT_CHECKED = Text("Signature not checked (offline)")
RENEWS_IN = Text("Renews in {t}")
RENEWING = Text("Renewing…")
REFRESH_NOW = Text("Refresh now")
RENEWED = Text("The session has been renewed.")
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
SET_THESE = Text("Set these in the environment, in .env.local, or in {file}:")
TRY_THE_DEMO = Text("Try the demo")

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
    "unconfirmed": Text("Account not confirmed"),
    "reset": Text("Password must be reset"),
    "disabled": Text("Account disabled"),
}

# --- problems -----------------------------------------------------------------------------
P = Problem
PROBLEMS: Mapping[Problem, Text] = {
    P.WRONG_CREDENTIALS: Text("The email address or password is incorrect."),
    P.CLOCK_OFF: Text(
        "Sign-in failed because this computer's clock is off by {m}. Set the clock and try again."
    ),
    P.LOCKED_OUT: Text("Too many failed attempts. You can try again in {t}."),
    P.USER_DISABLED: Text("This account is disabled. Ask your administrator to enable it."),
    P.TEMPORARY_PASSWORD_EXPIRED: Text(
        "Your temporary password has expired. Ask your administrator for a new invitation."
    ),
    P.STEP_TOOK_TOO_LONG: Text("This step took too long. Please sign in again."),
    P.STEP_RESTARTED: Text(
        "This step took too long, so we started it again. Enter the newest code."
    ),
    P.STEP_ALREADY_USED: Text("This step was already used. Please sign in again."),
    P.BLOCKED_AS_UNUSUAL: Text(
        "This sign-in was blocked as unusual. Try from a familiar network, or reset your password."
    ),
    P.SIGN_IN_REFUSED: Text("Sign-in was refused. Check what you entered and try again."),
    P.NOT_CONFIRMED: Text("This account is not confirmed yet. Contact your administrator."),
    P.RESET_REQUIRED: Text(
        "The password of this account must be reset. Contact your administrator."
    ),
    P.NO_SECOND_FACTOR: Text(
        "No second factor is set up for this account. Contact your administrator."
    ),
    P.STEP_NOT_SUPPORTED: Text(
        "This account needs a sign-in step that this version does not support."
    ),
    P.INCOMPLETE_ANSWER: Text(
        "The sign-in service sent an incomplete answer. Please sign in again."
    ),
    P.FLOW_TURNED_OFF: Text("This sign-in method is turned off for this app."),
    P.WRONG_CODE: Text("That code is incorrect. Check it and try again."),
    P.WRONG_CODE_AGAIN: Text(
        "That code is incorrect. If this keeps happening, make sure that your phone's clock is"
        " set automatically."
    ),
    P.CODE_ALREADY_USED: Text("That code was already used. Wait for the next one."),
    P.CODE_EXPIRED: Text("That code has expired. Request a new one."),
    P.CODE_NOT_DELIVERED: Text(
        "We could not send the code. Try again, or contact your administrator."
    ),
    P.TOO_MANY_ATTEMPTS: Text(
        "Too many attempts. Please wait a while before trying again."
    ),
    P.DAILY_EMAIL_LIMIT: Text(
        "The service has sent its daily limit of emails. Try tomorrow or contact your"
        " administrator."
    ),
    P.PASSWORD_POLICY: Text("The password does not meet the rules of this service."),
    P.PASSWORD_USED_BEFORE: Text("You used this password before. Choose a new one."),
    P.ATTRIBUTE_WRONG: Text("{field} is required or has the wrong format."),
    P.ATTRIBUTE_FIXED: Text("{field} is already set and cannot be changed in this step."),
    P.INPUT_NOT_VALID: Text("Something entered is not valid. Check the fields and try again."),
    P.ACCOUNT_GONE: Text("This account no longer exists. Contact your administrator."),
    P.BUSY: Text("The service is busy. Please try again in {t}."),
    P.SERVICE_PROBLEM: Text("The sign-in service had a problem. Please try again."),
    P.FIREWALL: Text(
        "The network or a firewall rule refused this request. Contact your administrator."
    ),
    P.NOT_IN_THIS_REGION: Text(
        "The sign-in service is not available in this region right now. Try again later or"
        " contact your administrator."
    ),
    P.RULE_OF_SERVICE: Text("{text}"),
    P.RULE_OF_SERVICE_SILENT: Text("A rule of this service refused the request."),
    P.MISCONFIGURED: Text(
        "The sign-in service is misconfigured. Tell your administrator: {code}."
    ),
    P.SECRET_WRONG: Text(
        "The app's client secret does not match the user pool. Check the settings."
    ),
    P.SECRET_MISSING: Text("This app client needs a client secret. Add it in the settings."),
    P.SECRET_UNWANTED: Text(
        "This app client has no client secret. Remove it from the settings."
    ),
    P.POOL_NOT_FOUND: Text(
        "The user pool or app client was not found. Check region, pool ID and client ID."
    ),
    P.AWS_PROFILE: Text(
        "The AWS profile “{name}” cannot be used for this sign-in method. Check the settings."
    ),
    P.UNKNOWN_CODE: Text(
        "Something went wrong at the sign-in service. Tell your administrator: {code}."
    ),
    P.NO_CONNECTION: Text(
        "No connection to the sign-in service. Check your network and try again."
    ),
    P.CONNECTION_LOST: Text("The connection was lost during this step. Please sign in again."),
    P.PROXY: Text("The proxy refused the connection. Check the proxy settings."),
    P.CERTIFICATE: Text(
        "The secure connection failed. A proxy or wrong clock may be the cause."
    ),
    P.CAPTIVE_PORTAL: Text(
        "This network asks you to log in first. Open a web page in your browser, then try again."
    ),
    P.NOT_UNDERSTOOD: Text("The answer could not be understood. Please try again."),
    P.TOKEN_REFUSED: Text("The token that arrived could not be verified, so it was not used."),
    P.OTHER_USER: Text(
        "The renewed session belongs to a different user, so you were signed out."
    ),
    P.POOL_CHANGED: Text("The user pool settings have changed. Please sign in again."),
    P.SESSION_ENDED: Text("Your session has ended. Please sign in again."),
    P.SIGNED_OUT_ELSEWHERE: Text(
        "You were signed out, possibly from another device. Please sign in again."
    ),
    P.ACCOUNT_NEEDS_ATTENTION: Text(
        "Your session has ended because your account needs attention. Please sign in again."
    ),
    P.NOT_RENEWED: Text(
        "The session could not be renewed. You stay signed in until {date}."
    ),
    P.KEYCHAIN: Text(
        "Your password store is locked or missing. You can continue, but this session will not"
        " be remembered."
    ),
    P.RECORD_UNREADABLE: Text(
        "The saved session could not be read and was set aside. Please sign in again."
    ),
    P.RECORD_NEWER: Text(
        "The saved session belongs to a newer version of the app. Update the app or sign in"
        " again."
    ),
    P.NOT_SAVED: Text(
        "The renewed session could not be saved. After a restart you may have to sign in again."
    ),
    P.SERVER_NOT_TOLD: Text(
        "You are signed out on this computer; the server could not be told."
    ),
    P.REVOCATION_OFF: Text(
        "You are signed out on this computer. The service does not revoke sessions."
    ),
    P.NOT_EVERYWHERE: Text(
        "You could not be signed out everywhere. You are signed out on this computer."
    ),
    P.CANCELLED: Text("Sign-in was cancelled."),
    P.IN_THE_APP: Text(
        "Something unexpected happened in the app. You can go on; copy the details for support."
    ),
}
WRONG_USERNAME = Text("The username or password is incorrect.")
STAY_SIGNED_IN = Text(
    "No connection to the sign-in service. You stay signed in; we keep trying."
)
WAITING_FOR_KEYCHAIN = Text("Waiting for your password store…")
CLOCK_IS_OFF = Text("This computer's clock is off by {m}. Tokens may be refused.")

# --- settings and command line ------------------------------------------------------------
SETTING_WRONG = Text("{file}, line {line}: {setting} is not valid.")
SETTING_UNKNOWN = Text("{file}, line {line}: {setting} is unknown.")
SETTING_WRONG_NO_LINE = Text("{file}: {setting} is not valid.")
SETTING_MISSING = Text("{file}: {setting} is missing.")
FILE_UNREADABLE = Text("{file}, line {line}: the file cannot be read as settings.")
ENDPOINT_NOT_HTTPS = Text("The endpoint must use https, or http on this computer.")
NO_DISPLAY = Text(
    "No display was found. Start the program on a desktop, or use --demo --tour DIR to save"
    " pictures of its screens."
)

BUSY_WORDS: Mapping[Step, Text] = {
    Step.SIGNING_IN: SIGNING_IN,
    Step.CONFIRMING: CONFIRMING,
    Step.CHANGING: CHANGING,
    Step.SENDING: SENDING,
    Step.RESTORING: CHECKING,
    Step.SIGNING_OUT: SIGNING_OUT,
}


def duration(seconds: float) -> Said:
    """One rounded unit, rounded up: nobody is told "0 minutes"."""
    for size, one, many in (
        (86400, ONE_DAY, DAYS),
        (3600, ONE_HOUR, HOURS),
        (60, ONE_MINUTE, MINUTES),
        (1, ONE_SECOND, SECONDS),
    ):
        if seconds >= size or size == 1:
            count = max(1, -int(-abs(seconds) // size))
            return said(one) if count == 1 else said(many, n=count)
    raise AssertionError("the last unit takes everything")


def of_fault(fault: Fault, *, username_label: bool = False, date: str = "") -> Said:
    """The sentence for a problem, with its facts in the placeholders."""
    text = PROBLEMS[fault.problem]
    if fault.problem is Problem.WRONG_CREDENTIALS and username_label:
        text = WRONG_USERNAME
    attribute = ATTRIBUTES.get(fault.name, Text(fault.name) if fault.name else None)
    values: dict[str, object] = {
        "code": fault.trace.code or "–",
        "name": fault.name,
        "field": attribute or "",
        "text": fault.text,
        "date": date,
    }
    if fault.seconds is not None:
        values["t"] = values["m"] = duration(fault.seconds)
    elif "{t}" in text.source or "{m}" in text.source:
        values["t"] = values["m"] = duration(60)
    return Said(text, values)


def of_code_request(challenge: CodeRequired) -> Said:
    """Which kind of code is asked for and where it went, if the service said so."""
    match challenge.channel, bool(challenge.destination):
        case Channel.TEXT_MESSAGE, True:
            return said(SMS_SENT_TO, dest=challenge.destination)
        case Channel.TEXT_MESSAGE, False:
            return said(SMS_SENT)
        case Channel.EMAIL, True:
            return said(EMAIL_SENT_TO, dest=challenge.destination)
        case Channel.EMAIL, False:
            return said(EMAIL_SENT)
        case _ if challenge.device:
            return said(NAMED_AUTHENTICATOR_CODE, name=challenge.device)
        case _:
            return said(AUTHENTICATOR_CODE)


def of_news(news: News, *, dest: str = "", date: str = "") -> Said:
    match news:
        case News.RENEWED:
            return said(RENEWED)
        case News.CODE_SENT:
            return said(CODE_SENT_TO, dest=dest) if dest else said(CODE_SENT)
        case News.SIGNED_OUT:
            return said(SIGNED_OUT_UNTIL, date=date) if date else said(SIGNED_OUT)
        case News.WAITING_FOR_KEYCHAIN:
            return said(WAITING_FOR_KEYCHAIN)


def claim_meaning(claim: str) -> Text | None:
    if claim.startswith("custom:"):
        return CUSTOM_ATTRIBUTE
    return CLAIM_MEANINGS.get(claim)


def in_english(words: Said) -> str:
    """For the command line and for logs, where no translation is loaded."""
    values = {
        key: in_english(value)
        if isinstance(value, Said)
        else value.source
        if isinstance(value, Text)
        else value
        for key, value in words.values.items()
    }
    return words.text.source.format_map(values)


def catalogue() -> frozenset[Text]:
    """Every sentence of this module, for the test that holds the translations against it."""
    found: set[Text] = set()
    for value in globals().values():
        if isinstance(value, Text):
            found.add(value)
        elif isinstance(value, dict):
            found.update(entry for entry in value.values() if isinstance(entry, Text))
    return frozenset(found)
