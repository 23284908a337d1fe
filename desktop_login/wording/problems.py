"""What is said when something goes wrong: one sentence for every `Problem`."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.errors import Problem
from desktop_login.wording.text import Text

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
    P.QUESTION_RESTARTED: Text(
        "This step took too long, so we started it again. Please answer once more."
    ),
    P.STEP_ALREADY_USED: Text("This step was already used. Please sign in again."),
    P.BLOCKED_AS_UNUSUAL: Text(
        "This sign-in was blocked as unusual. Try from a familiar network, or reset your password."
    ),
    P.SIGN_IN_REFUSED: Text("Sign-in was refused. Check what you entered and try again."),
    P.NOT_CONFIRMED: Text("Confirm your email first. We sent you a code."),
    P.RESET_REQUIRED: Text("You must reset your password. We sent you a code."),
    P.NO_SECOND_FACTOR: Text(
        "No second factor is set up for this account. Contact your administrator."
    ),
    P.STEP_NOT_SUPPORTED: Text(
        "This account needs a sign-in step that this version does not support."
    ),
    P.STEP_NOT_ALLOWED: Text(
        "The service asked for something that this way of signing in does not allow, so it got no"
        " answer. Contact your administrator."
    ),
    P.PLAIN_PASSWORD_OFF: Text(
        "The service asks for the password itself, which the settings do not allow, so it was not"
        " sent. The setting is allow_plain_password; ask your administrator before you turn it on."
    ),
    P.SIGN_IN_TOO_LONG: Text(
        "The sign-in took more than a minute, so it was stopped. Please sign in again."
    ),
    P.INCOMPLETE_ANSWER: Text(
        "The sign-in service sent an incomplete answer. Please sign in again."
    ),
    P.FLOW_TURNED_OFF: Text("This sign-in method is turned off for this app."),
    P.CANNOT_SET_UP: Text(
        "A second factor must be set up that this app cannot set up. Contact your administrator."
    ),
    P.DEVICE_UNKNOWN: Text("This computer is no longer remembered. Please sign in again."),
    P.DEVICE_NOT_REMEMBERED: Text(
        "You are signed in, but this computer could not be remembered. You may have to sign in"
        " again in about an hour."
    ),
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
    P.TOO_MANY_ATTEMPTS: Text("Too many attempts. Please wait a while before trying again."),
    P.DAILY_EMAIL_LIMIT: Text(
        "The service has sent its daily limit of emails. Try tomorrow or contact your"
        " administrator."
    ),
    P.PASSWORD_POLICY: Text("The password does not meet the rules of this service."),
    P.PASSWORD_USED_BEFORE: Text("You used this password before. Choose a new one."),
    P.ATTRIBUTE_WRONG: Text("{field} is required or has the wrong format."),
    P.ATTRIBUTE_FIXED: Text("{field} is already set and cannot be changed in this step."),
    P.INPUT_NOT_VALID: Text("Something entered is not valid. Check the fields and try again."),
    P.REQUEST_REFUSED: Text("The request was refused. Check what you entered and try again."),
    P.SIGN_UP_CLOSED: Text("Accounts for this service are created by your administrator."),
    P.USERNAME_TAKEN: Text("An account with this email already exists. Sign in instead?"),
    P.USERNAME_LIKE_EMAIL: Text("A username must not look like an email address here."),
    P.ALIAS_TAKEN: Text("This email belongs to another account. Use a different one."),
    P.ALREADY_CONFIRMED: Text("Your account is confirmed. Please sign in."),
    P.NO_CONTACT: Text(
        "No code could be sent to this account. It may have no verified email address or phone"
        " number. Contact your administrator."
    ),
    P.NOT_ACTIVATED: Text(
        "This account has not been activated yet. Sign in with the temporary password you were"
        " sent."
    ),
    P.CURRENT_PASSWORD_WRONG: Text("Your current password is incorrect."),
    P.ACCESS_TOKEN_DEAD: Text(
        "The service did not accept your session for this. Sign out, sign in again, and repeat it."
    ),
    P.ACCOUNT_GONE: Text("This account no longer exists. Contact your administrator."),
    P.BUSY: Text("The service is busy. Retrying in {n} s…"),
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
    P.MISCONFIGURED: Text("The sign-in service is misconfigured. Tell your administrator: {code}."),
    P.SECRET_WRONG: Text(
        "The app's client secret does not match the user pool. Check the settings."
    ),
    P.SECRET_MISSING: Text("This app client needs a client secret. Add it in the settings."),
    P.SECRET_UNWANTED: Text("This app client has no client secret. Remove it from the settings."),
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
    P.PROXY_UNUSABLE: Text(
        "The proxy address “{name}” cannot be used. Write it as http://name:password@host:port,"
        " with %23 for # and %40 for @ in the password."
    ),
    P.CERTIFICATE: Text(
        "The secure connection failed. Check the clock; if your company inspects connections,"
        " its certificate belongs in the certificate store of this system."
    ),
    P.CERTIFICATES_MISSING: Text(
        "{name} names certificates that are not there. Correct it, or remove it to use the"
        " certificate store of this system."
    ),
    P.WRONG_ADDRESS: Text(
        "Something in the AWS set-up of this computer leads to {name} instead of the user pool,"
        " so nothing was sent. Look for it in ~/.aws and in variables that begin with AWS_."
    ),
    P.CAPTIVE_PORTAL: Text(
        "This network asks you to log in first. Open a web page in your browser, then try again."
    ),
    P.NOT_UNDERSTOOD: Text("The answer could not be understood. Please try again."),
    P.TOKEN_REFUSED: Text("The token that arrived could not be verified, so it was not used."),
    P.OTHER_USER: Text("The renewed session belongs to a different user, so you were signed out."),
    P.POOL_CHANGED: Text("The user pool settings have changed. Please sign in again."),
    P.SESSION_ENDED: Text("Your session has ended. Please sign in again."),
    P.SIGNED_OUT_ELSEWHERE: Text(
        "You were signed out, possibly from another device. Please sign in again."
    ),
    P.ACCOUNT_NEEDS_ATTENTION: Text(
        "Your session has ended because your account needs attention. Please sign in again."
    ),
    P.NOT_RENEWED: Text("The session could not be renewed. You stay signed in until {date}."),
    P.KEYCHAIN: Text(
        "Your password store is locked or missing. You can continue, but this session will not"
        " be remembered."
    ),
    P.KEY_MISSING: Text(
        "Your password store did not return the key of the saved session. The session is kept:"
        " try again, or sign in."
    ),
    P.RECORD_UNREADABLE: Text(
        "The saved session could not be read and was set aside. Please sign in again."
    ),
    P.RECORD_NEWER: Text(
        "The saved session belongs to a newer version of the app. Update the app or sign in again."
    ),
    P.NOT_SAVED: Text(
        "The renewed session could not be saved. After a restart you may have to sign in again."
    ),
    P.NOT_FORGOTTEN: Text(
        "You are signed out, but the saved session could not be removed from this computer."
    ),
    P.SERVER_NOT_TOLD: Text("You are signed out on this computer; the server could not be told."),
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
# The same where the service says where it sent the code.
WITH_DESTINATION: Mapping[Problem, Text] = {
    P.NOT_CONFIRMED: Text("Confirm your email first. We sent a code to {dest}."),
    P.RESET_REQUIRED: Text("You must reset your password. We sent a code to {dest}."),
}
# The same where a variable of the environment says which certificates count.
CERTIFICATES_ELSEWHERE = Text(
    "The secure connection failed with the certificates from {name}. Remove {name} to use the"
    " certificate store of this system, where a company's own certificate belongs."
)
WRONG_USERNAME = Text("The username or password is incorrect.")
STAY_SIGNED_IN = Text("No connection to the sign-in service. You stay signed in; we keep trying.")
WAITING_FOR_KEYCHAIN = Text("Waiting for your password store…")
CLOCK_IS_OFF = Text("This computer's clock is off by {m}. Tokens may be refused.")
