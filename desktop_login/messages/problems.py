"""The texts of errors: one sentence for every `ErrorCode`."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.aws import AWS_PROBLEMS
from desktop_login.messages.browser import BROWSER_PROBLEMS
from desktop_login.messages.message import Message
from desktop_login.messages.passkeys import PASSKEY_PROBLEMS
from desktop_login.messages.service_problems import SERVICE_PROBLEMS

# --- problems -----------------------------------------------------------------------------
P = ErrorCode
PROBLEMS: Mapping[ErrorCode, Message] = {
    **BROWSER_PROBLEMS,
    P.WRONG_CREDENTIALS: Message(
        "problem.wrong_credentials", "The email address or password is incorrect."
    ),
    P.OTHER_SPELLING: Message(
        "problem.other_spelling",
        "The email address or password is incorrect. Upper and lower case may matter: try {name}.",
    ),
    P.MAYBE_CAPITALS: Message(
        "problem.maybe_capitals",
        "The email address or password is incorrect. If the account was created with capital"
        " letters in the address, enter them too.",
    ),
    P.MAYBE_COUNTRY: Message(
        "problem.maybe_country",
        "The username or password is incorrect. A phone number begins with its country code, for"
        " example +81 for Japan.",
    ),
    P.CLOCK_OFF: Message(
        "problem.clock_off",
        "Sign-in failed because this computer’s clock is off by {m}. Set the clock and try again.",
    ),
    P.LOCKED_OUT: Message(
        "problem.locked_out", "Too many failed attempts. You can try again in {t}."
    ),
    P.USER_DISABLED: Message(
        "problem.user_disabled", "This account is disabled. Ask your administrator to enable it."
    ),
    P.TEMPORARY_PASSWORD_EXPIRED: Message(
        "problem.temporary_password_expired",
        "Your temporary password has expired. Ask your administrator for a new invitation.",
    ),
    P.STEP_TOOK_TOO_LONG: Message(
        "problem.step_took_too_long", "This step took too long. Please sign in again."
    ),
    P.STEP_RESTARTED: Message(
        "problem.step_restarted",
        "This step took too long, so we started it again. Enter the newest code.",
    ),
    P.QUESTION_RESTARTED: Message(
        "problem.question_restarted",
        "This step took too long, so we started it again. Please answer once more.",
    ),
    P.STEP_ALREADY_USED: Message(
        "problem.step_already_used", "That step is no longer valid. Please sign in again."
    ),
    P.BLOCKED_AS_UNUSUAL: Message(
        "problem.blocked_as_unusual",
        "This sign-in looked unusual and was blocked. Try from a familiar network, or reset"
        " your password.",
    ),
    P.SIGN_IN_REFUSED: Message(
        "problem.sign_in_refused", "Sign-in was refused. Check what you entered and try again."
    ),
    P.NOT_CONFIRMED: Message(
        "problem.not_confirmed", "Confirm your email first. We sent you a code."
    ),
    P.RESET_REQUIRED: Message(
        "problem.reset_required", "You must reset your password. We sent you a code."
    ),
    P.NO_SECOND_FACTOR: Message(
        "problem.no_second_factor",
        "No second step is set up for this account. Contact your administrator.",
    ),
    P.STEP_NOT_SUPPORTED: Message(
        "problem.step_not_supported",
        "This account needs a sign-in step that this version doesn’t support.",
    ),
    P.STEP_NOT_ALLOWED: Message(
        "problem.step_not_allowed",
        "The service asked for something that this way of signing in doesn’t allow, so it got"
        " no answer. Contact your administrator.",
    ),
    P.PLAIN_PASSWORD_OFF: Message(
        "problem.plain_password_off",
        "The service asks for the password itself, which the settings don’t allow, so it"
        " wasn’t sent. The setting is allow_plain_password; ask your administrator before you"
        " turn it on.",
    ),
    P.SIGN_IN_TOO_LONG: Message(
        "problem.sign_in_too_long",
        "The sign-in took more than a minute, so it was stopped. Please sign in again.",
    ),
    P.INCOMPLETE_ANSWER: Message(
        "problem.incomplete_answer",
        "The sign-in service sent an incomplete answer. Please sign in again.",
    ),
    P.FLOW_TURNED_OFF: Message(
        "problem.flow_turned_off", "This sign-in method is turned off for this app."
    ),
    P.CANNOT_SET_UP: Message(
        "problem.cannot_set_up",
        "Your account needs a second step that this app can’t set up. Contact your administrator.",
    ),
    P.DEVICE_UNKNOWN: Message(
        "problem.device_unknown", "This computer is no longer remembered. Please sign in again."
    ),
    P.DEVICE_NOT_REMEMBERED: Message(
        "problem.device_not_remembered",
        "You’re signed in, but this computer couldn’t be remembered. You may have to sign in"
        " again in about an hour.",
    ),
    P.WRONG_CODE: Message("problem.wrong_code", "That code is incorrect. Check it and try again."),
    P.WRONG_CODE_AGAIN: Message(
        "problem.wrong_code_again",
        "That code is incorrect. If this keeps happening, make sure that your phone’s clock"
        " is set automatically.",
    ),
    P.CODE_ALREADY_USED: Message(
        "problem.code_already_used", "That code was already used. Wait for the next one."
    ),
    P.CODE_EXPIRED: Message("problem.code_expired", "That code has expired. Request a new one."),
    P.CODE_NOT_DELIVERED: Message(
        "problem.code_not_delivered",
        "We couldn’t send the code. Try again, or contact your administrator.",
    ),
    P.TOO_MANY_ATTEMPTS: Message(
        "problem.too_many_attempts", "Too many attempts. Please wait a while before trying again."
    ),
    P.DAILY_EMAIL_LIMIT: Message(
        "problem.daily_email_limit",
        "The service has sent its daily limit of emails. Try tomorrow or contact your"
        " administrator.",
    ),
    P.PASSWORD_POLICY: Message(
        "problem.password_policy", "The password doesn’t meet the rules of this service."
    ),
    P.PASSWORD_USED_BEFORE: Message(
        "problem.password_used_before", "You used this password before. Choose a new one."
    ),
    P.ATTRIBUTE_WRONG: Message(
        "problem.attribute_wrong", "{field} is required or has the wrong format."
    ),
    P.ATTRIBUTE_FIXED: Message(
        "problem.attribute_fixed", "{field} is already set and can’t be changed in this step."
    ),
    P.ATTRIBUTE_NOT_WRITABLE: Message(
        "problem.attribute_not_writable",
        "This app may not set {field}. Ask your administrator to make it writable for the app"
        " client.",
    ),
    P.INPUT_NOT_VALID: Message(
        "problem.input_not_valid",
        "Something you entered isn’t valid. Check the fields and try again.",
    ),
    P.REQUEST_REFUSED: Message(
        "problem.request_refused", "The request was refused. Check what you entered and try again."
    ),
    P.SIGN_UP_CLOSED: Message(
        "problem.sign_up_closed", "Accounts for this service are created by your administrator."
    ),
    P.USERNAME_TAKEN: Message(
        "problem.username_taken", "An account with this email already exists. Sign in instead?"
    ),
    P.USERNAME_LIKE_EMAIL: Message(
        "problem.username_like_email", "The username can’t look like an email address."
    ),
    P.USERNAME_NO_PHONE: Message(
        "problem.username_no_phone",
        "The username must be a phone number. Begin with the country code, for example +81"
        " for Japan.",
    ),
    P.USERNAME_NO_CONTACT: Message(
        "problem.username_no_contact",
        "The username must be an email address or a phone number. Begin a phone number with"
        " its country code, for example +81 for Japan.",
    ),
    P.ALIAS_TAKEN: Message(
        "problem.alias_taken", "This email belongs to another account. Use a different one."
    ),
    P.ALREADY_CONFIRMED: Message(
        "problem.already_confirmed", "Your account is confirmed. Please sign in."
    ),
    P.NO_CONTACT: Message(
        "problem.no_contact",
        "No code could be sent to this account. It may have no verified email address or phone"
        " number. Contact your administrator.",
    ),
    P.NOT_ACTIVATED: Message(
        "problem.not_activated",
        "This account hasn’t been activated yet. Sign in with the temporary password you were"
        " sent.",
    ),
    P.CURRENT_PASSWORD_WRONG: Message(
        "problem.current_password_wrong", "Your current password is incorrect."
    ),
    P.ACCESS_TOKEN_DEAD: Message(
        "problem.access_token_dead",
        "The service didn’t accept your session for this. Sign out, sign in, then try again.",
    ),
    P.SCOPE_MISSING: Message(
        "problem.scope_missing",
        "Your session doesn’t include the scope {name}, which this needs. Ask your"
        " administrator to allow it for the app client, then sign in again.",
    ),
    P.ACCOUNT_GONE: Message(
        "problem.account_gone", "This account no longer exists. Contact your administrator."
    ),
    **SERVICE_PROBLEMS,
    **PASSKEY_PROBLEMS,
    **AWS_PROBLEMS,
}
STAY_SIGNED_IN = Message(
    "stay_signed_in",
    "Can’t reach the sign-in service. You’re still signed in; your token is valid until {date}.",
)
STAY_SERVICE_PROBLEM = Message(
    "stay_service_problem",
    "The sign-in service had a problem. You’re still signed in; your token is valid until {date}.",
)
WAITING_FOR_KEYCHAIN = Message("waiting_for_keychain", "Waiting for your password store…")
CLOCK_IS_OFF = Message(
    "clock_is_off", "This computer’s clock is off by {m}. Tokens may be refused."
)
