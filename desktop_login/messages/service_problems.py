"""The sentences of errors of the service, the connection, the session and this computer: a part of `problems`."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.message import Message

P = ErrorCode
SERVICE_PROBLEMS: Mapping[ErrorCode, Message] = {
    P.BUSY: Message("problem.busy", "The service is busy. Retrying in {n} s…"),
    P.SERVICE_PROBLEM: Message(
        "problem.service_problem", "The sign-in service had a problem. Please try again."
    ),
    P.FIREWALL: Message(
        "problem.firewall",
        "The network or a firewall rule refused this request. Contact your administrator.",
    ),
    P.NOT_IN_THIS_REGION: Message(
        "problem.not_in_this_region",
        "The sign-in service isn’t available in this region right now. Try again later or"
        " contact your administrator.",
    ),
    P.OPERATION_UNKNOWN: Message(
        "problem.operation_unknown",
        "This sign-in service can’t do that: it doesn’t know {name}. Contact your administrator.",
    ),
    P.RULE_OF_SERVICE: Message("problem.rule_of_service", "{text}"),
    P.RULE_OF_SERVICE_SILENT: Message(
        "problem.rule_of_service_silent", "A rule of this service refused the request."
    ),
    P.MISCONFIGURED: Message(
        "problem.misconfigured",
        "The sign-in service is misconfigured. Tell your administrator: {code}.",
    ),
    P.SECRET_WRONG: Message(
        "problem.secret_wrong",
        "The app’s client secret doesn’t match the user pool. Check the settings.",
    ),
    P.SECRET_MISSING: Message(
        "problem.secret_missing", "This app client needs a client secret. Add it in the settings."
    ),
    P.SECRET_UNWANTED: Message(
        "problem.secret_unwanted",
        "This app client has no client secret. Remove it from the settings.",
    ),
    P.POOL_NOT_FOUND: Message(
        "problem.pool_not_found",
        "The user pool or app client wasn’t found. Check region, pool ID and client ID.",
    ),
    P.AWS_PROFILE: Message(
        "problem.aws_profile",
        "The AWS profile “{name}” can’t be used for this sign-in method. Check the settings.",
    ),
    P.UNKNOWN_CODE: Message(
        "problem.unknown_code",
        "Something went wrong at the sign-in service. Tell your administrator: {code}.",
    ),
    P.NO_CONNECTION: Message(
        "problem.no_connection",
        "Can’t reach the sign-in service. Check your network and try again.",
    ),
    P.CONNECTION_LOST: Message(
        "problem.connection_lost", "The connection was lost during this step. Please sign in again."
    ),
    P.PROXY: Message(
        "problem.proxy", "The proxy refused the connection. Check the proxy settings."
    ),
    P.PROXY_UNUSABLE: Message(
        "problem.proxy_unusable",
        "The proxy address “{name}” can’t be used. Write it as"
        " http://name:password@host:port, with %23 for # and %40 for @ in the password.",
    ),
    P.CERTIFICATE: Message(
        "problem.certificate",
        "The secure connection failed. Check the clock; if your company inspects connections,"
        " its certificate belongs in the certificate store of this system.",
    ),
    P.CERTIFICATES_MISSING: Message(
        "problem.certificates_missing",
        "{name} names certificates that aren’t there. Correct it, or remove it to use the"
        " certificate store of this system.",
    ),
    P.WRONG_ADDRESS: Message(
        "problem.wrong_address",
        "Something in the AWS set-up of this computer leads to {name} instead of the user pool,"
        " so nothing was sent. Look for it in ~/.aws and in variables that begin with AWS_.",
    ),
    P.CAPTIVE_PORTAL: Message(
        "problem.captive_portal",
        "This network asks you to log in first. Open a web page in your browser, then try again.",
    ),
    P.NOT_UNDERSTOOD: Message(
        "problem.not_understood", "The answer couldn’t be understood. Please try again."
    ),
    P.TOKEN_REFUSED: Message(
        "problem.token_refused", "The token that arrived couldn’t be verified, so it wasn’t used."
    ),
    P.OTHER_USER: Message(
        "problem.other_user",
        "The renewed session belongs to a different user, so you were signed out.",
    ),
    P.POOL_CHANGED: Message(
        "problem.pool_changed", "The user pool settings have changed. Please sign in again."
    ),
    P.SESSION_ENDED: Message(
        "problem.session_ended", "Your session has ended. Please sign in again."
    ),
    P.SIGNED_OUT_ELSEWHERE: Message(
        "problem.signed_out_elsewhere",
        "You were signed out, possibly from another device. Please sign in again.",
    ),
    P.ACCOUNT_NEEDS_ATTENTION: Message(
        "problem.account_needs_attention",
        "Your session has ended because your account needs attention. Please sign in again.",
    ),
    P.NOT_REFRESHED: Message(
        "problem.not_renewed", "The session couldn’t be renewed. You stay signed in until {date}."
    ),
    P.KEYCHAIN: Message(
        "problem.keychain",
        "Your password store is locked or missing. You can continue, but this session won’t"
        " be remembered.",
    ),
    P.KEYCHAIN_SLOW: Message(
        "problem.keychain_slow",
        "Your password store hasn’t answered yet. It may be asking you something in another"
        " window.",
    ),
    P.KEY_MISSING: Message(
        "problem.key_missing",
        "Your password store didn’t return the key of the saved session. The session is kept:"
        " try again, or sign in.",
    ),
    P.RECORD_UNREADABLE: Message(
        "problem.record_unreadable",
        "The saved session couldn’t be read and was set aside. Please sign in again.",
    ),
    P.RECORD_NEWER: Message(
        "problem.record_newer",
        "The saved session belongs to a newer version of the app. Update the app or sign in again.",
    ),
    P.NOT_SAVED: Message(
        "problem.not_saved",
        "The renewed session couldn’t be saved. After a restart you may have to sign in again.",
    ),
    P.NOT_FORGOTTEN: Message(
        "problem.not_forgotten",
        "You’re signed out, but the saved session couldn’t be removed from this computer.",
    ),
    P.SERVER_NOT_TOLD: Message(
        "problem.server_not_told",
        "You’re signed out on this computer. The server couldn’t be reached, so the session"
        " may stay open there until it expires.",
    ),
    P.REVOCATION_OFF: Message(
        "problem.revocation_off",
        "You’re signed out on this computer. The service doesn’t revoke sessions.",
    ),
    P.NOT_EVERYWHERE: Message(
        "problem.not_everywhere",
        "You couldn’t be signed out everywhere. You’re signed out on this computer.",
    ),
    P.CANCELLED: Message("problem.cancelled", "Sign-in was canceled."),
    P.IN_THE_APP: Message(
        "problem.in_the_app",
        "Something unexpected happened in the app. You can continue; copy the details for support.",
    ),
}
